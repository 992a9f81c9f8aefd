"""Diverging bars: the levels of a question for each service, one side of an axis or the other.

The bars of levels: stacked outwards from the axis, values inside, totals in bold at their ends.

Where the parts of a figure of levels stand across the page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from pipeline.codebook.model import Figure
from pipeline.figures import legend
from pipeline.figures.context import Context
from pipeline.figures.files import Drawing
from pipeline.figures.frame import MARGIN_CM, PAGE_WIDTH_CM, Frame, centred, tallest_body
from pipeline.figures.legend import Key
from pipeline.figures.levels import data as levels_findings
from pipeline.figures.levels import text as levels_words
from pipeline.figures.levels.data import Levels
from pipeline.figures.pagination import frames, pages
from pipeline.figures.records import tidy
from pipeline.figures.theme import GREY, INK, LIGHT, MINI_BAR, ink_on, level_colours
from pipeline.figures.typography import fit, fit_label, label_width, lowest_row, width
from pipeline.text.number_format import NONE, bare_percent, margin, number


@dataclass(frozen=True)
class Columns:
    """Where things stand across the page, in cm."""

    label: float
    bars: float
    bars_width: float
    base: float
    spread: float
    aside: float


def columns_of(levels: Levels) -> Columns:
    label = label_width(list(levels.labels.values()), 2.4, 4.8)
    aside = PAGE_WIDTH_CM - MARGIN_CM - (2.15 if levels.figure.aside else 0)
    spread = aside - (0.25 if levels.figure.aside else 0)
    base = spread - (0.95 if levels.figure.measure else 0)
    bars = MARGIN_CM + label + 0.2
    return Columns(label, bars, base - 0.95 - bars, base, spread, aside)


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
        text = bare_percent(abs(length[i]), levels.context.language)
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
        centred(axes, side * (length + gap), i, levels.context.percent(length), TOTAL, **style)


def _cm(axes: Axes) -> float:
    """Width of the axes, in cm."""
    return axes.get_position().width * PAGE_WIDTH_CM


HEAD, SMALL = 0.6, 8.3
LOWEST, TALLEST = 0.4, 0.65


def draw(context: Context, figure: Figure) -> Drawing | None:
    """The figure, or None when its question has no rows."""
    levels = levels_findings.find(context, figure)
    if levels is None:
        return None
    said, keys = levels_words.words(levels), _keys(levels)
    columns, space = columns_of(levels), tallest_body(said, legend.height(keys)) - HEAD
    lowest = lowest_row(list(levels.labels.values()), columns.label, LOWEST)
    shown = pages(list(levels.shares.index), space, lowest)
    row = max(lowest, min(TALLEST, space / len(shown[0])))
    made = frames(context, said, [HEAD + row * len(services) for services in shown], keys)
    for frame, services in zip(made, shown, strict=True):
        _page(frame, levels, (services, row), columns)
    return Drawing(figure, said, made, tidy(context, figure, levels_findings.records(levels)))


def _page(frame: Frame, levels: Levels, rows: tuple[list[str], float], columns: Columns) -> None:
    """The services of one page, on the scale of all."""
    services, row = rows
    part = replace(levels, shares=levels.shares.loc[services])
    axes = frame.axes(columns.bars, HEAD, columns.bars_width, row * len(services), "levels")
    axes.set_ylim(len(services) - 0.5, -0.5)
    zero = scale(axes, levels, columns)
    draw_bars(axes, part)
    _heads(frame, levels, columns, zero)
    for i, service in enumerate(services):
        _margins(frame, part, columns, service, (i, row))


def _keys(levels: Levels) -> list[Key]:
    labels = {answer.id: levels.context.text(answer) for answer in levels.answers}
    return [Key("box", labels[answer], colour) for answer, colour in colours(levels).items()]


def _heads(frame: Frame, levels: Levels, columns: Columns, zero: float) -> None:
    """Names of the two sides and of the columns, on one baseline."""
    context, figure, y = levels.context, levels.figure, frame.top + HEAD - 0.18
    sides = [(figure.below_head, "◄ {}", "right", -0.12), (figure.above_head, "{} ►", "left", 0.12)]
    painted = list(colours(levels).values())
    rooms = [zero - MARGIN_CM - 0.12, columns.base - 1.15 - zero]
    for (head, shape, align, shift), colour, space in zip(
        sides, (painted[0], painted[-1]), rooms, strict=True
    ):
        if head:
            text = fit(shape.format(context.text(head)), space, (9.0, 8.5, 8.0, 7.4), weight="bold")
            frame.text(zero + shift, y, text.lines[0], text.size, ha=align, weight="bold", color=colour)
    frame.text(columns.base, y, context.say("base_n"), SMALL, ha="right", color=GREY)
    if figure.measure:
        frame.text(columns.spread, y, context.say("plus_minus"), SMALL, ha="right", color=GREY)
    if figure.aside and figure.aside_head:
        head = fit(
            context.text(figure.aside_head), PAGE_WIDTH_CM - MARGIN_CM - columns.aside, (SMALL, 7.8, 7.2)
        )
        frame.text(columns.aside, y, head.lines[0], head.size, color=GREY)


def _margins(frame: Frame, levels: Levels, columns: Columns, service: str, place: tuple[int, float]) -> None:
    """Left and right of one row's bars: label, base, ± and what stands aside."""
    (i, row), language = place, levels.context.language
    y = frame.top + HEAD + (i + 0.5) * row
    frame.middle(MARGIN_CM, y, fit_label(levels.labels[service], columns.label, row))
    frame.middle(
        columns.base, y, number(levels.bases.loc[service, "n"], language), SMALL, ha="right", color=GREY
    )
    if pd.isna(levels.below[service]):
        frame.middle(columns.bars + columns.bars_width / 2, y, NONE, TOTAL, color=LIGHT)
    if levels.figure.measure:
        half = margin(levels.half_width[service], language)
        frame.middle(columns.spread, y, half, SMALL, ha="right", color=GREY)
    if levels.figure.aside:
        share = levels.aside.loc[service, "share"]
        long = 0.0 if pd.isna(share) else 1.05 * share
        frame.rectangle(columns.aside, y - 0.13, long, 0.26, fc=MINI_BAR)
        frame.middle(columns.aside + long + 0.1, y, levels.context.percent(share), VALUE, color=GREY)
