"""Make the folder of a new wave from that of an earlier one, ready to fill (`make wave`).

Copies codebook, margins and communes of `source` into `out`, with a mark "#?" on whatever holds for
one wave only, an empty list of corrections and a datasheet to complete. Answers and published results
are never copied, and nothing is overwritten.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from pipeline.codebook.reader import read
from pipeline.codebook.todo_marks import MARK, marked
from pipeline.errors.faults import CONFIGURATION, Fault, Faults
from pipeline.errors.files import write_text
from pipeline.responses.corrections import CORRECTION_COLUMNS
from pipeline.responses.side_files import text_table
from pipeline.text.messages import Language, say


def create_wave(*, source: Path, out: Path, language: Language) -> str:
    """Make the folder of a new wave and return what is left to do in it."""
    _refuse(source, out)
    read(source / "codebook.toml")
    values = {"wave": out.name, "source": source.name, "mark": MARK}
    files = {
        "codebook.toml": marked((source / "codebook.toml").read_text("utf-8-sig"), language, out.name),
        "margins.csv": _margins(source / "margins.csv", say(language, "scaffold.mark_margins", **values)),
        "corrections.csv": ",".join(CORRECTION_COLUMNS) + "\n",
        "README.md": say(language, "scaffold.datasheet", **values),
    }
    if (source / "communes.csv").exists():
        files["communes.csv"] = (source / "communes.csv").read_text("utf-8")
    for name, text in files.items():
        write_text(out / name, text)
    marks = sum(MARK in line for text in files.values() for line in text.splitlines())
    return say(language, "scaffold.done", folder=out, files=", ".join(sorted(files)), marks=marks, **values)


def _refuse(source: Path, out: Path) -> None:
    """Refuse to overwrite anything, and a name that no folder or shell can bear."""
    faults = []
    if not (source / "codebook.toml").exists():
        waves = sorted(path.parent.name for path in source.parent.glob("*/codebook.toml"))
        faults.append(Fault("wave_unknown", value=source.name, values={"waves": ", ".join(waves) or "–"}))
    if not re.fullmatch(r"\w[\w-]*", out.name, re.ASCII):
        faults.append(Fault("wave_name", value=out.name, values={"variable": "WAVE"}))
    elif out.exists() and any(out.iterdir()):
        faults.append(Fault("wave_exists", value=str(out)))
    if faults:
        raise Faults(faults, CONFIGURATION)


def _margins(path: Path, note: str) -> str:
    """Return the margins of the earlier wave, each with a mark where its source stands."""
    table = text_table(path, ["margin", "level", "population"])
    former = table.get("source", "")
    table["source"] = f"{MARK} {note} " + former if len(table) else former
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(table.itertuples(index=False))
    return stream.getvalue()
