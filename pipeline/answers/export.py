"""Reads an export as text, with the row numbers that a spreadsheet shows."""

from __future__ import annotations

import csv
import io

import pandas as pd

from pipeline.codebook.model import Codebook, Source
from pipeline.faults import Fault, Faults

ROW = "row"
SEPARATORS = {",": "«,»", ";": "«;»", "\t": "TAB"}


def read(content: bytes, codebook: Codebook, file: str) -> tuple[pd.DataFrame, int, list[Fault]]:
    """The cells of an export, as text.

    Returns
    -------
    table : one row a form, columns as named in the file (a doubled column once), and `row`, the
        number of the row in a spreadsheet (the header is row 1).
    blank : how many blank lines were passed over.
    faults : doubled columns, rows of another length than the header, columns that are not described.

    Raises
    ------
    Faults
        When nothing can be read: empty file, another encoding or separator than declared.
    """
    text = _decoded(content, codebook.source, file)
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=codebook.source.separator))
    filled = [
        (number, cells)
        for number, cells in enumerate(records, start=1)
        if any(cell.strip() for cell in cells)
    ]
    if len(filled) < 2:
        raise Faults([Fault("file_empty", file)])
    header = [name.strip() for name in filled[0][1]]
    _check_separator(text, header, codebook, file)
    table, faults = _table(header, filled[1:], file)
    faults += [
        Fault("column_unknown", file, column=name, severity="warning")
        for name in table.columns
        if name not in described(codebook) and name != ROW
    ]
    return table, len(records) - len(filled), faults


def described(codebook: Codebook) -> set[str]:
    """Every column of the export that the codebook names."""
    named = {variable.column for variable in codebook.variables}
    named |= {question.postal_column for question in codebook.question if question.postal_column}
    named |= {rule.column for rule in codebook.set_aside if rule.column}
    return named | {codebook.source.respondent, *codebook.source.unused}


def _decoded(content: bytes, source: Source, file: str) -> str:
    """The text of the file; a file written in another encoding than declared is a fault."""
    if not content.strip():
        raise Faults([Fault("file_empty", file)])
    is_utf8 = _decodes(content, "utf-8")
    if source.encoding == "utf-8" and is_utf8:
        return content.decode("utf-8-sig")
    # Windows-1252 gives a letter to nearly any byte: accented UTF-8 would come out as "Ã©", silently.
    if (
        source.encoding == "windows-1252"
        and (content.isascii() or not is_utf8)
        and _decodes(content, "cp1252")
    ):
        return content.decode("cp1252")
    probable = "utf-8" if is_utf8 else "windows-1252"
    raise Faults([Fault("file_encoding", file, value=source.encoding, values={"probable": probable})])


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _check_separator(text: str, header: list[str], codebook: Codebook, file: str) -> None:
    """Another separator under which more columns are known than under the declared one is a fault."""
    first = text.lstrip("\r\n").splitlines()[0]
    known = described(codebook)

    def recognised(separator: str) -> int:
        return len(known & {name.strip().strip('"') for name in first.split(separator)})

    best = max(SEPARATORS, key=recognised)
    declared = codebook.source.separator
    if recognised(best) > len(known & set(header)):
        values = {"probable": SEPARATORS[best]}
        raise Faults([Fault("file_separator", file, row=1, value=SEPARATORS[declared], values=values)])


def _table(
    header: list[str], records: list[tuple[int, list[str]]], file: str
) -> tuple[pd.DataFrame, list[Fault]]:
    faults = [
        Fault("column_twice", file, row=1, column=name)
        for name in dict.fromkeys(header)
        if name and header.count(name) > 1
    ]
    width = len(header)
    for number, cells in records:
        if len(cells) != width:
            values = {"found": str(len(cells)), "expected": str(width)}
            faults.append(Fault("row_length", file, row=number, values=values))
    padded = [(cells + [""] * width)[:width] for _, cells in records]
    table = pd.DataFrame(padded, columns=range(width), dtype=str)
    first = [position for position, name in enumerate(header) if name and header.index(name) == position]
    table = table[first].set_axis([header[position] for position in first], axis=1)
    table.insert(0, ROW, [number for number, _ in records])
    return table, faults
