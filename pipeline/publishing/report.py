"""A report, of a wave or on two of them: what it is made from, and the one way to its page and its files."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.figures.context import Context
from pipeline.publishing.drawn_figure import DrawnFigure
from pipeline.publishing.html.blocks import FigureBlock, Section, TableBlock, TextBlock
from pipeline.publishing.html.page import page
from pipeline.publishing.method import provenance_tables
from pipeline.publishing.tables.model import ReaderTable
from pipeline.publishing.word.document import document
from pipeline.publishing.workbook.workbook import workbook

WORKBOOK, WORD, PAGE = "tableaux.xlsx", "figures.docx", "report.html"


@dataclass(frozen=True)
class Report:
    """What the files of a report are made from.

    Attributes
    ----------
    sections : of the page, in their order.
    tables : every table, in the order of the workbook.
    subjects : section of a table -> what the workbook calls it.
    method : sentences on how the numbers were made.
    word_figures : figures that are also published as a Word file; None where there is no such file.
    """

    sections: list[Section]
    tables: list[ReaderTable]
    subjects: dict[str, str]
    method: list[str]
    word_figures: list[DrawnFigure] | None = None


def files(context: Context, report: Report) -> dict[str, bytes]:
    """Return the content of each file of a report by its name."""
    contents = {WORKBOOK: workbook(context, report.tables, report.subjects, report.method)}
    if report.word_figures is not None:
        contents[WORD] = document(context, report.word_figures)
    return contents | {PAGE: page(context, report.sections, WORKBOOK).encode("utf-8")}


def with_tables(figures: list[DrawnFigure], tables: list[ReaderTable]) -> list[FigureBlock]:
    """Return each figure with the table of its numbers, in the order of their numbers."""
    by_number = {table.figure: table for table in tables if table.figure is not None}
    ordered = sorted(figures, key=lambda figure: figure.number)
    return [FigureBlock(figure, by_number[figure.number]) for figure in ordered]


def without_figure(tables: list[ReaderTable], section: str, most_rows: int) -> list[ReaderTable]:
    """Return the tables of a section that no figure shows, as far as they are short enough for the page."""
    return [
        table
        for table in tables
        if table.section == section and table.figure is None and len(table.rows) <= most_rows
    ]


def method_section(context: Context, method: list[str]) -> Section:
    """Return the section on how the numbers were made."""
    return Section("method", context.say("report.section_method"), [TextBlock(method, "list")])


def provenance_section(context: Context) -> Section:
    """Return the section on where the numbers come from."""
    blocks = [TextBlock([context.say("report.provenance")]), TableBlock(provenance_tables(context))]
    return Section("provenance", context.say("report.section_provenance"), blocks)
