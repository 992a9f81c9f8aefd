"""The provenance of the numbers that a stage prints, from the record of what made them."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

from pipeline.engine.contents import Contents
from pipeline.engine.stage import Stage, WaveFolders
from pipeline.errors.faults import DATA, Fault, Faults
from pipeline.figures.provenance import Provenance
from pipeline.flow import STAGES

_PROJECT = Path(__file__).resolve().parents[2]
# Files of a wave's folder that no number and no label comes from.
NO_INPUTS = {"README.md", "SHA256SUMS", "Thumbs.db", "desktop.ini"}


def inputs_of(raw: Path) -> list[Path]:
    """Return the input files of a wave; not what an open workbook (~$…) or the system leaves beside them."""
    if not raw.is_dir():
        return []
    return sorted(
        path
        for path in raw.iterdir()
        if path.is_file() and path.name not in NO_INPUTS and not path.name.startswith((".", "~$"))
    )


@cache
def numbers_behind(stage: Stage) -> frozenset[tuple[Stage, bool]]:
    """Return each stage that makes numbers for another, and whether it does so in the earlier wave."""
    makers: set[tuple[Stage, bool]] = set()
    for earlier in STAGES:
        if earlier.publishes:
            continue
        if stage.follows(earlier):
            makers |= {(earlier, False), *numbers_behind(earlier)}
        if stage.follows(earlier, "{base_done}"):
            makers |= {(earlier, True), *((maker, True) for maker, _ in numbers_behind(earlier))}
    return frozenset(makers)


def provenance(
    folders: WaveFolders, contents: Contents, code: str, versions: dict[str, str], records: list[dict]
) -> Provenance:
    """Return what an output prints of its origin.

    Parameters
    ----------
    code : fingerprint of what makes numbers in this run.
    records : what the record says of each stage behind the output: the `inputs` that it read (path ->
        SHA-256) and the fingerprint `code` of what made numbers then.

    Raises
    ------
    Faults
        With exit code 2, when an input or the program is not what the numbers were made from.
    """
    for record in records:
        moved = [path for path, content in record["inputs"].items() if contents.of(path) != content]
        if moved:
            raise Faults([Fault("input_changed", values={"path": ", ".join(moved)})], DATA)
        if record["code"] != code:
            raise Faults([Fault("program_changed")], DATA)
    waves = [raw for raw in (folders.base_raw if folders.base else None, folders.raw) if raw]
    inputs = {path: contents.of(path) for raw in waves for path in inputs_of(raw)}
    answers = [_answers(raw, inputs)[:8] for raw in waves]
    commit = _git("log", "-1", "--format=%H", "--", "pipeline").strip()
    return Provenance(
        data=" + ".join(answers),
        code=code[:7],
        commit=commit[:12],
        dirty=bool(_git("status", "--porcelain", "--", "pipeline").strip()),
        inputs={
            f"{path.parent.name}/{path.name}" if folders.base else path.name: inputs[path]
            for path in sorted(inputs)
        },
        versions=versions,
    )


def _answers(raw: Path, inputs: dict[Path, str]) -> str:
    """Return the fingerprint of a wave's answers."""
    return next((inputs[path] for path in inputs_of(raw) if path.name.startswith("responses")), "")


def _git(*words: str) -> str:
    try:
        completed = subprocess.run(
            ["git", "-C", str(_PROJECT), *words], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""  # a copy of the program without its history has no commit
    return completed.stdout
