"""Marks on the lines of a copied wave that are to be changed or checked.

A mark is "#?" and whatever follows it on its line: a comment in a codebook, a note elsewhere. Whoever has
checked the line takes it away.
"""

from __future__ import annotations

import re

from pipeline.errors.faults import Fault
from pipeline.text.messages import Language, say

MARK = "#?"
# Keys of a codebook that hold for one wave only, by the table they stand in.
OF_ONE_WAVE = {
    ("survey", "id"),
    ("survey", "fieldwork"),
    ("survey", "synthetic"),
    ("survey", "expected_respondents"),
    ("method", "seed"),
}
_TABLE = re.compile(r"^\[+(\w+)")
_KEY = re.compile(r"^(\w+)\s*=")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def marked(codebook: str, language: Language, wave: str) -> str:
    """Return a codebook with a mark on every line that holds for one wave only, or names a year.

    Comments stay, and so does everything that the program reads: only comments are added.
    """
    lines, table = [], ""
    for line in codebook.splitlines():
        table = heading.group(1) if (heading := _TABLE.match(line)) else table
        note = _note(line, table)
        lines.append(f"{line} {MARK} {say(language, f'scaffold.mark_{note}', wave=wave)}" if note else line)
    head = say(language, "scaffold.mark_head", wave=wave, mark=MARK)
    return "\n".join([f"{MARK} {head}", *lines, ""])


def _note(line: str, table: str) -> str:
    """Return the note that a line deserves; "" for none."""
    if line.startswith("[source]"):
        return "source"
    key = match.group(1) if (match := _KEY.match(line)) else ""
    if (table, key) in OF_ONE_WAVE:
        return key
    # A year in a label or a source is to be looked at; in a comment nobody reads it.
    return "year" if _YEAR.search(line.split(" # ")[0]) and not line.startswith("#") else ""


def remaining_marks(text: str, file: str) -> list[Fault]:
    """Return a fault for each mark that is still there, with the key of its line."""
    faults = []
    for number, line in enumerate(text.splitlines(), start=1):
        before, mark, note = line.partition(MARK)
        key = match.group(1) if (match := _KEY.match(before)) else ""
        if mark:
            faults.append(Fault("mark_left", file, row=number, column=key, value=note.strip(' ",')))
    return faults
