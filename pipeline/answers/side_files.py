"""The small CSV files beside the answers, read as text, with every fault of form at once."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from pipeline.answers.delimited import SEPARATORS
from pipeline.codebook.model import Codebook, CommuneGroups
from pipeline.faults import Fault, Faults


def content(path: Path) -> bytes:
    """The bytes of an input file, or a fault when it is not there."""
    if not path.exists():
        raise Faults([Fault("file_missing", path.name)])
    return path.read_bytes()


def text_table(path: Path | None, columns: list[str]) -> pd.DataFrame:
    """A CSV in UTF-8 as text; without a path, a table without rows.

    The separator is the comma, or the semicolon or tab that a spreadsheet put in its place: the one
    under which `columns` are there.

    Raises
    ------
    Faults
        When the file is missing, not UTF-8, lacks one of `columns`, has one twice, or has rows of
        another length.
    """
    if path is None:
        return pd.DataFrame(columns=columns, dtype=str)
    records = _records(path, columns)
    header, rows = (records[0][1], records[1:]) if records else ([], [])
    faults = [
        Fault("column_missing", path.name, row=1, column=name) for name in columns if name not in header
    ]
    faults += [
        Fault("column_twice", path.name, row=1, column=name)
        for name in dict.fromkeys(header)
        if header.count(name) > 1
    ]
    for number, row in rows:
        if len(row) != len(header):
            values = {"found": str(len(row)), "expected": str(len(header))}
            faults.append(Fault("row_length", path.name, row=number, values=values))
    if faults:
        raise Faults(faults)
    return pd.DataFrame([row for _, row in rows], columns=header, dtype=str)


def communes_table(path: Path | None, codebook: Codebook, columns: list[str]) -> pd.DataFrame:
    """communes.csv with the columns that the codebook and `columns` name.

    A survey that asks no commune needs no such file; it then is a table without rows.

    Raises
    ------
    Faults
        As `text_table`, when a commune question lacks the file, and for codes there twice.
    """
    asked = [question for question in codebook.question if question.kind == "commune"]
    if path is None and asked:
        raise Faults([Fault("communes_needed", "communes.csv", value=asked[0].id)])
    grouped = [one.column for one in codebook.derived if isinstance(one, CommuneGroups)]
    table = text_table(path, list(dict.fromkeys(["code", *columns, *grouped])))
    twice = table["code"].duplicated()
    if twice.any():
        codes = table.loc[twice, "code"].unique()
        raise Faults([Fault("commune_code_twice", path.name, column="code", value=code) for code in codes])
    return table


def _records(path: Path, columns: list[str]) -> list[tuple[int, list[str]]]:
    """Rows that are not blank, with the number that a spreadsheet gives them."""
    try:
        text = content(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        values = {"probable": "windows-1252"}
        raise Faults([Fault("side_file_encoding", path.name, value="utf-8", values=values)]) from None
    readings = [_rows(text, separator, path.name) for separator in SEPARATORS]
    return max(readings, key=lambda rows: len(set(columns) & set(rows[0][1])) if rows else 0)


def _rows(text: str, separator: str, file: str) -> list[tuple[int, list[str]]]:
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise Faults([Fault("csv_quotes", file, row=len(rows) + 1)]) from None
    return [(number, row) for number, row in enumerate(rows, start=1) if any(cell.strip() for cell in row)]
