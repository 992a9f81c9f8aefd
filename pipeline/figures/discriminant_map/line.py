"""One axis that separates groups: a row a group, its mean with interval, a band for half of its people."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from pipeline.figures.discriminant_map.data import DiscriminantMapData
from pipeline.figures.discriminant_map.ends import (
    EndsLayout,
    axis_name,
    end_words,
    looks,
    paint,
    write_end,
)
from pipeline.figures.frame import MARGIN_CM, Frame
from pipeline.figures.legend import Key
from pipeline.figures.theme import RULE
from pipeline.figures.typography import Fitted, fit_label, lowest_row

# The functions have variance 1 inside groups: half of the people are within 0.6745 of the mean.
HALF_OF_PEOPLE = 0.6745


@dataclass(frozen=True)
class LineLayout:
    """Lengths of a drawing of one axis."""

    label_cm: float = 2.5
    row_cm: float = 0.95
    above_cm: float = 0.5
    below_cm: float = 0.75


@dataclass(frozen=True)
class LinePlan:
    """What is decided before the page is made: the words at the two ends, and how high a row is, in cm."""

    ends: list[Fitted]
    row: float
    rows: int
    wide: float

    @property
    def keys(self) -> list[Key]:
        """The legend: none, as rows are named."""
        return []

    @property
    def top(self) -> float:
        """Where the rows begin."""
        return LineLayout.above_cm + len(self.ends[0].lines) * self.ends[0].leading

    @property
    def bottom(self) -> float:
        """Where the rows end."""
        return self.top + self.row * self.rows

    @property
    def height(self) -> float:
        return self.bottom + LineLayout.below_cm + len(self.ends[1].lines) * self.ends[1].leading


def plan(separation: DiscriminantMapData, less: float = 0.0) -> LinePlan:
    """Return where the parts stand, on a page that has `less` cm less than they usually take."""
    labels, wide = list(separation.group_labels.values()), EndsLayout.drawing_cm - less
    row = lowest_row(labels, LineLayout.label_cm - 0.2, LineLayout.row_cm - less / len(labels))
    ends = end_words(separation, 1, ("◄ {}", "{} ►"), wide=wide, lines=2)
    return LinePlan(ends, row, len(labels), wide)


def draw(frame: Frame, separation: DiscriminantMapData, planned: LinePlan) -> None:
    """Draw a row a group: its mean with interval, a band for the middle half of its people."""
    top, row_cm = planned.top, planned.row
    left, wide = MARGIN_CM + LineLayout.label_cm, planned.wide - LineLayout.label_cm
    write_end(frame, planned.ends[0], MARGIN_CM, 0.3)
    right = MARGIN_CM + planned.wide
    write_end(frame, planned.ends[1], right, planned.bottom + LineLayout.below_cm, "right")
    axes = frame.axes(left, top, wide, row_cm * planned.rows, "axis")
    means = separation.means(1)
    limit = float(means[["ci_low", "ci_high"]].abs().to_numpy().max()) + HALF_OF_PEOPLE + 0.1
    axes.set_xlim(-limit, limit)
    axes.set_ylim(planned.rows - 0.5, -0.5)
    axes.axvline(0, color=RULE, lw=1.4, zorder=1)
    for i, (group, (colour, marker)) in enumerate(looks(separation).items()):
        colour = paint(separation, colour)
        face = colour if separation.findings.shows else "white"
        _group(axes, means.loc[group], i, colour=colour, marker=marker, face=face)
        label = fit_label(separation.group_labels[group], LineLayout.label_cm - 0.2, row_cm, "bold")
        frame.middle(MARGIN_CM, frame.top + top + (i + 0.5) * row_cm, label, color=colour)
    name = {"size": EndsLayout.axis_name_pt, "weight": "bold", "ha": "center"}
    frame.text(left + wide / 2, frame.top + planned.bottom + 0.32, axis_name(separation, 1), **name)


def _group(axes: Axes, mean: pd.Series, y: int, *, colour: str, marker: str, face: str) -> None:
    """Draw one group's people, interval and mean."""
    centre, ends = mean["mean"], [mean["ci_low"], mean["ci_high"]]
    half, heights = HALF_OF_PEOPLE, [y - 0.33, y + 0.33]
    people = {"color": colour, "alpha": 0.13, "lw": 0, "gid": "people"}
    axes.fill_betweenx(heights, centre - half, centre + half, **people)
    axes.plot(ends, [y, y], color=colour, lw=2.2, solid_capstyle="butt", gid="interval")
    axes.plot([centre], [y], marker, ms=7, color=colour, mfc=face, mew=1.2, ls="none", zorder=4, gid="mean")
