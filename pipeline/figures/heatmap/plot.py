"""Heat table: services by family, one column an answer, the darker the more frequent.

The cells of a heat table: colours by seaborn; values, marks and hatches on top.

Where the parts of a heat table stand: rows from top, labels, columns and their heads.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from pipeline.codebook.model import Figure
from pipeline.codebook.reserved_ids import ALL_SERVICES
from pipeline.figures.context import Context
from pipeline.figures.files import Drawing
from pipeline.figures.frame import INNER_WIDTH_CM, MARGIN_CM, Frame, centred, room
from pipeline.figures.heatmap import data as heat_findings
from pipeline.figures.heatmap import text as heat_words
from pipeline.figures.heatmap.data import Heat
from pipeline.figures.pagination import frames, headed_pages
from pipeline.figures.records import tidy
from pipeline.figures.theme import GREY, HEAT_COLOURS, INK, LIGHT, ink_on
from pipeline.figures.typography import CM_PER_POINT, Fitted, fit, fit_label, label_width, lowest_row, width
from pipeline.text.number_format import bare_percent, number

BASE_ROOM, WIDEST = 1.1, 2.3
LOWEST = 0.38
HEAD_SIZES = (8.3, 8.0, 7.6, 7.2)


@dataclass(frozen=True)
class Grid:
    """Where things stand, in cm; `lines` are the rows from top: a family's head or a service."""

    lines: list[tuple[str, str]]
    label: float
    column: float
    row: float
    heads: list[Fitted]
    upright: bool

    @property
    def head(self) -> float:
        """Height of the heads of columns."""
        if self.upright:
            return max(head.width for head in self.heads) + 0.3
        return max(len(head.lines) * head.leading for head in self.heads) + 0.25


def lines_of(heat: Heat) -> list[tuple[str, str]]:
    """The rows from top: all services, then each family's head and its services."""
    lines = [("service", ALL_SERVICES)] if ALL_SERVICES in heat.shares.index else []
    for family, services in heat.families.items():
        lines += [("family", family), *(("service", service.id) for service in services)]
    return lines


def grid_of(heat: Heat) -> Grid:
    """Rows as low as their labels allow."""
    lines = lines_of(heat)
    labels = [label_of(heat, name) for kind, name in lines if kind == "service"]
    label = label_width(labels, 2.6, max(3.6, min(5.6, INNER_WIDTH_CM - 1.25 - 1.5 * len(heat.answers))))
    column = min(WIDEST, (INNER_WIDTH_CM - label - 0.15 - BASE_ROOM) / len(heat.answers))
    texts = list(heat.answer_labels.values())
    words = [word for text in texts for word in text.split(" ")]
    upright = max(width(word, HEAD_SIZES[-1]) for word in words) > column - 0.1
    across, deep = (3.2, 2) if upright else (column - 0.1, 4)
    sizes = HEAD_SIZES[-1:] if upright else HEAD_SIZES
    heads = [fit(text, across, sizes, deep) for text in texts]
    return Grid(lines, label, column, lowest_row(labels, label, LOWEST), heads, upright)


def label_of(heat: Heat, service: str) -> str:
    return heat.context.row_label(service, heat.figure.question)


VALUE = 9.0


def cells(axes: Axes, heat: Heat, grid: Grid) -> None:
    """Colours by seaborn; values, marks and hatches on top."""
    names = [name if kind == "service" else f"{kind}:{name}" for kind, name in grid.lines]
    shares = heat.shares.reindex(names)
    top = max(0.2, shares.max().max()) if shares.notna().any().any() else 1.0
    seaborn.heatmap(
        shares, ax=axes, vmin=0, vmax=top, cmap=HEAT_COLOURS, cbar=False,
        linewidths=1.6, linecolor="white", xticklabels=False, yticklabels=False,
    )  # fmt: skip
    axes.set(xlabel="", ylabel="")
    for i, (kind, service) in enumerate(grid.lines):
        for j, answer in enumerate(heat.answers if kind == "service" else []):
            share = heat.shares.loc[service, answer]
            if pd.isna(share):
                _hatch(axes, (j, i), grid)
            else:
                _value(axes, heat, (j, i, service, answer), (share, min(1.0, share / top)))


def _hatch(axes: Axes, place: tuple[int, int], grid: Grid) -> None:
    inset = (0.04 / grid.column, 0.04 / grid.row)
    corner = (place[0] + inset[0], place[1] + inset[1])
    size = (1 - 2 * inset[0], 1 - 2 * inset[1])
    axes.add_patch(Rectangle(corner, *size, fc="white", ec="#C4C4C4", hatch="////", lw=0, gid="withheld"))


def _value(axes: Axes, heat: Heat, place: tuple[int, int, str, str], share: tuple[float, float]) -> None:
    j, i, service, answer = place
    over, fragile = bool(heat.over.loc[service, answer]), heat.bases.loc[service, "status"] != ""
    colour = HEAT_COLOURS(share[1])
    if fragile:
        axes.add_patch(Rectangle((j, i), 1, 1, fc="white", alpha=0.6, lw=0, gid="fragile"))
        colour = "white"
    text = bare_percent(share[0], heat.context.language)
    text = f"({text})" if fragile else text
    style = {"weight": "bold" if over else "regular", "color": ink_on(colour)}
    centred(axes, j + 0.5, i + 0.5, text, VALUE, zorder=4, **style)
    if over:
        column = axes.get_position().width * axes.figure.get_figwidth() / len(heat.answers) * 2.54
        shift = (width(text, VALUE, "bold") / 2 + 0.2) / column
        axes.plot([j + 0.5 + shift], [i + 0.5], "^", ms=3.6, color=style["color"], mew=0, gid="over")


BASE, FAMILY = 8.3, 8.3
TALLEST = 0.58
# Lines of a page: 25 services, all of them together and the heads of families.
MOST = 36


def draw(context: Context, figure: Figure) -> Drawing | None:
    """The figure, or None when its question has no rows."""
    heat = heat_findings.find(context, figure)
    if heat is None:
        return None
    said = heat_words.words(heat)
    grid = grid_of(heat)
    space = room(said) - grid.head
    shown = headed_pages(lines_of(heat), space, grid.row, lambda line: line[0] == "family", MOST)
    row = max(grid.row, min(TALLEST, space / max(len(lines) for lines in shown)))
    made = frames(context, said, [grid.head + len(lines) * row for lines in shown])
    for frame, lines in zip(made, shown, strict=True):
        _page(frame, heat, replace(grid, lines=lines, row=row))
    return Drawing(figure, said, made, tidy(context, figure, heat_findings.records(heat)))


def _page(frame: Frame, heat: Heat, grid: Grid) -> None:
    """The lines of one page."""
    x, high = MARGIN_CM + grid.label + 0.15, len(grid.lines) * grid.row
    axes = frame.axes(x, grid.head, len(heat.answers) * grid.column, high, "heat")
    cells(axes, heat, grid)
    _heads(frame, heat, grid, x)
    for i, (kind, name) in enumerate(grid.lines):
        _row(frame, heat, grid, (i, kind, name))


def _heads(frame: Frame, heat: Heat, grid: Grid, left: float) -> None:
    """Answers above their columns, upright where a word is wider than its column."""
    bottom = frame.top + grid.head - 0.12
    for j, head in enumerate(grid.heads):
        x = left + (j + 0.5) * grid.column
        for k, line in enumerate(head.lines):
            if grid.upright:
                across = (k - (len(head.lines) - 1) / 2) * head.leading + 0.33 * head.size * CM_PER_POINT
                frame.text(x + across, bottom, line, head.size, rotation=90, rotation_mode="anchor")
            else:
                y = bottom - (len(head.lines) - 1 - k) * head.leading
                frame.text(x, y, line, head.size, ha="center", color=INK)
    frame.text(_right(heat, grid), bottom, heat.context.say("base_n"), BASE, ha="right", color=GREY)


def _row(frame: Frame, heat: Heat, grid: Grid, line: tuple[int, str, str]) -> None:
    """Label and base of one row, or the name of a family."""
    i, kind, name = line
    y = frame.top + grid.head + (i + 0.5) * grid.row
    if kind == "family":
        family = next(f for f in heat.context.codebook.service_family if f.id == name)
        label = fit(heat.context.text(family), INNER_WIDTH_CM, (FAMILY,), weight="bold")
        frame.middle(MARGIN_CM, y + 0.06, label, color=GREY)
        return
    weight = "bold" if name == ALL_SERVICES else "regular"
    frame.middle(MARGIN_CM, y, fit_label(label_of(heat, name), grid.label, grid.row, weight))
    base = heat.bases.loc[name, "n"]
    colour = LIGHT if pd.isna(base) else GREY
    text = number(base, heat.context.language)
    frame.middle(_right(heat, grid), y, text, BASE, ha="right", color=colour)


def _right(heat: Heat, grid: Grid) -> float:
    """Where the bases end."""
    return MARGIN_CM + grid.label + 0.15 + len(heat.answers) * grid.column + BASE_ROOM
