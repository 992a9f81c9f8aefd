"""The small CSV files beside the answers, read as text, with every fault of form at once."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from pipeline.faults import Fault, Faults


def content(path: Path) -> bytes:
    """The bytes of an input file, or a fault when it is not there."""
    if not path.exists():
        raise Faults([Fault("file_missing", path.name)])
    return path.read_bytes()


def text_table(path: Path, columns: list[str]) -> pd.DataFrame:
    """A CSV in UTF-8 with a comma, as text.

    Raises
    ------
    Faults
        When the file is missing, not UTF-8, lacks one of `columns`, or has rows of another length.
    """
    try:
        text = content(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        values = {"probable": "windows-1252"}
        raise Faults([Fault("side_file_encoding", path.name, value="utf-8", values=values)]) from None
    records = [row for row in csv.reader(text.splitlines()) if any(row)]
    header, rows = (records[0], records[1:]) if records else ([], [])
    faults = [
        Fault("column_missing", path.name, row=1, column=name) for name in columns if name not in header
    ]
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            values = {"found": str(len(row)), "expected": str(len(header))}
            faults.append(Fault("row_length", path.name, row=number, values=values))
    if faults:
        raise Faults(faults)
    return pd.DataFrame(rows, columns=header, dtype=str)
