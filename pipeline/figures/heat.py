"""Heat table: services by family, one column an answer, the darker the more frequent."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.figures import heat_findings, heat_words
from pipeline.figures.drawing import Drawing
from pipeline.figures.edition import ALL_SERVICES, Edition
from pipeline.figures.frame import INNER, MARGIN, Frame, room
from pipeline.figures.heat_cells import cells
from pipeline.figures.heat_findings import Heat
from pipeline.figures.heat_grid import BASE_ROOM, Grid, grid_of, label_of, lines_of
from pipeline.figures.labels import fit_label
from pipeline.figures.paging import frames, headed_pages
from pipeline.figures.palette import GREY, INK, LIGHT
from pipeline.figures.rows import tidy
from pipeline.figures.typeface import CM_PER_POINT, fit
from pipeline.formats import number

BASE, FAMILY = 8.3, 8.3
TALLEST = 0.58
# Lines of a page: 25 services, all of them together and the heads of families.
MOST = 36


def draw(edition: Edition, figure: Figure) -> Drawing | None:
    """The figure, or None when its question has no rows."""
    heat = heat_findings.find(edition, figure)
    if heat is None:
        return None
    said = heat_words.words(heat)
    grid = grid_of(heat)
    space = room(said) - grid.head
    shown = headed_pages(lines_of(heat), space, grid.row, lambda line: line[0] == "family", MOST)
    row = max(grid.row, min(TALLEST, space / max(len(lines) for lines in shown)))
    made = frames(edition, said, [grid.head + len(lines) * row for lines in shown])
    for frame, lines in zip(made, shown, strict=True):
        _page(frame, heat, replace(grid, lines=lines, row=row))
    return Drawing(figure, said, made, tidy(edition, figure, heat_findings.records(heat)))


def _page(frame: Frame, heat: Heat, grid: Grid) -> None:
    """The lines of one page."""
    x, high = MARGIN + grid.label + 0.15, len(grid.lines) * grid.row
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
    frame.text(_right(heat, grid), bottom, heat.edition.say("base_n"), BASE, ha="right", color=GREY)


def _row(frame: Frame, heat: Heat, grid: Grid, line: tuple[int, str, str]) -> None:
    """Label and base of one row, or the name of a family."""
    i, kind, name = line
    y = frame.top + grid.head + (i + 0.5) * grid.row
    if kind == "family":
        family = next(f for f in heat.edition.codebook.service_family if f.id == name)
        label = fit(heat.edition.text(family), INNER, (FAMILY,), weight="bold")
        frame.middle(MARGIN, y + 0.06, label, color=GREY)
        return
    weight = "bold" if name == ALL_SERVICES else "regular"
    frame.middle(MARGIN, y, fit_label(label_of(heat, name), grid.label, grid.row, weight))
    base = heat.bases.loc[name, "n"]
    colour = LIGHT if pd.isna(base) else GREY
    text = number(base, heat.edition.language)
    frame.middle(_right(heat, grid), y, text, BASE, ha="right", color=colour)


def _right(heat: Heat, grid: Grid) -> float:
    """Where the bases end."""
    return MARGIN + grid.label + 0.15 + len(heat.answers) * grid.column + BASE_ROOM
