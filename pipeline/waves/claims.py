"""The results published about the old wave, tested again on the new one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.claims import reader
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
from pipeline.waves.samples import WaveSample


def comparable(claim: Claim, register: Register, questionnaires: Questionnaires) -> bool:
    """Return whether the new codebook has all that the retained reading names, unchanged."""
    questions = {getattr(assertion, "question", None) for assertion in claim.test}
    ranked = {name: answers for name, answers in register.ranked.items() if name in questions}
    # Alone in its register, so that what is wrong in another result does not count against this one.
    this_claim = {"claim": [claim.model_copy(update={"alt": []})], "ranked": ranked}
    if reader.all_of(register.model_copy(update=this_claim), questionnaires.new):
        return False
    return all(_comparable_assertion(assertion, questionnaires) for assertion in claim.test)


def _comparable_assertion(assertion: Assertion, questionnaires: Questionnaires) -> bool:
    """Return whether everything that an assertion is about is comparable."""
    if assertion.counts_respondents:
        return False  # how many people answered is a fact of the old sample
    along = assertion.compared_along
    groupings = [along] if along in questionnaires.new.by_id else []
    return all(map(questionnaires.comparable_variable, groupings)) and all(
        _comparable_subject(subject, along, questionnaires) for subject in assertion.subjects()
    )


def _comparable_subject(subject: Subject, along: str, questionnaires: Questionnaires) -> bool:
    measures = list(filter(None, (subject.measure, *(getattr(subject, "measures", None) or []))))
    if along == "service" and not subject.services:
        question = subject.question or questionnaires.new.measures[measures[0]].question
        if not questionnaires.comparable_battery(question):
            return False
    variables = [*subject.within, *([subject.question] if subject.question else [])]
    return (
        all(map(questionnaires.comparable_variable, variables))
        and all(map(questionnaires.comparable_measure, measures))
        and all(map(questionnaires.comparable_service, subject.services or []))
        and (subject.base is None or questionnaires.comparable_base(subject.base))
    )


# The verdicts on a result about what the new wave asked otherwise, and about the size of the old sample.
NOT_COMPARABLE, NOT_TESTABLE = "not_comparable", "not_testable"
ABOUT = ["quantity", "services", "level", "against"]
RETESTED_COLUMNS = [
    "claim", "verdict_old", "verdict_new", *ABOUT, "estimate_old", "estimate_new", "difference", "ci_low",
    "ci_high", "p", "p_adjusted", "n_old", "n_new",
]  # fmt: skip


@dataclass(frozen=True)
class DecidingNumber:
    """A share or a difference of shares in one wave, and the respondents of its smallest base."""

    value: float
    variance: float
    freedom: int
    n: int


def retested(
    register: Register,
    questionnaires: Questionnaires,
    old: WaveSample,
    new: WaveSample,
    old_verdicts: pd.DataFrame,
) -> pd.DataFrame:
    """Return one row a published result, in the order of the register.

    Parameters
    ----------
    register : what was published about the old wave.
    old_verdicts : claims.csv of the old wave.

    Returns
    -------
    The verdicts; the number that decides the new one (a share, or a difference between groups) in both
    waves; its change with interval and p-value, adjusted over the results. NaN where nothing decides.
    """
    claims = [claim for claim in register.claim if comparable(claim, register, questionnaires)]
    verdicts = old_verdicts.set_index("claim")["verdict"]
    rows = {claim.id: _untested(claim, verdicts[claim.id]) for claim in register.claim}
    if claims:
        old_answers = SurveyAnswers(questionnaires.old, register.ranked, old.respondents)
        new_answers = SurveyAnswers(questionnaires.new, register.ranked, new.respondents)
        comparable_claims = register.model_copy(update={"claim": claims})
        tested = verdict_tables(comparable_claims, new_answers, [Weighting(CALIBRATED, new.design)]).claims
        measured_old = _measured(claims, old_answers, old.design)
        measured_new = _measured(claims, new_answers, new.design)
        for row in tested.to_dict("records"):
            rows[row["claim"]] |= _new_verdict(row)
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


def _untested(claim: Claim, old_verdict: str) -> dict:
    """Return the row of a result before, or without, a test on the new wave."""
    # How many people answered is a fact of the old sample, whatever the new one says.
    counts_respondents = any(assertion.counts_respondents for assertion in claim.test)
    empty = dict.fromkeys(RETESTED_COLUMNS, np.nan) | dict.fromkeys(ABOUT, "")
    new_verdict = NOT_TESTABLE if counts_respondents else NOT_COMPARABLE
    return empty | {"claim": claim.id, "verdict_old": old_verdict, "verdict_new": new_verdict}


def _new_verdict(row: dict) -> dict:
    return {name: row[name] for name in ABOUT} | {
        "verdict_new": row["verdict"],
        "estimate_new": row["estimate"],
        "n_new": row["n"],
    }


def _change(row: dict, old: MeasuredWave, new: MeasuredWave, method: Method) -> dict:
    """Return the deciding number in the old wave, and its change; nothing when there is none."""
    old_number, new_number = _number(row, old), _number(row, new)
    # The new base was tested before: its verdict says when it is too small.
    if old_number is None or new_number is None or old_number.n < method.fragile_below:
        return {}
    difference = new_number.value - old_number.value
    variance = np.array(old_number.variance + new_number.variance)
    freedom = np.array(old_number.freedom + new_number.freedom)
    change = differences(np.array(difference), variance, freedom, method.confidence)
    return {
        "estimate_old": old_number.value,
        "n_old": old_number.n,
        "n_new": new_number.n,
        "difference": difference,
        "ci_low": float(change.low),
        "ci_high": float(change.high),
        "p": float(change.p),
    }


def _number(row: dict, wave: MeasuredWave) -> DecidingNumber | None:
    """Return the number of a row in one wave; None when nothing decided."""
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
    # As in every change (`statistics.waves.wave_differences`): a share of 0 or 1 is not tested.
    if leaf.quantity == "share" and value in (0.0, 1.0):
        variance = np.nan
    return DecidingNumber(value, variance, shares.freedom(number), shares.smallest_base(number))


def _leaf(reading: Prepared, row: dict) -> Within | None:
    """Return the part of a reading that is about the number of a row."""
    for leaf in leaves(reading.statement):
        if isinstance(leaf, Within) and leaf.quantity == row["quantity"]:
            about = leaf.about
            keys = {"services": BETWEEN.join(about.services), "level": about.level, "against": about.against}
            if all(row[name] == value for name, value in keys.items()):
                return leaf
    return None
