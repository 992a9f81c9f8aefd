"""Claims on point estimates alone, as a reader counts them: whether the weighted shares satisfy a reading."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.claims.evaluation import CaseResult
from pipeline.claims.kinds.assertion import Assertion
from pipeline.claims.model import Claim
from pipeline.claims.shares import ClaimEstimate, SurveyAnswers


@dataclass(frozen=True)
class Reading:
    """One way of reading a claim: `satisfied` is None when answers cannot tell."""

    findings: tuple[CaseResult, ...]
    satisfied: bool | None


def retained(answers: SurveyAnswers, claim: Claim, weight: np.ndarray) -> Reading:
    """Return the reading retained: every assertion of `test` must hold."""
    readings = [reading(answers, assertion, weight) for assertion in claim.test]
    findings = tuple(finding for each in readings for finding in each.findings)
    verdicts = [each.satisfied for each in readings]
    return Reading(findings, None if None in verdicts else all(verdicts))


def others(answers: SurveyAnswers, claim: Claim, weight: np.ndarray) -> list[Reading]:
    """Return the other readings, each on its own."""
    return [reading(answers, assertion, weight) for assertion in claim.alt]


def reading(answers: SurveyAnswers, assertion: Assertion, weight: np.ndarray) -> Reading:
    """Return whether the weighted shares satisfy one assertion.

    Parameters
    ----------
    weight : final weights, shape (respondents,).
    """
    if not assertion.testable:
        return Reading((), None)
    findings = assertion.evaluate(assertion.cases(answers), lambda estimate: share(estimate, weight))
    return Reading(tuple(findings), all(finding.holds for finding in findings))


def share(estimate: ClaimEstimate, weight: np.ndarray) -> float:
    """Return the mean of the weighted shares of an estimate; NaN when nobody counts in one of them."""
    return float(np.mean([_weighted_share(weight, *part) for part in estimate.parts]))


def _weighted_share(weight: np.ndarray, outcome: np.ndarray, domain: np.ndarray) -> float:
    whole = weight[domain].sum()
    return float(weight[outcome & domain].sum() / whole) if whole > 0 else float("nan")
