"""How often single claims are called established or contradicted, on simulated surveys whose truth is known.

Writes --out, one row a claim and a truth: name, gap, runs, established, contradicted and what theory
expects of the two (empty where it has no simple answer).
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd
from scipy import stats

from pipeline.claims.evidence import evidence
from pipeline.claims.statements import Statement, Within, every
from pipeline.claims.verdicts import Tested, verdict
from pipeline.statistics.linear_combinations import Combination, JointShares
from pipeline.tables.files import write_csv
from pipeline.text.messages import say
from studies.command import run
from studies.methods.simulated_survey import Simulated, simulate

RUNS, SEED, SIGNIFICANCE = 10000, 20170307, 0.05
CENTRE = 0.5
GAPS = (-0.15, -0.10, -0.05, 0.0, 0.05, 0.10, 0.15)


def simulation(arguments: argparse.Namespace) -> str:
    rows = []
    for seed in np.random.SeedSequence(SEED).spawn(RUNS):
        rows += _run(np.random.default_rng(seed))
    table = pd.DataFrame(rows).groupby(["name", "gap"], as_index=False).mean().round(4)
    table.insert(2, "runs", RUNS)
    write_csv(arguments.out, table)
    return say(arguments.language, "log.simulate", runs=RUNS) + "\n" + table.to_string(index=False)


def _run(rng: np.random.Generator) -> list[dict]:
    """Every claim on one simulated survey: its verdict, and the power that its standard error gives."""
    survey = simulate(rng)
    rows = []
    for gap in GAPS:
        measured = _measured(survey, rng, np.array([gap, 0.0, 0.0, 0.0]))
        order = _gap(0, 1)
        rows.append(_row("order of two groups", gap, order, measured) | _power(order, gap, measured))
        rows.append(_row("largest of four groups", gap, every(_gap(0, i) for i in (1, 2, 3)), measured))
        share = Within(_one(0), "share", low=CENTRE)
        rows.append(_row("share of a group above a bound", gap, share, measured))
    return rows


def _measured(survey: Simulated, rng: np.random.Generator, shift: np.ndarray) -> JointShares:
    """An answer that a share CENTRE + shift of each area gives, counted in each area."""
    answer = rng.random(len(survey.area)) < CENTRE + shift[survey.area]
    domains = survey.area[:, None] == np.arange(len(shift))
    return JointShares(survey.design, domains & answer[:, None], domains)


def _one(area: int) -> Combination:
    return Combination(np.array([area]), np.ones(1))


def _gap(high: int, low: int) -> Within:
    return Within(_one(high).less(_one(low)), "difference", low=0.0)


def _row(name: str, gap: float, said: Statement, measured: JointShares) -> dict:
    """One claim tested alone: nothing to adjust for."""
    found = evidence(said, measured)
    one = Tested(_satisfied(said, measured), found.for_it, found.against_it)
    told = verdict(one, found.for_it, found.against_it, SIGNIFICANCE)
    return {
        "name": name,
        "gap": gap,
        "established": told == "established",
        "contradicted": told == "contradicted",
        "established_expected": np.nan,
        "contradicted_expected": np.nan,
    }


def _satisfied(said: Statement, measured: JointShares) -> bool:
    leaves = [said] if isinstance(said, Within) else said.of
    return all(measured.value(leaf.number) > leaf.low for leaf in leaves)


def _power(order: Within, gap: float, measured: JointShares) -> dict:
    """Of the one-sided test of a normal estimate with this standard error."""
    error, critical = np.sqrt(measured.variance(order.number)), stats.norm.isf(SIGNIFICANCE)
    return {
        "established_expected": stats.norm.sf(critical - gap / error),
        "contradicted_expected": stats.norm.sf(critical + gap / error),
    }


def main(argv: list[str] | None = None) -> int:
    return run(simulation, ["out"], argv)


if __name__ == "__main__":
    raise SystemExit(main())
