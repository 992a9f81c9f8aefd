"""The table of the flow says what the stages do: what they read, what they write, what numbers hang on."""

from __future__ import annotations

import ast
import json
import re
import sys
from pathlib import Path

import pytest

from pipeline.engine.contents import RECORD
from pipeline.engine.fingerprints import makes_numbers
from pipeline.engine.stage import WaveFolders, matching
from pipeline.flow import STAGES, TARGETS
from tests.support.flowing import WAVE
from tests.support.stages import ROOT, exit_code, origin_of

ALONE = [stage for stage in STAGES if not stage.compares]
PROGRAM = ROOT / "pipeline"
_opened: list[str] | None = None


def _hear(event: str, details: tuple) -> None:
    if event == "open" and _opened is not None and isinstance(details[0], str):
        mode = details[1]
        if mode is None or not set(str(mode)) & set("wax+"):
            _opened.append(details[0])


sys.addaudithook(_hear)


@pytest.mark.parametrize("stage", ALONE, ids=lambda stage: stage.name)
def test_a_stage_reads_only_what_the_table_says(stage, copied):
    """A file that is read and not in the table would not remake what depends on it."""
    global _opened
    folders = WaveFolders.of(WAVE, "fr")
    origin = {"origin": origin_of(folders)} if stage.publishes else {}
    function, arguments = stage.function(), stage.arguments(folders)
    _opened = []
    try:
        assert exit_code(function, "fr", **arguments, **origin) == 0
    finally:
        opened, _opened = _opened, None
    inputs = [Path(name) for name in opened if re.match(r"(data|figures)[/\\]", name)]
    allowed = {one for name in stage.dependencies() for one in matching(folders.path(name))}
    allowed |= {arguments["codebook_file"]}
    read = {path for path in inputs if not path.name.startswith(".")}
    assert read - allowed == set()
    assert read


@pytest.mark.parametrize("stage", ALONE, ids=lambda stage: stage.name)
def test_a_stage_writes_what_the_table_says(stage, built):
    record = json.loads((built.done / RECORD).read_text("utf-8"))
    for language in ("fr", "en") if stage.spoken else ("fr",):
        folders = WaveFolders.of(WAVE, language)
        task = f"{stage.name}:{language}" if stage.spoken else stage.name
        written = set(record[task]["_values_:"]["outputs"])
        certain = {folders.path(name).as_posix() for name in stage.certain_outputs()}
        patterns = [folders.path(name) for name in stage.outputs()]
        assert certain <= written
        assert all(any(Path(name).match(str(pattern)) for pattern in patterns) for name in written)


def test_every_stage_stands_after_those_that_it_follows():
    for number, stage in enumerate(STAGES):
        for other in STAGES:
            if stage.follows(other):
                assert STAGES.index(other) < number, (stage.name, other.name)


def test_the_targets_name_stages():
    names = {stage.name for stage in STAGES}
    assert all(set(asked) <= names for asked in TARGETS.values())
    assert {stage.name for stage in STAGES if stage.publishes} <= {n for a in TARGETS.values() for n in a} | {
        "draw"
    }


def imported(source: Path) -> set[Path]:
    """The modules of the program that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipeline"):
            base = ROOT / node.module.replace(".", "/")
            for alias in node.names:
                paths = (base / f"{alias.name}.py", base.with_suffix(".py"))
                found |= {path for path in paths if path.exists()}
    return found


def test_what_makes_numbers_imports_nothing_that_only_draws_and_speaks():
    """Else a change there would move numbers without making them anew."""
    waiting = [PROGRAM / "stages" / f"{stage.name}.py" for stage in STAGES if not stage.publishes]
    seen: set[Path] = set()
    while waiting:
        source = waiting.pop()
        if source not in seen:
            seen.add(source)
            waiting += imported(source)
    words = {Path("text/messages.py")}
    assert len(seen) > 60
    assert {
        path.relative_to(PROGRAM) for path in seen if not makes_numbers(path.relative_to(PROGRAM))
    } <= words


# Calls and modules that Windows has not; a module that asks for the system first may hold them.
POSIX = re.compile(
    r"\b(?:import|from) (?:resource|fcntl|pwd|grp|termios|pty|posix)\b"
    r"|\bos\.(?:fork|chmod|chown|getuid|geteuid|mkfifo|killpg|setsid|symlink|nice|uname)\b"
    r"|get_context\(\"fork|SIGKILL|SIGHUP|/dev/|/tmp\b|shell=True"
)


@pytest.mark.parametrize("source", sorted(PROGRAM.rglob("*.py")), ids=lambda path: path.stem)
def test_nothing_in_what_a_user_runs_needs_a_unix(source):
    text = re.sub(
        r'^if sys\.platform == "win32":.*?\n(?=\S)(?!else)', "", source.read_text("utf-8"), flags=re.M | re.S
    )
    assert POSIX.findall(text) == []


def test_the_lock_can_be_imported_on_windows(monkeypatch):
    """With the module that Windows has in place of the one that it has not."""
    import types

    calls = []
    windows = types.SimpleNamespace(LK_NBLCK=2, locking=lambda *given: calls.append(given))
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "msvcrt", windows)
    monkeypatch.setitem(sys.modules, "fcntl", None)
    lock = types.ModuleType("lock")
    source = PROGRAM / "engine" / "lock.py"
    exec(compile(source.read_text("utf-8"), str(source), "exec"), vars(lock))
    with (ROOT / "pyproject.toml").open("rb") as stream:
        lock._take(stream)
        assert calls == [(stream.fileno(), 2, 1)]
