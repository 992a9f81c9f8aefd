"""Diverging bars: the levels of a question for each service, stacked outwards from an axis."""

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
from pipeline.figures.levels import data, text
from pipeline.figures.levels.data import LevelsData
from pipeline.figures.pagination import frames, pages
from pipeline.figures.records import tidy
from pipeline.figures.theme import GREY, INK, LIGHT, MINI_BAR, SMALL_BASE_ALPHA, ink_on, level_colours
from pipeline.figures.typography import fit, fit_label, label_width, lowest_row, width
from pipeline.text.number_format import NONE, bare_percent, margin, number


@dataclass(frozen=True)
class LevelsLayout:
    """Lengths and sizes of letters of a figure of levels."""

    head_cm: float = 0.6
    lowest_row_cm: float = 0.4
    tallest_row_cm: float = 0.65
    bar_part_of_row: float = 0.74
    # What the bold total takes beyond the end of its bar.
    total_cm: float = 1.0
    # A share of 1 of what stands aside is a bar this long.
    aside_bar_cm: float = 1.05
    value_pt: float = 8.0
    total_pt: float = 8.8
    small_pt: float = 8.3


@dataclass(frozen=True)
class LevelsColumns:
    """Where the columns stand, in cm: `label` and `bars_width` are widths, the others count from the left.

    Base and half width end where they say, the bars and what stands aside begin there.
    """

    label: float
    bars: float
    bars_width: float
    base: float
    half_width: float
    aside: float


def draw(context: Context, figure: Figure) -> Drawing | None:
    """Draw the figure; None when its question has no rows."""
    levels = data.select(context, figure)
    if levels is None:
        return None
    words, keys = text.words(levels), _keys(levels)
    columns = _columns(levels)
    space = tallest_body(words, legend.height(keys)) - LevelsLayout.head_cm
    lowest = lowest_row(list(levels.labels.values()), columns.label, LevelsLayout.lowest_row_cm)
    services_of_pages = pages(list(levels.shares.index), space, lowest)
    row_cm = max(lowest, min(LevelsLayout.tallest_row_cm, space / len(services_of_pages[0])))
    bodies = [LevelsLayout.head_cm + row_cm * len(services) for services in services_of_pages]
    drawn = frames(context, words, bodies, keys)
    for frame, services in zip(drawn, services_of_pages, strict=True):
        _page(frame, levels, services, columns, row_cm)
    return Drawing(figure, words, drawn, tidy(context, figure, data.records(levels)))


def _columns(levels: LevelsData) -> LevelsColumns:
    """Return where the columns stand; those that the figure does not ask for leave their room to the bars."""
    label = label_width(list(levels.labels.values()), 2.4, 4.8)
    aside = PAGE_WIDTH_CM - MARGIN_CM - (2.15 if levels.figure.aside else 0)
    half_width = aside - (0.25 if levels.figure.aside else 0)
    base = half_width - (0.95 if levels.figure.measure else 0)
    bars = MARGIN_CM + label + 0.2
    return LevelsColumns(label, bars, base - 0.95 - bars, base, half_width, aside)


def _keys(levels: LevelsData) -> list[Key]:
    labels = {answer.id: levels.context.text(answer) for answer in levels.answers}
    return [Key("box", labels[answer], colour) for answer, colour in _colours(levels).items()]


def _colours(levels: LevelsData) -> dict[str, str]:
    """Return the colour of each answer, those of the left side first."""
    below, above = levels.answers_below, levels.answers_above
    return dict(zip([*below, *above], level_colours(len(below), len(above)), strict=True))


def _page(
    frame: Frame, levels: LevelsData, services: list[str], columns: LevelsColumns, row_cm: float
) -> None:
    """Draw the services of one page, on the scale of all."""
    part = replace(levels, shares=levels.shares.loc[services])
    high = row_cm * len(services)
    axes = frame.axes(columns.bars, LevelsLayout.head_cm, columns.bars_width, high, "levels")
    axes.set_ylim(len(services) - 0.5, -0.5)
    zero_cm = _scale(axes, levels, columns)
    _bars(axes, part)
    _heads(frame, levels, columns, zero_cm)
    for i, service in enumerate(services):
        y = frame.top + LevelsLayout.head_cm + (i + 0.5) * row_cm
        _beside(frame, part, columns, service, y, row_cm)


def _scale(axes: Axes, levels: LevelsData, columns: LevelsColumns) -> float:
    """Set the axes so that both sides and their totals fit; return where zero stands, in cm."""
    # A side without anything still gets 5 % of the scale, so that its head has a side to stand on.
    farthest_below, farthest_above = (
        max(side.max(), 0.05) if side.notna().any() else 0.5 for side in (levels.below, levels.above)
    )
    total_cm = LevelsLayout.total_cm
    per_cm = (farthest_below + farthest_above) / (columns.bars_width - 2 * total_cm)
    axes.set_xlim(-farthest_below - total_cm * per_cm, farthest_above + total_cm * per_cm)
    axes.axvline(0, color=INK, lw=0.9, zorder=3)
    return columns.bars + total_cm + farthest_below / per_cm


def _bars(axes: Axes, levels: LevelsData) -> None:
    """Stack each side outwards from zero, totals in bold at its end."""
    colours = _colours(levels)
    for side, answers in ((-1, levels.answers_below[::-1]), (1, levels.answers_above)):
        reached = np.zeros(len(levels.shares))
        for answer in answers:
            share = levels.shares[answer].fillna(0).to_numpy()
            bars = (side * reached, side * share)
            _segments(axes, levels, *bars, colour=colours[answer], valued=len(answers) > 1)
            reached = reached + share
        _totals(axes, levels, side, reached, colours[answers[-1]] if answers else INK)


def _segments(
    axes: Axes, levels: LevelsData, starts: np.ndarray, lengths: np.ndarray, *, colour: str, valued: bool
) -> None:
    """Draw one level's bars, with their values inside if `valued`."""
    height = LevelsLayout.bar_part_of_row
    bars = axes.barh(range(len(starts)), lengths, left=starts, height=height, fc=colour, ec="white", lw=0)
    per_cm = np.ptp(axes.get_xlim()) / _width_cm(axes)
    for i, bar in enumerate(bars):
        care = levels.bases["care"].iloc[i]
        bar.set_alpha(SMALL_BASE_ALPHA if care else 1)
        bar.set_hatch("////" if care == "fragile" else None)
        if not valued:
            continue
        value = bare_percent(abs(lengths[i]), levels.context.language)
        # A value that its bar does not hold is left out: the table beside the figure has it.
        if abs(lengths[i]) > (width(value, LevelsLayout.value_pt) + 0.06) * per_cm:
            ink = INK if care else ink_on(colour)
            centred(axes, starts[i] + lengths[i] / 2, i, value, LevelsLayout.value_pt, color=ink, zorder=4)


def _totals(axes: Axes, levels: LevelsData, side: int, lengths: np.ndarray, colour: str) -> None:
    """Write the sum of a side (-1 left, +1 right) at the end of each of its bars."""
    gap = 0.1 * np.ptp(axes.get_xlim()) / _width_cm(axes)
    for i, length in enumerate(lengths):
        if np.isnan(levels.shares.iloc[i]).any():
            continue
        style = {"ha": "right" if side < 0 else "left", "weight": "bold", "color": colour}
        if levels.bases["care"].iloc[i] == "fragile":
            style |= {"weight": "regular", "color": GREY}
        total = levels.context.percent(length)
        centred(axes, side * (length + gap), i, total, LevelsLayout.total_pt, **style)


def _width_cm(axes: Axes) -> float:
    return axes.get_position().width * PAGE_WIDTH_CM


def _heads(frame: Frame, levels: LevelsData, columns: LevelsColumns, zero_cm: float) -> None:
    """Write the names of the two sides and of the columns, on one baseline."""
    context, figure, y = levels.context, levels.figure, frame.top + LevelsLayout.head_cm - 0.18
    colours, small_pt = list(_colours(levels).values()), LevelsLayout.small_pt
    if figure.below_head:
        head = f"◄ {context.text(figure.below_head)}"
        style = {"ha": "right", "weight": "bold", "color": colours[0]}
        words = fit(head, zero_cm - MARGIN_CM - 0.12, (9.0, 8.5, 8.0, 7.4), weight="bold")
        frame.text(zero_cm - 0.12, y, words.lines[0], words.size, **style)
    if figure.above_head:
        head = f"{context.text(figure.above_head)} ►"
        style = {"ha": "left", "weight": "bold", "color": colours[-1]}
        words = fit(head, columns.base - 1.15 - zero_cm, (9.0, 8.5, 8.0, 7.4), weight="bold")
        frame.text(zero_cm + 0.12, y, words.lines[0], words.size, **style)
    frame.text(columns.base, y, context.say("figures.base_n"), small_pt, ha="right", color=GREY)
    if figure.measure:
        frame.text(columns.half_width, y, context.say("figures.plus_minus"), small_pt, ha="right", color=GREY)
    if figure.aside and figure.aside_head:
        head = context.text(figure.aside_head)
        words = fit(head, PAGE_WIDTH_CM - MARGIN_CM - columns.aside, (small_pt, 7.8, 7.2))
        frame.text(columns.aside, y, words.lines[0], words.size, color=GREY)


def _beside(
    frame: Frame, levels: LevelsData, columns: LevelsColumns, service: str, y: float, row_cm: float
) -> None:
    """Write what stands left and right of one row's bars: label, base, ± and what stands aside."""
    language, small = levels.context.language, {"size": LevelsLayout.small_pt, "ha": "right", "color": GREY}
    frame.middle(MARGIN_CM, y, fit_label(levels.labels[service], columns.label, row_cm))
    frame.middle(columns.base, y, number(levels.bases.loc[service, "n"], language), **small)
    if pd.isna(levels.below[service]):
        centre = columns.bars + columns.bars_width / 2
        frame.middle(centre, y, NONE, LevelsLayout.total_pt, color=LIGHT)
    if levels.figure.measure:
        frame.middle(columns.half_width, y, margin(levels.half_width[service], language), **small)
    if levels.figure.aside:
        share = levels.aside.loc[service, "share"]
        length = 0.0 if pd.isna(share) else LevelsLayout.aside_bar_cm * share
        frame.rectangle(columns.aside, y - 0.13, length, 0.26, fc=MINI_BAR)
        value = levels.context.percent(share)
        frame.middle(columns.aside + length + 0.1, y, value, LevelsLayout.value_pt, color=GREY)
