"""One panel of curves: its scale, and a line a group with markers filled where it differs."""

from __future__ import annotations

from matplotlib.axes import Axes

from pipeline.figures.curves_findings import Curves
from pipeline.figures.palette import GREY, GROUPS, MARKERS, RULE
from pipeline.figures.typeface import width
from pipeline.formats import bare_percent, decimal, percent

TICK = 7.6
BAND_ALPHA, PALE = 0.2, 0.5
# From the ends of a panel to its first and last points, in cm: half a mark.
EDGE = 0.14


def axis(axes: Axes, curves: Curves, wide: float, first: bool) -> None:
    """The scales; the names of the first and the last limit end inside the panel."""
    limits, language = list(curves.steps), curves.edition.language
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
        text = decimal(limit, curves.edition.language, 0 if limit == int(limit) else 1)
        others = [(abs(limit - at) / per_cm, width(name, TICK)) for at, name in named.items()]
        if all(away > (width(text, TICK) + taken) / 2 + 0.12 for away, taken in others):
            named[limit] = text
    before = [limit for limit in named if limit != limits[-1]]
    taken = (width(unit, TICK) + max((width(named[limit], TICK) for limit in before), default=0.0)) / 2
    if not before or (limits[-1] - max(before)) / per_cm > taken + 0.12:
        named[limits[-1]] = unit
    return [named.get(limit, "") for limit in limits]


def line(axes: Axes, curves: Curves, which: tuple[str, str], number: int) -> None:
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
    return GROUPS[place % len(GROUPS)], MARKERS[place % len(MARKERS)]
