"""Heat table: services by family, one column an answer, the darker the more frequent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from pipeline.codebook.model import Figure
from pipeline.codebook.reserved_ids import ALL_SERVICES
from pipeline.figures.context import Context
from pipeline.figures.files import Drawing
from pipeline.figures.frame import INNER_WIDTH_CM, MARGIN_CM, Frame, centred, tallest_body
from pipeline.figures.heatmap import data, text
from pipeline.figures.heatmap.data import HeatmapData
from pipeline.figures.pagination import frames, headed_pages
from pipeline.figures.records import tidy
from pipeline.figures.theme import GREY, HEAT_COLOURS, LIGHT, ink_on
from pipeline.figures.typography import Fitted, fit, fit_label, label_width, lowest_row, width
from pipeline.text.number_format import bare_percent, number


@dataclass(frozen=True)
class HeatmapLayout:
    """Lengths and sizes of letters of a heat table."""

    base_cm: float = 1.1
    widest_column_cm: float = 2.3
    # Between labels and the first column.
    gap_cm: float = 0.15
    lowest_row_cm: float = 0.38
    tallest_row_cm: float = 0.58
    # Of a page: 25 services, all of them together and the heads of families.
    most_rows: int = 36
    upright_head_cm: float = 3.2
    head_sizes_pt: tuple[float, ...] = (8.3, 8.0, 7.6, 7.2)
    value_pt: float = 9.0
    base_pt: float = 8.3
    family_pt: float = 8.3


class HeatmapRow(NamedTuple):
    """One row: the head of a family of services, or a service, by its id."""

    kind: Literal["family", "service"]
    id: str


@dataclass(frozen=True)
class HeatmapGrid:
    """Where things stand, in cm: rows from top, width of labels and columns, height of rows, heads."""

    rows: list[HeatmapRow]
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

    @property
    def left(self) -> float:
        """Where the first column begins."""
        return MARGIN_CM + self.label + HeatmapLayout.gap_cm

    @property
    def right(self) -> float:
        """Where the bases end."""
        return self.left + len(self.heads) * self.column + HeatmapLayout.base_cm


def draw(context: Context, figure: Figure) -> Drawing | None:
    """Draw the figure; None when its question has no rows."""
    heatmap = data.select(context, figure)
    if heatmap is None:
        return None
    words = text.words(heatmap)
    grid = _grid(heatmap)
    space = tallest_body(words) - grid.head
    rows_of_pages = headed_pages(
        grid.rows, space, grid.row, lambda row: row.kind == "family", HeatmapLayout.most_rows
    )
    fullest = max(len(rows) for rows in rows_of_pages)
    row_cm = max(grid.row, min(HeatmapLayout.tallest_row_cm, space / fullest))
    drawn = frames(context, words, [grid.head + len(rows) * row_cm for rows in rows_of_pages])
    for frame, rows in zip(drawn, rows_of_pages, strict=True):
        _page(frame, heatmap, replace(grid, rows=rows, row=row_cm))
    return Drawing(figure, words, drawn, tidy(context, figure, data.records(heatmap)))


def _rows(heatmap: HeatmapData) -> list[HeatmapRow]:
    """Return the rows from top: all services, then each family's head and its services."""
    rows = [HeatmapRow("service", ALL_SERVICES)] if ALL_SERVICES in heatmap.shares.index else []
    for family, services in heatmap.families.items():
        rows.append(HeatmapRow("family", family))
        rows += [HeatmapRow("service", service.id) for service in services]
    return rows


def _grid(heatmap: HeatmapData) -> HeatmapGrid:
    """Return where things stand, rows as low as their labels allow."""
    rows = _rows(heatmap)
    labels = [_label(heatmap, row.id) for row in rows if row.kind == "service"]
    # Answers need about 1.5 cm each; where they leave more, labels may have up to 5.6 cm.
    label = label_width(labels, 2.6, max(3.6, min(5.6, INNER_WIDTH_CM - 1.25 - 1.5 * len(heatmap.answers))))
    space = INNER_WIDTH_CM - label - HeatmapLayout.gap_cm - HeatmapLayout.base_cm
    column = min(HeatmapLayout.widest_column_cm, space / len(heatmap.answers))
    answers = list(heatmap.answer_labels.values())
    words = [word for answer in answers for word in answer.split(" ")]
    sizes = HeatmapLayout.head_sizes_pt
    # Upright where the longest word is wider than its column: words of heads are never broken.
    upright = max(width(word, sizes[-1]) for word in words) > column - 0.1
    if upright:
        heads = [fit(answer, HeatmapLayout.upright_head_cm, sizes[-1:], 2) for answer in answers]
    else:
        heads = [fit(answer, column - 0.1, sizes, 4) for answer in answers]
    row_cm = lowest_row(labels, label, HeatmapLayout.lowest_row_cm)
    return HeatmapGrid(rows, label, column, row_cm, heads, upright)


def _label(heatmap: HeatmapData, service: str) -> str:
    return heatmap.context.row_label(service, heatmap.figure.question)


def _page(frame: Frame, heatmap: HeatmapData, grid: HeatmapGrid) -> None:
    """Draw the rows of one page."""
    high = len(grid.rows) * grid.row
    axes = frame.axes(grid.left, grid.head, len(heatmap.answers) * grid.column, high, "heat")
    _cells(axes, heatmap, grid)
    bottom = frame.top + grid.head - 0.12
    for j, head in enumerate(grid.heads):
        frame.column_head(grid.left + (j + 0.5) * grid.column, bottom, head, grid.upright)
    base_n = heatmap.context.say("figures.base_n")
    frame.text(grid.right, bottom, base_n, HeatmapLayout.base_pt, ha="right", color=GREY)
    for i, row in enumerate(grid.rows):
        y = frame.top + grid.head + (i + 0.5) * grid.row
        if row.kind == "family":
            family = next(f for f in heatmap.context.codebook.service_family if f.id == row.id)
            name = heatmap.context.text(family)
            label = fit(name, INNER_WIDTH_CM, (HeatmapLayout.family_pt,), weight="bold")
            frame.middle(MARGIN_CM, y + 0.06, label, color=GREY)
        else:
            _beside(frame, heatmap, grid, row.id, y)


def _beside(frame: Frame, heatmap: HeatmapData, grid: HeatmapGrid, service: str, y: float) -> None:
    """Write the label and the base of one service."""
    weight = "bold" if service == ALL_SERVICES else "regular"
    frame.middle(MARGIN_CM, y, fit_label(_label(heatmap, service), grid.label, grid.row, weight))
    base = heatmap.bases.loc[service, "n"]
    colour = LIGHT if pd.isna(base) else GREY
    printed = number(base, heatmap.context.language)
    frame.middle(grid.right, y, printed, HeatmapLayout.base_pt, ha="right", color=colour)


def _cells(axes: Axes, heatmap: HeatmapData, grid: HeatmapGrid) -> None:
    """Draw the colours by seaborn; values, marks and hatches on top."""
    names = [row.id if row.kind == "service" else f"{row.kind}:{row.id}" for row in grid.rows]
    shares = heatmap.shares.reindex(names)
    # The darkest colour is the largest share, but 20 % at least: a table of rare answers stays pale.
    top = max(0.2, shares.max().max()) if shares.notna().any().any() else 1.0
    seaborn.heatmap(
        shares, ax=axes, vmin=0, vmax=top, cmap=HEAT_COLOURS, cbar=False,
        linewidths=1.6, linecolor="white", xticklabels=False, yticklabels=False,
    )  # fmt: skip
    axes.set(xlabel="", ylabel="")
    for i, row in enumerate(grid.rows):
        for j, answer in enumerate(heatmap.answers if row.kind == "service" else []):
            share = heatmap.shares.loc[row.id, answer]
            if pd.isna(share):
                _hatch(axes, j, i, grid)
            else:
                colour = HEAT_COLOURS(min(1.0, share / top))
                _value(axes, heatmap, row.id, answer, x=j + 0.5, y=i + 0.5, colour=colour)


def _hatch(axes: Axes, column: int, row: int, grid: HeatmapGrid) -> None:
    """Hatch a withheld cell, inside its white frame."""
    across, down = 0.04 / grid.column, 0.04 / grid.row
    size = (1 - 2 * across, 1 - 2 * down)
    style = {"fc": "white", "ec": "#C4C4C4", "hatch": "////", "lw": 0, "gid": "withheld"}
    axes.add_patch(Rectangle((column + across, row + down), *size, **style))


def _value(
    axes: Axes, heatmap: HeatmapData, service: str, answer: str, *, x: float, y: float, colour: tuple
) -> None:
    """Write a share: bold with a triangle where it is above all services, in brackets on a small base."""
    share = heatmap.shares.loc[service, answer]
    over, fragile = bool(heatmap.over.loc[service, answer]), heatmap.bases.loc[service, "status"] != ""
    printed = bare_percent(share, heatmap.context.language)
    if fragile:
        axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, fc="white", alpha=0.6, lw=0, gid="fragile"))
        printed = f"({printed})"
    style = {"weight": "bold" if over else "regular", "color": ink_on("white" if fragile else colour)}
    centred(axes, x, y, printed, HeatmapLayout.value_pt, zorder=4, **style)
    if over:
        column_cm = axes.get_position().width * axes.figure.get_figwidth() / len(heatmap.answers) * 2.54
        shift = (width(printed, HeatmapLayout.value_pt, "bold") / 2 + 0.2) / column_cm
        axes.plot([x + shift], [y], "^", ms=3.6, color=style["color"], mew=0, gid="over")
