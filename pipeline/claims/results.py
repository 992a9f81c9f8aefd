"""The verdicts of a register as tidy tables, ids only: sentences and labels are for who prints them.

`readings`: one row a claim, reading and weighting. `claims`: one row a claim. `estimates`: one row a
share that a reading is about.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from pipeline.claims.model import Assertion, Count
from pipeline.claims.readings import RETAINED, Prepare, prepare, tested
from pipeline.claims.shares import Answers, Estimate
from pipeline.claims.statements import Within
from pipeline.claims.tests import Evidence
from pipeline.claims.verdicts import SILENT, Tested, adjusted, adjusted_in_place, verdict
from pipeline.claims.weightings import CALIBRATED, UNWEIGHTED, Weighting
from pipeline.statistics.design import effective_size
from pipeline.statistics.linear_combinations import Combination, Measured
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
class Results:
    """The three tables, and one row a weighting."""

    claims: pd.DataFrame
    readings: pd.DataFrame
    estimates: pd.DataFrame
    weightings: pd.DataFrame


def results(answers: Answers, weightings: list[Weighting]) -> Results:
    """Test every reading of every claim under every weighting, that of the survey first."""
    ready = prepare(answers)
    rows, first = [], None
    for weighting in weightings:
        measured = ready.measured(weighting.design)
        first = first or measured
        rows += _readings(ready, measured, weighting.name, answers)
    readings = pd.DataFrame(rows)
    return Results(
        _claims(answers, readings),
        readings,
        pd.DataFrame(_estimates(ready, first, answers), columns=ESTIMATES),
        pd.DataFrame([_weighting(one, weightings[0]) for one in weightings]),
    )


def _readings(ready: Prepare, measured: Measured, weighting: str, answers: Answers) -> list[dict]:
    found = [tested(one, ready, measured) for one in ready.readings]
    family = [one for one, prepared in zip(found, ready.readings, strict=True) if prepared.name == RETAINED]
    retained = [one for one, _ in family]
    together = list(zip(*adjusted(retained), strict=True))
    rows, place = [], -1
    for prepared, (one, proof) in zip(ready.readings, found, strict=True):
        place += prepared.name == RETAINED
        p = together[place] if prepared.name == RETAINED else adjusted_in_place(retained, place, one)
        rows.append(
            {"claim": prepared.claim.id, "reading": prepared.name, "weighting": weighting}
            | _told(one, p, answers)
            | _decisive(proof, one, measured, answers)
        )
    return rows


def _told(one: Tested, p: tuple[float, float], answers: Answers) -> dict:
    method = answers.codebook.method
    told = one.satisfied is not None and (one.certain or one.n >= method.withheld_below)
    return {
        "verdict": verdict(one, *p, method.significance),
        "satisfied": str(one.satisfied) if told else "",
        "n": one.n if told and one.n >= method.withheld_below else np.nan,
        "p_for": one.for_it,
        "p_for_adjusted": p[0],
        "p_against": one.against_it,
        "p_against_adjusted": p[1],
    }


def _decisive(proof: Evidence | None, one: Tested, measured: Measured, answers: Answers) -> dict:
    """The number that decided: the weakest part of the claim, with its interval."""
    empty = {"quantity": "", "services": "", "level": "", "against": "", "estimate": np.nan}
    empty |= {"ci_low": np.nan, "ci_high": np.nan}
    if proof is None or one.few or proof.decisive is None:
        return empty
    leaf = proof.decisive
    if not isinstance(leaf, Within):
        return empty | {"quantity": "profile", "services": BETWEEN.join(leaf.about.services)}
    low, high = _interval(leaf, measured, answers)
    return {
        "quantity": leaf.quantity,
        "services": BETWEEN.join(leaf.about.services),
        "level": leaf.about.level,
        "against": leaf.about.against,
        "estimate": measured.value(leaf.number),
        "ci_low": low,
        "ci_high": high,
    }


def _interval(leaf: Within, measured: Measured, answers: Answers) -> tuple[float, float]:
    """Of a share as printed everywhere; of a difference the one whose ends are the one-sided tests."""
    method = answers.codebook.method
    if leaf.quantity == "share":
        return share_interval(leaf.number, measured, method.confidence)
    error = np.sqrt(measured.difference_variance(leaf.number))
    reach = special.stdtrit(max(measured.freedom(leaf.number), 1), 1 - method.significance) * error
    value = measured.value(leaf.number)
    return value - reach, value + reach


def share_interval(number: Combination, measured: Measured, confidence: float) -> tuple[float, float]:
    """The printed interval of a share; NaN where calibration leaves it no error."""
    share, size = measured.value(number), measured.effective(number)
    if np.isnan(share) or np.isinf(size):
        return np.nan, np.nan
    low, high = interval(np.array(share), np.array(size), confidence)
    return float(low), float(high)


def _claims(answers: Answers, readings: pd.DataFrame) -> pd.DataFrame:
    rows = []
    together = readings.groupby("claim", sort=False)
    for claim in answers.register.claim:
        mine = together.get_group(claim.id)
        main = mine[mine["weighting"] == CALIBRATED]
        retained = mine[mine["reading"] == RETAINED]
        others = main[main["reading"] != RETAINED].set_index("reading")["verdict"]
        weighted = retained[retained["weighting"] != CALIBRATED].set_index("weighting")["verdict"]
        kept = main[main["reading"] == RETAINED].iloc[0]
        about = {
            name: getattr(claim, name) for name in ("section", "topic", "check", "strength", "ambiguity")
        }
        rows.append(
            {"claim": claim.id}
            | about
            | {"along": BETWEEN.join(_along(claim.test))}
            | kept.drop(["claim", "reading", "weighting"]).to_dict()
            | {ALTERNATIVES: _listed(others), WEIGHTINGS: _listed(weighted)}
            | {"hangs_on": BETWEEN.join(_hangs_on(kept["verdict"], pd.concat([others, weighted])))}
        )
    return pd.DataFrame(rows)


def _listed(verdicts: pd.Series) -> str:
    """ "unweighted=consistent|bounded=established"."""
    return BETWEEN.join(f"{name}={verdict}" for name, verdict in verdicts.items())


def _along(assertions: list[Assertion]) -> list[str]:
    """What the claim compares: a variable of the codebook, "service", "answer" or "measure"."""
    return list(dict.fromkeys(one.along for one in assertions if getattr(one, "along", "")))


def _hangs_on(kept: str, others: pd.Series) -> list[str]:
    """The readings and weightings under which the verdict is another one."""
    if kept in SILENT:
        return []
    return [str(name) for name, other in others.items() if other != kept and other not in SILENT]


def _estimates(ready: Prepare, measured: Measured, answers: Answers) -> list[dict]:
    """Each share of each reading once, nothing of those on too few respondents."""
    rows, method = [], answers.codebook.method
    for prepared in ready.readings:
        for number, (assertion, cases) in enumerate(
            zip(prepared.assertions, prepared.cases, strict=True), start=1
        ):
            if isinstance(assertion, Count):
                continue
            for case in cases:
                for level, estimate in case.estimates.items():
                    place = {"claim": prepared.claim.id, "reading": prepared.name, "assertion": number}
                    place |= {"services": BETWEEN.join(case.services), "level": level}
                    rows.append(place | _estimate(estimate, ready, measured, method))
    return rows


def _estimate(estimate: Estimate, ready: Prepare, measured: Measured, method) -> dict:
    number = ready.parts.mean(estimate)
    n = measured.smallest(number)
    if n < method.withheld_below or ready.hidden[number.parts].any():
        return {"share": np.nan, "ci_low": np.nan, "ci_high": np.nan, "n": np.nan, "status": "withheld"}
    low, high = share_interval(number, measured, method.confidence)
    status = "fragile" if n < method.fragile_below else ""
    return {"share": measured.value(number), "ci_low": low, "ci_high": high, "n": n, "status": status}


def _weighting(one: Weighting, base: Weighting) -> dict:
    weight = one.design.weight
    ratio = weight / base.design.base_weight if one.name != UNWEIGHTED else np.ones(len(weight))
    return {
        "weighting": one.name,
        "n": len(weight),
        "n_effective": effective_size(weight),
        "ratio_min": ratio.min(),
        "ratio_max": ratio.max(),
        "limit_low": one.limits[0],
        "limit_high": one.limits[1] if np.isfinite(one.limits[1]) else np.nan,
    }
