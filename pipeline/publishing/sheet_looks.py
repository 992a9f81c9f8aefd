"""How sheets look: fonts, formats of numbers, widths of columns, printed pages."""

from __future__ import annotations

import math

from pipeline.codebook.model import Language
from pipeline.publishing.sheet_cells import number_formats

MARK_COLOUR = "C00000"
_WIDEST = 42
# Width of a printed page and of a column that nothing stands in, in characters.
_PAGE_WIDE, _EMPTY_COLUMN = 150, 8.43


def looks(language: Language) -> dict[str, dict]:
    """Formats of cells: fonts of texts and, for each kind of number, how it is written."""
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
    """A4 across, without grid lines, the mark at the foot; wide tables over several pages, not shrunk."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.hide_gridlines(2)
    sheet.fit_to_pages(pages_wide, 0)
    sheet.set_footer(f"&L&K{MARK_COLOUR}&B{marked}&R&A · &P/&N")


def set_up_print(sheet, marked: str, last_row: int, widths: list[float]) -> None:
    """What is printed of a table and on how many pages side by side."""
    # The lines above the table run on over empty cells: a page of them is printed, no more.
    beyond = max(0, int((_PAGE_WIDE - sum(widths)) / _EMPTY_COLUMN))
    sheet.print_area(0, 0, last_row, len(widths) - 1 + beyond)
    set_up_page(sheet, marked, pages_wide=math.ceil(sum(widths) / (1.3 * _PAGE_WIDE)))


def column_widths(heads: list[tuple[str, str]], rows: list[list]) -> list[float]:
    """Width of each column: its texts and the words of its head, never wider than a sentence."""
    found = []
    for column, (head, kind) in enumerate(heads):
        longest = max(len(word) for word in head.split()) + 3
        if kind == "text":
            longest = max([longest, *(len(str(row[column] or "")) for row in rows)]) + 1
        found.append(min(_WIDEST, max(10, longest)))
    return found
