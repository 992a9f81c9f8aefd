"""The tables as an Excel workbook: cover, contents, notes, then one table a sheet; no merged cells."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import xlsxwriter

from pipeline.figures.notes import joined, mark, source, trust
from pipeline.publishing.context import Publication
from pipeline.publishing.cover import cover_lines
from pipeline.publishing.method import method_sentences
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
    publication: Publication,
    tables: list[ReaderTable],
    method: list[str] | None = None,
    subject: Callable[[str], str] | None = None,
) -> bytes:
    """The content of the workbook, the same bytes for the same tables.

    Parameters
    ----------
    method : sentences for the sheet of notes, by default those on the wave's own method.
    subject : the title of a section, by default as the report of the wave names it.
    """
    content = BytesIO()
    # Temporary files carry the time of day into the archive.
    book = xlsxwriter.Workbook(content, {"in_memory": True, **_AS_TEXT})
    survey = publication.codebook.survey
    end = survey.fieldwork.end
    book.set_properties(
        {
            "title": publication.title,
            "author": publication.context.text(survey.producer),
            "comments": " ".join(filter(None, [source(publication.context), mark(publication.context)])),
            "created": datetime(end.year, end.month, end.day),
        }
    )
    formats = {name: book.add_format(look) for name, look in looks(publication.language).items()}
    cover, contents, notes = (
        book.add_worksheet(publication.say(f"sheet_{name}")) for name in ("cover", "contents", "notes")
    )
    _write_lines(cover, cover_lines(publication), formats)
    subjects = [(subject or publication.section_title)(table.section) for table in tables]
    _write_contents(publication, contents, tables, subjects, formats)
    told = method_sentences(publication) if method is None else method
    lines = [*told, publication.say("shorthand_notes")]
    heading = [("title", publication.say("sheet_notes")), ("mark", mark(publication.context))]
    _write_lines(notes, [*heading, *(("wrapped", line) for line in lines)], formats)
    for table in tables:
        _write_table(publication, book.add_worksheet(table.key), table, formats)
    cover.activate()
    book.close()
    return content.getvalue()


def _write_lines(sheet, lines: list[tuple[str, str]], formats: dict) -> None:
    """One line a row, as high as its text needs."""
    for row, (look, text) in enumerate(lines):
        sheet.write_string(row, 0, text, formats[look])
        if look == "wrapped":
            sheet.set_row(row, _LINE_HEIGHT * math.ceil(len(text) / (1.3 * _LINE)))
    sheet.set_column(0, 0, _LINE)
    set_up_page(sheet, dict(lines).get("mark", ""))


def _write_contents(
    publication: Publication, sheet, tables: list[ReaderTable], subjects: list[str], formats: dict
) -> None:
    """The list of sheets, each a link; by subject and by size, to be filtered."""
    sheet.write_string(0, 0, publication.say("sheet_contents"), formats["title"])
    sheet.write_string(1, 0, mark(publication.context), formats["mark"])
    kinds = {"sheet": "text", "title": "text", "subject": "text", "rows": "whole"}
    heads = [(publication.say(f"col_{name}"), kind) for name, kind in kinds.items()]
    rows = [[t.key, t.title, about, len(t.rows)] for t, about in zip(tables, subjects, strict=True)]
    _add_table(sheet, "contents", 2, heads, rows, formats)
    for row, table in enumerate(tables, 3):
        sheet.write_url(row, 0, f"internal:'{table.key}'!A1", formats["link"], table.key)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, _LINE)
    sheet.set_column(2, 2, 45)
    sheet.set_column(3, 3, 10)
    sheet.freeze_panes(3, 0)
    set_up_page(sheet, mark(publication.context))


def _write_table(publication: Publication, sheet, table: ReaderTable, formats: dict) -> None:
    """Title, population and source, shorthand, link back; then the table under a frozen header row."""
    context = publication.context
    about = joined(table.population, source(context))
    reading = joined(
        publication.say("shorthand"), *table.notes, trust(context) if table.has_intervals else ""
    )
    sheet.write_string(0, 0, f"{table.key}{publication.say('colon')}{table.title}", formats["title"])
    if mark(context):
        sheet.write_rich_string(1, 0, formats["mark"], mark(context), formats["text"], f" {about}")
    else:
        sheet.write_string(1, 0, about, formats["text"])
    sheet.write_string(2, 0, reading, formats["text"])
    back = publication.say("sheet_contents")
    sheet.write_url(3, 0, f"internal:'{back}'!A1", formats["link"], publication.say("back"))

    heads, rows = header_cells(publication, table), sheet_rows(publication, table)
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
    """A real Excel table; one without rows keeps an empty row, as Excel asks."""
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
