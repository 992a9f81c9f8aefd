"""Dot and interval: one line a service, a measure or an answer, one column a group, against everyone."""

from __future__ import annotations

from dataclasses import replace

from pipeline.codebook.model import Figure
from pipeline.figures import card, comparison_findings, comparison_words, legend
from pipeline.figures.comparison_dots import axis, dots
from pipeline.figures.comparison_findings import Comparison
from pipeline.figures.comparison_grid import AXIS, BASE, GAP, OVERALL, Grid, grid_of, heads_of
from pipeline.figures.comparison_records import records
from pipeline.figures.drawing import Drawing
from pipeline.figures.edition import Edition
from pipeline.figures.frame import INNER, MARGIN, Frame, leading, room
from pipeline.figures.labels import fit_label
from pipeline.figures.legend import Key
from pipeline.figures.paging import frames, pages
from pipeline.figures.palette import BAND, GREY, NOT_SIGNIFICANT, direction_colours
from pipeline.figures.rows import tidy
from pipeline.figures.typeface import Fitted, fit
from pipeline.formats import number

TALLEST_ROW = 0.66
FEW, TALLEST_OF_FEW = 6, 0.9


def draw(edition: Edition, figure: Figure) -> Drawing | None:
    """The figure, a card when no answer differs, or None when there are no numbers for it."""
    comparison = comparison_findings.find(edition, figure)
    if comparison is None:
        return card.draw(edition, figure) if figure.question else None
    said, keys = comparison_words.words(comparison), _keys(comparison)
    heads = heads_of(comparison)
    grid = grid_of(comparison, heads)
    space = room(said, legend.height(keys)) - grid.head - AXIS
    shown = pages(comparison.shown, space, grid.row)
    tallest = TALLEST_ROW if len(shown[0]) > FEW else TALLEST_OF_FEW
    grid = replace(grid, row=max(grid.row, min(tallest, space / len(shown[0]))))
    made = frames(edition, said, [grid.head + len(lines) * grid.row + AXIS for lines in shown], keys)
    for frame, lines in zip(made, shown, strict=True):
        _page(frame, comparison.page(lines), heads, grid)
    return Drawing(figure, said, made, tidy(edition, figure, records(comparison)))


def _page(frame: Frame, comparison: Comparison, heads: dict[str, Fitted], grid: Grid) -> None:
    """The lines of one page."""
    _labels(frame, comparison, grid)
    lines = len(comparison.everyone)
    for i, group in enumerate(comparison.groups):
        x = grid.first + i * (grid.column + GAP)
        _head(frame, comparison, group, (heads[group], x, grid))
        axes = frame.axes(x, grid.head, grid.column, lines * grid.row, group)
        axis(axes, comparison.edition, grid, lines)
        dots(axes, comparison, group, grid)


def _keys(comparison: Comparison) -> list[Key]:
    edition = comparison.edition
    more, less = direction_colours(comparison.tone)
    sort = edition.sort(comparison.breakdown)
    found = set(comparison.cells["direction"])
    return [
        *([Key("dot", edition.say(f"key_more_{sort}"), more)] if 1 in found else []),
        *([Key("dot", edition.say(f"key_less_{sort}"), less)] if -1 in found else []),
        Key("hollow", edition.say("key_same"), NOT_SIGNIFICANT),
        Key("tick", edition.text(edition.codebook.survey.place)),
    ]


def _labels(frame: Frame, comparison: Comparison, grid: Grid) -> None:
    """Bands, names of the services and the value of everyone."""
    edition = comparison.edition
    base = frame.top + grid.head - leading(BASE) - 0.1
    frame.text(grid.overall, base, edition.say("overall"), OVERALL, ha="right", weight="bold")
    for i, row in enumerate(comparison.everyone.itertuples()):
        y = frame.top + grid.head + i * grid.row
        if i % 2 == 0:
            frame.rectangle(MARGIN, y, INNER, grid.row, fc=BAND, zorder=-2)
        y += grid.row / 2
        frame.middle(MARGIN, y, fit_label(comparison.labels[row.line], grid.label, grid.row))
        frame.middle(grid.overall, y, edition.percent(row.share), OVERALL, ha="right")


def _head(frame: Frame, comparison: Comparison, group: str, place: tuple[Fitted, float, Grid]) -> None:
    """Name and bases of a group, above its column."""
    head, x, grid = place
    bottom = frame.top + grid.head - leading(BASE) - 0.1
    for i, line in enumerate(reversed(head.lines)):
        frame.text(x, bottom - i * head.leading, line, head.size, weight="bold")
    bases = comparison.cells.loc[comparison.cells["group"] == group, "n"].dropna()
    if bases.empty:
        return
    low, high = (number(n, comparison.edition.language) for n in (bases.min(), bases.max()))
    text = comparison.edition.say("bases", n=low if low == high else f"{low}–{high}")
    shown = fit(text, grid.column + GAP / 2, (BASE, 7.4, 6.8))
    frame.text(x, frame.top + grid.head - 0.14, shown.lines[0], shown.size, color=GREY)
