"""The results published about the old wave: which can be tested on the new one, and their verdicts there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.claims import reader as checks
from pipeline.claims.kinds.assertion import Assertion
from pipeline.claims.model import Claim, Register
from pipeline.claims.readings import RETAINED, Prepared, PreparedRegister, prepare
from pipeline.claims.shares import SurveyAnswers
from pipeline.claims.statements import Within, leaves
from pipeline.claims.subjects import Subject
from pipeline.claims.verdict_tables import BETWEEN, verdict_tables
from pipeline.claims.weightings import CALIBRATED, Weighting
from pipeline.codebook.analysis import Method
from pipeline.statistics.comparisons import differences
from pipeline.statistics.design import Design
from pipeline.statistics.linear_combinations import JointShares
from pipeline.statistics.multiple_testing import benjamini_hochberg
from pipeline.waves.questionnaires import Questionnaires


def comparable(claim: Claim, register: Register, questionnaires: Questionnaires) -> bool:
    """Return whether the new codebook knows all that the retained reading names, unchanged."""
    questions = {getattr(assertion, "question", None) for assertion in claim.test}
    ranked = {name: answers for name, answers in register.ranked.items() if name in questions}
    alone = {"claim": [claim.model_copy(update={"alt": []})], "ranked": ranked}
    if checks.all_of(register.model_copy(update=alone), questionnaires.new):
        return False
    return all(_assertion(assertion, questionnaires) for assertion in claim.test)


def _assertion(assertion: Assertion, questionnaires: Questionnaires) -> bool:
    """Whether everything that an assertion is about is comparable."""
    if assertion.counts_respondents:
        return False  # how many people answered is a fact of the old sample
    along = assertion.compared_along
    by = [along] if along in questionnaires.new.by_id else []
    return _variables(by, questionnaires) and all(
        _subject(subject, along, questionnaires) for subject in assertion.subjects()
    )


def _subject(subject: Subject, along: str, questionnaires: Questionnaires) -> bool:
    named = (subject.measure, *(getattr(subject, "measures", None) or []))
    measures = [measure for measure in named if measure]
    if along == "service" and not subject.services:
        question = subject.question or questionnaires.new.measures[measures[0]].question
        if not questionnaires.pooled(question):
            return False
    variables = [*subject.within, *([subject.question] if subject.question else [])]
    return (
        _variables(variables, questionnaires)
        and all(map(questionnaires.measure, measures))
        and all(map(questionnaires.service, subject.services or []))
        and (subject.base is None or questionnaires.base(subject.base))
    )


def _variables(names: Iterable[str], questionnaires: Questionnaires) -> bool:
    return all(map(questionnaires.variable, names))


# The verdict on a result about something that the new wave asked otherwise.
NOT_COMPARABLE, NOT_TESTABLE = "not_comparable", "not_testable"
ABOUT = ["quantity", "services", "level", "against"]
RETESTED_COLUMNS = [
    "claim", "verdict_old", "verdict_new", *ABOUT, "estimate_old", "estimate_new", "difference", "ci_low",
    "ci_high", "p", "p_adjusted", "n_old", "n_new",
]  # fmt: skip


@dataclass(frozen=True)
class Side:
    """One wave: its respondents with answer ids, and their design."""

    respondents: pd.DataFrame
    design: Design


@dataclass(frozen=True)
class DecidingNumber:
    """A share or a difference of shares in one wave, and the respondents of its smallest base."""

    value: float
    variance: float
    freedom: int
    n: int


def retested(
    register: Register, questionnaires: Questionnaires, old: Side, new: Side, before: pd.DataFrame
) -> pd.DataFrame:
    """Return one row a published result, in the order of the register.

    Parameters
    ----------
    register : what was published about the old wave.
    before : claims.csv of the old wave.

    Returns
    -------
    The verdicts; the number that decides the new one (a share, or a difference between groups) in both
    waves; its change with interval and p-value, adjusted over the results. NaN where nothing decides.
    """
    claims = [claim for claim in register.claim if comparable(claim, register, questionnaires)]
    verdicts = before.set_index("claim")["verdict"]
    rows = {claim.id: _untested(claim, verdicts[claim.id]) for claim in register.claim}
    if claims:
        old_answers = SurveyAnswers(questionnaires.old, register.ranked, old.respondents)
        new_answers = SurveyAnswers(questionnaires.new, register.ranked, new.respondents)
        part = register.model_copy(update={"claim": claims})
        after = verdict_tables(part, new_answers, [Weighting(CALIBRATED, new.design)]).claims
        measured_old = _measured(claims, old_answers, old.design)
        measured_new = _measured(claims, new_answers, new.design)
        for row in after.to_dict("records"):
            rows[row["claim"]] |= _after(row)
            rows[row["claim"]] |= _change(row, measured_old, measured_new, questionnaires.new.method)
    table = pd.DataFrame(rows.values(), columns=RETESTED_COLUMNS)
    return table.assign(p_adjusted=benjamini_hochberg(table["p"].to_numpy(float)))


@dataclass(frozen=True)
class MeasuredWave:
    """The readings of the claims in one wave, and the shares that they are about."""

    register: PreparedRegister
    shares: JointShares


def _measured(claims: list[Claim], answers: SurveyAnswers, design: Design) -> MeasuredWave:
    prepared = prepare(answers, claims)
    return MeasuredWave(prepared, prepared.measured(design))


def _untested(claim: Claim, before: str) -> dict:
    """The row of a result that is not tested again: how many people answered is a fact of the old sample."""
    counted = any(assertion.counts_respondents for assertion in claim.test)
    empty = dict.fromkeys(RETESTED_COLUMNS, np.nan) | dict.fromkeys(ABOUT, "")
    after = NOT_TESTABLE if counted else NOT_COMPARABLE
    return empty | {"claim": claim.id, "verdict_old": before, "verdict_new": after}


def _after(row: dict) -> dict:
    return {name: row[name] for name in ABOUT} | {
        "verdict_new": row["verdict"],
        "estimate_new": row["estimate"],
        "n_new": row["n"],
    }


def _change(row: dict, old: MeasuredWave, new: MeasuredWave, method: Method) -> dict:
    """What the deciding number was in the old wave, and its change; nothing when there is none."""
    before, after = _number(row, old), _number(row, new)
    # The new base was tested before: its verdict says when it is too small.
    if before is None or after is None or before.n < method.fragile_below:
        return {}
    gap = after.value - before.value
    variance = np.array(before.variance + after.variance)
    freedom = np.array(before.freedom + after.freedom)
    change = differences(np.array(gap), variance, freedom, method.confidence)
    return {
        "estimate_old": before.value,
        "n_old": before.n,
        "n_new": after.n,
        "difference": gap,
        "ci_low": float(change.low),
        "ci_high": float(change.high),
        "p": float(change.p),
    }


def _number(row: dict, wave: MeasuredWave) -> DecidingNumber | None:
    """The number of a row in one wave; None when nothing decided."""
    reading = next(
        reading
        for reading in wave.register.readings
        if reading.claim.id == row["claim"] and reading.name == RETAINED
    )
    leaf = None if pd.isna(row["estimate"]) else _leaf(reading, row)
    if leaf is None:
        return None
    number, shares = leaf.number, wave.shares
    value, variance = shares.value(number), shares.difference_variance(number)
    # As in every change (`waves.wave_differences`): a share of 0 or 1 is not tested.
    if leaf.quantity == "share" and value in (0.0, 1.0):
        variance = np.nan
    return DecidingNumber(value, variance, shares.freedom(number), shares.smallest_base(number))


def _leaf(reading: Prepared, row: dict) -> Within | None:
    """The part of a reading that is about the number of a row."""
    for leaf in leaves(reading.statement):
        if isinstance(leaf, Within) and leaf.quantity == row["quantity"]:
            about = leaf.about
            named = {"services": BETWEEN.join(about.services), "level": about.level, "against": about.against}
            if all(row[name] == value for name, value in named.items()):
                return leaf
    return None
