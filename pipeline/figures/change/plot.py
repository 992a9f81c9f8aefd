"""Dumbbells: one line a service or a measure, the old wave hollow, the new one filled, and the change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd
from matplotlib.axes import Axes

from pipeline.codebook.model import Figure
from pipeline.codebook.reserved_ids import FRAGILE
from pipeline.figures import legend
from pipeline.figures.change import data, text
from pipeline.figures.change.data import ChangeData
from pipeline.figures.context import Context
from pipeline.figures.files import Drawing
from pipeline.figures.frame import INNER_WIDTH_CM, MARGIN_CM, Frame, centred, tallest_body
from pipeline.figures.legend import Key
from pipeline.figures.pagination import frames, pages
from pipeline.figures.records import tidy
from pipeline.figures.theme import BAND, GREY, INK, NOT_SIGNIFICANT, SMALL_BASE_ALPHA, direction_colours
from pipeline.figures.ticks import draw_ticks
from pipeline.figures.typography import fit_label, label_width, lowest_row, width
from pipeline.text.number_format import bare_percent, percent


@dataclass(frozen=True)
class ChangeLayout:
    """Lengths and sizes of letters of a figure of change."""

    head_cm: float = 0.55
    axis_cm: float = 0.5
    gap_cm: float = 0.35
    lowest_row_cm: float = 0.44
    tallest_row_cm: float = 0.72
    # Room for a value beyond the last dot, and from a dot to its value.
    value_cm: float = 0.75
    value_gap_cm: float = 0.19
    value_pt: float = 8.6
    change_pt: float = 8.6
    dot_pt: float = 5.8


@dataclass(frozen=True)
class ChangeGrid:
    """Where things stand, in cm: labels, then the axis, then the change in figures.

    Attributes
    ----------
    label, column : widths of the labels and of the axis.
    first, change : where the axis begins, and where the change in figures ends.
    limit : share at the right end of the axis.
    """

    label: float
    first: float
    column: float
    change: float
    row: float
    limit: float


def draw(context: Context, figure: Figure) -> Drawing | None:
    """Draw the figure; None when the waves have none of its lines in common."""
    change = data.select(context, figure)
    if change is None:
        return None
    words, keys = text.words(change), _keys(change)
    grid, around = _grid(change), ChangeLayout.head_cm + ChangeLayout.axis_cm
    space = tallest_body(words, legend.height(keys)) - ChangeLayout.head_cm - ChangeLayout.axis_cm
    lines_of_pages = pages(list(change.rows["line"]), space, grid.row)
    tallest = min(ChangeLayout.tallest_row_cm, space / len(lines_of_pages[0]))
    grid = replace(grid, row=max(grid.row, tallest))
    drawn = frames(context, words, [around + len(lines) * grid.row for lines in lines_of_pages], keys)
    for frame, lines in zip(drawn, lines_of_pages, strict=True):
        _page(frame, change.page(lines), grid)
    return Drawing(figure, words, drawn, tidy(context, figure, data.records(change)))


def _keys(change: ChangeData) -> list[Key]:
    context = change.context
    old, new = context.wave_names
    up, down = direction_colours(change.tone)
    return [
        Key("ring", old, INK),
        Key("point", new, INK),
        *([Key("box", context.say("figures.evolution_up"), up)] if change.count(1) else []),
        *([Key("box", context.say("figures.evolution_down"), down)] if change.count(-1) else []),
        Key("box", context.say("figures.evolution_same"), NOT_SIGNIFICANT),
    ]


def _grid(change: ChangeData) -> ChangeGrid:
    """Return columns as wide as their texts ask for, rows as low as the labels allow."""
    labels = [change.lines[line].label for line in change.rows["line"]]
    label = label_width(labels, 2.4, 4.4)
    changes = [text.difference(change, row) for row in change.rows.itertuples()]
    change_cm = max(width(words, ChangeLayout.change_pt, "bold") for words in changes) + 0.1
    column = INNER_WIDTH_CM - label - change_cm - 2 * ChangeLayout.gap_cm
    highest = change.rows[["share_old", "share_new"]].max().max()
    # At least 20 %: dots of rare answers would stand far apart for nothing.
    highest = max(0.2, 1.0 if pd.isna(highest) else highest)
    limit = highest * column / (column - ChangeLayout.value_cm)
    row = lowest_row(labels, label, ChangeLayout.lowest_row_cm)
    first = MARGIN_CM + label + ChangeLayout.gap_cm
    return ChangeGrid(label, first, column, MARGIN_CM + INNER_WIDTH_CM, row, min(limit, 1.12))


def _page(frame: Frame, change: ChangeData, grid: ChangeGrid) -> None:
    """Draw the lines of one page."""
    context, head_cm = change.context, ChangeLayout.head_cm
    head = context.say("figures.evolution_change")
    frame.text(grid.change, frame.top + head_cm - 0.16, head, 8.0, ha="right", color=GREY)
    for i, row in enumerate(change.rows.itertuples()):
        y = frame.top + head_cm + i * grid.row
        if i % 2 == 0:
            frame.rectangle(MARGIN_CM, y, INNER_WIDTH_CM, grid.row, fc=BAND, zorder=-2)
        y += grid.row / 2
        frame.middle(MARGIN_CM, y, fit_label(change.lines[row.line].label, grid.label, grid.row))
        significant = row.direction != 0
        style = {
            "color": _colour(change, row) if significant else GREY,
            "weight": "bold" if significant else "regular",
        }
        difference = text.difference(change, row)
        frame.middle(grid.change, y, difference, ChangeLayout.change_pt, ha="right", **style)
    axes = frame.axes(grid.first, head_cm, grid.column, len(change.rows) * grid.row, "evolution")
    _axis(axes, context, grid, len(change.rows))
    for i, row in enumerate(change.rows.itertuples()):
        if pd.notna(row.share_old) and pd.notna(row.share_new):
            _dumbbell(axes, change, row, i, grid)


def _axis(axes: Axes, context: Context, grid: ChangeGrid, lines: int) -> None:
    """Draw the scale from 0, with the smallest step whose names stand at least 0.6 cm apart."""
    axes.set_xlim(0, grid.limit)
    axes.set_ylim(lines - 0.5, -0.5)
    step = next((step for step in (0.1, 0.25, 0.5) if grid.column * step / grid.limit > 0.6), 1.0)
    ticks = [i * step for i in range(int(min(1.0, grid.limit) / step + 1e-9) + 1)]
    names = [bare_percent(tick, context.language) for tick in ticks[:-1]]
    draw_ticks(axes, ticks, [*names, percent(ticks[-1], context.language)])


def _dumbbell(axes: Axes, change: ChangeData, row: object, y: int, grid: ChangeGrid) -> None:
    """Draw both dots, what links them where they may be compared, and their values."""
    colour = _colour(change, row)
    alpha = SMALL_BASE_ALPHA if row.status == FRAGILE else 1
    style = {"color": colour, "alpha": alpha, "clip_on": False}
    if pd.notna(row.difference):
        axes.plot([row.share_old, row.share_new], [y, y], lw=2.2, zorder=3, gid="change", **style)
    dots = {"marker": "o", "ls": "none", "ms": ChangeLayout.dot_pt, "mew": 1.3}
    axes.plot([row.share_old], [y], mfc="white", zorder=4, gid="old", **dots, **style)
    axes.plot([row.share_new], [y], mfc=colour, zorder=5, gid="new", **dots, **style)
    for wave in ("old", "new"):
        _value(axes, change, row, wave, y, grid)


def _value(
    axes: Axes, change: ChangeData, row: object, wave: Literal["old", "new"], y: int, grid: ChangeGrid
) -> None:
    """Write a share beside its dot, on the side away from the other one; nothing where it has no room."""
    share, other = (row.share_old, row.share_new) if wave == "old" else (row.share_new, row.share_old)
    gap = ChangeLayout.value_gap_cm * grid.limit / grid.column
    value = bare_percent(share, change.context.language)
    # Where both are one share, the old one's value stands left, the new one's right.
    right = share > other or (share == other and wave == "new")
    room_cm = (share - gap) * grid.column / grid.limit
    if not right and room_cm < width(value, ChangeLayout.value_pt, "bold"):
        return
    bold = wave == "new" and row.direction != 0
    style = {"weight": "bold" if bold else "regular", "color": _colour(change, row) if bold else GREY}
    x, align = (share + gap, "left") if right else (share - gap, "right")
    centred(axes, x, y, value, ChangeLayout.value_pt, ha=align, zorder=6, **style)


def _colour(change: ChangeData, row: object) -> str:
    up, down = direction_colours(change.tone)
    return {1: up, -1: down, 0: NOT_SIGNIFICANT}[row.direction]
