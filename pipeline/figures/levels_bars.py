"""The bars of levels: stacked outwards from the axis, values inside, totals in bold at their ends."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from pipeline.figures.frame import WIDTH, centred
from pipeline.figures.levels_columns import Columns
from pipeline.figures.levels_findings import Levels
from pipeline.figures.palette import GREY, INK, ink_on, level_colours
from pipeline.figures.typeface import width
from pipeline.formats import bare_percent

VALUE, TOTAL = 8.0, 8.8
BAR = 0.74
PALE = 0.45
# Room that the bold total takes beyond the end of its bar, in cm.
TOTAL_ROOM = 1.0


def colours(levels: Levels) -> dict[str, str]:
    """Colour of each answer, those of the left side first."""
    below = [answer for answer in levels.shares if answer in levels.figure.below]
    above = [answer for answer in levels.shares if answer not in levels.figure.below]
    return dict(zip([*below, *above], level_colours(len(below), len(above)), strict=True))


def scale(axes: Axes, levels: Levels, columns: Columns) -> float:
    """Set the axes so that both sides and their totals fit; gives the place of zero, in cm."""
    left, right = (
        max(side.max(), 0.05) if side.notna().any() else 0.5 for side in (levels.below, levels.above)
    )
    per_cm = (left + right) / (columns.bars_width - 2 * TOTAL_ROOM)
    axes.set_xlim(-left - TOTAL_ROOM * per_cm, right + TOTAL_ROOM * per_cm)
    axes.axvline(0, color=INK, lw=0.9, zorder=3)
    return columns.bars + TOTAL_ROOM + left / per_cm


def draw_bars(axes: Axes, levels: Levels) -> None:
    """Stack each side outwards from zero, totals in bold at its end."""
    painted = colours(levels)
    below = [answer for answer in levels.shares if answer in levels.figure.below]
    above = [answer for answer in levels.shares if answer not in levels.figure.below]
    for side, answers in ((-1, below[::-1]), (1, above)):
        reached = np.zeros(len(levels.shares))
        for answer in answers:
            share = levels.shares[answer].fillna(0).to_numpy()
            place = (side * reached, side * share)
            _segment(axes, levels, place, painted[answer], only=len(answers) == 1)
            reached = reached + share
        outermost = painted[answers[-1]] if answers else INK
        _totals(axes, levels, (side, reached), outermost)


def _segment(
    axes: Axes, levels: Levels, place: tuple[np.ndarray, np.ndarray], colour: str, only: bool
) -> None:
    """One level's bars with their values; a level alone on its side has its value at the end."""
    start, length = place
    bars = axes.barh(range(len(start)), length, left=start, height=BAR, fc=colour, ec="white", lw=0)
    per_cm = np.ptp(axes.get_xlim()) / _cm(axes)
    for i, bar in enumerate(bars):
        care = levels.bases["care"].iloc[i]
        bar.set_alpha(PALE if care else 1)
        bar.set_hatch("////" if care == "fragile" else None)
        if only:
            continue
        text = bare_percent(abs(length[i]), levels.edition.language)
        if abs(length[i]) > (width(text, VALUE) + 0.06) * per_cm:
            ink = INK if care else ink_on(colour)
            centred(axes, start[i] + length[i] / 2, i, text, VALUE, color=ink, zorder=4)


def _totals(axes: Axes, levels: Levels, ends: tuple[int, np.ndarray], colour: str) -> None:
    """The sum of a side at the end of each of its bars."""
    side, lengths = ends
    gap = 0.1 * np.ptp(axes.get_xlim()) / _cm(axes)
    for i, length in enumerate(lengths):
        if np.isnan(levels.shares.iloc[i]).any():
            continue
        style = {"ha": "right" if side < 0 else "left", "weight": "bold", "color": colour}
        if levels.bases["care"].iloc[i] == "fragile":
            style |= {"weight": "regular", "color": GREY}
        centred(axes, side * (length + gap), i, levels.edition.percent(length), TOTAL, **style)


def _cm(axes: Axes) -> float:
    """Width of the axes, in cm."""
    return axes.get_position().width * WIDTH
