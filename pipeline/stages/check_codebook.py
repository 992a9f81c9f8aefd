"""Check the codebook, and keep apart what changes a number from what only names it.

With `wave`, the folder of the wave, also list everything in it that is missing or still to be filled in.
Writes structure.json into the folder `out`: the codebook without labels, titles and figures. What makes
numbers depends on it and not on codebook.toml, so that a change of label does not remake the tables.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pipeline.codebook.model import Codebook, Language, Text
from pipeline.codebook.reader import read
from pipeline.codebook.todo_marks import remaining_marks
from pipeline.errors.faults import CONFIGURATION, Fault, Faults, blocking, terminal_list
from pipeline.errors.files import write_text
from pipeline.text.messages import say


def check_codebook(*, codebook_file: Path, out: Path, language: Language, wave: Path | None = None) -> str:
    """Check the codebook, write its structure and return the line to print."""
    codebook = _whole(codebook_file, wave, language)
    if language not in codebook.survey.languages:
        print(say(language, "log.languages"), file=sys.stderr)
    content = json.dumps(structure(codebook), indent=1, ensure_ascii=False, default=str) + "\n"
    write_text(out / "structure.json", content)
    return say(language, "log.codebook", questions=len(codebook.question), columns=len(codebook.variables))


def _whole(path: Path, wave: Path | None, language: Language) -> Codebook:
    """Read the codebook; with the folder of its wave, list everything missing or to be filled in."""
    if wave is None:
        return read(path)
    if not path.exists():
        raise Faults([Fault("wave_not_there", value=str(wave), values={"wave": wave.name})], CONFIGURATION)
    faults = [] if any(_exports(wave)) else [Fault("responses_missing", value=str(wave))]
    for name in ("codebook.toml", "margins.csv", "communes.csv"):
        faults += remaining_marks(_text(wave / name), name)
    datasheet = len(remaining_marks(_text(wave / "README.md"), "README.md"))
    if datasheet:
        faults.append(Fault("datasheet_left", "README.md", value=str(datasheet), severity="warning"))
    if not (wave / "margins.csv").exists():
        faults.append(Fault("file_missing", "margins.csv"))
    try:
        codebook = read(path)
    except Faults as found:
        raise Faults([*found.faults, *faults], CONFIGURATION) from None
    if blocking(faults):
        raise Faults(faults, CONFIGURATION)
    if faults:
        print(terminal_list(faults, language), file=sys.stderr)
    return codebook


def _text(path: Path) -> str:
    """Read a file as text, whatever its encoding; "" when it is not there."""
    return path.read_bytes().decode("utf-8", errors="replace") if path.is_file() else ""


def _exports(wave: Path) -> list[Path]:
    return [path for path in wave.glob("responses.*") if path.suffix in (".csv", ".xlsx")]


def structure(codebook: Codebook) -> dict[str, Any]:
    """Return the codebook as plain data, without anything that is only read by people."""
    published = {"figure", "licence", "contact", "languages", "synthetic", "sample"}
    return _without_texts(codebook, published | {"compare", "equivalent"})


def _without_texts(value: Any, left_out: set[str]) -> Any:
    if isinstance(value, list):
        return [_without_texts(entry, left_out) for entry in value]
    if not hasattr(value, "model_fields_set"):
        return value
    names = sorted(set(type(value).model_fields) - left_out - {"fr", "en"})
    pairs = {name: getattr(value, name) for name in names}
    return {name: _without_texts(entry, left_out) for name, entry in pairs.items() if type(entry) is not Text}
