"""The columns of a comparison: scale, tick of everyone, interval and dot of each line."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from pipeline.figures.comparison_findings import Comparison
from pipeline.figures.comparison_grid import APART, EDGE, GAP, VALUE, Grid
from pipeline.figures.edition import Edition
from pipeline.figures.frame import centred
from pipeline.figures.palette import INK, NOT_SIGNIFICANT, direction_colours
from pipeline.figures.scales import TICK, below
from pipeline.figures.typeface import width
from pipeline.formats import bare_percent, percent

# What the 0 of the next column takes of the gap, in cm.
NEXT = 0.22
PALE = 0.45


def axis(axes: Axes, edition: Edition, grid: Grid, lines: int) -> None:
    """The scale from 0, with as many ticks as their labels leave room for, two at least."""
    axes.set_xlim(0, grid.limit)
    axes.set_ylim(lines - 0.5, -0.5)
    ticks = _ticks(edition, grid)
    names = [bare_percent(tick, edition.language) for tick in ticks[:-1]]
    last = percent(ticks[-1], edition.language)
    below(axes, ticks, [*names, last])
    name = axes.get_xticklabels()[-1]
    shift = ScaledTranslation(-_shift(last, ticks[-1], grid) / 2.54, 0, axes.figure.dpi_scale_trans)
    name.set_transform(name.get_transform() + shift)


def _ticks(edition: Edition, grid: Grid) -> list[float]:
    """Multiples of the smallest step that keeps names apart; the last one may be left out for that."""
    highest = min(1.0, grid.limit)
    for step in (0.1, 0.25, 0.5, 1.0):
        ticks = [i * step for i in range(int(highest / step + 1e-9) + 1)]
        for shown in (ticks, ticks[:-1]):
            if len(shown) > 1 and step * grid.column / grid.limit >= _apart(edition, grid, shown[-1]):
                return shown
    return [0.0, max(0.05, int(highest * 20 + 1e-9) / 20)]


def _apart(edition: Edition, grid: Grid, last: float) -> float:
    """How far, in cm, the last tick must be from the one before."""
    name, before = percent(last, edition.language), bare_percent(last, edition.language)
    return (width(name, TICK) + width(before, TICK)) / 2 + _shift(name, last, grid) + 0.1


def _shift(name: str, tick: float, grid: Grid) -> float:
    """How far, in cm, the name of the last tick stands left of it, lest it touch that of the next column."""
    beyond = (grid.limit - tick) * grid.column / grid.limit + GAP - NEXT
    return max(0.0, width(name, TICK) / 2 - beyond)


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
            text = bare_percent(cell.share, comparison.edition.language)
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
