"""A crossing as aligned lines for the terminal, as wide as it is, 80 to 100 columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby
from textwrap import wrap

from pipeline.codebook.reserved_ids import EVERYONE, WITHHELD
from pipeline.figures import notes
from pipeline.publishing.crosstabs import Cell, Crossing, Crossings
from pipeline.publishing.method import how_to_read, tested
from pipeline.publishing.printed_values import printed, spread
from pipeline.publishing.tables.model import shorthand
from pipeline.text.number_format import NONE, decimal, decimal_range, number, percent, points

NARROWEST, WIDEST = 80, 100
_WORDS = ("group", "letters", "status")
_HEADS = ("group", "share", "interval", "n", "effective", "letters", "gap", "p", "p_adjusted", "status")


def lines(crossings: Crossings, selected: list[Crossing], columns: int = WIDEST) -> str:
    """Return title, mark and population once, then each crossing, its columns aligned throughout.

    Parameters
    ----------
    columns : how wide the terminal is.
    """
    context, first = crossings.context, selected[0]
    width = min(max(columns, NARROWEST), WIDEST)
    title = f"{first.subject.label} – {context.breakdown_label(first.breakdown)}"
    output = [_wrapped(title, width), *([mark] if (mark := notes.mark(context)) else [])]
    heads = [context.say(f"report.table_{name}") for name in _HEADS]
    heads[1] = context.say("report.col_mean") if first.subject.kind == "number" else heads[1]
    rows = [_row(crossings, crossing, cell) for crossing in selected for cell in crossing.cells]
    grid = _Grid.fitting([heads, *rows], width)
    base, unprinted = "", iter(grid.rows[1:])
    for crossing in selected:
        if crossing.base != base:
            base = crossing.base
            output += [_wrapped(notes.field(context, base), width), "", grid.line(grid.rows[0])]
        output += _block(crossings, crossing, [grid.line(next(unprinted)) for _ in crossing.cells], width)
    reading_notes = [_wrapped(sentence, width) for sentence in _notes(crossings, selected, rows)]
    return "\n".join([*output, "", *reading_notes])


def _block(crossings: Crossings, crossing: Crossing, rows: list[str], width: int) -> list[str]:
    """Return service, then each answer with its groups, then the test."""
    context = crossings.context
    output = ["", context.service_label(crossing.service)] if crossing.service else [""]
    for answer, cells in groupby(zip(crossing.cells, rows, strict=True), key=lambda pair: pair[0].answer):
        output += [f"– {context.answer_label(crossing.subject.question, answer)}"] if answer else []
        output += [row for _, row in cells]
    test = tested(crossings, crossing)
    if crossing.subject.kind == "measure" and crossing.test:
        # A measure has the test of the whole question: its own differences stand beside it.
        test = context.say("figures.colon").join([context.say("report.panel_test"), test])
    return [*output, *(f"  {line}" for line in wrap(test, width - 2))]


def _row(crossings: Crossings, crossing: Crossing, cell: Cell) -> list[str]:
    context = crossings.context
    language = context.language
    name = context.group_label("" if cell.group == EVERYONE else crossing.breakdown, cell.group)
    if cell.status == WITHHELD:
        return [name, *[""] * (len(_HEADS) - 2), shorthand(WITHHELD)]
    if crossing.subject.kind == "number":
        value, interval = decimal(cell.value, language, 2), decimal_range(cell.low, cell.high, language, 2)
    else:
        value, interval = percent(cell.value, language, 1), spread(cell.low, cell.high, language)
    return [
        name,
        value,
        interval,
        number(cell.n, language),
        number(cell.n_effective, language),
        cell.letters,
        points(cell.difference, language, 1).split("\u00a0")[0],
        printed(cell.p, "p", language),
        printed(cell.p_adjusted, "p", language),
        shorthand(cell.status),
    ]


@dataclass(frozen=True)
class _Grid:
    """Rows with their heads, which columns hold something, and how wide each is."""

    rows: list[list[str]]
    filled: list[int]
    widths: list[int]
    gap: str

    @classmethod
    def fitting(cls, rows: list[list[str]], width: int) -> _Grid:
        """Return a grid as roomy as the width allows; the first column gives way to the others."""
        grid = cls._of(rows, "  ")
        if grid.width > width:
            heads, *body = rows
            grid = cls._of([[*heads[:-1], ""], *map(_tight, body)], " ")
        excess = max(0, grid.width - width)
        return replace(grid, widths=[grid.widths[0] - excess, *grid.widths[1:]])

    @classmethod
    def _of(cls, rows: list[list[str]], gap: str) -> _Grid:
        columns = list(zip(*rows, strict=True))
        filled = [i for i, (_, *cells) in enumerate(columns) if set(cells) - {"", NONE}]
        return cls(rows, filled, [max(map(len, columns[i])) for i in filled], gap)

    @property
    def width(self) -> int:
        return sum(self.widths) + len(self.gap) * (len(self.widths) - 1)

    def line(self, row: list[str]) -> str:
        """Return a row as text: words on the left, numbers on the right, a long name over several lines."""
        name, *more = wrap(row[0], self.widths[0]) or [""]
        cells = [name.ljust(self.widths[0])]
        for i, width in list(zip(self.filled, self.widths, strict=True))[1:]:
            cells.append(row[i].ljust(width) if _HEADS[i] in _WORDS else row[i].rjust(width))
        return "\n".join([self.gap.join(cells).rstrip(), *(f"  {line}" for line in more)])


def _tight(row: list[str]) -> list[str]:
    """Return a row whose interval leaves the percent signs to the share beside it."""
    interval = _HEADS.index("interval")
    return [re.sub(r"\s?%", "", cell) if i == interval else cell for i, cell in enumerate(row)]


def _notes(crossings: Crossings, selected: list[Crossing], rows: list[list[str]]) -> list[str]:
    """Return how to read what is shown, mark by mark."""
    sentences = how_to_read(crossings.context)
    marks, letters = ({row[_HEADS.index(name)] for row in rows} for name in ("status", "letters"))
    needed = {name for name in ("withheld", "fragile", "imprecise") if shorthand(name) in marks}
    needed |= {"interval", "trust"}
    needed |= {"letters"} if any(letters) else set()
    tests = (crossing.test for crossing in selected if crossing.test)
    needed |= {"sparse"} if any(shorthand(test["status"]) == shorthand("sparse") for test in tests) else set()
    return [sentence for name, sentence in sentences.items() if name in needed and sentence]


def _wrapped(text: str, width: int) -> str:
    return "\n".join(wrap(text, width))
