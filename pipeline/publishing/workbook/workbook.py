"""The tables as an Excel workbook: cover, contents, notes, then one table a sheet; no merged cells."""

from __future__ import annotations

import math
from datetime import datetime
from io import BytesIO

import xlsxwriter

from pipeline.figures.context import Context
from pipeline.figures.notes import joined, mark, source, trust
from pipeline.publishing.cover import cover_lines
from pipeline.publishing.tables.model import ReaderTable
from pipeline.publishing.workbook.cells import (
    column_widths,
    header_cells,
    looks,
    set_up_page,
    set_up_print,
    sheet_rows,
)

# Text stays text whatever it begins with: no formula, link or number is made from an answer or a label.
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FIRST_ROW = 4
_LINE, _LINE_HEIGHT = 110, 13.5


def workbook(
    context: Context, tables: list[ReaderTable], subjects: dict[str, str], method: list[str]
) -> bytes:
    """Return the content of the workbook, the same bytes for the same tables.

    Parameters
    ----------
    subjects : section of a table -> what the contents call it.
    method : sentences for the sheet of notes, on how the numbers were made.
    """
    content = BytesIO()
    # Temporary files carry the time of day into the archive.
    book = xlsxwriter.Workbook(content, {"in_memory": True, **_AS_TEXT})
    survey = context.codebook.survey
    end = survey.fieldwork.end
    book.set_properties(
        {
            "title": context.title,
            "author": context.text(survey.producer),
            "comments": " ".join(filter(None, [source(context), mark(context)])),
            "created": datetime(end.year, end.month, end.day),
        }
    )
    formats = {name: book.add_format(look) for name, look in looks(context.language).items()}
    cover, contents, notes = (
        book.add_worksheet(context.say(f"report.sheet_{name}")) for name in ("cover", "contents", "notes")
    )
    _write_lines(cover, cover_lines(context), formats)
    _write_contents(context, contents, tables, subjects, formats)
    lines = [*method, context.say("report.shorthand_notes")]
    heading = [("title", context.say("report.sheet_notes")), ("mark", mark(context))]
    _write_lines(notes, [*heading, *(("wrapped", line) for line in lines)], formats)
    for table in tables:
        _write_table(context, book.add_worksheet(table.key), table, formats)
    cover.activate()
    book.close()
    return content.getvalue()


def _write_lines(sheet, lines: list[tuple[str, str]], formats: dict) -> None:
    """Write one line a row, as high as its text needs."""
    for row, (look, text) in enumerate(lines):
        sheet.write_string(row, 0, text, formats[look])
        if look == "wrapped":
            sheet.set_row(row, _LINE_HEIGHT * math.ceil(len(text) / (1.3 * _LINE)))
    sheet.set_column(0, 0, _LINE)
    set_up_page(sheet, dict(lines).get("mark", ""))


def _write_contents(
    context: Context, sheet, tables: list[ReaderTable], subjects: dict[str, str], formats: dict
) -> None:
    """Write the list of sheets, each a link; by subject and by size, to be filtered."""
    sheet.write_string(0, 0, context.say("report.sheet_contents"), formats["title"])
    sheet.write_string(1, 0, mark(context), formats["mark"])
    kinds = {"sheet": "text", "title": "text", "subject": "text", "rows": "whole"}
    heads = [(context.say(f"report.col_{name}"), kind) for name, kind in kinds.items()]
    rows = [[table.key, table.title, subjects[table.section], len(table.rows)] for table in tables]
    _add_table(sheet, "contents", 2, heads, rows, formats)
    for row, table in enumerate(tables, 3):
        sheet.write_url(row, 0, f"internal:'{table.key}'!A1", formats["link"], table.key)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, _LINE)
    sheet.set_column(2, 2, 45)
    sheet.set_column(3, 3, 10)
    sheet.freeze_panes(3, 0)
    set_up_page(sheet, mark(context))


def _write_table(context: Context, sheet, table: ReaderTable, formats: dict) -> None:
    """Write title, population and source, shorthand, link back; then the table under a frozen head."""
    about = joined(table.population, source(context))
    reading = joined(
        context.say("report.shorthand"), *table.notes, trust(context) if table.has_intervals else ""
    )
    sheet.write_string(0, 0, f"{table.key}{context.say('report.colon')}{table.title}", formats["title"])
    if mark(context):
        sheet.write_rich_string(1, 0, formats["mark"], mark(context), formats["text"], f" {about}")
    else:
        sheet.write_string(1, 0, about, formats["text"])
    sheet.write_string(2, 0, reading, formats["text"])
    back = context.say("report.sheet_contents")
    sheet.write_url(3, 0, f"internal:'{back}'!A1", formats["link"], context.say("report.back"))

    heads, rows = header_cells(context, table), sheet_rows(context, table)
    name = f"tab_{table.key}".replace("-", "_")
    _add_table(sheet, name, _FIRST_ROW, heads, rows, formats)
    widths = column_widths(heads, rows)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_row(_FIRST_ROW, 60)
    sheet.freeze_panes(_FIRST_ROW + 1, 1)
    sheet.repeat_rows(_FIRST_ROW)
    sheet.repeat_columns(0)
    set_up_print(sheet, mark(context), _FIRST_ROW + max(1, len(rows)), widths)


def _add_table(sheet, name: str, first: int, heads: list[tuple[str, str]], rows: list, formats: dict) -> None:
    """Add a real Excel table; one without rows keeps an empty row, as Excel asks."""
    columns = [
        {
            "header": head,
            "header_format": formats["head" if kind == "text" else "number_head"],
            "format": formats["cell" if kind == "text" else kind],
        }
        for head, kind in heads
    ]
    last = first + max(1, len(rows))
    options = {"name": name, "columns": columns, "data": rows, "style": "Table Style Light 1"}
    sheet.add_table(first, 0, last, len(heads) - 1, options)
