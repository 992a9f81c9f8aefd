"""Curves in small panels: one a service, one line a group, the share above each limit of the classes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from matplotlib.axes import Axes

from pipeline.codebook.model import Figure
from pipeline.figures import legend
from pipeline.figures.context import Context
from pipeline.figures.curves import data, text
from pipeline.figures.curves.data import CurvesData
from pipeline.figures.files import Drawing
from pipeline.figures.frame import INNER_WIDTH_CM, MARGIN_CM, Frame, leading, tallest_body
from pipeline.figures.legend import Key
from pipeline.figures.pagination import frames, pages
from pipeline.figures.records import tidy
from pipeline.figures.theme import GREY, RULE, group_look
from pipeline.figures.typography import Fitted, fit, width
from pipeline.text.number_format import bare_percent, percent


@dataclass(frozen=True)
class CurvesLayout:
    """Lengths and sizes of letters of curves."""

    # Left of the panels, the names of the shares.
    scale_cm: float = 0.75
    gap_cm: float = 0.3
    lowest_panel_cm: float = 0.85
    tallest_panel_cm: float = 3.2
    # Under each panel: its scale, and air where the page has room for it.
    tight_foot_cm: float = 0.48
    loose_foot_cm: float = 0.65
    # From the ends of a panel to its first and last points: half a mark.
    edge_cm: float = 0.14
    # Between the names of two limits.
    name_gap_cm: float = 0.12
    most_panels: int = 25
    tick_pt: float = 7.6
    value_pt: float = 7.8
    head_sizes_pt: tuple[float, ...] = (8.6, 8.2, 7.8, 7.2, 6.6, 5.8)
    band_alpha: float = 0.2
    fragile_alpha: float = 0.5


@dataclass(frozen=True)
class CurvesGrid:
    """Panels of one size, in cm, `across` of them side by side; `heads` above each row for their names."""

    across: int
    wide: float
    heads: list[float]
    high: float
    foot: float

    def top(self, row: int) -> float:
        """Return where the row begins, its heads first."""
        return sum(self.heads[:row]) + row * (self.high + self.foot)


def draw(context: Context, figure: Figure) -> Drawing | None:
    """Draw the figure; None when there are no numbers for it."""
    curves = data.select(context, figure)
    if curves is None:
        return None
    words, keys = text.words(curves), _keys(curves)
    across = _across(len(curves.services))
    wide = (INNER_WIDTH_CM - CurvesLayout.scale_cm - (across - 1) * CurvesLayout.gap_cm) / across
    space = tallest_body(words, legend.height(keys))
    most, least = CurvesLayout.most_panels, CurvesLayout.lowest_panel_cm + CurvesLayout.tight_foot_cm
    heads, head = _heads(curves, wide, space / -(-min(most, len(curves.services)) // across))
    held = across * max(1, int(space / (head + least) + 1e-9))
    services_of_pages = pages(curves.services, min(held, most), 1)
    grids = [_grid(services, heads, across, wide, space) for services in services_of_pages]
    # Panels of all pages are of one height: their slopes are compared.
    high = min(grid.high for grid in grids)
    grids = [replace(grid, high=high) for grid in grids]
    drawn = frames(context, words, [grid.top(len(grid.heads)) for grid in grids], keys)
    for frame, services, grid in zip(drawn, services_of_pages, grids, strict=True):
        for i, service in enumerate(services):
            row, column = divmod(i, across)
            _panel(frame, curves, service, heads[service], grid, row=row, column=column)
    return Drawing(figure, words, drawn, tidy(context, figure, data.records(curves)))


def _keys(curves: CurvesData) -> list[Key]:
    labels = curves.main.group_labels.values()
    return [Key("marked", label, *group_look(number)) for number, label in enumerate(labels)]


def _across(services: int) -> int:
    """Return how many panels stand side by side: as many as keep rows full and panels wide enough."""
    if services <= 3:
        return max(1, services)
    return 3 if services <= 6 else 4 if services <= 8 else 5


def _heads(curves: CurvesData, wide: float, high: float) -> tuple[dict[str, Fitted], float]:
    """Return the names of the panels, and the height of the highest.

    The smallest size is taken where a row of panels, `high` cm high, would not hold the usual ones.
    """
    sizes_pt = CurvesLayout.head_sizes_pt
    for sizes in (sizes_pt, sizes_pt[-1:]):
        heads = {service: fit(curves.label(service), wide, sizes, 3, "bold") for service in curves.services}
        head = max(map(_head_height, heads.values()))
        if head + CurvesLayout.lowest_panel_cm + CurvesLayout.tight_foot_cm <= high:
            break
    return heads, head


def _head_height(name: Fitted) -> float:
    """Return the height of the name of a panel and of the value of everyone under it."""
    return len(name.lines) * name.leading + leading(CurvesLayout.value_pt) + 0.1


def _grid(
    services: list[str], heads: dict[str, Fitted], across: int, wide: float, space: float
) -> CurvesGrid:
    """Return where the panels of one page stand, as high as `space` cm allow."""
    rows = [services[i : i + across] for i in range(0, len(services), across)]
    above = [max(_head_height(heads[service]) for service in row) for row in rows]
    free = (space - sum(above)) / len(rows)
    lowest, loose = CurvesLayout.lowest_panel_cm, CurvesLayout.loose_foot_cm
    foot = loose if free > lowest + loose else CurvesLayout.tight_foot_cm
    high = min(CurvesLayout.tallest_panel_cm, max(lowest, free - foot))
    return CurvesGrid(across, wide, above, high, foot)


def _panel(
    frame: Frame, curves: CurvesData, service: str, head: Fitted, grid: CurvesGrid, *, row: int, column: int
) -> None:
    """Draw one service: its name, the value of everyone, and its lines."""
    x = MARGIN_CM + CurvesLayout.scale_cm + column * (grid.wide + CurvesLayout.gap_cm)
    top = grid.top(row) + grid.heads[row]
    base = frame.top + top - 0.14
    share, value_pt = curves.context.percent(curves.everyone(service)), CurvesLayout.value_pt
    value = curves.context.say("figures.curves_value", share=share, limit=curves.at(curves.head_limit))
    frame.text(x, base, value, fit(value, grid.wide, (value_pt, 7.2, 6.6)).size, color=GREY)
    for i, line in enumerate(reversed(head.lines)):
        frame.text(x, base - leading(value_pt) - i * head.leading, line, head.size, weight="bold")
    axes = frame.axes(x, top, grid.wide, grid.high, service or "curves")
    _axis(axes, curves, grid.wide, first=column == 0)
    for number, group in enumerate(curves.groups):
        _line(axes, curves, service, group, number)


def _axis(axes: Axes, curves: CurvesData, wide: float, first: bool) -> None:
    """Draw the scales; the names of the first and the last limit end inside the panel."""
    limits, language, tick_pt = list(curves.steps), curves.context.language, CurvesLayout.tick_pt
    names = _limit_names(curves, wide)
    before, beyond = (max(CurvesLayout.edge_cm, width(name, tick_pt) / 2) for name in (names[0], names[-1]))
    # A single limit has no length: any scale will do.
    per_cm = (limits[-1] - limits[0]) / (wide - before - beyond) or 1.0
    axes.set_xlim(limits[0] - before * per_cm, limits[-1] + beyond * per_cm)
    axes.set_ylim(0, 1)
    axes.set_xticks(limits, names)
    ticks = [0, 0.5, 1]
    shares = [*(bare_percent(tick, language) for tick in ticks[:-1]), percent(1, language)]
    axes.set_yticks(ticks, shares if first else [""] * 3)
    axes.tick_params(labelsize=tick_pt, colors=GREY, length=0, pad=1.5)
    # Below the marks of shares near 0.
    axes.tick_params(axis="x", pad=3.5)
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.spines["bottom"].set(visible=True, color=RULE)


def _limit_names(curves: CurvesData, wide: float) -> list[str]:
    """Return the names of the limits, "" for those without room; the last with its unit where it fits."""
    limits, tick_pt, gap = list(curves.steps), CurvesLayout.tick_pt, CurvesLayout.name_gap_cm
    last, named = limits[-1], {}
    unit = curves.at(last)
    per_cm = (last - limits[0]) / (wide - CurvesLayout.edge_cm - width(unit, tick_pt) / 2) or 1.0
    for limit in [last, *limits[:-1]]:
        name = curves.bare(limit)
        neighbours = [(abs(limit - at) / per_cm, width(text, tick_pt)) for at, text in named.items()]
        if all(away > (width(name, tick_pt) + wide_cm) / 2 + gap for away, wide_cm in neighbours):
            named[limit] = name
    before = [limit for limit in named if limit != last]
    widest = max((width(named[limit], tick_pt) for limit in before), default=0.0)
    if not before or (last - max(before)) / per_cm > (width(unit, tick_pt) + widest) / 2 + gap:
        named[last] = unit
    return [named.get(limit, "") for limit in limits]


def _line(axes: Axes, curves: CurvesData, service: str, group: str, number: int) -> None:
    """Draw one group: its line, a band when it is the first or the last, markers filled where it differs."""
    colour, marker = group_look(number)
    points = curves.points[(curves.points["service"] == service) & (curves.points["group"] == group)]
    points = points[points["share"].notna()].sort_values("limit")
    if points.empty:
        return
    fragile = (points["care"] == "fragile").any()
    # Bands of all groups would lie on one another: the two at the ends of the order have theirs.
    if number in (0, len(curves.groups) - 1) and not points[["ci_low", "ci_high"]].isna().any(axis=None):
        low, high = points["ci_low"].to_numpy(float), points["ci_high"].to_numpy(float)
        alpha = CurvesLayout.band_alpha
        axes.fill_between(points["limit"], low, high, color=colour, alpha=alpha, lw=0, gid="band")
    axes.plot(
        points["limit"], points["share"], color=colour, lw=1.3,
        alpha=CurvesLayout.fragile_alpha if fragile else 1,
        ls=(0, (2, 1.2)) if fragile else "-", zorder=3, gid="line",
    )  # fmt: skip
    for row in points.itertuples():
        # What differs stands in front of what does not.
        face, above = (colour, 5) if row.direction else ("white", 4)
        style = {"ms": 4.0, "mec": colour, "mfc": face, "mew": 0.9, "zorder": above, "clip_on": False}
        axes.plot([row.limit], [row.share], marker, ls="none", gid="point", **style)
