"""Whether estimates satisfy what was published: point estimates only, no test of significance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from pipeline.claims.assertions import Assertion, Count, Fact, ProfileDiffers, SpreadLess, Untested
from pipeline.claims.estimates import Answers, Case, Estimate
from pipeline.claims.kinds import EQUAL, HOLDS, Values, inside, spread
from pipeline.claims.model import Claim


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
