"""The list of faults as a workbook: a row a cause, with where it is and how to mend it."""

from __future__ import annotations

import datetime
import io

import xlsxwriter

from pipeline.errors.faults import Fault, grouped, quoted, sentence
from pipeline.text.messages import Language, say

COLUMN_WIDTHS = {"severity": 16, "file": 20, "row": 8, "column": 24, "value": 34, "sentence": 90, "count": 10}


def workbook(faults: list[Fault], language: Language) -> bytes:
    """Return an .xlsx with every fault; it says so when there is none. Same faults, same bytes."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    # The day of writing would make other bytes of the same faults.
    book.set_properties({"created": datetime.datetime(2000, 1, 1)})
    sheet = book.add_worksheet(say(language, "faults.sheet"))
    head = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for position, (name, width) in enumerate(COLUMN_WIDTHS.items()):
        sheet.set_column(position, position, width, wrapped)
        sheet.write(0, position, say(language, f"faults.head_{name}"), head)
    for line, (fault, count) in enumerate(grouped(faults), start=1):
        severity = say(language, f"faults.{fault.severity}")
        cells = [
            severity,
            fault.file,
            fault.row,
            fault.column,
            quoted(fault),
            sentence(fault, language),
            count,
        ]
        sheet.write_row(line, 0, cells)
    if not faults:
        sheet.write(1, 0, say(language, "faults.none"))
    sheet.freeze_panes(1, 0)
    book.close()
    return stream.getvalue()
