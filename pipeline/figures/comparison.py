"""Dot and interval: one line a service, a measure or an answer, one column a group, against everyone."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
from matplotlib.axes import Axes

from pipeline.codebook.model import Figure
from pipeline.figures import card, comparison_findings, comparison_words, legend, notes
from pipeline.figures.comparison_findings import Comparison
from pipeline.figures.drawing import Drawing
from pipeline.figures.edition import Edition
from pipeline.figures.frame import (
    INNER,
    MARGIN,
    Frame,
    centred,
    fit_label,
    label_width,
    leading,
    lowest_row,
    room,
)
from pipeline.figures.legend import Key
from pipeline.figures.palette import BAND, GREY, INK, NOT_SIGNIFICANT, direction_colours
from pipeline.figures.rows import pages, tidy
from pipeline.figures.typeface import Fitted, fit, width
from pipeline.formats import bare_percent, number, percent

GROUP_SIZES = (9.6, 9.0, 8.4, 7.8, 7.2, 6.6)
VALUE, BASE, TICK, OVERALL = 8.6, 8.0, 8.0, 8.6
AXIS, GAP = 0.5, 0.22
LOWEST_ROW, TALLEST_ROW = 0.4, 0.66
FEW, TALLEST_OF_FEW = 6, 0.9
VALUE_ROOM = 0.5
PALE = 0.45
DOT, SMALL_DOT = 5.6, 4.4
# Columns narrower than this, in cm, have small dots: intervals must show.
NARROW = 1.7


@dataclass(frozen=True)
class Grid:
    """Where things stand, in cm: labels, the value of everyone, and one column a group."""

    label: float
    overall: float
    first: float
    column: float
    head: float
    row: float
    limit: float


def draw(edition: Edition, figure: Figure) -> Drawing | None:
    """The figure, a card when no answer differs, or None when there are no numbers for it."""
    comparison = comparison_findings.find(edition, figure)
    if comparison is None:
        return card.draw(edition, figure) if figure.question else None
    said, keys = comparison_words.words(comparison), _keys(comparison)
    heads = _heads(comparison)
    grid = _grid(comparison, heads)
    space = room(said, legend.height(keys)) - grid.head - AXIS
    shown = pages(list(comparison.everyone["line"]), space, grid.row)
    tallest = TALLEST_ROW if len(shown[0]) > FEW else TALLEST_OF_FEW
    grid = replace(grid, row=max(grid.row, min(tallest, space / len(shown[0]))))
    frames = []
    for page, lines in enumerate(shown, 1):
        body = grid.head + len(lines) * grid.row + AXIS
        frame = Frame(notes.paged(edition, said, page, len(shown)), body, legend.height(keys))
        legend.draw(frame, keys)
        _page(frame, comparison.page(lines), heads, grid)
        frames.append(frame)
    return Drawing(figure, said, frames, tidy(edition, figure, comparison_findings.records(comparison)))


def _page(frame: Frame, comparison: Comparison, heads: dict[str, Fitted], grid: Grid) -> None:
    """The lines of one page."""
    _labels(frame, comparison, grid)
    lines = len(comparison.everyone)
    for i, group in enumerate(comparison.groups):
        x = grid.first + i * (grid.column + GAP)
        _head(frame, comparison, group, (heads[group], x, grid))
        axes = frame.axes(x, grid.head, grid.column, lines * grid.row, group)
        _axis(axes, comparison.edition, grid, lines)
        _dots(axes, comparison, group, grid)


def _keys(comparison: Comparison) -> list[Key]:
    edition = comparison.edition
    more, less = direction_colours(comparison.tone)
    than = edition.say(f"than_{edition.sort(comparison.breakdown)}")
    found = set(comparison.cells["direction"])
    return [
        *([Key("dot", edition.say("key_more", than=than), more)] if 1 in found else []),
        *([Key("dot", edition.say("key_less", than=than), less)] if -1 in found else []),
        Key("hollow", edition.say("key_same"), NOT_SIGNIFICANT),
        Key("tick", edition.text(edition.codebook.survey.place)),
    ]


def _across(comparison: Comparison) -> tuple[float, float, float]:
    """Width of the labels, of the value of everyone, and of one column."""
    label = label_width(list(comparison.labels.values()), 2.4, 3.9)
    overall = max(0.9, width(comparison.edition.say("overall"), OVERALL, "bold")) + 0.15
    groups = len(comparison.groups)
    left = INNER - label - overall - 0.35 - (groups - 1) * GAP
    return label, overall, left / groups


def _heads(comparison: Comparison) -> dict[str, Fitted]:
    column = _across(comparison)[2]
    return {
        group: fit(label, column, GROUP_SIZES, 2 if column > 2.4 else 3, "bold")
        for group, label in comparison.group_labels.items()
    }


def _grid(comparison: Comparison, heads: dict[str, Fitted]) -> Grid:
    """Rows as low as their labels allow."""
    label, overall, column = _across(comparison)
    head = 0.2 + max(len(h.lines) * h.leading for h in heads.values()) + leading(BASE)
    row = lowest_row(list(comparison.labels.values()), label, LOWEST_ROW)
    highest = max(comparison.cells["ci_high"].max(), comparison.everyone["share"].max())
    # Beyond the longest interval, room for a value.
    limit = max(0.2, 1.0 if pd.isna(highest) else highest) * column / (column - VALUE_ROOM)
    return Grid(label, MARGIN + label + overall, MARGIN + label + overall + 0.35, column, head, row, limit)


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


def _axis(axes: Axes, edition: Edition, grid: Grid, services: int) -> None:
    axes.set_xlim(0, grid.limit)
    axes.set_ylim(services - 0.5, -0.5)
    step = next((s for s in (0.1, 0.25, 0.5) if grid.column * s / grid.limit > 0.6), 1.0)
    highest = min(1.0, grid.limit - 0.3 * grid.limit / grid.column)
    ticks = [i * step for i in range(int(highest / step + 1e-9) + 1)]
    last = ticks[-1]
    names = [percent(t, edition.language) if t == last else bare_percent(t, edition.language) for t in ticks]
    axes.set_xticks(ticks, names)
    axes.tick_params(axis="x", colors=GREY, labelsize=TICK, length=0, pad=2)
    axes.grid(axis="x")
    axes.set_axisbelow(True)


def _dots(axes: Axes, comparison: Comparison, group: str, grid: Grid) -> None:
    """Tick of everyone, interval and dot of each service; the value beside a significant one."""
    more, less = direction_colours(comparison.tone)
    colours = {1: more, -1: less, 0: NOT_SIGNIFICANT}
    cells = comparison.cells[comparison.cells["group"] == group].set_index("line")
    for i, everyone in enumerate(comparison.everyone.itertuples()):
        if pd.notna(everyone.share):
            axes.plot([everyone.share] * 2, [i - 0.36, i + 0.36], color=INK, lw=1.3, gid="everyone")
        if everyone.line not in cells.index or pd.isna(cells.loc[everyone.line, "share"]):
            continue
        cell = cells.loc[everyone.line]
        colour, dotted = colours[cell["direction"]], cell["care"] == "fragile"
        style = {"color": colour, "alpha": PALE if cell["care"] else 1}
        dashes = (0, (1.5, 1)) if dotted else "-"
        ends = [cell["ci_low"], cell["ci_high"]]
        axes.plot(ends, [i, i], lw=1.5, ls=dashes, solid_capstyle="butt", zorder=3, gid="interval", **style)
        face = colour if cell["direction"] else "white"
        dot = {
            "marker": "o",
            "ms": DOT if grid.column > NARROW else SMALL_DOT,
            "mfc": face,
            "mew": 1.2,
            "clip_on": False,
            "gid": "dot",
        }
        axes.plot([cell["share"]], [i], ls="none", zorder=4, **dot, **style)
        if cell["direction"]:
            text = bare_percent(cell["share"], comparison.edition.language)
            _value(axes, cell, everyone.share, (text, i, colour, grid))


def _value(axes: Axes, cell: pd.Series, overall: float, place: tuple[str, int, str, Grid]) -> None:
    """The share in bold, on the side away from everyone's tick, or beyond it near zero."""
    text, i, colour, grid = place
    per_cm = grid.limit / grid.column
    taken = (width(text, VALUE, "bold") + 0.1) * per_cm
    dot = 0.14 * per_cm
    left = min(cell["ci_low"], cell["share"] - dot)
    right = max(cell["ci_high"], cell["share"] + dot)
    rightwards = cell["direction"] > 0 or left - taken < 0
    if cell["direction"] < 0:
        right = max(right, overall)
    x, align = (right + 0.08 * per_cm, "left") if rightwards else (left - 0.08 * per_cm, "right")
    centred(axes, x, i, text, VALUE, ha=align, weight="bold", color=colour, zorder=5)
