"""Whether estimates satisfy what was published: point estimates only, no test of significance.

What each kind of assertion asks of the values that it compares (level -> share).

Two shares that are equal satisfy neither "larger" nor "smaller"; NaN, of an empty group, satisfies
nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby, product

import numpy as np

from pipeline.claims.model import (
    Assertion,
    Bounds,
    Claim,
    Count,
    Difference,
    Extreme,
    Fact,
    InTop,
    Order,
    ProfileDiffers,
    Range,
    Rank,
    Share,
    Spread,
    SpreadLess,
    TopSet,
    Untested,
)
from pipeline.claims.shares import LEVELS_BELOW, Answers, Case, Estimate

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
    below = [LEVELS_BELOW] if one.pairs == "pooled" else one.below
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


@dataclass(frozen=True)
class Finding:
    """One comparison of an assertion: the services it is about, the values, whether it holds.

    Attributes
    ----------
    services : empty when it is about none, or compares services.
    values : level -> share (a number of respondents for a count).
    """

    services: tuple[str, ...]
    values: Values
    holds: bool


@dataclass(frozen=True)
class Reading:
    """One way of reading a claim: `satisfied` is None when answers cannot tell."""

    findings: tuple[Finding, ...]
    satisfied: bool | None


def retained(answers: Answers, claim: Claim, weight: np.ndarray) -> Reading:
    """The reading retained: every assertion of `test` must hold."""
    return _together([reading(answers, one, weight) for one in claim.test])


def others(answers: Answers, claim: Claim, weight: np.ndarray) -> list[Reading]:
    """The other readings, each on its own."""
    return [reading(answers, one, weight) for one in claim.alt]


def reading(answers: Answers, one: Assertion, weight: np.ndarray) -> Reading:
    """Whether the weighted shares satisfy one assertion.

    Parameters
    ----------
    answers : the respondents and what their answers mean.
    weight : final weights, shape (respondents,).
    """
    if isinstance(one, Fact | Untested):
        return Reading((), None)
    found = findings(one, cases(answers, one), lambda estimate: estimate.share(weight))
    return Reading(tuple(found), all(finding.holds for finding in found))


def cases(answers: Answers, one: Assertion) -> list[Case]:
    """Everything that an assertion compares; nothing for what answers cannot tell."""
    if isinstance(one, Fact | Untested):
        return []
    if isinstance(one, Count):
        return [Case((), {"all": answers.count(one.within)})]
    if isinstance(one, SpreadLess):
        return [
            Case((side,), answers.levels(subject, one.along, tuple(subject.services or ())))
            for side, subject in (("left", one.left), ("right", one.right))
        ]
    return list(answers.cases(one))


def findings(one: Assertion, compared: list[Case], share_of: Callable[[Estimate], float]) -> list[Finding]:
    """What each comparison finds, and whether it holds.

    Parameters
    ----------
    compared : the `cases` of the assertion.
    share_of : the weighted share of an estimate.
    """
    if isinstance(one, Count):
        count = float(compared[0].estimates["all"].n)
        return [Finding((), {"all": count}, inside(one, count))]
    valued = [
        (case.services, {level: share_of(estimate) for level, estimate in case.estimates.items()})
        for case in compared
    ]
    if isinstance(one, SpreadLess):
        spreads = {services[0]: spread(values) for services, values in valued}
        return [Finding((), spreads, spreads["left"] < spreads["right"] - EQUAL)]
    if isinstance(one, ProfileDiffers) and one.question:
        if one.along == "service":
            return [_profiles(valued)]
        return [_profiles(list(same)) for _, same in groupby(valued, key=lambda pair: pair[0])]
    return [Finding(services, values, HOLDS[type(one)](one, values)) for services, values in valued]


def _together(readings: list[Reading]) -> Reading:
    found = tuple(finding for one in readings for finding in one.findings)
    verdicts = [one.satisfied for one in readings]
    return Reading(found, None if None in verdicts else all(verdicts))


def _profiles(valued: list[tuple[tuple[str, ...], Values]]) -> Finding:
    """Several profiles (the ranked answers of each service or group): they differ when one answer does."""
    services = tuple(dict.fromkeys(service for services, _ in valued for service in services))
    largest = {
        answer: spread({str(k): values[answer] for k, (_, values) in enumerate(valued)})
        for answer in valued[0][1]
    }
    return Finding(services, largest, any(value > EQUAL for value in largest.values()))
