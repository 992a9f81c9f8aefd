"""The small CSV files beside the answers (margins, communes, corrections), read as text."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from pipeline.codebook.model import Codebook, CommuneGroups
from pipeline.errors.faults import Fault, Faults
from pipeline.errors.input_files import read_input
from pipeline.responses.csv_reader import SEPARATORS, csv_fault


def text_table(path: Path | None, columns: list[str]) -> pd.DataFrame:
    """Return a CSV in UTF-8 as text; without a path, a table without rows.

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
    """Return communes.csv with the columns that the codebook and `columns` name.

    A survey that asks no commune needs no such file; it then is a table without rows.

    Raises
    ------
    Faults
        As `text_table`, when a commune question lacks the file, and for every row that does not fit.
    """
    commune_questions = [question for question in codebook.question if question.kind == "commune"]
    if path is None and commune_questions:
        raise Faults([Fault("communes_needed", "communes.csv", value=commune_questions[0].id)])
    grouped = [variable.column for variable in codebook.derived if isinstance(variable, CommuneGroups)]
    table = text_table(path, list(dict.fromkeys(["code", *columns, *grouped])))
    faults = _commune_faults(table, codebook, path.name) if path else []
    if faults:
        raise Faults(faults)
    return table


def _commune_faults(table: pd.DataFrame, codebook: Codebook, file: str) -> list[Fault]:
    """Return codes that are blank or there twice, postal codes that are none, classes that no group has."""
    twice = table["code"].duplicated() & table["code"].ne("")
    faults = [
        Fault("commune_code_twice", file, column="code", value=code)
        for code in table.loc[twice, "code"].unique()
    ]
    faults += [Fault("commune_no_code", file, row, "code") for row in _rows_where(table["code"].eq(""))]
    postal = table.get("postal_codes", pd.Series("", index=table.index))
    faults += [
        Fault("commune_postal", file, row, "postal_codes", postal.iloc[row - 2])
        for row in _rows_where(~postal.str.fullmatch(r"(\d{4,5}(\|\d{4,5})*)?"))
    ]
    for variable in codebook.derived:
        if isinstance(variable, CommuneGroups):
            classes, values = table[variable.column], {"variable": variable.id}
            faults += [
                Fault("commune_class", file, row, variable.column, classes.iloc[row - 2], values=values)
                for row in _rows_where(~classes.isin(variable.group_of_class))
            ]
    return faults


def _rows_where(marked: pd.Series) -> list[int]:
    """Return rows as a spreadsheet numbers them, below a header."""
    return [position + 2 for position, mark in enumerate(marked) if mark]


def _records(path: Path, columns: list[str]) -> list[tuple[int, list[str]]]:
    """Return the rows that are not blank, with the number that a spreadsheet gives them."""
    try:
        text = read_input(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        values = {"probable": "windows-1252"}
        raise Faults([Fault("side_file_encoding", path.name, value="utf-8", values=values)]) from None
    if "\0" in text:
        raise Faults([Fault("file_not_text", path.name, value="utf-8")])
    readings = [_rows(text, separator, path.name) for separator in SEPARATORS]
    return max(readings, key=lambda rows: len(set(columns) & set(rows[0][1])) if rows else 0)


def _rows(text: str, separator: str, file: str) -> list[tuple[int, list[str]]]:
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise Faults([csv_fault(error, file, len(rows) + 1)]) from None
    return [(number, row) for number, row in enumerate(rows, start=1) if any(cell.strip() for cell in row)]
