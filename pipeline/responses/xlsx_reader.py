"""A sheet of an Excel workbook as rows of text, as a person would read its cells."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zlib
from zipfile import BadZipFile, ZipFile

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from pipeline.codebook.model import Source
from pipeline.errors.faults import Fault, Faults

# Excel has no row after this one; a reader that believes a larger number fills the rows before it.
LAST_ROW = 1_048_576
_LONG_ROW = re.compile(rb"""row\s[^>]*?\br=["'](\d{7,})""")
# Sheets of a survey are packed to a tenth or a twentieth; a hundredth is one letter over and over.
LARGEST_PART, LARGEST_RATIO = 50_000_000, 100
# What openpyxl raises on a file that is no workbook, or a damaged one.
_DAMAGED = (
    BadZipFile, InvalidFileException, zlib.error,
    AttributeError, EOFError, IndexError, KeyError, OSError, SyntaxError, TypeError, ValueError,
)  # fmt: skip


def rows_of_workbook(content: bytes, source: Source, file: str) -> list[list[str]]:
    """Return every row of the sheet up to the last one that holds something; row 1 is Excel's row 1.

    Raises
    ------
    Faults
        Not a workbook, no sheet of the name declared, formulas without a stored result.
    """
    if not content:
        raise Faults([Fault("file_empty", file)])
    _check_parts(content, file)
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
    """Return what a cell says: 3.0 is "3", a date is 2030-01-31, true is "TRUE"."""
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


def _check_parts(content: bytes, file: str) -> None:
    """Refuse a workbook that would fill the memory: before it is unpacked, and before rows are counted.

    Raises
    ------
    Faults
        No archive at all, a part that unpacks to far more than any survey, rows beyond Excel's last.
    """
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            for part in archive.infolist():
                if part.file_size > max(LARGEST_PART, LARGEST_RATIO * part.compress_size):
                    megabytes = str(part.file_size // 1_000_000)
                    raise Faults([Fault("file_unpacks", file, value=megabytes)])
            for part in archive.namelist():
                if part.startswith("xl/worksheets/") and (row := _largest_row(archive, part)) > LAST_ROW:
                    raise Faults([Fault("row_beyond_excel", file, value=str(row))])
    except _DAMAGED:
        raise Faults([Fault("file_not_workbook", file)]) from None


def _largest_row(archive: ZipFile, part: str) -> int:
    """Return the largest row number of a sheet that has as many digits as Excel's last row; 0 for none."""
    largest, before = 0, b""
    with archive.open(part) as stream:
        while block := stream.read(1 << 20):
            # A tag may lie across two blocks.
            text = before + block
            largest = max([largest, *(int(number[:12]) for number in _LONG_ROW.findall(text))])
            before = text[-200:]
    return largest


def _cells(content: bytes, source: Source, file: str, results: bool) -> list[list]:
    """Return the values of the sheet; of formulas themselves, or the results that Excel stored."""
    # Survey tools write workbooks without styles or with unknown extensions; neither matters here.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=results)
            # Sheets that only hold a chart have no cells.
            sheet_names = [sheet.title for sheet in book.worksheets]
            name = sheet_names[0] if source.sheet is None and sheet_names else source.sheet
            if name not in sheet_names:
                values = {"sheets": ", ".join(sheet_names) or "–"}
                raise Faults([Fault("sheet_missing", file, value=name or "", values=values)])
            sheet = book[name]
            sheet.reset_dimensions()  # some tools write a wrong size, which would hide rows
            return [list(row) for row in sheet.iter_rows(values_only=True)]
        except _DAMAGED:
            raise Faults([Fault("file_not_workbook", file)]) from None


def _put_results(cells: list[list], formulas: list[tuple[int, int]], results: list[list], file: str) -> None:
    """Put the results of formulas in their place; a formula without a stored result is a fault."""
    faults = []
    for row, column in formulas:
        value = results[row][column]
        if value is None:
            letter = get_column_letter(column + 1)
            faults.append(Fault("cell_formula", file, row=row + 1, column=letter, value=cells[row][column]))
        cells[row][column] = value
    if faults:
        raise Faults(faults)
