"""Whether estimates satisfy what was published: point estimates only, no test of significance.

Two shares that are equal satisfy neither "larger" nor "smaller"; NaN, of an empty group, satisfies
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.claims.subjects import Bounds
from pipeline.codebook.reserved_ids import EVERYONE

Values = dict[str, float]
# Two shares that are equal on paper may differ by this much after rounding.
EQUAL = 1e-9
# A printed percentage stands for all shares that round to it: half a point on either side.
HALF_POINT = 0.005


@dataclass(frozen=True)
class CaseResult:
    """One comparison of an assertion: the services it is about, the values, whether it holds.

    Attributes
    ----------
    services : empty when it is about none, or compares services.
    values : level -> share (a number of respondents for a count).
    """

    services: tuple[str, ...]
    values: Values
    holds: bool


def inside(bounds: Bounds, value: float) -> bool:
    """Return whether a value lies within bounds; NaN does not."""
    if bounds.rounds_to is not None:
        return abs(value - bounds.rounds_to) <= HALF_POINT + EQUAL
    return (
        not np.isnan(value)
        and (bounds.at_least is None or value >= bounds.at_least - EQUAL)
        and (bounds.more_than is None or value > bounds.more_than + EQUAL)
        and (bounds.at_most is None or value <= bounds.at_most + EQUAL)
        and (bounds.less_than is None or value < bounds.less_than - EQUAL)
    )


def without_everyone(values: Values) -> Values:
    """Return the values of the levels that are compared: everyone together ("all") is none of them."""
    return {level: value for level, value in values.items() if level != EVERYONE}


def spread(values: Values) -> float:
    """Return the largest value less the smallest."""
    return float(np.ptp(list(values.values())))


def rank_of(values: Values, answer: str) -> int:
    """Return 1 for the most given answer, 2 for the next.

    Equals share the worse rank, so that a tie never satisfies a claim.
    """
    return sum(not value < values[answer] - EQUAL for value in values.values())
