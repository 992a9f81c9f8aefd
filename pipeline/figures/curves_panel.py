"""One panel of curves: its scale, and a line a group with markers filled where it differs."""

from __future__ import annotations

from matplotlib.axes import Axes

from pipeline.figures.curves_findings import Curves
from pipeline.figures.palette import GREY, GROUPS, MARKERS, RULE
from pipeline.figures.typeface import width
from pipeline.formats import bare_percent, decimal, percent

TICK = 7.6
BAND_ALPHA, PALE = 0.13, 0.5


def axis(axes: Axes, curves: Curves, wide: float, first: bool) -> None:
    limits, language = list(curves.steps), curves.edition.language
    pad = (limits[-1] - limits[0]) * 0.06 or 1.0
    axes.set_xlim(limits[0] - pad, limits[-1] + pad)
    axes.set_ylim(0, 1)
    # The last limit has its unit where the one before leaves room for it.
    apart = wide / 1.12 * (limits[-1] - limits[-2]) / (limits[-1] - limits[0]) if len(limits) > 1 else 0
    units = [curves.at(limits[-1])] if apart > width(curves.at(limits[-1]), TICK) + 0.35 else []
    names = [decimal(limit, language, 0) for limit in limits[: len(limits) - len(units)]] + units
    axes.set_xticks(limits, names)
    ticks = [0, 0.5, 1]
    shown = [*(bare_percent(tick, language) for tick in ticks[:-1]), percent(1, language)]
    axes.set_yticks(ticks, shown if first else [""] * 3)
    axes.tick_params(labelsize=TICK, colors=GREY, length=0, pad=1.5)
    # The last name holds a unit: it ends where the panel does.
    labels = axes.get_xticklabels()
    labels[0].set_ha("left" if len(labels) > 1 else "center")
    if len(labels) > 1:
        labels[-1].set_ha("right")
        labels[-1].set_x(limits[-1])
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.spines["bottom"].set(visible=True, color=RULE)


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
        face = colour if row.direction else "white"
        style = {"ms": 4.0, "mec": colour, "mfc": face, "mew": 0.9, "zorder": 4, "clip_on": False}
        axes.plot([row.limit], [row.share], marker, ls="none", gid="point", **style)


def look(place: int) -> tuple[str, str]:
    return GROUPS[place % len(GROUPS)], MARKERS[place % len(MARKERS)]
