"""Every reading of every claim, made ready once and then tested under each weighting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipeline.claims.evidence import Evidence, evidence
from pipeline.claims.kinds.assertion import Assertion
from pipeline.claims.model import Claim
from pipeline.claims.shares import Case, ClaimEstimate, Parts, SurveyAnswers
from pipeline.claims.statements import Counted, Differs, Statement, Within, every, leaves
from pipeline.claims.verdicts import Tested
from pipeline.codebook.reserved_ids import LEVELS_BELOW
from pipeline.statistics.design import Design
from pipeline.statistics.linear_combinations import JointShares

RETAINED, ALTERNATIVE = "retained", "alternative_"


@dataclass(frozen=True)
class Prepared:
    """One reading of a claim.

    Attributes
    ----------
    claim : the claim.
    name : "retained", or "alternative_1", "alternative_2" in the order of the register.
    assertions : those that must hold together.
    cases : what each of them compares.
    statement : what they say together; None when answers cannot tell.
    """

    claim: Claim
    name: str
    assertions: tuple[Assertion, ...]
    cases: tuple[list[Case], ...]
    statement: Statement | None


@dataclass(frozen=True)
class PreparedRegister:
    """All readings of a register, and the shares that they are about.

    Attributes
    ----------
    parts, outcomes, domains : the shares, see `Parts.columns`.
    hidden : which of the shares the tables of the wave do not tell, booleans of shape (shares,).
    fragile_below : the smallest base that is tested.
    """

    readings: list[Prepared]
    parts: Parts
    outcomes: np.ndarray
    domains: np.ndarray
    hidden: np.ndarray
    fragile_below: int

    def measured(self, design: Design) -> JointShares:
        """Return all shares on one design."""
        return JointShares(design, self.outcomes, self.domains)


def prepare(answers: SurveyAnswers, claims: list[Claim]) -> PreparedRegister:
    """Return every reading of every claim, retained readings first within each claim."""
    parts = Parts()
    readings = [
        _prepared(answers, claim, parts, name, assertions)
        for claim in claims
        for name, assertions in named(claim)
    ]
    columns = parts.columns(len(answers.respondents))
    hidden = _hidden(answers, readings, parts)
    return PreparedRegister(readings, parts, *columns, hidden, answers.codebook.method.fragile_below)


def _hidden(answers: SurveyAnswers, readings: list[Prepared], parts: Parts) -> np.ndarray:
    """Return which shares the tables withhold, or are of groups taken together with one withheld."""
    hidden = parts.which(answers.withheld.has)
    for prepared in readings:
        for assertion, cases in zip(prepared.assertions, prepared.cases, strict=True):
            for estimates in (case.estimates for case in cases if LEVELS_BELOW in case.estimates):
                together = parts.mean(estimates[LEVELS_BELOW]).parts
                alone = np.concatenate([parts.mean(estimates[level]).parts for level in assertion.below])
                # The levels that are told and the levels together would tell the one withheld.
                hidden[np.setdiff1d(together, alone)] |= hidden[alone].any()
    return hidden


def named(claim: Claim) -> Iterator[tuple[str, tuple[Assertion, ...]]]:
    """Yield name and assertions of each reading of a claim."""
    yield RETAINED, tuple(claim.test)
    for number, assertion in enumerate(claim.alt, start=1):
        yield f"{ALTERNATIVE}{number}", (assertion,)


def _prepared(
    answers: SurveyAnswers, claim: Claim, parts: Parts, name: str, assertions: tuple[Assertion, ...]
) -> Prepared:
    cases = tuple(assertion.cases(answers) for assertion in assertions)
    if not all(assertion.testable for assertion in assertions):
        return Prepared(claim, name, assertions, cases, None)
    statement = every(
        assertion.statement(compared, parts) for assertion, compared in zip(assertions, cases, strict=True)
    )
    return Prepared(claim, name, assertions, cases, statement)


def tested(
    reading: Prepared, register: PreparedRegister, measured: JointShares
) -> tuple[Tested, Evidence | None]:
    """Return what the answers say of one reading under one weighting, unadjusted."""
    if reading.statement is None:
        return Tested(None), None
    parts = leaves(reading.statement)
    certain = all(isinstance(leaf, Counted) for leaf in parts)
    # A share that is not told counts as one of nobody: a verdict would tell it.
    n = min((0 if _is_hidden(leaf, register.hidden) else _base(leaf, measured) for leaf in parts), default=0)
    few = n < register.fragile_below
    p_values = Evidence(np.nan, np.nan) if few or certain else evidence(reading.statement, measured)
    result = Tested(
        satisfied=_satisfied(reading, register, measured),
        for_it=p_values.for_it,
        against_it=p_values.against_it,
        n=n,
        certain=certain,
        exact=all(isinstance(leaf, Within) and leaf.exact for leaf in parts),
        few=few and not certain,
    )
    return result, p_values


def _satisfied(reading: Prepared, register: PreparedRegister, measured: JointShares) -> bool:
    """Return whether the estimates under one weighting satisfy all assertions of a reading."""

    def share_of(estimate: ClaimEstimate) -> float:
        return measured.value(register.parts.mean(estimate))

    return all(
        result.holds
        for assertion, cases in zip(reading.assertions, reading.cases, strict=True)
        for result in assertion.evaluate(cases, share_of)
    )


def _is_hidden(leaf: Within | Differs | Counted, hidden: np.ndarray) -> bool:
    """Return whether a leaf is about a share that is not told."""
    return any(hidden[number.parts].any() for number in leaf.numbers)


def _base(leaf: Within | Differs | Counted, measured: JointShares) -> int:
    """Return the respondents of the smallest denominator of a leaf."""
    if isinstance(leaf, Counted):
        return leaf.count
    return min(measured.smallest_base(number) for number in leaf.numbers)
