"""The corpus of faults: each input of `faults/` gets its sentences, its exit code, and touches nothing."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from tests.stages import ROOT, Wave

FAULTS = ROOT / "tests" / "faults"
SOUND = FAULTS / "wave"
STAGES = ("check_codebook", "clean", "validate", "weight")


def corpus() -> list[dict]:
    """Every fault, with the stages and the exit code of its file."""
    found = []
    for path in sorted(FAULTS.glob("*.toml")):
        content = tomllib.loads(path.read_text("utf-8"))
        shared = {"stages": content["stages"], "exit": content["exit"], "about": path.stem}
        found += [shared | fault for fault in content["fault"]]
    return found


CORPUS = corpus()


def spoil(folder: Path, change: dict) -> None:
    """Make one change: of the whole text, one place of it, its encoding, or the file altogether."""
    path = folder / change["file"]
    if change.get("delete"):
        path.unlink()
        return
    if "text" in change:
        path.write_text(change["text"], "utf-8")
        return
    text = path.read_bytes().decode("utf-8") + change.get("add", "")
    if "from" in change:
        assert text.count(change["from"]) == 1 or change.get("all"), f"{change['from']} in {path.name}"
        text = text.replace(change["from"], change["to"])
    path.write_bytes(text.encode(change.get("encoding", "utf-8")))


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Wave:
    """The wave without fault, with its outputs."""
    wave = Wave(tmp_path_factory.mktemp("sound"), SOUND)
    assert wave.run(*STAGES, "tabulate", "verify") == 0
    return wave


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("fault", CORPUS, ids=lambda fault: fault["id"])
def test_a_fault_is_told(fault, language, tmp_path, sound, capsys):
    wave = Wave(tmp_path, FAULTS / fault.get("wave", "wave"))
    shutil.copytree(sound.done, wave.done)
    before = wave.outputs()
    for change in fault["change"]:
        spoil(wave.raw, change)
    assert wave.run(*fault["stages"], language=language) == fault["exit"]
    told = capsys.readouterr().err
    for sentence in fault[language]:
        assert sentence in told
    for silent in fault.get("never", []):
        assert silent not in told
    assert "→" in told
    assert "Traceback" not in told
    assert wave.outputs() == before


def test_the_corpus_is_large_and_covers_every_kind_of_input():
    assert len(CORPUS) >= 30
    assert len({fault["id"] for fault in CORPUS}) == len(CORPUS)
    assert {fault["about"] for fault in CORPUS} >= {
        "codebooks", "communes", "corrections", "exports", "margins", "published"
    }  # fmt: skip
