"""Where the parts of a comparison stand: labels, the value of everyone, one column a group."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.figures.comparison_findings import Comparison
from pipeline.figures.frame import INNER, MARGIN, leading
from pipeline.figures.labels import label_width, lowest_row
from pipeline.figures.typeface import Fitted, fit, width
from pipeline.formats import bare_percent

GROUP_SIZES = (9.6, 9.0, 8.4, 7.8, 7.2, 6.6, 6.2, 5.8)
BASE, OVERALL, VALUE = 8.0, 8.6, 8.6
AXIS, GAP = 0.5, 0.28
LOWEST_ROW = 0.4
# From the centre of a dot to its edge and on to its value, and how far that may reach into the gap, in cm.
EDGE, APART, REACH = 0.14, 0.08, 0.16
DOT, SMALL_DOT = 5.6, 4.2
# Intervals reach less far from their dot than this, in cm: a large one would hide them.
HIDDEN = 0.17
# Labels leave this to each column, in cm, where there are many.
NARROWEST = 1.1


@dataclass(frozen=True)
class Grid:
    """Where things stand, in cm: labels, the value of everyone, and one column a group.

    Attributes
    ----------
    limit : share at the right end of a column.
    dot : diameter of the dots, in points: small where these would hide the intervals.
    """

    label: float
    overall: float
    first: float
    column: float
    head: float
    row: float
    limit: float
    dot: float


def _across(comparison: Comparison) -> tuple[float, float, float]:
    """Width of the labels, of the value of everyone, and of one column."""
    groups = len(comparison.groups)
    overall = max(0.9, width(comparison.edition.say("overall"), OVERALL, "bold")) + 0.15
    space = INNER - overall - 0.35 - (groups - 1) * GAP
    longest = label_width(list(comparison.labels.values()), 2.4, 3.9)
    label = min(longest, max(2.6, space - groups * NARROWEST))
    return label, overall, (space - label) / groups


def heads_of(comparison: Comparison) -> dict[str, Fitted]:
    column = _across(comparison)[2]
    return {
        group: fit(label, column, GROUP_SIZES, 2 if column > 2.4 else 3, "bold").even()
        for group, label in comparison.group_labels.items()
    }


def grid_of(comparison: Comparison, heads: dict[str, Fitted]) -> Grid:
    """Rows as low as their labels allow."""
    label, overall, column = _across(comparison)
    head = 0.2 + max(len(h.lines) * h.leading for h in heads.values()) + leading(BASE)
    row = lowest_row(list(comparison.labels.values()), label, LOWEST_ROW)
    limit = _limit(comparison, column)
    halves = (comparison.cells["ci_high"] - comparison.cells["ci_low"]) / 2 * column / limit
    dot = DOT if halves.median() > HIDDEN else SMALL_DOT
    left = MARGIN + label + overall
    return Grid(label, left, left + 0.35, column, head, row, limit, dot)


def _limit(comparison: Comparison, column: float) -> float:
    """The share at the right end of a column: no more than intervals and values ask for."""
    cells, language = comparison.cells, comparison.edition.language
    overall = comparison.everyone.set_index("line")["share"]
    ends = pd.concat([cells["ci_high"], cells["line"].map(overall)], axis=1).max(axis=1)
    valued = cells[cells["direction"] != 0]
    values = [width(bare_percent(share, language), VALUE, "bold") for share in valued["share"]]
    beside = EDGE + APART + max(values, default=0.0) - REACH
    reached = [(ends.max(), EDGE), (ends[valued.index].max(), beside)]
    known = [end * column / (column - room) for end, room in reached if end > 0]
    return max(0.2, *known) if known else 1.0
