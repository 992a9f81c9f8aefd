"""Whether estimates satisfy what was published: point estimates only, no test of significance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.claims.assertions import Assertion, Count, Fact, ProfileDiffers, SpreadLess, Untested
from pipeline.claims.estimates import Answers
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
    if isinstance(one, Count):
        findings = [_count(answers, one)]
    elif isinstance(one, SpreadLess):
        findings = [_spread_less(answers, one, weight)]
    else:
        findings = []
        for case in answers.cases(one):
            values = {level: estimate.share(weight) for level, estimate in case.estimates.items()}
            findings.append(Finding(case.services, values, HOLDS[type(one)](one, values)))
        if isinstance(one, ProfileDiffers) and one.question:
            findings = [_profiles(findings)]
    return Reading(tuple(findings), all(finding.holds for finding in findings))


def _together(readings: list[Reading]) -> Reading:
    findings = tuple(finding for one in readings for finding in one.findings)
    verdicts = [one.satisfied for one in readings]
    return Reading(findings, None if None in verdicts else all(verdicts))


def _count(answers: Answers, one: Count) -> Finding:
    counted = np.ones(len(answers.respondents), dtype=bool)
    for variable, level in one.within.items():
        counted &= answers.respondents[variable].eq(level).to_numpy()
    count = float(counted.sum())
    return Finding((), {"all": count}, inside(one, count))


def _spread_less(answers: Answers, one: SpreadLess, weight: np.ndarray) -> Finding:
    spreads = {}
    for side, subject in (("left", one.left), ("right", one.right)):
        estimates = answers.levels(subject, one.along, tuple(subject.services or ()))
        spreads[side] = spread({level: estimate.share(weight) for level, estimate in estimates.items()})
    return Finding((), spreads, spreads["left"] < spreads["right"] - EQUAL)


def _profiles(findings: list[Finding]) -> Finding:
    """Several profiles (the answers of one service each): they differ when one answer does."""
    services = tuple(service for finding in findings for service in finding.services)
    largest = {
        answer: spread({str(k): finding.values[answer] for k, finding in enumerate(findings)})
        for answer in findings[0].values
    }
    return Finding(services, largest, any(value > EQUAL for value in largest.values()))
