"""What each kind of assertion asks of the values that it compares (level -> share).

Two shares that are equal satisfy neither "larger" nor "smaller"; NaN, of an empty group, satisfies
nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np

from pipeline.claims.assertions import (
    Bounds,
    Difference,
    Extreme,
    InTop,
    Order,
    ProfileDiffers,
    Range,
    Rank,
    Share,
    Spread,
    TopSet,
)
from pipeline.claims.estimates import POOLED

Values = dict[str, float]
# Two shares that are equal on paper may differ by this much after rounding.
EQUAL = 1e-9


def inside(bounds: Bounds, value: float) -> bool:
    """Whether a value lies within bounds; NaN does not."""
    if bounds.rounds_to is not None:
        return abs(value - bounds.rounds_to) <= 0.005 + EQUAL
    return (
        not np.isnan(value)
        and (bounds.at_least is None or value >= bounds.at_least - EQUAL)
        and (bounds.more_than is None or value > bounds.more_than + EQUAL)
        and (bounds.at_most is None or value <= bounds.at_most + EQUAL)
        and (bounds.less_than is None or value < bounds.less_than - EQUAL)
    )


def _share(one: Share, values: Values) -> bool:
    return inside(one, values["all"])


def _range(one: Range, values: Values) -> bool:
    return all(inside(one, values[level]) for level in one.levels or _groups(values))


def _order(one: Order, values: Values) -> bool:
    return all(values[high] > values[low] + EQUAL for high, low in product(one.above, one.below))


def _extreme(one: Extreme, values: Values) -> bool:
    sign = 1 if one.kind == "max" else -1
    rest = [level for level in _groups(values) if level not in one.levels]
    return all(
        sign * values[level] > sign * values[other] + EQUAL for level, other in product(one.levels, rest)
    )


def _difference(one: Difference, values: Values) -> bool:
    below = [POOLED] if one.pairs == "pooled" else one.below
    return all(inside(one, values[high] - values[low]) for high, low in product(one.above, below))


def _spread_within(one: Spread, values: Values) -> bool:
    return inside(one, spread(_groups(values)))


def _differs(_: ProfileDiffers, values: Values) -> bool:
    return spread(_groups(values)) > EQUAL


def _rank(one: Rank, values: Values) -> bool:
    return _place(values, one.answer) in one.ranks


def _top_set(one: TopSet, values: Values) -> bool:
    return all(_place(values, answer) <= len(one.answers) for answer in one.answers)


def _in_top(one: InTop, values: Values) -> bool:
    return all(_place(values, answer) <= one.top for answer in one.answers)


def _place(values: Values, answer: str) -> int:
    """1 for the most given; equals share the worse place, so that a tie never satisfies a claim."""
    return sum(not value < values[answer] - EQUAL for value in values.values())


def _groups(values: Values) -> Values:
    return {level: value for level, value in values.items() if level != "all"}


def spread(values: Values) -> float:
    """Largest less smallest."""
    return float(np.ptp(list(values.values())))


HOLDS: dict[type, Callable[..., bool]] = {
    Share: _share,
    Range: _range,
    Order: _order,
    Extreme: _extreme,
    Difference: _difference,
    Spread: _spread_within,
    ProfileDiffers: _differs,
    Rank: _rank,
    TopSet: _top_set,
    InTop: _in_top,
}
