"""An export read as text, with the row numbers that a spreadsheet shows."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.errors.faults import Fault, Faults
from pipeline.responses.csv_reader import rows_of_csv
from pipeline.responses.spelling import folded

ROW = "row"
# How far down the header of an export is looked for, to say where it is.
FIRST_ROWS = 30


def read(content: bytes, codebook: Codebook, file: str) -> tuple[pd.DataFrame, int, list[Fault]]:
    """Return the cells of an export, as text.

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
    described_columns = described(codebook)
    name_of_folded = {folded(name): name for name in described_columns}
    _check_header(records, set(name_of_folded), source.header_row, file)
    filled = [
        (number, cells)
        for number, cells in enumerate(records, start=1)
        if number >= source.header_row and any(cell.strip() for cell in cells)
    ]
    if len(filled) < 2:  # a header alone
        raise Faults([Fault("file_empty", file)])
    header_row, header = filled[0][0], _column_names(filled[0][1], name_of_folded)
    table, faults = _table(header, filled[1:], header_row=header_row, file=file)
    faults += [
        Fault("column_unknown", file, column=name, severity="warning")
        for name in table.columns
        if name not in described_columns and name != ROW
    ]
    faults += [
        Fault("column_missing", file, column=name) for name in _columns_beside(codebook) if name not in table
    ]
    return table, len(records) - source.header_row + 1 - len(filled), faults


def _columns_beside(codebook: Codebook) -> list[str]:
    """Return the columns of which no variable alone is made: options, postal codes, columns of rules.

    Of the others the schema misses the variable, so that a column is a fault once.
    """
    options = [
        name for variable in codebook.variables if variable.question.by_option for name in variable.columns
    ]
    postal = [question.postal_column for question in codebook.question]
    rules = [rule.column for rule in codebook.set_aside]
    return list(dict.fromkeys(name for name in (*options, *postal, *rules) if name))


def described(codebook: Codebook) -> set[str]:
    """Return every column of the export that the codebook names."""
    columns = {column for variable in codebook.variables for column in variable.columns}
    columns |= {*_columns_beside(codebook)}
    return (columns | {codebook.source.respondent, *codebook.source.unused}) - {None}


def identifiers(table: pd.DataFrame, codebook: Codebook) -> pd.Series | None:
    """Return what identifies each form: a column, or the number of its row; None without that column."""
    name = codebook.source.respondent
    if name is None:
        return table[ROW].astype(str)
    return table[name].str.strip() if name in table else None


class _LineBreaks(dict[str, str]):
    """Cells with "\\n" as line break, by the cell as read: a lone "\\r" would break the lines of every CSV.

    Equal cells come out as one string, so that a large export takes the memory of its distinct cells.
    """

    def __missing__(self, cell: str) -> str:
        same = self[cell] = cell.replace("\r\n", "\n").replace("\r", "\n")
        return same


def _records(content: bytes, codebook: Codebook, file: str) -> list[list[str]]:
    source = codebook.source
    ending = file.lower().rpartition(".")[2]
    if (source.format or ending) == "xlsx":
        # openpyxl takes long to import, and a CSV does without it.
        from pipeline.responses.xlsx_reader import rows_of_workbook

        rows = rows_of_workbook(content, source, file)
    else:
        rows = rows_of_csv(content, source, described(codebook), file)
    cell_of = _LineBreaks()
    return [[cell_of[cell] for cell in row] for row in rows]


def _cells_beyond(width: int, rows: list[list[str]]) -> int:
    """Return how many cells every row has beyond the header, when they are blank and as many in each row.

    A separator that ends each row but the first leaves them. In some rows only they are a fault: a
    separator too many has moved the answers.
    """
    surplus = {len(cells) - width for cells in rows}
    blank = not any(cell.strip() for cells in rows for cell in cells[width:])
    return surplus.pop() if len(surplus) == 1 and min(surplus) > 0 and blank else 0


def _column_names(header: list[str], name_of_folded: dict[str, str]) -> list[str]:
    """Return names of columns as the codebook writes them, where only case or spaces differ.

    A name that the header has exactly is not given to a second column that differs from it so little.
    """
    names = [" ".join(name.split()) for name in header]
    exact = set(names) & set(name_of_folded.values())
    codebook_names = [name_of_folded.get(folded(name), name) for name in names]
    return [
        name if codebook_name in exact else codebook_name
        for name, codebook_name in zip(names, codebook_names, strict=True)
    ]


def _check_header(records: list[list[str]], described: set[str], declared: int, file: str) -> None:
    """Refuse an export of which another row names more of the columns than the declared header.

    Parameters
    ----------
    described : folded names of the columns that the codebook describes.
    """

    def recognised(row: int) -> int:
        return len({folded(cell) for cell in records[row - 1]} & described) if row <= len(records) else 0

    best = max(range(1, min(len(records), FIRST_ROWS) + 1), key=recognised, default=declared)
    if recognised(best) > recognised(declared):
        raise Faults([Fault("file_header", file, row=declared, value=str(best))])


def _table(
    header: list[str], records: list[tuple[int, list[str]]], header_row: int, file: str
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the cells under their column names, and the faults of names and of the lengths of rows.

    Parameters
    ----------
    records : number of each row in a spreadsheet, and its cells.
    """
    width = len(header)
    rows = [cells for _, cells in records]
    faults = [*_name_faults(header, rows, header_row, file), *_length_faults(width, records, file)]
    # Turned to columns at once: a table made of rows would hold every cell once more.
    even = (cells if len(cells) == width else (cells + [""] * width)[:width] for cells in rows)
    columns = zip(*even, strict=True)
    # Of a doubled column the first stands; the second is a fault.
    table = pd.DataFrame(
        {
            name: pd.Series(column, dtype=str)
            for position, (name, column) in enumerate(zip(header, columns, strict=True))
            if name and header.index(name) == position
        }
    )
    if ROW in table:
        raise Faults([Fault("column_reserved", file, row=header_row, column=ROW)])
    table.insert(0, ROW, [number for number, _ in records])
    return table, faults


def _name_faults(header: list[str], rows: list[list[str]], header_row: int, file: str) -> Iterator[Fault]:
    """Yield columns whose name stands twice, and columns with cells and no name."""
    for name in dict.fromkeys(header):
        if name and header.count(name) > 1:
            yield Fault("column_twice", file, row=header_row, column=name)
    for position, name in enumerate(header):
        if not name and any(cells[position : position + 1] not in ([], [""]) for cells in rows):
            # openpyxl takes long to import, and a CSV needs it only to name such a column.
            from openpyxl.utils import get_column_letter

            letter = get_column_letter(position + 1)
            yield Fault("column_unnamed", file, row=header_row, column=letter, severity="warning")


def _length_faults(width: int, records: list[tuple[int, list[str]]], file: str) -> Iterator[Fault]:
    """Yield rows of another length than the header."""
    beyond = _cells_beyond(width, [cells for _, cells in records])
    for number, cells in records:
        if len(cells) != width + beyond:
            values = {"found": str(len(cells)), "expected": str(width)}
            yield Fault("row_length", file, row=number, values=values)
