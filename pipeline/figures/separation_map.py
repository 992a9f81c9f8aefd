"""Two axes that separate groups: a map with the groups' means, their regions and the four ends in words."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import Ellipse

from pipeline.figures.frame import MARGIN, Frame
from pipeline.figures.legend import Key
from pipeline.figures.palette import RULE
from pipeline.figures.separation_ends import MAP, colours_of, end_words, write_end
from pipeline.figures.separation_findings import Separation
from pipeline.figures.separation_labels import Place, places

SIZE = MAP - 0.55
HEAD = 8.6
# The low and the high end of each axis.
SIGNS = (("◄ {}", "{} ►"), ("▼ {}", "▲ {}"))


@dataclass(frozen=True)
class Plan:
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


def plan(separation: Separation, less: float = 0.0) -> Plan:
    """Where the parts of the map stand, on a page that has `less` cm less than the usual map takes."""
    regions = separation.table("regions")
    reach = 1.04 * float(max((regions[c].abs() + regions["half_width"]).max() for c in ("x", "y")))
    labels = places(regions[regions["kind"] == "mean"], separation.group_labels, SIZE - less, reach)
    size = SIZE - less
    left, up = (
        end_words(separation, axis, signs, (MAP - less, 1)) for axis, signs in enumerate(SIGNS, start=1)
    )
    return Plan(left, up, reach, size, labels)


def keys(separation: Separation, planned: Plan) -> list[Key]:
    """The legend, where the map has no room for the names of the groups."""
    colours = {} if planned.labels else colours_of(separation)
    return [Key("marked", separation.group_labels[group], *look) for group, look in colours.items()]


def draw(frame: Frame, separation: Separation, planned: Plan) -> None:
    """Dark ellipses where the means may be, light ones around half of the people."""
    axes = frame.axes(MARGIN + 0.55, planned.top, planned.size, planned.size, "map")
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
        place = (MARGIN + 0.55 + x, frame.top + planned.top + planned.size - y)
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


def _words(frame: Frame, separation: Separation, planned: Plan) -> None:
    """The names of the axes and their four ends, around the map."""
    edition, (left, right), (down, up) = separation.edition, planned.left, planned.up
    write_end(frame, up, (MARGIN, 0.3))
    y = write_end(frame, down, (MARGIN, planned.top + planned.size + 0.45))
    heads = [
        edition.say("separation_head", axis=axis, share=edition.percent(separation.share(axis)))
        for axis in (1, 2)
    ]
    bold, half = {"weight": "bold", "ha": "center"}, planned.size / 2
    frame.text(MARGIN + 0.55 + half, frame.top + y + 0.15, heads[0], HEAD, **bold)
    upright = bold | {"rotation": 90, "va": "center"}
    frame.text(MARGIN + 0.15, frame.top + planned.top + half, heads[1], HEAD, **upright)
    y = write_end(frame, right, (MARGIN + planned.size + MAP - SIZE, y + 0.55), "right")
    write_end(frame, left, (MARGIN, y))
