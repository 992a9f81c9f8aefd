"""Reads a CSV as rows of cells: encoding and separator as declared, never guessed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice

from pipeline.codebook.model import Source
from pipeline.errors.faults import Fault, Faults

SEPARATORS = {",": "«,»", ";": "«;»", "\t": "TAB"}
ZIP = b"PK\x03\x04"


def rows_of_csv(content: bytes, source: Source, described: set[str], file: str) -> Iterator[list[str]]:
    """Yield every row, in the numbering of a spreadsheet: the first one is row 1.

    Parameters
    ----------
    described : columns that the codebook names, by which a wrong separator is noticed.

    Raises
    ------
    Faults
        Empty file, a workbook, another encoding or separator than declared, a quote never closed.
    """
    encoding = _checked_encoding(content, source, file)
    _check_separator(_text(content, encoding), source, described, file)
    n = 0
    try:
        for cells in csv.reader(_text(content, encoding), delimiter=source.separator, strict=True):
            yield cells
            n += 1
    except csv.Error as error:
        raise Faults([csv_fault(error, file, n + 1)]) from None


def csv_fault(error: csv.Error, file: str, row: int) -> Fault:
    """Return what stopped the reading of a CSV: a cell that no answer fills, or quotes that do not close."""
    if "field limit" in str(error):
        return Fault("cell_too_long", file, row=row, value=str(csv.field_size_limit()))
    return Fault("csv_quotes", file, row=row)


def _text(content: bytes, encoding: str) -> io.TextIOWrapper:
    """Return the file as text that is decoded line by line: a large export is not held a second time."""
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")


def _checked_encoding(content: bytes, source: Source, file: str) -> str:
    """Return Python's name of the encoding; a file written in another one than declared is a fault."""
    if content.startswith(ZIP):
        raise Faults([Fault("file_is_workbook", file)])
    if not content.strip():
        raise Faults([Fault("file_empty", file)])
    if b"\0" in content:  # UTF-16, or no text at all
        raise Faults([Fault("file_not_text", file, value=source.encoding)])
    is_utf8 = _decodes(content, "utf-8")
    if source.encoding == "utf-8" and is_utf8:
        return "utf-8-sig"
    # Windows-1252 gives a letter to nearly any byte: accented UTF-8 would come out as "Ã©", silently.
    if (
        source.encoding == "windows-1252"
        and (content.isascii() or not is_utf8)
        and _decodes(content, "cp1252")
    ):
        return "cp1252"
    if not is_utf8 and not _decodes(content, "cp1252"):
        raise Faults([Fault("file_not_text", file, value=source.encoding)])
    probable = "utf-8" if is_utf8 else "windows-1252"
    raise Faults([Fault("file_encoding", file, value=source.encoding, values={"probable": probable})])


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _check_separator(text: Iterable[str], source: Source, described: set[str], file: str) -> None:
    """Refuse a file of which another separator gives more columns of the codebook than the declared one."""
    lines = (line for part in text for line in part.splitlines() if line.strip())
    header = ["", *islice(lines, source.header_row)][-1]

    def recognised(separator: str) -> int:
        try:
            cells = next(csv.reader([header], delimiter=separator), [])
        except csv.Error:  # a fault when the whole file is read
            return 0
        return len(described & {name.strip() for name in cells})

    best = max(SEPARATORS, key=recognised)
    if recognised(best) > recognised(source.separator):
        values = {"probable": SEPARATORS[best]}
        declared = SEPARATORS[source.separator]
        raise Faults([Fault("file_separator", file, row=source.header_row, value=declared, values=values)])
