"""Two axes that separate groups: a map with the groups' means, their regions and the four ends in words.

Where the names of groups stand on a map: beside their means, on nothing else, or nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Ellipse

from pipeline.figures.discriminant_map.data import Separation
from pipeline.figures.discriminant_map.line import MAP, colours_of, end_words, write_end
from pipeline.figures.frame import MARGIN_CM, Frame
from pipeline.figures.legend import Key
from pipeline.figures.theme import RULE
from pipeline.figures.typography import Fitted, fit

PLANE_SIZES_PT = (9.6, 9.0, 8.4, 7.8)
WIDEST_PLANE_CM, AIR, MARKER = 3.2, 0.12, 0.25

# Centre of a name on the map, in cm from its lower left corner, and the name in lines.
Place = tuple[float, float, Fitted]


def places(means: pd.DataFrame, labels: dict[str, str], size: float, reach: float) -> dict[str, Place]:
    """A place for the name of every group; none at all where one of them finds no room.

    Parameters
    ----------
    means : centre and half width of the ellipse of each group, in units of the axes.
    size, reach : side of the map in cm, and where its axes end.
    """
    per_unit = size / (2 * reach)
    centres = {
        row.group: ((row.x + reach) * per_unit, (row.y + reach) * per_unit) for row in means.itertuples()
    }
    taken = [_box(x, y, MARKER, MARKER) for x, y in centres.values()]
    found: dict[str, Place] = {}
    for row in means.sort_values("y", ascending=False).itertuples():
        name = fit(labels[row.group], WIDEST_PLANE_CM, PLANE_SIZES_PT, 2, "bold")
        place = _free(name, centres[row.group], (row.half_width * per_unit, size), taken)
        if place is None:
            return {}
        found[row.group] = (*place, name)
        taken.append(_box(*place, name.width, len(name.lines) * name.leading))
    return found


def _free(
    name: Fitted, centre: tuple[float, float], sizes: tuple[float, float], taken: list
) -> tuple[float, float] | None:
    """Above or below the ellipse, at its sides, or a little further: the first place with nothing on it."""
    (x, y), (radius, size) = centre, sizes
    wide, high = name.width, len(name.lines) * name.leading
    up, aside = radius + AIR + high / 2, radius + AIR + wide / 2
    steps = [(0, up), (0, -up), (aside, 0), (-aside, 0), (0, up + high), (0, -up - high)]
    for across, along in steps:
        place = (min(max(x + across, wide / 2), size - wide / 2), y + along)
        box = _box(*place, wide, high)
        if box[1] >= 0 and box[3] <= size and not any(_meet(box, other) for other in taken):
            return place
    return None


def _box(x: float, y: float, wide: float, high: float) -> tuple[float, float, float, float]:
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def _meet(box: tuple, other: tuple) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]


SIZE = MAP - 0.55
PLANE_HEAD_PT = 8.6
# The low and the high end of each axis.
PLANE_SIGNS = (("◄ {}", "{} ►"), ("▼ {}", "▲ {}"))


@dataclass(frozen=True)
class PlanePlan:
    """What is decided before the page is made: the words at the ends, and where the groups' names stand.

    Attributes
    ----------
    labels : empty where the names have no room on the map; a legend names the groups then.
    """

    left: list
    up: list
    reach: float
    size: float
    labels: dict[str, Place]

    @property
    def top(self) -> float:
        """Where the map begins, in cm."""
        return 0.4 + len(self.up[1].lines) * self.up[1].leading

    @property
    def height(self) -> float:
        """Height of the map and of all words around it, in cm."""
        words = [*self.left, self.up[0]]
        return self.top + self.size + 1.15 + sum(len(one.lines) * one.leading for one in words)


def plan(separation: Separation, less: float = 0.0) -> PlanePlan:
    """Where the parts of the map stand, on a page that has `less` cm less than the usual map takes."""
    regions = separation.table("regions")
    reach = 1.04 * float(max((regions[c].abs() + regions["half_width"]).max() for c in ("x", "y")))
    labels = places(regions[regions["kind"] == "mean"], separation.group_labels, SIZE - less, reach)
    size = SIZE - less
    left, up = (
        end_words(separation, axis, signs, (MAP - less, 1)) for axis, signs in enumerate(PLANE_SIGNS, start=1)
    )
    return PlanePlan(left, up, reach, size, labels)


def keys(separation: Separation, planned: PlanePlan) -> list[Key]:
    """The legend, where the map has no room for the names of the groups."""
    colours = {} if planned.labels else colours_of(separation)
    return [Key("marked", separation.group_labels[group], *look) for group, look in colours.items()]


def draw(frame: Frame, separation: Separation, planned: PlanePlan) -> None:
    """Dark ellipses where the means may be, light ones around half of the people."""
    axes = frame.axes(MARGIN_CM + 0.55, planned.top, planned.size, planned.size, "map")
    axes.set_xlim(-planned.reach, planned.reach)
    axes.set_ylim(-planned.reach, planned.reach)
    axes.axhline(0, color=RULE, lw=1.2, zorder=1)
    axes.axvline(0, color=RULE, lw=1.2, zorder=1)
    colours, regions = colours_of(separation), separation.table("regions")
    for row in regions.itertuples():
        _ellipse(axes, row, colours[row.group][0])
    for row in regions[regions["kind"] == "mean"].itertuples():
        colour, marker = colours[row.group]
        axes.plot([row.x], [row.y], marker, ms=6, color=colour, mec="white", mew=0.8, zorder=5, gid="mean")
    for group, (x, y, name) in planned.labels.items():
        place = (MARGIN_CM + 0.55 + x, frame.top + planned.top + planned.size - y)
        frame.middle(*place, name, ha="center", color=colours[group][0])
    _words(frame, separation, planned)


def _ellipse(axes: Axes, row: object, colour: str) -> None:
    dark = row.kind == "mean"
    axes.add_patch(
        Ellipse(
            (row.x, row.y), 2 * row.half_width, 2 * row.half_height, angle=row.angle_degrees,
            fc=(colour, 0.4 if dark else 0.06), ec=(colour, 0.9 if dark else 0.55),
            lw=1.2 if dark else 0.9, ls="-" if dark else (0, (3, 2)), zorder=4 if dark else 2, gid=row.kind,
        )
    )  # fmt: skip


def _words(frame: Frame, separation: Separation, planned: PlanePlan) -> None:
    """The names of the axes and their four ends, around the map."""
    context, (left, right), (down, up) = separation.context, planned.left, planned.up
    write_end(frame, up, (MARGIN_CM, 0.3))
    y = write_end(frame, down, (MARGIN_CM, planned.top + planned.size + 0.45))
    heads = [
        context.say("figures.separation_head", axis=axis, share=context.percent(separation.share(axis)))
        for axis in (1, 2)
    ]
    bold, half = {"weight": "bold", "ha": "center"}, planned.size / 2
    frame.text(MARGIN_CM + 0.55 + half, frame.top + y + 0.15, heads[0], PLANE_HEAD_PT, **bold)
    upright = bold | {"rotation": 90, "va": "center"}
    frame.text(MARGIN_CM + 0.15, frame.top + planned.top + half, heads[1], PLANE_HEAD_PT, **upright)
    y = write_end(frame, right, (MARGIN_CM + planned.size + MAP - SIZE, y + 0.55), "right")
    write_end(frame, left, (MARGIN_CM, y))
