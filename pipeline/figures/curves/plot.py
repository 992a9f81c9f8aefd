"""Curves in small panels: one a service, one line a group, the share above each limit of the classes.

One panel of curves: its scale, and a line a group with markers filled where it differs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from matplotlib.axes import Axes

from pipeline.codebook.model import Figure
from pipeline.figures import legend
from pipeline.figures.context import Context
from pipeline.figures.curves import data as curves_findings
from pipeline.figures.curves import text as curves_words
from pipeline.figures.curves.data import Curves
from pipeline.figures.files import Drawing
from pipeline.figures.frame import INNER_WIDTH_CM, MARGIN_CM, Frame, leading, tallest_body
from pipeline.figures.legend import Key
from pipeline.figures.pagination import frames, pages
from pipeline.figures.records import tidy
from pipeline.figures.theme import GREY, GROUP_COLOURS, GROUP_MARKERS, RULE
from pipeline.figures.typography import Fitted, fit, width
from pipeline.text.number_format import bare_percent, decimal, percent

TICK = 7.6
BAND_ALPHA, PALE = 0.2, 0.5
# From the ends of a panel to its first and last points, in cm: half a mark.
EDGE = 0.14


def axis(axes: Axes, curves: Curves, wide: float, first: bool) -> None:
    """The scales; the names of the first and the last limit end inside the panel."""
    limits, language = list(curves.steps), curves.context.language
    names = _limit_names(curves, wide)
    before, beyond = (max(EDGE, width(name, TICK) / 2) for name in (names[0], names[-1]))
    per_cm = (limits[-1] - limits[0]) / (wide - before - beyond) or 1.0
    axes.set_xlim(limits[0] - before * per_cm, limits[-1] + beyond * per_cm)
    axes.set_ylim(0, 1)
    axes.set_xticks(limits, names)
    ticks = [0, 0.5, 1]
    shown = [*(bare_percent(tick, language) for tick in ticks[:-1]), percent(1, language)]
    axes.set_yticks(ticks, shown if first else [""] * 3)
    axes.tick_params(labelsize=TICK, colors=GREY, length=0, pad=1.5)
    # Below the marks of shares near 0.
    axes.tick_params(axis="x", pad=3.5)
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.spines["bottom"].set(visible=True, color=RULE)


def _limit_names(curves: Curves, wide: float) -> list[str]:
    """Names of the limits, those without room for theirs left out; the last with its unit where it fits."""
    limits, named = list(curves.steps), {}
    unit = curves.at(limits[-1])
    per_cm = (limits[-1] - limits[0]) / (wide - EDGE - width(unit, TICK) / 2) or 1.0
    for limit in [limits[-1], *limits[:-1]]:
        text = decimal(limit, curves.context.language, 0 if limit == int(limit) else 1)
        others = [(abs(limit - at) / per_cm, width(name, TICK)) for at, name in named.items()]
        if all(away > (width(text, TICK) + taken) / 2 + 0.12 for away, taken in others):
            named[limit] = text
    before = [limit for limit in named if limit != limits[-1]]
    taken = (width(unit, TICK) + max((width(named[limit], TICK) for limit in before), default=0.0)) / 2
    if not before or (limits[-1] - max(before)) / per_cm > taken + 0.12:
        named[limits[-1]] = unit
    return [named.get(limit, "") for limit in limits]


def draw_line(axes: Axes, curves: Curves, which: tuple[str, str], number: int) -> None:
    """One group: its line, a band when it is the first or the last, a marker filled when it differs."""
    service, group = which
    colour, marker = look(number)
    points = curves.points[(curves.points["service"] == service) & (curves.points["group"] == group)]
    points = points[points["share"].notna()].sort_values("limit")
    if points.empty:
        return
    fragile = (points["care"] == "fragile").any()
    if number in (0, len(curves.groups) - 1) and not points[["ci_low", "ci_high"]].isna().any(axis=None):
        low, high = points["ci_low"].to_numpy(float), points["ci_high"].to_numpy(float)
        axes.fill_between(points["limit"], low, high, color=colour, alpha=BAND_ALPHA, lw=0, gid="band")
    axes.plot(
        points["limit"], points["share"], color=colour, lw=1.3, alpha=PALE if fragile else 1,
        ls=(0, (2, 1.2)) if fragile else "-", zorder=3, gid="line",
    )  # fmt: skip
    for row in points.itertuples():
        # What differs stands in front of what does not.
        face, above = (colour, 5) if row.direction else ("white", 4)
        style = {"ms": 4.0, "mec": colour, "mfc": face, "mew": 0.9, "zorder": above, "clip_on": False}
        axes.plot([row.limit], [row.share], marker, ls="none", gid="point", **style)


def look(place: int) -> tuple[str, str]:
    return GROUP_COLOURS[place % len(GROUP_COLOURS)], GROUP_MARKERS[place % len(GROUP_MARKERS)]


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


def draw(context: Context, figure: Figure) -> Drawing | None:
    """The figure, or None when there are no numbers for it."""
    curves = curves_findings.find(context, figure)
    if curves is None:
        return None
    said, keys = curves_words.words(curves), _keys(curves)
    across = _across(len(curves.services))
    wide = (INNER_WIDTH_CM - SCALE - (across - 1) * GAP) / across
    space = tallest_body(said, legend.height(keys))
    heads, head = _heads(curves, wide, space / -(-min(MOST, len(curves.services)) // across))
    held = across * max(1, int(space / (head + LOWEST + TIGHT) + 1e-9))
    shown = pages(curves.services, min(held, MOST), 1)
    grids = [Grid(across, wide, *_rows(services, heads, across, space)) for services in shown]
    high = min(grid.high for grid in grids)
    grids = [replace(grid, high=high) for grid in grids]
    made = frames(context, said, [grid.top(len(grid.heads)) for grid in grids], keys)
    for frame, services, grid in zip(made, shown, grids, strict=True):
        for i, service in enumerate(services):
            _panel(frame, curves, (service, heads[service]), divmod(i, across), grid)
    return Drawing(figure, said, made, tidy(context, figure, curves_findings.all_records(curves)))


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
        Key("marked", label, *look(place)) for place, label in enumerate(curves.main.group_labels.values())
    ]


def _panel(
    frame: Frame, curves: Curves, named: tuple[str, Fitted], place: tuple[int, int], grid: Grid
) -> None:
    """One service: its name, the value of everyone, and its lines."""
    (service, head), (row, column) = named, place
    x, top = MARGIN_CM + SCALE + column * (grid.wide + GAP), grid.top(row) + grid.heads[row]
    base = frame.top + top - 0.14
    told = curves.context.percent(curves.everyone(service))
    value = curves.context.say("curves_value", share=told, limit=curves.at(curves.shown))
    size = fit(value, grid.wide, (VALUE, 7.2, 6.6)).size
    frame.text(x, base, value, size, color=GREY)
    for i, line in enumerate(reversed(head.lines)):
        frame.text(x, base - leading(VALUE) - i * head.leading, line, head.size, weight="bold")
    axes = frame.axes(x, top, grid.wide, grid.high, service or "curves")
    axis(axes, curves, grid.wide, first=column == 0)
    for number, group in enumerate(curves.groups):
        draw_line(axes, curves, (service, group), number)
