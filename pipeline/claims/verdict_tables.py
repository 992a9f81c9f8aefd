"""The verdicts of a register as tidy tables of ids; `verified_results` has their labels.

`readings`: one row a claim, reading and weighting. `claims`: one row a claim. `estimates`: one row a
share that a reading is about.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from pipeline.claims.evidence import Evidence
from pipeline.claims.kinds.assertion import Assertion
from pipeline.claims.model import Claim, Register
from pipeline.claims.readings import RETAINED, PreparedRegister, prepare, tested
from pipeline.claims.shares import ClaimEstimate, SurveyAnswers
from pipeline.claims.statements import Within
from pipeline.claims.verdicts import SILENT, Tested, adjusted, adjusted_instead, verdict
from pipeline.claims.weightings import CALIBRATED, UNWEIGHTED, Weighting
from pipeline.codebook.analysis import Method
from pipeline.codebook.reserved_ids import FRAGILE, WITHHELD
from pipeline.statistics.design import effective_size
from pipeline.statistics.linear_combinations import Combination, JointShares
from pipeline.statistics.proportions import interval

ALTERNATIVES, WEIGHTINGS = "alternatives", "weightings"
BETWEEN = "|"
ESTIMATES = [
    "claim",
    "reading",
    "assertion",
    "services",
    "level",
    "share",
    "ci_low",
    "ci_high",
    "n",
    "status",
]


@dataclass(frozen=True)
class VerdictTables:
    """The three tables, and one row a weighting."""

    claims: pd.DataFrame
    readings: pd.DataFrame
    estimates: pd.DataFrame
    weightings: pd.DataFrame


def verdict_tables(register: Register, answers: SurveyAnswers, weightings: list[Weighting]) -> VerdictTables:
    """Test every reading of every claim under every weighting, that of the survey first."""
    prepared = prepare(answers, register.claim)
    rows, first = [], None
    for weighting in weightings:
        measured = prepared.measured(weighting.design)
        first = first or measured
        rows += _readings(prepared, measured, weighting.name, answers.codebook.method)
    readings = pd.DataFrame(rows)
    return VerdictTables(
        _claims(register, readings),
        readings,
        pd.DataFrame(_estimates(prepared, first, answers.codebook.method), columns=ESTIMATES),
        pd.DataFrame([_weighting(weighting, weightings[0]) for weighting in weightings]),
    )


def _readings(
    prepared: PreparedRegister, measured: JointShares, weighting: str, method: Method
) -> list[dict]:
    """Return one row a reading under one weighting, its p-values adjusted over the readings retained."""
    tests = [tested(reading, prepared, measured) for reading in prepared.readings]
    family = [
        test for (test, _), reading in zip(tests, prepared.readings, strict=True) if reading.name == RETAINED
    ]
    of_retained = list(zip(*adjusted(family), strict=True))
    # Readings of a claim follow its retained one, whose position in the family is theirs.
    rows, position = [], -1
    for reading, (test, evidence) in zip(prepared.readings, tests, strict=True):
        if reading.name == RETAINED:
            position += 1
            p = of_retained[position]
        else:
            p = adjusted_instead(family, position, test)
        rows.append(
            {"claim": reading.claim.id, "reading": reading.name, "weighting": weighting}
            | _verdict(test, p, method)
            | _decisive(evidence, test, measured, method)
        )
    return rows


def _verdict(test: Tested, p: tuple[float, float], method: Method) -> dict:
    """Return verdict and p-values; whether estimates satisfy it only where their bases may be told."""
    may_be_told = test.satisfied is not None and (test.certain or test.n >= method.withheld_below)
    return {
        "verdict": verdict(test, *p, method.significance),
        "satisfied": str(test.satisfied) if may_be_told else "",
        "n": test.n if may_be_told and test.n >= method.withheld_below else np.nan,
        "p_for": test.for_it,
        "p_for_adjusted": p[0],
        "p_against": test.against_it,
        "p_against_adjusted": p[1],
    }


def _decisive(evidence: Evidence | None, test: Tested, measured: JointShares, method: Method) -> dict:
    """Return the number that decided: the weakest part of the claim, with its interval."""
    empty = {"quantity": "", "services": "", "level": "", "against": "", "estimate": np.nan}
    empty |= {"ci_low": np.nan, "ci_high": np.nan}
    if evidence is None or test.few or evidence.decisive is None:
        return empty
    leaf = evidence.decisive
    if not isinstance(leaf, Within):
        return empty | {"quantity": "profile", "services": BETWEEN.join(leaf.about.services)}
    low, high = _interval(leaf, measured, method)
    return {
        "quantity": leaf.quantity,
        "services": BETWEEN.join(leaf.about.services),
        "level": leaf.about.level,
        "against": leaf.about.against,
        "estimate": measured.value(leaf.number),
        "ci_low": low,
        "ci_high": high,
    }


def _interval(leaf: Within, measured: JointShares, method: Method) -> tuple[float, float]:
    """Return the printed interval of a share; of a difference the one that its one-sided tests invert."""
    if leaf.quantity == "share":
        return share_interval(leaf.number, measured, method.confidence)
    error = np.sqrt(measured.difference_variance(leaf.number))
    reach = special.stdtrit(max(measured.freedom(leaf.number), 1), 1 - method.significance) * error
    value = measured.value(leaf.number)
    return value - reach, value + reach


def share_interval(number: Combination, measured: JointShares, confidence: float) -> tuple[float, float]:
    """Return the printed interval of a share; NaN where calibration leaves it no error."""
    share, size = measured.value(number), measured.effective_size(number)
    if np.isnan(share) or np.isinf(size):
        return np.nan, np.nan
    low, high = interval(np.array(share), np.array(size), confidence)
    return float(low), float(high)


def _claims(register: Register, readings: pd.DataFrame) -> pd.DataFrame:
    """Return one row a claim: its retained reading, verdicts of its other readings and weightings."""
    by_claim = readings.groupby("claim", sort=False)
    return pd.DataFrame([_claim(claim, by_claim.get_group(claim.id)) for claim in register.claim])


def _claim(claim: Claim, readings: pd.DataFrame) -> dict:
    calibrated = readings[readings["weighting"] == CALIBRATED]
    retained = readings[readings["reading"] == RETAINED]
    by_reading = calibrated[calibrated["reading"] != RETAINED].set_index("reading")["verdict"]
    by_weighting = retained[retained["weighting"] != CALIBRATED].set_index("weighting")["verdict"]
    row = calibrated[calibrated["reading"] == RETAINED].iloc[0]
    about = ("section", "topic", "check", "strength", "ambiguity")
    return (
        {"claim": claim.id}
        | {name: getattr(claim, name) for name in about}
        | {"along": BETWEEN.join(_along(claim.test))}
        | row.drop(["claim", "reading", "weighting"]).to_dict()
        | {ALTERNATIVES: _listed(by_reading), WEIGHTINGS: _listed(by_weighting)}
        | {"hangs_on": BETWEEN.join(_hangs_on(row["verdict"], pd.concat([by_reading, by_weighting])))}
    )


def _listed(verdicts: pd.Series) -> str:
    """Return "unweighted=consistent|bounded=established"."""
    return BETWEEN.join(f"{name}={verdict}" for name, verdict in verdicts.items())


def _along(assertions: list[Assertion]) -> list[str]:
    """Return what the claim compares: a variable of the codebook, "service", "answer" or "measure"."""
    along = dict.fromkeys(assertion.compared_along for assertion in assertions)
    return [name for name in along if name]


def _hangs_on(retained: str, alternatives: pd.Series) -> list[str]:
    """Return the readings and weightings under which the verdict is another one."""
    if retained in SILENT:
        return []
    return [
        str(name) for name, verdict in alternatives.items() if verdict != retained and verdict not in SILENT
    ]


def _estimates(prepared: PreparedRegister, measured: JointShares, method: Method) -> list[dict]:
    """Return each share of each reading once, nothing of those on too few respondents."""
    return [
        {
            "claim": reading.claim.id,
            "reading": reading.name,
            "assertion": number,
            "services": BETWEEN.join(case.services),
            "level": level,
        }
        | _estimate(estimate, prepared, measured, method)
        for reading in prepared.readings
        for number, (assertion, cases) in enumerate(
            zip(reading.assertions, reading.cases, strict=True), start=1
        )
        if not assertion.counts_respondents
        for case in cases
        for level, estimate in case.estimates.items()
    ]


def _estimate(
    estimate: ClaimEstimate, prepared: PreparedRegister, measured: JointShares, method: Method
) -> dict:
    share = prepared.parts.mean(estimate)
    n = measured.smallest_base(share)
    if n < method.withheld_below or prepared.hidden[share.parts].any():
        return {"share": np.nan, "ci_low": np.nan, "ci_high": np.nan, "n": np.nan, "status": WITHHELD}
    low, high = share_interval(share, measured, method.confidence)
    status = FRAGILE if n < method.fragile_below else ""
    return {"share": measured.value(share), "ci_low": low, "ci_high": high, "n": n, "status": status}


def _weighting(weighting: Weighting, calibrated: Weighting) -> dict:
    """Return one row a weighting: how unequal its weights are, and how far from the base weights."""
    weight, (low, high) = weighting.design.weight, weighting.limits
    heads = weighting.name == UNWEIGHTED
    ratio = np.ones(len(weight)) if heads else weight / calibrated.design.base_weight
    return {
        "weighting": weighting.name,
        "n": len(weight),
        "n_effective": effective_size(weight),
        "ratio_min": ratio.min(),
        "ratio_max": ratio.max(),
        "limit_low": low,
        "limit_high": high if np.isfinite(high) else np.nan,
    }
