"""Two axes that separate groups: a map with the groups' means, their regions and the four ends in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Ellipse

from pipeline.figures.discriminant_map.data import DiscriminantMapData
from pipeline.figures.discriminant_map.ends import EndsLayout, axis_name, end_words, looks, write_end
from pipeline.figures.frame import MARGIN_CM, Frame
from pipeline.figures.legend import Key
from pipeline.figures.theme import RULE
from pipeline.figures.typography import Fitted, fit


@dataclass(frozen=True)
class PlaneLayout:
    """Lengths and sizes of letters of a map."""

    # Left of the map, the name of the second axis.
    upright_cm: float = 0.55
    above_cm: float = 0.4
    # The names of both axes and air between the words around the map.
    around_cm: float = 1.15
    # A name stands this far from its ellipse, and on no other mean.
    name_gap_cm: float = 0.12
    marker_cm: float = 0.25
    widest_name_cm: float = 3.2
    name_sizes_pt: tuple[float, ...] = (9.6, 9.0, 8.4, 7.8)


class Box(NamedTuple):
    """A rectangle on the map, in cm from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def around(cls, x: float, y: float, wide: float, high: float) -> Box:
        """Return the box with this centre."""
        return cls(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)

    def meets(self, box: Box) -> bool:
        """Return whether two boxes have a point in common."""
        across = self.left < box.right and box.left < self.right
        return across and self.bottom < box.top and box.bottom < self.top


class MapName(NamedTuple):
    """The name of a group on the map: its centre, in cm from the lower left corner, and its lines."""

    x: float
    y: float
    words: Fitted


@dataclass(frozen=True)
class PlanePlan:
    """What is decided before the page is made: the words at the ends, and where the groups' names stand.

    Attributes
    ----------
    left, up : words at the low and at the high end of the first and of the second axis.
    limit : where both axes end, on either side of 0.
    size : side of the map, in cm.
    names : empty where the names have no room on the map.
    keys : the legend, which names the groups then.
    """

    left: list[Fitted]
    up: list[Fitted]
    limit: float
    size: float
    names: dict[str, MapName]
    keys: list[Key]

    @property
    def top(self) -> float:
        """Where the map begins, in cm."""
        return PlaneLayout.above_cm + len(self.up[1].lines) * self.up[1].leading

    @property
    def height(self) -> float:
        """Height of the map and of all words around it, in cm."""
        below = sum(len(end.lines) * end.leading for end in [*self.left, self.up[0]])
        return self.top + self.size + PlaneLayout.around_cm + below


def plan(separation: DiscriminantMapData, less: float = 0.0) -> PlanePlan:
    """Return where the parts of the map stand, on a page that has `less` cm less than the usual map takes."""
    regions, wide = separation.table("regions"), EndsLayout.drawing_cm - less
    limit = 1.04 * float(max((regions[centre].abs() + regions["half_width"]).max() for centre in ("x", "y")))
    size = EndsLayout.drawing_cm - PlaneLayout.upright_cm - less
    names = _names(regions[regions["kind"] == "mean"], separation.group_labels, size, limit)
    groups = {} if names else looks(separation)
    keys = [Key("marked", separation.group_labels[group], *look) for group, look in groups.items()]
    left = end_words(separation, 1, ("◄ {}", "{} ►"), wide=wide, lines=1)
    up = end_words(separation, 2, ("▼ {}", "▲ {}"), wide=wide, lines=1)
    return PlanePlan(left, up, limit, size, names, keys)


def _names(means: pd.DataFrame, labels: dict[str, str], size: float, limit: float) -> dict[str, MapName]:
    """Return where the name of every group stands; none at all where one of them finds no room.

    Parameters
    ----------
    means : centre and half width of the ellipse of each group, in units of the axes.
    size, limit : side of the map in cm, and where its axes end.
    """
    per_unit, marker_cm = size / (2 * limit), PlaneLayout.marker_cm
    centres = {
        row.group: ((row.x + limit) * per_unit, (row.y + limit) * per_unit) for row in means.itertuples()
    }
    taken = [Box.around(x, y, marker_cm, marker_cm) for x, y in centres.values()]
    names: dict[str, MapName] = {}
    for row in means.sort_values("y", ascending=False).itertuples():
        words = fit(labels[row.group], PlaneLayout.widest_name_cm, PlaneLayout.name_sizes_pt, 2, "bold")
        x, y = centres[row.group]
        name = _free(words, x, y, radius=row.half_width * per_unit, size=size, taken=taken)
        if name is None:
            return {}
        names[row.group] = name
        taken.append(Box.around(name.x, name.y, words.width, len(words.lines) * words.leading))
    return names


def _free(
    words: Fitted, x: float, y: float, *, radius: float, size: float, taken: list[Box]
) -> MapName | None:
    """Return the first place with nothing on it: above or below the ellipse, at its sides, or further off."""
    wide, high = words.width, len(words.lines) * words.leading
    up = radius + PlaneLayout.name_gap_cm + high / 2
    aside = radius + PlaneLayout.name_gap_cm + wide / 2
    for across, along in [(0, up), (0, -up), (aside, 0), (-aside, 0), (0, up + high), (0, -up - high)]:
        name = MapName(min(max(x + across, wide / 2), size - wide / 2), y + along, words)
        box = Box.around(name.x, name.y, wide, high)
        if box.bottom >= 0 and box.top <= size and not any(box.meets(occupied) for occupied in taken):
            return name
    return None


def draw(frame: Frame, separation: DiscriminantMapData, planned: PlanePlan) -> None:
    """Draw dark ellipses where the means may be, light ones around half of the people."""
    left = MARGIN_CM + PlaneLayout.upright_cm
    axes = frame.axes(left, planned.top, planned.size, planned.size, "map")
    axes.set_xlim(-planned.limit, planned.limit)
    axes.set_ylim(-planned.limit, planned.limit)
    axes.axhline(0, color=RULE, lw=1.2, zorder=1)
    axes.axvline(0, color=RULE, lw=1.2, zorder=1)
    look_of, regions = looks(separation), separation.table("regions")
    for row in regions.itertuples():
        _ellipse(axes, row, look_of[row.group][0])
    for row in regions[regions["kind"] == "mean"].itertuples():
        colour, marker = look_of[row.group]
        axes.plot([row.x], [row.y], marker, ms=6, color=colour, mec="white", mew=0.8, zorder=5, gid="mean")
    bottom = frame.top + planned.top + planned.size
    for group, name in planned.names.items():
        frame.middle(left + name.x, bottom - name.y, name.words, ha="center", color=look_of[group][0])
    _around(frame, separation, planned)


def _ellipse(axes: Axes, row: object, colour: str) -> None:
    """Draw where a mean may be, dark, or where half of the people are, light and dashed."""
    dark = row.kind == "mean"
    axes.add_patch(
        Ellipse(
            (row.x, row.y), 2 * row.half_width, 2 * row.half_height, angle=row.angle_degrees,
            fc=(colour, 0.4 if dark else 0.06), ec=(colour, 0.9 if dark else 0.55),
            lw=1.2 if dark else 0.9, ls="-" if dark else (0, (3, 2)), zorder=4 if dark else 2, gid=row.kind,
        )
    )  # fmt: skip


def _around(frame: Frame, separation: DiscriminantMapData, planned: PlanePlan) -> None:
    """Write the names of the axes and their four ends, around the map."""
    (left, right), (down, up) = planned.left, planned.up
    write_end(frame, up, MARGIN_CM, 0.3)
    y = write_end(frame, down, MARGIN_CM, planned.top + planned.size + 0.45)
    name = {"size": EndsLayout.axis_name_pt, "weight": "bold", "ha": "center"}
    centre = MARGIN_CM + PlaneLayout.upright_cm + planned.size / 2
    frame.text(centre, frame.top + y + 0.15, axis_name(separation, 1), **name)
    middle = frame.top + planned.top + planned.size / 2
    frame.text(MARGIN_CM + 0.15, middle, axis_name(separation, 2), **name, rotation=90, va="center")
    end = MARGIN_CM + planned.size + PlaneLayout.upright_cm
    y = write_end(frame, right, end, y + 0.55, "right")
    write_end(frame, left, MARGIN_CM, y)
