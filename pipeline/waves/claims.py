"""The results published about the old wave, tested on the new one: the verdict before and after.

Which results published about the old wave the new one can be asked again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.claims import reader as checks
from pipeline.claims.model import Assertion, Claim, Count, Fact, Register, SpreadLess, Subject, Untested
from pipeline.claims.readings import RETAINED, Prepare, Prepared, prepare
from pipeline.claims.results import BETWEEN, results
from pipeline.claims.shares import Answers
from pipeline.claims.statements import Within, leaves
from pipeline.claims.weightings import CALIBRATED, Weighting
from pipeline.statistics.comparisons import benjamini_hochberg, differences
from pipeline.statistics.design import Design
from pipeline.statistics.linear_combinations import Measured
from pipeline.waves.questionnaires import Questionnaires


def comparable(claim: Claim, register: Register, asked: Questionnaires) -> bool:
    """Whether the new codebook knows all that the retained reading names, unchanged."""
    questions = {getattr(one, "question", None) for one in claim.test}
    ranked = {name: answers for name, answers in register.ranked.items() if name in questions}
    alone = {"claim": [claim.model_copy(update={"alt": []})], "ranked": ranked}
    if checks.all_of(register.model_copy(update=alone), asked.new):
        return False
    return all(_named(one, asked) for one in claim.test)


def _named(one: Assertion, asked: Questionnaires) -> bool:
    """Whether everything that an assertion is about is comparable."""
    if isinstance(one, Fact | Untested):
        return True
    if isinstance(one, Count):
        return False  # how many people answered is a fact of the old sample
    subjects = [one.left, one.right] if isinstance(one, SpreadLess) else [one]
    along = getattr(one, "along", "")
    by = [along] if along in asked.new.by_id else []
    return _variables(by, asked) and all(_subject(subject, along, asked) for subject in subjects)


def _subject(one: Subject, along: str, asked: Questionnaires) -> bool:
    measures = [name for name in (one.measure, *(getattr(one, "measures", None) or [])) if name]
    if along == "service" and not one.services:
        question = one.question or asked.new.measures[measures[0]].question
        if not asked.pooled(question):
            return False
    variables = [*one.within, *([one.question] if one.question else [])]
    return (
        _variables(variables, asked)
        and all(map(asked.measure, measures))
        and all(map(asked.service, one.services or []))
        and (one.base is None or asked.base(one.base))
    )


def _variables(names: Iterable[str], asked: Questionnaires) -> bool:
    return all(map(asked.variable, names))


# The verdict on a result about something that the new wave asked otherwise.
NOT_COMPARABLE, NOT_TESTABLE = "not_comparable", "not_testable"
ABOUT = ["quantity", "services", "level", "against"]
COLUMNS = [
    "claim", "verdict_old", "verdict_new", *ABOUT, "estimate_old", "estimate_new", "difference", "ci_low",
    "ci_high", "p", "p_adjusted", "n_old", "n_new",
]  # fmt: skip


@dataclass(frozen=True)
class Side:
    """One wave: its respondents with answer ids, and their design."""

    respondents: pd.DataFrame
    design: Design


@dataclass(frozen=True)
class Number:
    """A share or a difference of shares in one wave, and the respondents of its smallest base."""

    value: float
    variance: float
    freedom: int
    n: int


def retested(
    register: Register, asked: Questionnaires, waves: tuple[Side, Side], before: pd.DataFrame
) -> pd.DataFrame:
    """One row a published result, in the order of the register.

    Parameters
    ----------
    register : what was published about the old wave.
    waves : the old one, then the new one.
    before : claims.csv of the old wave.

    Returns
    -------
    The verdicts; the number that decides the new one (a share, or a difference between groups) in both
    waves; its change with interval and p-value, adjusted over the results. NaN where nothing decides.
    """
    old, new = waves
    kept = [claim for claim in register.claim if comparable(claim, register, asked)]
    told = before.set_index("claim")["verdict"]
    rows = {claim.id: _untold(claim, told[claim.id]) for claim in register.claim}
    if kept:
        part = register.model_copy(update={"claim": kept})
        answers = Answers(asked.new, part, new.respondents)
        after = results(answers, [Weighting(CALIBRATED, new.design)]).claims
        sides = [
            _prepared(Answers(asked.old, part, old.respondents), old.design),
            _prepared(answers, new.design),
        ]
        for row in after.to_dict("records"):
            rows[row["claim"]] |= _after(row) | _change(row, sides, asked)
    table = pd.DataFrame(rows.values(), columns=COLUMNS)
    return table.assign(p_adjusted=benjamini_hochberg(table["p"].to_numpy(float)))


def _prepared(answers: Answers, design: Design) -> tuple[Prepare, Measured]:
    ready = prepare(answers)
    return ready, ready.measured(design)


def _untold(claim: Claim, before: str) -> dict:
    """The row of a result that is not tested again: how many people answered is a fact of the old sample."""
    counted = any(isinstance(one, Count) for one in claim.test)
    empty = dict.fromkeys(COLUMNS, np.nan) | dict.fromkeys(ABOUT, "")
    after = NOT_TESTABLE if counted else NOT_COMPARABLE
    return empty | {"claim": claim.id, "verdict_old": before, "verdict_new": after}


def _after(row: dict) -> dict:
    return {name: row[name] for name in ABOUT} | {
        "verdict_new": row["verdict"],
        "estimate_new": row["estimate"],
        "n_new": row["n"],
    }


def _change(row: dict, sides: list[tuple[Prepare, Measured]], asked: Questionnaires) -> dict:
    """What the deciding number was in the old wave, and its change; nothing when there is none."""
    found = [_number(row, *side) for side in sides]
    method = asked.new.method
    if None in found or found[0].n < method.fragile_below:
        return {}
    old, new = found
    variance, freedom = np.array(old.variance + new.variance), np.array(old.freedom + new.freedom)
    change = differences(np.array(new.value - old.value), variance, freedom, method.confidence)
    return {
        "estimate_old": old.value,
        "n_old": old.n,
        "n_new": new.n,
        "difference": new.value - old.value,
        "ci_low": float(change.low),
        "ci_high": float(change.high),
        "p": float(change.p),
    }


def _number(row: dict, ready: Prepare, measured: Measured) -> Number | None:
    """The number of a row in one wave; None when nothing decided."""
    reading = next(r for r in ready.readings if r.claim.id == row["claim"] and r.name == RETAINED)
    leaf = None if pd.isna(row["estimate"]) else _leaf(reading, row)
    if leaf is None:
        return None
    one, value = leaf.number, measured.value(leaf.number)
    variance = measured.difference_variance(one)
    # As in every change (`waves.wave_differences`): a share of 0 or 1 is not tested.
    if leaf.quantity == "share" and value in (0.0, 1.0):
        variance = np.nan
    return Number(value, variance, measured.freedom(one), measured.smallest(one))


def _leaf(reading: Prepared, row: dict) -> Within | None:
    """The part of a reading that is about the number of a row."""
    for one in leaves(reading.said):
        about = getattr(one, "about", None)
        if isinstance(one, Within) and about and one.quantity == row["quantity"]:
            named = {"services": BETWEEN.join(about.services), "level": about.level, "against": about.against}
            if all(row[name] == value for name, value in named.items()):
                return one
    return None
