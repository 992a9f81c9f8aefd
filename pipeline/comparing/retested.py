"""The results published about the old wave, tested on the new one: the verdict before and after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.claims.assertions import Count
from pipeline.claims.estimates import Answers
from pipeline.claims.measured import Measured
from pipeline.claims.model import Claim, Register
from pipeline.claims.readings import RETAINED, Prepare, Prepared, prepare
from pipeline.claims.results import BETWEEN, results
from pipeline.claims.statements import Within, leaves
from pipeline.claims.weightings import CALIBRATED, Weighting
from pipeline.comparing.comparable_claims import comparable
from pipeline.comparing.questionnaires import Questionnaires
from pipeline.statistics.comparisons import benjamini_hochberg, differences
from pipeline.statistics.design import Design

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
