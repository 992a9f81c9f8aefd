"""Every reading of every claim, made ready once and then tested under each weighting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipeline.claims import evaluation as satisfied
from pipeline.claims.model import Assertion, Claim, Fact, Untested
from pipeline.claims.shares import LEVELS_BELOW, Answers, Case, Estimate
from pipeline.claims.statements import Counted, Differs, Statement, Within, every, leaves, statement
from pipeline.claims.tests import Evidence, evidence
from pipeline.claims.verdicts import Tested
from pipeline.statistics.design import Design
from pipeline.statistics.linear_combinations import Measured, Parts

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
    said : the statement they make together; None when answers cannot tell.
    """

    claim: Claim
    name: str
    assertions: tuple[Assertion, ...]
    cases: tuple[list[Case], ...]
    said: Statement | None


@dataclass(frozen=True)
class Prepare:
    """All readings, the shares they are about (see `Parts.columns`), and the smallest base tested.

    Attributes
    ----------
    hidden : which of the shares are not told, booleans of shape (shares,).
    """

    readings: list[Prepared]
    parts: Parts
    outcomes: np.ndarray
    domains: np.ndarray
    hidden: np.ndarray
    fragile_below: int

    def measured(self, design: Design) -> Measured:
        return Measured(design, self.outcomes, self.domains)


def prepare(answers: Answers) -> Prepare:
    """Every reading of every claim of a register, retained readings first within each claim."""
    parts = Parts()
    readings = [
        _prepared(answers, claim, parts, name, assertions)
        for claim in answers.register.claim
        for name, assertions in named(claim)
    ]
    columns = parts.columns(len(answers.respondents))
    hidden = _hidden(answers, readings, parts)
    return Prepare(readings, parts, *columns, hidden, answers.codebook.method.fragile_below)


def _hidden(answers: Answers, readings: list[Prepared], parts: Parts) -> np.ndarray:
    """Shares that the tables withhold, and those of groups taken together of which one is withheld."""
    hidden = parts.which(answers.withheld.has)
    for prepared in readings:
        for assertion, cases in zip(prepared.assertions, prepared.cases, strict=True):
            for found in (case.estimates for case in cases if LEVELS_BELOW in case.estimates):
                together = parts.mean(found[LEVELS_BELOW]).parts
                alone = np.concatenate([parts.mean(found[level]).parts for level in assertion.below])
                hidden[np.setdiff1d(together, alone)] |= hidden[alone].any()
    return hidden


def named(claim: Claim) -> Iterator[tuple[str, tuple[Assertion, ...]]]:
    """Name and assertions of each reading of a claim."""
    yield RETAINED, tuple(claim.test)
    yield from ((f"{ALTERNATIVE}{number}", (one,)) for number, one in enumerate(claim.alt, start=1))


def _prepared(
    answers: Answers, claim: Claim, parts: Parts, name: str, assertions: tuple[Assertion, ...]
) -> Prepared:
    cases = tuple(satisfied.cases(answers, one) for one in assertions)
    if any(isinstance(one, Fact | Untested) for one in assertions):
        return Prepared(claim, name, assertions, cases, None)
    said = every(statement(one, found, parts) for one, found in zip(assertions, cases, strict=True))
    return Prepared(claim, name, assertions, cases, said)


def tested(one: Prepared, ready: Prepare, measured: Measured) -> tuple[Tested, Evidence | None]:
    """What the answers say of one reading under one weighting, unadjusted."""
    if one.said is None:
        return Tested(None), None
    parts = leaves(one.said)
    certain = all(isinstance(leaf, Counted) for leaf in parts)
    n = min((0 if _tells(leaf, ready.hidden) else _base(leaf, measured) for leaf in parts), default=0)
    few = n < ready.fragile_below
    found = Evidence(np.nan, np.nan) if few or certain else evidence(one.said, measured)
    exact = all(isinstance(leaf, Within) and leaf.exact for leaf in parts)
    holds = all(
        finding.holds
        for assertion, cases in zip(one.assertions, one.cases, strict=True)
        for finding in satisfied.findings(
            assertion, cases, lambda estimate: share(estimate, ready.parts, measured)
        )
    )
    return Tested(holds, found.for_it, found.against_it, n, certain, exact, few and not certain), found


def share(estimate: Estimate, parts: Parts, measured: Measured) -> float:
    """The share of an estimate under one weighting."""
    return measured.value(parts.mean(estimate))


def _tells(leaf: Within | Differs | Counted, hidden: np.ndarray) -> bool:
    """Whether a leaf is about a share that is not told."""
    if isinstance(leaf, Counted):
        return False
    numbers = [leaf.number] if isinstance(leaf, Within) else [one for row in leaf.profiles for one in row]
    return any(hidden[number.parts].any() for number in numbers)


def _base(leaf: Within | Differs | Counted, measured: Measured) -> int:
    """Respondents of the smallest denominator of a leaf."""
    if isinstance(leaf, Counted):
        return leaf.count
    if isinstance(leaf, Within):
        return measured.smallest(leaf.number)
    return min(measured.smallest(number) for row in leaf.profiles for number in row)
