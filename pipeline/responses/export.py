"""Reads an export as text, with the row numbers that a spreadsheet shows."""

from __future__ import annotations

import pandas as pd
from openpyxl.utils import get_column_letter

from pipeline.codebook.model import Codebook
from pipeline.errors.faults import Fault, Faults
from pipeline.responses.csv_reader import rows_of_csv
from pipeline.responses.spelling import folded
from pipeline.responses.xlsx_reader import rows_of_workbook

ROW = "row"
# How far down the header of an export is looked for, to say where it is.
FIRST_ROWS = 30


def read(content: bytes, codebook: Codebook, file: str) -> tuple[pd.DataFrame, int, list[Fault]]:
    """The cells of an export, as text.

    Returns
    -------
    table : one row a form, columns as named in the file (a doubled column once), and `row`, the
        number of the row in a spreadsheet (the first line of the file is row 1).
    blank : how many blank lines were passed over.
    faults : doubled columns, rows of another length than the header, columns that are not described
        or have no name, columns of an answer that are absent.

    Raises
    ------
    Faults
        When nothing can be read: empty file, another format, encoding or separator than declared.
    """
    source = codebook.source
    records = _records(content, codebook, file)
    known = {folded(name): name for name in described(codebook)}
    _check_header(records, known, source.header_row, file)
    filled = [
        (number, cells)
        for number, cells in enumerate(records, start=1)
        if number >= source.header_row and any(cell.strip() for cell in cells)
    ]
    if len(filled) < 2:
        raise Faults([Fault("file_empty", file)])
    header = _named(filled[0][1], known)
    table, faults = _table(header, filled[1:], (file, filled[0][0]))
    faults += [
        Fault("column_unknown", file, column=name, severity="warning")
        for name in table.columns
        if name not in described(codebook) and name != ROW
    ]
    faults += [Fault("column_missing", file, column=name) for name in _beside(codebook) if name not in table]
    return table, len(records) - source.header_row + 1 - len(filled), faults


def _beside(codebook: Codebook) -> list[str]:
    """Columns of which no variable alone is made; of the others the schema misses the variable."""
    options = [name for one in codebook.variables if one.question.by_option for name in one.columns]
    postal = [question.postal_column for question in codebook.question]
    rules = [rule.column for rule in codebook.set_aside]
    return list(dict.fromkeys(name for name in (*options, *postal, *rules) if name))


def described(codebook: Codebook) -> set[str]:
    """Every column of the export that the codebook names."""
    named = {column for variable in codebook.variables for column in variable.columns}
    named |= {*_beside(codebook)}
    return (named | {codebook.source.respondent, *codebook.source.unused}) - {None}


def identifiers(table: pd.DataFrame, codebook: Codebook) -> pd.Series | None:
    """What identifies each form: a column, or the number of its row; None when the column is absent."""
    name = codebook.source.respondent
    if name is None:
        return table[ROW].astype(str)
    return table[name].str.strip() if name in table else None


def _records(content: bytes, codebook: Codebook, file: str) -> list[list[str]]:
    source = codebook.source
    ending = file.lower().rpartition(".")[2]
    if (source.format or ending) == "xlsx":
        rows = rows_of_workbook(content, source, file)
    else:
        rows = rows_of_csv(content, source, described(codebook), file)
    # A line break inside a cell is "\n" from here on: a lone "\r" would break the lines of every CSV.
    return [[cell.replace("\r\n", "\n").replace("\r", "\n") for cell in row] for row in rows]


def _beyond(width: int, rows: list[list[str]]) -> int:
    """Cells beyond the header in every row alike, all blank: a separator that ends each row but the first.

    In some rows only they are a fault: a separator too many has moved the answers.
    """
    surplus = {len(cells) - width for cells in rows}
    blank = not any(cell.strip() for cells in rows for cell in cells[width:])
    return surplus.pop() if len(surplus) == 1 and min(surplus) > 0 and blank else 0


def _named(header: list[str], known: dict[str, str]) -> list[str]:
    """Names of columns, as the codebook writes them where only what `folded` passes over differs."""
    names = [" ".join(name.split()) for name in header]
    exact = set(names) & set(known.values())
    return [name if (said := known.get(folded(name), name)) in exact else said for name in names]


def _check_header(records: list[list[str]], known: dict[str, str], declared: int, file: str) -> None:
    """Another row that names more of the columns than the declared one is a fault."""

    def recognised(row: int) -> int:
        return len({folded(cell) for cell in records[row - 1]} & set(known)) if row <= len(records) else 0

    best = max(range(1, min(len(records), FIRST_ROWS) + 1), key=recognised, default=declared)
    if recognised(best) > recognised(declared):
        raise Faults([Fault("file_header", file, row=declared, value=str(best))])


def _table(
    header: list[str], records: list[tuple[int, list[str]]], place: tuple[str, int]
) -> tuple[pd.DataFrame, list[Fault]]:
    """Cells under their column names, and what is wrong with the names and the lengths of rows.

    Parameters
    ----------
    place : name of the file and row of the header.
    """
    file, top = place
    width = len(header)
    faults = [
        Fault("column_twice", file, row=top, column=name)
        for name in dict.fromkeys(header)
        if name and header.count(name) > 1
    ]
    faults += [
        Fault("column_unnamed", file, row=top, column=get_column_letter(position + 1), severity="warning")
        for position, name in enumerate(header)
        if not name and any(cells[position : position + 1] not in ([], [""]) for _, cells in records)
    ]
    beyond = _beyond(width, [cells for _, cells in records])
    for number, cells in records:
        if len(cells) != width + beyond:
            values = {"found": str(len(cells)), "expected": str(width)}
            faults.append(Fault("row_length", file, row=number, values=values))
    padded = [(cells + [""] * width)[:width] for _, cells in records]
    table = pd.DataFrame(padded, columns=range(width), dtype=str)
    first = [position for position, name in enumerate(header) if name and header.index(name) == position]
    table = table[first].set_axis([header[position] for position in first], axis=1)
    if ROW in table:
        raise Faults([Fault("column_reserved", file, row=top, column=ROW)])
    table.insert(0, ROW, [number for number, _ in records])
    return table, faults
