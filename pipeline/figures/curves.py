"""Curves in small panels: one a service, one line a group, the share above each limit of the classes."""

from __future__ import annotations

from dataclasses import dataclass

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
    """Panels of one size, in cm: `head` above each for its name, `across` of them side by side."""

    across: int
    wide: float
    head: float
    high: float
    foot: float

    @property
    def step(self) -> float:
        return self.head + self.high + self.foot


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
    rows = -(-len(shown[0]) // across)
    foot = LOOSE if space / rows - head > LOWEST + LOOSE else TIGHT
    grid = Grid(across, wide, head, min(TALLEST, max(LOWEST, space / rows - head - foot)), foot)
    made = frames(edition, said, [-(-len(services) // across) * grid.step for services in shown], keys)
    for frame, services in zip(made, shown, strict=True):
        for i, service in enumerate(services):
            _panel(frame, curves, (service, heads[service]), divmod(i, across), grid)
    return Drawing(figure, said, made, tidy(edition, figure, curves_findings.all_records(curves)))


def _heads(curves: Curves, wide: float, high: float) -> tuple[dict[str, Fitted], float]:
    """Names of the panels, smaller where that leaves room for a row of panels this high."""
    for sizes in (HEADS, HEADS[-1:]):
        heads = {service: fit(curves.label(service), wide, sizes, 3, "bold") for service in curves.services}
        head = max(len(one.lines) * one.leading for one in heads.values()) + leading(VALUE) + 0.1
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
    x, top = MARGIN + SCALE + column * (grid.wide + GAP), row * grid.step
    base = frame.top + top + grid.head - 0.14
    told = curves.edition.percent(curves.everyone(service))
    value = curves.edition.say("curves_value", share=told, limit=curves.at(curves.shown))
    size = fit(value, grid.wide, (VALUE, 7.2, 6.6)).size
    frame.text(x, base, value, size, color=GREY)
    for i, line in enumerate(reversed(head.lines)):
        frame.text(x, base - leading(VALUE) - i * head.leading, line, head.size, weight="bold")
    axes = frame.axes(x, top + grid.head, grid.wide, grid.high, service or "curves")
    curves_panel.axis(axes, curves, grid.wide, first=column == 0)
    for number, group in enumerate(curves.groups):
        curves_panel.line(axes, curves, (service, group), number)
