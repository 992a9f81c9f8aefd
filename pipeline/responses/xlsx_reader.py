"""Reads a sheet of an Excel workbook as rows of text, as a person would read its cells."""

from __future__ import annotations

import datetime
import io
import warnings
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from pipeline.codebook.model import Source
from pipeline.errors.faults import Fault, Faults


def rows_of_workbook(content: bytes, source: Source, file: str) -> list[list[str]]:
    """Every row of the sheet up to the last one that holds something; row 1 is Excel's row 1.

    Raises
    ------
    Faults
        Not a workbook, no sheet of the name declared, formulas without a stored result.
    """
    if not content:
        raise Faults([Fault("file_empty", file)])
    cells = _cells(content, source, file, results=False)
    formulas = [
        (row, column)
        for row, values in enumerate(cells)
        for column, value in enumerate(values)
        if isinstance(value, str) and value.startswith("=")
    ]
    if formulas:
        _put_results(cells, formulas, _cells(content, source, file, results=True), file)
    rows = [[text_of(value) for value in values] for values in cells]
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    width = max((i + 1 for row in rows for i, cell in enumerate(row) if cell.strip()), default=0)
    return [(row + [""] * width)[:width] for row in rows]


def text_of(value: object) -> str:
    """What a cell says: 3.0 is "3", a date is 2030-01-31, true is "TRUE"."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case int():
            return str(value)
        case float():
            return f"{value:.15g}"
        case datetime.datetime() if value.time() == datetime.time():
            return value.date().isoformat()
        case datetime.datetime():
            return value.isoformat(" ")
    return str(value)


def _cells(content: bytes, source: Source, file: str, results: bool) -> list[list]:
    """The values of the sheet; of formulas themselves, or the results that Excel stored."""
    # Survey tools write workbooks without styles or with unknown extensions; neither matters here.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=results)
        except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, EOFError, SyntaxError):
            raise Faults([Fault("file_not_workbook", file)]) from None
        name = book.sheetnames[0] if source.sheet is None else source.sheet
        if name not in book.sheetnames:
            values = {"sheets": ", ".join(book.sheetnames)}
            raise Faults([Fault("sheet_missing", file, value=name, values=values)])
        sheet = book[name]
        sheet.reset_dimensions()  # some tools write a wrong size, which would hide rows
        return [list(row) for row in sheet.iter_rows(values_only=True)]


def _put_results(cells: list[list], formulas: list[tuple[int, int]], results: list[list], file: str) -> None:
    """Formulas give way to their results; without a result nobody can tell what they say."""
    faults = []
    for row, column in formulas:
        value = results[row][column]
        if value is None:
            letter = get_column_letter(column + 1)
            faults.append(Fault("cell_formula", file, row=row + 1, column=letter, value=cells[row][column]))
        cells[row][column] = value
    if faults:
        raise Faults(faults)
