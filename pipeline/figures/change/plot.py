"""Dumbbells: one line a service or a measure, the old wave hollow, the new one filled, and the change."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
from matplotlib.axes import Axes

from pipeline.codebook.model import Figure
from pipeline.codebook.reserved_ids import FRAGILE
from pipeline.figures import legend
from pipeline.figures.change import data as evolution_findings
from pipeline.figures.change import text as evolution_words
from pipeline.figures.change.data import Evolution
from pipeline.figures.context import Context
from pipeline.figures.files import Drawing
from pipeline.figures.frame import INNER_WIDTH_CM, MARGIN_CM, Frame, centred, room
from pipeline.figures.legend import Key
from pipeline.figures.pagination import frames, pages
from pipeline.figures.records import tidy
from pipeline.figures.theme import BAND, GREY, INK, NOT_SIGNIFICANT, direction_colours
from pipeline.figures.ticks import draw_ticks
from pipeline.figures.typography import fit_label, label_width, lowest_row, width
from pipeline.text.number_format import bare_percent, percent

HEAD, AXIS, GAP = 0.55, 0.5, 0.35
LOWEST_ROW, TALLEST_ROW = 0.44, 0.72
VALUE, CHANGE = 8.6, 8.6
DOT, PALE = 5.8, 0.45
# Room for a value beyond the last dot, in cm.
VALUE_ROOM = 0.75


@dataclass(frozen=True)
class Grid:
    """Where things stand, in cm: labels, then the axis, then the change in figures."""

    label: float
    first: float
    column: float
    change: float
    row: float
    limit: float


def draw(context: Context, figure: Figure) -> Drawing | None:
    """The figure, or None when the waves have none of its lines in common."""
    evolution = evolution_findings.find(context, figure)
    if evolution is None:
        return None
    said, keys = evolution_words.words(evolution), _keys(evolution)
    grid = _grid(evolution)
    space = room(said, legend.height(keys)) - HEAD - AXIS
    shown = pages(list(evolution.rows["line"]), space, grid.row)
    grid = replace(grid, row=max(grid.row, min(TALLEST_ROW, space / len(shown[0]))))
    made = frames(context, said, [HEAD + len(lines) * grid.row + AXIS for lines in shown], keys)
    for frame, lines in zip(made, shown, strict=True):
        _page(frame, evolution.page(lines), grid)
    return Drawing(figure, said, made, tidy(context, figure, evolution_findings.records(evolution)))


def _keys(evolution: Evolution) -> list[Key]:
    context = evolution.context
    old, new = context.wave_names
    up, down = direction_colours(evolution.tone)
    return [
        Key("ring", old, INK),
        Key("point", new, INK),
        *([Key("box", context.say("evolution_up"), up)] if evolution.count(1) else []),
        *([Key("box", context.say("evolution_down"), down)] if evolution.count(-1) else []),
        Key("box", context.say("evolution_same"), NOT_SIGNIFICANT),
    ]


def _grid(evolution: Evolution) -> Grid:
    """Columns as wide as their texts ask for, rows as low as the labels allow."""
    labels = [evolution.lines[line].label for line in evolution.rows["line"]]
    label = label_width(labels, 2.4, 4.4)
    texts = [evolution_words.change(evolution, row) for row in evolution.rows.itertuples()]
    change = max(width(text, CHANGE, "bold") for text in texts) + 0.1
    column = INNER_WIDTH_CM - label - change - 2 * GAP
    highest = evolution.rows[["share_old", "share_new"]].max().max()
    limit = max(0.2, 1.0 if pd.isna(highest) else highest) * column / (column - VALUE_ROOM)
    row = lowest_row(labels, label, LOWEST_ROW)
    return Grid(label, MARGIN_CM + label + GAP, column, MARGIN_CM + INNER_WIDTH_CM, row, min(limit, 1.12))


def _page(frame: Frame, evolution: Evolution, grid: Grid) -> None:
    """The lines of one page."""
    context = evolution.context
    head = context.say("evolution_change")
    frame.text(grid.change, frame.top + HEAD - 0.16, head, 8.0, ha="right", color=GREY)
    for i, row in enumerate(evolution.rows.itertuples()):
        y = frame.top + HEAD + i * grid.row
        if i % 2 == 0:
            frame.rectangle(MARGIN_CM, y, INNER_WIDTH_CM, grid.row, fc=BAND, zorder=-2)
        y += grid.row / 2
        label = fit_label(evolution.lines[row.line].label, grid.label, grid.row)
        frame.middle(MARGIN_CM, y, label)
        clear = row.direction != 0
        style = {
            "color": _colour(evolution, row) if clear else GREY,
            "weight": "bold" if clear else "regular",
        }
        frame.middle(grid.change, y, evolution_words.change(evolution, row), CHANGE, ha="right", **style)
    high = len(evolution.rows) * grid.row
    axes = frame.axes(grid.first, HEAD, grid.column, high, "evolution")
    _axis(axes, context, grid, len(evolution.rows))
    for i, row in enumerate(evolution.rows.itertuples()):
        if pd.notna(row.share_old) and pd.notna(row.share_new):
            _dumbbell(axes, evolution, row, (i, grid))


def _axis(axes: Axes, context: Context, grid: Grid, lines: int) -> None:
    axes.set_xlim(0, grid.limit)
    axes.set_ylim(lines - 0.5, -0.5)
    step = next((s for s in (0.1, 0.25, 0.5) if grid.column * s / grid.limit > 0.6), 1.0)
    ticks = [i * step for i in range(int(min(1.0, grid.limit) / step + 1e-9) + 1)]
    names = [
        percent(t, context.language) if t == ticks[-1] else bare_percent(t, context.language) for t in ticks
    ]
    draw_ticks(axes, ticks, names)


def _dumbbell(axes: Axes, evolution: Evolution, row: object, place: tuple[int, Grid]) -> None:
    """Both dots, what links them where they may be compared, and their values."""
    i, grid = place
    colour = _colour(evolution, row)
    style = {"color": colour, "alpha": PALE if row.status == FRAGILE else 1, "clip_on": False}
    if pd.notna(row.difference):
        axes.plot([row.share_old, row.share_new], [i, i], lw=2.2, zorder=3, gid="change", **style)
    dots = {"marker": "o", "ls": "none", "ms": DOT, "mew": 1.3}
    axes.plot([row.share_old], [i], mfc="white", zorder=4, gid="old", **dots, **style)
    axes.plot([row.share_new], [i], mfc=colour, zorder=5, gid="new", **dots, **style)
    for share, other, gid in ((row.share_old, row.share_new, "old"), (row.share_new, row.share_old, "new")):
        _value(axes, evolution, (share, other, gid), (i, grid, colour, row.direction))


def _value(axes: Axes, evolution: Evolution, dot: tuple[float, float, str], place: tuple) -> None:
    """A share beside its dot, on the side away from the other one."""
    (share, other, wave), (i, grid, colour, direction) = dot, place
    beyond = 0.19 * grid.limit / grid.column
    text = bare_percent(share, evolution.context.language)
    right = share > other or (share == other and wave == "new")
    room_left = (share - beyond) * grid.column / grid.limit
    if not right and room_left < width(text, VALUE, "bold"):
        return
    bold = wave == "new" and direction != 0
    look = {"weight": "bold" if bold else "regular", "color": colour if bold else GREY}
    x, align = (share + beyond, "left") if right else (share - beyond, "right")
    centred(axes, x, i, text, VALUE, ha=align, zorder=6, **look)


def _colour(evolution: Evolution, row: object) -> str:
    up, down = direction_colours(evolution.tone)
    return {1: up, -1: down, 0: NOT_SIGNIFICANT}[row.direction]
