"""Dot and interval: one line a service, a measure or an answer, one column a group, against everyone.

The columns of a comparison: scale, tick of everyone, interval and dot of each line.

Where the parts of a comparison stand: labels, the value of everyone, one column a group.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from pipeline.codebook.model import Figure
from pipeline.figures import legend
from pipeline.figures.comparison import card
from pipeline.figures.comparison import data as comparison_findings
from pipeline.figures.comparison import text as comparison_words
from pipeline.figures.comparison.data import Comparison
from pipeline.figures.comparison.text import records
from pipeline.figures.context import Context
from pipeline.figures.files import Drawing
from pipeline.figures.frame import INNER_WIDTH_CM, MARGIN_CM, Frame, centred, leading, tallest_body
from pipeline.figures.legend import Key
from pipeline.figures.pagination import frames, pages
from pipeline.figures.records import tidy
from pipeline.figures.theme import BAND, GREY, INK, NOT_SIGNIFICANT, direction_colours
from pipeline.figures.ticks import TICK_PT, draw_ticks
from pipeline.figures.typography import Fitted, fit, fit_label, label_width, lowest_row, width
from pipeline.text.number_format import bare_percent, number, percent

GROUP_SIZES = (9.6, 9.0, 8.4, 7.8, 7.2, 6.6, 6.2, 5.8)
BASE, OVERALL, VALUE = 8.0, 8.6, 8.6
AXIS, GAP = 0.5, 0.28
LOWEST_ROW = 0.4
# From the centre of a dot to its edge and on to its value, and how far that may reach into the gap, in cm.
EDGE, APART, REACH = 0.14, 0.08, 0.16
DOT, SMALL_DOT = 5.6, 4.2
# Intervals reach less far from their dot than this, in cm: a large one would hide them.
HIDDEN = 0.17
# Labels leave this to each column, in cm, where there are many.
NARROWEST = 1.1


@dataclass(frozen=True)
class Grid:
    """Where things stand, in cm: labels, the value of everyone, and one column a group.

    Attributes
    ----------
    limit : share at the right end of a column.
    dot : diameter of the dots, in points: small where these would hide the intervals.
    """

    label: float
    overall: float
    first: float
    column: float
    head: float
    row: float
    limit: float
    dot: float


def _across(comparison: Comparison) -> tuple[float, float, float]:
    """Width of the labels, of the value of everyone, and of one column."""
    groups = len(comparison.groups)
    overall = max(0.9, width(comparison.context.say("overall"), OVERALL, "bold")) + 0.15
    space = INNER_WIDTH_CM - overall - 0.35 - (groups - 1) * GAP
    longest = label_width(list(comparison.labels.values()), 2.4, 3.9)
    label = min(longest, max(2.6, space - groups * NARROWEST))
    return label, overall, (space - label) / groups


def heads_of(comparison: Comparison) -> dict[str, Fitted]:
    column = _across(comparison)[2]
    return {
        group: fit(label, column, GROUP_SIZES, 2 if column > 2.4 else 3, "bold").even()
        for group, label in comparison.group_labels.items()
    }


def grid_of(comparison: Comparison, heads: dict[str, Fitted]) -> Grid:
    """Rows as low as their labels allow."""
    label, overall, column = _across(comparison)
    head = 0.2 + max(len(h.lines) * h.leading for h in heads.values()) + leading(BASE)
    row = lowest_row(list(comparison.labels.values()), label, LOWEST_ROW)
    limit = _limit(comparison, column)
    halves = (comparison.cells["ci_high"] - comparison.cells["ci_low"]) / 2 * column / limit
    dot = DOT if halves.median() > HIDDEN else SMALL_DOT
    left = MARGIN_CM + label + overall
    return Grid(label, left, left + 0.35, column, head, row, limit, dot)


def _limit(comparison: Comparison, column: float) -> float:
    """The share at the right end of a column: no more than intervals and values ask for."""
    cells, language = comparison.cells, comparison.context.language
    overall = comparison.everyone.set_index("line")["share"]
    ends = pd.concat([cells["ci_high"], cells["line"].map(overall)], axis=1).max(axis=1)
    valued = cells[cells["direction"] != 0]
    values = [width(bare_percent(share, language), VALUE, "bold") for share in valued["share"]]
    beside = EDGE + APART + max(values, default=0.0) - REACH
    reached = [(ends.max(), EDGE), (ends[valued.index].max(), beside)]
    known = [end * column / (column - room) for end, room in reached if end > 0]
    return max(0.2, *known) if known else 1.0


# What the 0 of the next column takes of the gap, in cm.
NEXT = 0.22
PALE = 0.45


def axis(axes: Axes, context: Context, grid: Grid, lines: int) -> None:
    """The scale from 0, with as many ticks as their labels leave room for, two at least."""
    axes.set_xlim(0, grid.limit)
    axes.set_ylim(lines - 0.5, -0.5)
    ticks = _ticks(context, grid)
    names = [bare_percent(tick, context.language) for tick in ticks[:-1]]
    last = percent(ticks[-1], context.language)
    draw_ticks(axes, ticks, [*names, last])
    name = axes.get_xticklabels()[-1]
    shift = ScaledTranslation(-_shift(last, ticks[-1], grid) / 2.54, 0, axes.figure.dpi_scale_trans)
    name.set_transform(name.get_transform() + shift)


def _ticks(context: Context, grid: Grid) -> list[float]:
    """Multiples of the smallest step that keeps names apart; the last one may be left out for that."""
    highest = min(1.0, grid.limit)
    for step in (0.1, 0.25, 0.5, 1.0):
        ticks = [i * step for i in range(int(highest / step + 1e-9) + 1)]
        for shown in (ticks, ticks[:-1]):
            if len(shown) > 1 and step * grid.column / grid.limit >= _apart(context, grid, shown[-1]):
                return shown
    return [0.0, max(0.05, int(highest * 20 + 1e-9) / 20)]


def _apart(context: Context, grid: Grid, last: float) -> float:
    """How far, in cm, the last tick must be from the one before."""
    name, before = percent(last, context.language), bare_percent(last, context.language)
    return (width(name, TICK_PT) + width(before, TICK_PT)) / 2 + _shift(name, last, grid) + 0.1


def _shift(name: str, tick: float, grid: Grid) -> float:
    """How far, in cm, the name of the last tick stands left of it, lest it touch that of the next column."""
    beyond = (grid.limit - tick) * grid.column / grid.limit + GAP - NEXT
    return max(0.0, width(name, TICK_PT) / 2 - beyond)


def dots(axes: Axes, comparison: Comparison, group: str, grid: Grid) -> None:
    """Tick of everyone, interval and dot of each line; the value beside a significant one."""
    more, less = direction_colours(comparison.tone)
    colours = {1: more, -1: less, 0: NOT_SIGNIFICANT}
    mine = comparison.cells[(comparison.cells["group"] == group) & comparison.cells["share"].notna()]
    cells = {cell.line: cell for cell in mine.itertuples()}
    for i, everyone in enumerate(comparison.everyone.itertuples()):
        if pd.notna(everyone.share):
            axes.plot([everyone.share] * 2, [i - 0.36, i + 0.36], color=INK, lw=1.3, gid="everyone")
        if everyone.line not in cells:
            continue
        cell = cells[everyone.line]
        colour = colours[cell.direction]
        _dot(axes, cell, (i, colour, grid))
        if cell.direction:
            text = bare_percent(cell.share, comparison.context.language)
            _value(axes, cell, everyone.share, (text, i, colour, grid))


def _dot(axes: Axes, cell: object, place: tuple[int, str, Grid]) -> None:
    """The interval and the dot, filled when significant, paler and dotted on small bases."""
    i, colour, grid = place
    style = {"color": colour, "alpha": PALE if cell.care else 1}
    dashes = (0, (1.5, 1)) if cell.care == "fragile" else "-"
    ends = [cell.ci_low, cell.ci_high]
    axes.plot(ends, [i, i], lw=1.5, ls=dashes, solid_capstyle="butt", zorder=3, gid="interval", **style)
    face = colour if cell.direction else "white"
    dot = {"marker": "o", "ms": grid.dot, "mfc": face, "mew": 1.2, "clip_on": False, "gid": "dot"}
    axes.plot([cell.share], [i], ls="none", zorder=4, **dot, **style)


def _value(axes: Axes, cell: object, overall: float, place: tuple[str, int, str, Grid]) -> None:
    """The share in bold, on the side away from everyone's tick, or beyond it near zero."""
    text, i, colour, grid = place
    per_cm = grid.limit / grid.column
    taken = (width(text, VALUE, "bold") + 0.1) * per_cm
    dot = EDGE * per_cm
    left = min(cell.ci_low, cell.share - dot)
    right = max(cell.ci_high, cell.share + dot)
    rightwards = cell.direction > 0 or left - taken < 0
    if cell.direction < 0:
        right = max(right, overall)
    x, align = (right + APART * per_cm, "left") if rightwards else (left - APART * per_cm, "right")
    centred(axes, x, i, text, VALUE, ha=align, weight="bold", color=colour, zorder=5)


TALLEST_ROW = 0.66
FEW, TALLEST_OF_FEW = 6, 0.9


def draw(context: Context, figure: Figure) -> Drawing | None:
    """The figure, a card when no answer differs, or None when there are no numbers for it."""
    comparison = comparison_findings.find(context, figure)
    if comparison is None:
        return card.draw(context, figure) if figure.question else None
    said, keys = comparison_words.words(comparison), _keys(comparison)
    heads = heads_of(comparison)
    grid = grid_of(comparison, heads)
    space = tallest_body(said, legend.height(keys)) - grid.head - AXIS
    shown = pages(comparison.shown, space, grid.row)
    tallest = TALLEST_ROW if len(shown[0]) > FEW else TALLEST_OF_FEW
    grid = replace(grid, row=max(grid.row, min(tallest, space / len(shown[0]))))
    made = frames(context, said, [grid.head + len(lines) * grid.row + AXIS for lines in shown], keys)
    for frame, lines in zip(made, shown, strict=True):
        _page(frame, comparison.page(lines), heads, grid)
    return Drawing(figure, said, made, tidy(context, figure, records(comparison)))


def _page(frame: Frame, comparison: Comparison, heads: dict[str, Fitted], grid: Grid) -> None:
    """The lines of one page."""
    _labels(frame, comparison, grid)
    lines = len(comparison.everyone)
    for i, group in enumerate(comparison.groups):
        x = grid.first + i * (grid.column + GAP)
        _head(frame, comparison, group, (heads[group], x, grid))
        axes = frame.axes(x, grid.head, grid.column, lines * grid.row, group)
        axis(axes, comparison.context, grid, lines)
        dots(axes, comparison, group, grid)


def _keys(comparison: Comparison) -> list[Key]:
    context = comparison.context
    more, less = direction_colours(comparison.tone)
    sort = context.sort(comparison.breakdown)
    found = set(comparison.cells["direction"])
    return [
        *([Key("dot", context.say(f"key_more_{sort}"), more)] if 1 in found else []),
        *([Key("dot", context.say(f"key_less_{sort}"), less)] if -1 in found else []),
        Key("hollow", context.say("key_same"), NOT_SIGNIFICANT),
        Key("tick", context.text(context.codebook.survey.place)),
    ]


def _labels(frame: Frame, comparison: Comparison, grid: Grid) -> None:
    """Bands, names of the services and the value of everyone."""
    context = comparison.context
    base = frame.top + grid.head - leading(BASE) - 0.1
    frame.text(grid.overall, base, context.say("overall"), OVERALL, ha="right", weight="bold")
    for i, row in enumerate(comparison.everyone.itertuples()):
        y = frame.top + grid.head + i * grid.row
        if i % 2 == 0:
            frame.rectangle(MARGIN_CM, y, INNER_WIDTH_CM, grid.row, fc=BAND, zorder=-2)
        y += grid.row / 2
        frame.middle(MARGIN_CM, y, fit_label(comparison.labels[row.line], grid.label, grid.row))
        frame.middle(grid.overall, y, context.percent(row.share), OVERALL, ha="right")


def _head(frame: Frame, comparison: Comparison, group: str, place: tuple[Fitted, float, Grid]) -> None:
    """Name and bases of a group, above its column."""
    head, x, grid = place
    bottom = frame.top + grid.head - leading(BASE) - 0.1
    for i, line in enumerate(reversed(head.lines)):
        frame.text(x, bottom - i * head.leading, line, head.size, weight="bold")
    bases = comparison.cells.loc[comparison.cells["group"] == group, "n"].dropna()
    if bases.empty:
        return
    low, high = (number(n, comparison.context.language) for n in (bases.min(), bases.max()))
    text = comparison.context.say("bases", n=low if low == high else f"{low}–{high}")
    shown = fit(text, grid.column + GAP / 2, (BASE, 7.4, 6.8))
    frame.text(x, frame.top + grid.head - 0.14, shown.lines[0], shown.size, color=GREY)
