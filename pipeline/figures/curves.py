"""Curves in small panels: one a service, one line a group, the share above each limit of the classes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.codebook.model import Figure
from pipeline.figures import curves_findings, curves_panel, curves_words, legend
from pipeline.figures.curves_findings import Curves
from pipeline.figures.drawing import Drawing
from pipeline.figures.edition import Edition
from pipeline.figures.frame import INNER, MARGIN, Frame, leading, room
from pipeline.figures.legend import Key
from pipeline.figures.paging import frames, pages
from pipeline.figures.palette import GREY
from pipeline.figures.rows import tidy
from pipeline.figures.typeface import Fitted, fit

HEADS = (8.6, 8.2, 7.8, 7.2, 6.6, 5.8)
VALUE = 7.8
SCALE, GAP = 0.75, 0.3
# Under each panel: its scale, and air where the page has room for it.
TIGHT, LOOSE = 0.48, 0.65
LOWEST, TALLEST = 0.85, 3.2
MOST = 25


@dataclass(frozen=True)
class Grid:
    """Panels of one size, in cm, `across` of them side by side; `heads` above each row for their names."""

    across: int
    wide: float
    heads: list[float]
    high: float
    foot: float

    def top(self, row: int) -> float:
        """Where the row begins, its heads first."""
        return sum(self.heads[:row]) + row * (self.high + self.foot)


def draw(edition: Edition, figure: Figure) -> Drawing | None:
    """The figure, or None when there are no numbers for it."""
    curves = curves_findings.find(edition, figure)
    if curves is None:
        return None
    said, keys = curves_words.words(curves), _keys(curves)
    across = _across(len(curves.services))
    wide = (INNER - SCALE - (across - 1) * GAP) / across
    space = room(said, legend.height(keys))
    heads, head = _heads(curves, wide, space / -(-min(MOST, len(curves.services)) // across))
    held = across * max(1, int(space / (head + LOWEST + TIGHT) + 1e-9))
    shown = pages(curves.services, min(held, MOST), 1)
    grids = [Grid(across, wide, *_rows(services, heads, across, space)) for services in shown]
    high = min(grid.high for grid in grids)
    grids = [replace(grid, high=high) for grid in grids]
    made = frames(edition, said, [grid.top(len(grid.heads)) for grid in grids], keys)
    for frame, services, grid in zip(made, shown, grids, strict=True):
        for i, service in enumerate(services):
            _panel(frame, curves, (service, heads[service]), divmod(i, across), grid)
    return Drawing(figure, said, made, tidy(edition, figure, curves_findings.all_records(curves)))


def _rows(
    services: list[str], heads: dict[str, Fitted], across: int, space: float
) -> tuple[list[float], float, float]:
    """Height of the heads of each row of panels, of the panels, and under them."""
    rows = [services[i : i + across] for i in range(0, len(services), across)]
    above = [max(_head(heads[service]) for service in row) for row in rows]
    free = (space - sum(above)) / len(rows)
    foot = LOOSE if free > LOWEST + LOOSE else TIGHT
    return above, min(TALLEST, max(LOWEST, free - foot)), foot


def _head(name: Fitted) -> float:
    """Height of the name of a panel and of the value of everyone under it."""
    return len(name.lines) * name.leading + leading(VALUE) + 0.1


def _heads(curves: Curves, wide: float, high: float) -> tuple[dict[str, Fitted], float]:
    """Names of the panels, smaller where that leaves room for a row of panels this high."""
    for sizes in (HEADS, HEADS[-1:]):
        heads = {service: fit(curves.label(service), wide, sizes, 3, "bold") for service in curves.services}
        head = max(map(_head, heads.values()))
        if head + LOWEST + TIGHT <= high:
            break
    return heads, head


def _across(services: int) -> int:
    """Panels side by side: as many as keep rows full and panels wide enough."""
    if services <= 3:
        return max(1, services)
    return 3 if services <= 6 else 4 if services <= 8 else 5


def _keys(curves: Curves) -> list[Key]:
    return [
        Key("marked", label, *curves_panel.look(place))
        for place, label in enumerate(curves.main.group_labels.values())
    ]


def _panel(
    frame: Frame, curves: Curves, named: tuple[str, Fitted], place: tuple[int, int], grid: Grid
) -> None:
    """One service: its name, the value of everyone, and its lines."""
    (service, head), (row, column) = named, place
    x, top = MARGIN + SCALE + column * (grid.wide + GAP), grid.top(row) + grid.heads[row]
    base = frame.top + top - 0.14
    told = curves.edition.percent(curves.everyone(service))
    value = curves.edition.say("curves_value", share=told, limit=curves.at(curves.shown))
    size = fit(value, grid.wide, (VALUE, 7.2, 6.6)).size
    frame.text(x, base, value, size, color=GREY)
    for i, line in enumerate(reversed(head.lines)):
        frame.text(x, base - leading(VALUE) - i * head.leading, line, head.size, weight="bold")
    axes = frame.axes(x, top, grid.wide, grid.high, service or "curves")
    curves_panel.axis(axes, curves, grid.wide, first=column == 0)
    for number, group in enumerate(curves.groups):
        curves_panel.line(axes, curves, (service, group), number)
