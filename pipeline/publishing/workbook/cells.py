"""Cells of a sheet: estimates unfolded into columns, percentages as 59.4, nothing where withheld.

Also the look of sheets: fonts, formats of numbers, widths of columns, printed pages.
"""

from __future__ import annotations

import math

import pandas as pd

from pipeline.codebook.model import Language
from pipeline.figures.context import Context
from pipeline.publishing.tables.model import Column, Estimate, ReaderTable, shorthand


def number_formats(language: Language) -> dict[str, str]:
    """Return how Excel writes each kind of number; separators are those of the reader's Excel."""
    percent = '0.0"\u202f%"' if language == "fr" else '0.0"%"'
    return {
        "percent": percent,
        "points": '+0.0;"\u2212"0.0;0.0',
        "whole": "#,##0",
        "decimal": "0.00",
        "p": "0.0000",
    }


def header_cells(context: Context, table: ReaderTable) -> list[tuple[str, str]]:
    """Return head and kind of each of the sheet's columns; Excel wants each head once."""
    heads: list[tuple[str, str]] = []
    for column in table.columns:
        for head, kind in _unfolded(context, column):
            times = 1 + sum(earlier == head for earlier, _ in heads)
            heads.append((head if times == 1 else f"{head} ({times})", "text" if kind == "status" else kind))
    return heads


def sheet_rows(context: Context, table: ReaderTable) -> list[list]:
    """Return the cells of each row, in the columns of `header_cells`; numbers as numbers."""
    return [
        [
            cell
            for column, value in zip(table.columns, row, strict=True)
            for cell in _cells(context, column, value)
        ]
        for row in table.rows
    ]


def _unfolded(context: Context, column: Column) -> list[tuple[str, str]]:
    """Return heads and kinds that one column of the page becomes."""
    if column.kind == "percent" or column.kind == "points":
        unit = context.say(f"report.unit_{column.kind}")
        return [(f"{column.head} ({unit})", column.kind)]
    if column.kind != "estimate":
        return [(column.head, column.kind)]
    values = ["share", "low", "high"]
    unit = context.say("report.unit_percent") if column.unit == "percent" else ""
    heads = [(context.say(f"report.head_{part}", name=column.head), column.unit) for part in values]
    heads = [(f"{head} ({unit})" if unit else head, kind) for head, kind in heads]
    kinds = {"n": "whole", "weighted": "whole"}
    further = [*_words(column), *_bases(column)]
    return heads + [
        (context.say(f"report.head_{p}", name=column.head), kinds.get(p, "text")) for p in further
    ]


def _words(column: Column) -> list[str]:
    return ["difference", *(["letters"] if column.lettered else [])] if column.compared else []


def _bases(column: Column) -> list[str]:
    if not column.based:
        return []
    # What is no share of anybody, such as a median, has no weighted base.
    return ["n", *(["weighted"] if column.unit == "percent" else []), "status"]


def _cells(context: Context, column: Column, value: object) -> list:
    if column.kind == "estimate":
        return _of_estimate(context, column, value)
    if column.kind in ("text", "status"):
        return [str(value or "")]
    scale = 100 if column.kind in ("percent", "points") else 1
    return [_number(value, scale)]


def _of_estimate(context: Context, column: Column, estimate: Estimate | None) -> list:
    based = _bases(column)
    if estimate is None:
        empty = [None, None, None, *[""] * len(_words(column))]
        return [*empty, *(None for _ in based[:-1]), *("[z]" for _ in based[-1:])]
    scale = 100 if column.unit == "percent" else 1
    shares = [_number(value, scale) for value in (estimate.share, estimate.low, estimate.high)]
    words = [_word(context, estimate.direction), estimate.letters][: len(_words(column))]
    bases = {
        "n": _number(estimate.n),
        "weighted": _number(estimate.weighted),
        "status": shorthand(estimate.status),
    }
    return [*shares, *words, *(bases[part] for part in based)]


def _word(context: Context, direction: str) -> str:
    """Return how a share differs from the rest."""
    if direction in ("", "ns"):
        return "[ns]" if direction else ""
    return context.say(f"report.direction_{direction}")


def _number(value: object, scale: float = 1) -> float | None:
    """Return a number without the noise of its last digits; nothing where there is none."""
    if value is None or pd.isna(value):
        return None
    return float(f"{float(value) * scale:.12g}")


MARK_COLOUR = "C00000"
_WIDEST = 42
# Width of a printed page and of a column that nothing stands in, in characters.
_PAGE_WIDE, _EMPTY_COLUMN = 150, 8.43


def looks(language: Language) -> dict[str, dict]:
    """Return formats of cells: fonts of texts and, for each kind of number, how it is written."""
    text = {"font_name": "Arial", "font_size": 10, "valign": "top"}
    head = {"bold": True, "text_wrap": True, "bottom": 1, "valign": "bottom"}
    looks = {
        "title": {"bold": True, "font_size": 14},
        "mark": {"bold": True, "font_color": f"#{MARK_COLOUR}"},
        "heading": {"bold": True, "font_size": 11},
        "text": {},
        "wrapped": {"text_wrap": True},
        "link": {"font_color": "#0563C1", "underline": 1},
        "cell": {"align": "left", "indent": 1},
        "head": head | {"align": "left", "indent": 1},
        "number_head": head | {"align": "right"},
    }
    looks |= {kind: {"num_format": pattern} for kind, pattern in number_formats(language).items()}
    return {name: text | look for name, look in looks.items()}


def set_up_page(sheet, marked: str, pages_wide: int = 1) -> None:
    """Set A4 across, no grid lines, the mark at the foot; wide tables over several pages, not shrunk."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.hide_gridlines(2)
    sheet.fit_to_pages(pages_wide, 0)
    sheet.set_footer(f"&L&K{MARK_COLOUR}&B{marked}&R&A · &P/&N")


def set_up_print(sheet, marked: str, last_row: int, widths: list[float]) -> None:
    """Set what is printed of a table and on how many pages side by side."""
    # The lines above the table run on over empty cells: a page of them is printed, no more.
    beyond = max(0, int((_PAGE_WIDE - sum(widths)) / _EMPTY_COLUMN))
    sheet.print_area(0, 0, last_row, len(widths) - 1 + beyond)
    set_up_page(sheet, marked, pages_wide=math.ceil(sum(widths) / (1.3 * _PAGE_WIDE)))


def column_widths(heads: list[tuple[str, str]], rows: list[list]) -> list[float]:
    """Return width of each column: its texts and the words of its head, never wider than a sentence."""
    widths = []
    for column, (head, kind) in enumerate(heads):
        longest = max(len(word) for word in head.split()) + 3
        if kind == "text":
            longest = max([longest, *(len(str(row[column] or "")) for row in rows)]) + 1
        widths.append(min(_WIDEST, max(10, longest)))
    return widths
