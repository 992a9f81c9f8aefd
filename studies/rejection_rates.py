"""How often tests reject what is true and intervals miss it, on simulated surveys; for docs/method.md.

Writes --out, one row a scenario and quantity: scenario, name, nominal, found, standard_error, runs.
"""

from __future__ import annotations

import argparse
import warnings
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from pipeline.statistics.classical_test_values import classical
from pipeline.statistics.comparisons import groups_against_rest
from pipeline.statistics.independence import rao_scott
from pipeline.statistics.proportions import shares
from pipeline.statistics.ranks import rank_test
from pipeline.tables.files import write_csv
from pipeline.text.messages import say
from studies.command import run
from studies.methods.intervals import beta_interval, logit_interval, wald_interval
from studies.methods.simulated_survey import HARSH, MILD, RARE_SHARE, Selection, Simulated, simulate
from studies.methods.wald_tests import wald_independence

SEED, PROCESSES = 20170307, 2
# Users of a service are one respondent in six; answers this rare are given by nobody in many groups of them.
USERS, SELDOM = 1 / 6, (0.01, 0.02, 0.05)


@dataclass(frozen=True)
class Scenario:
    """Who answers, how many respondents a survey has, and how many surveys are simulated."""

    name: str
    selection: Selection
    respondents: int
    runs: int


SCENARIOS = [
    Scenario("mild", MILD, 1088, 20_000),
    Scenario("harsh", HARSH, 1088, 20_000),
    Scenario("harsh, four times as many", HARSH, 4 * 1088, 5_000),
]


def simulation(arguments: argparse.Namespace) -> str:
    table = pd.concat([_rates(scenario) for scenario in SCENARIOS], ignore_index=True).round(4)
    write_csv(arguments.out, table)
    runs = sum(scenario.runs for scenario in SCENARIOS)
    return say(arguments.language, "log.simulate", runs=runs) + "\n" + table.to_string(index=False)


def _rates(scenario: Scenario) -> pd.DataFrame:
    """How often each test rejected, each interval covered; what could never be done has no row."""
    seeds = np.random.SeedSequence(SEED).spawn(scenario.runs)
    with ProcessPoolExecutor(PROCESSES) as pool:
        parts = np.array_split(np.array(seeds, dtype=object), PROCESSES)
        outcomes = pd.concat(pool.map(_runs, parts, [scenario] * PROCESSES), ignore_index=True)
    outcomes = outcomes.dropna(axis="columns", how="all")
    return pd.DataFrame(
        {
            "scenario": scenario.name,
            "name": outcomes.columns,
            "nominal": [0.95 if name.startswith("covers") else 0.05 for name in outcomes.columns],
            "found": outcomes.mean().to_numpy(),
            "standard_error": outcomes.sem().to_numpy(),
            "runs": outcomes.count().to_numpy(),
        }
    )


def _runs(seeds: list[np.random.SeedSequence], scenario: Scenario) -> pd.DataFrame:
    results = defaultdict(list)
    for seed in seeds:
        rng = np.random.default_rng(seed)
        one = simulate(rng, scenario.respondents, scenario.selection)
        for name, outcome in (_tests(one) | _intervals(one) | _small_groups(one, rng)).items():
            results[name].append(outcome)
    return pd.DataFrame(results)


def _tests(one: Simulated) -> dict[str, float]:
    """Whether each test rejects at 5 % what is true; NaN when it could not be done."""
    everyone, young = np.ones(len(one.area), dtype=bool), one.age == 0
    areas = one.area[:, None] == np.arange(4)
    yes = (one.answer == 0)[:, None]
    ticked = one.ticked.astype(int)
    p = {
        "Rao-Scott F, four answers": rao_scott(one.design, one.answer, one.area, everyone).p,
        "Rao-Scott F, small domain": rao_scott(one.design, one.answer, one.area, young).p,
        "Wald F, four answers": wald_independence(one.design, one.answer, one.area, everyone).p,
        "joint F_S, three items": rao_scott(one.design, ticked, one.area, everyone).p,
        "rank test": rank_test(one.design, one.answer, one.area, everyone).p,
    }
    by_design = groups_against_rest(one.design, yes, areas, everyone).p[:, 0]
    as_usual = 2 * stats.norm.sf(np.abs(classical(one.design.weight, yes, areas)[:, 0]))
    for name, found in (("design", by_design), ("classical", as_usual)):
        p |= {f"{name} test value, area {area + 1}": found[area] for area in range(4)}
    return {
        f"rejects: {name}": float(found < 0.05) if found == found else np.nan for name, found in p.items()
    }


def _intervals(one: Simulated) -> dict[str, float]:
    """Whether each interval of a rare answer in the smallest area covers the truth (NaN when it has none)."""
    area = (one.area == 2)[:, None]
    found = shares(one.design, one.rare[:, None], area)
    share, error, n = found.share[0, 0], found.standard_error[0, 0], int(found.n[0])
    limits = {"Wilson": (found.low[0, 0], found.high[0, 0])}
    if error > 0:
        limits["logit"] = logit_interval(share, error, n - 1)
        limits["Korn-Graubard"] = beta_interval(share, error, n)
        limits["Wald"] = wald_interval(share, error, n - 1)
    names = ("Wilson", "logit", "Korn-Graubard", "Wald")
    return {
        f"covers: {name}, 4 % in the smallest area": float(limits[name][0] <= RARE_SHARE <= limits[name][1])
        if name in limits
        else np.nan
        for name in names
    }


def _small_groups(one: Simulated, rng: np.random.Generator) -> dict[str, float]:
    """Part of the groups of 30 to 60 users found to differ in a rare answer, by our rule and by R's.

    An answer that nobody gave is not tested, and so not found; NaN when no group is of that size.
    """
    users = rng.random(len(one.area)) < USERS
    areas = one.area[:, None] == np.arange(4)
    sizes = (areas & users[:, None]).sum(axis=0)
    chosen = (sizes >= 30) & (sizes <= 60)
    found = {}
    for share in SELDOM:
        yes = rng.random(len(users)) < share
        ours = groups_against_rest(one.design, yes[:, None], areas, users).p[:, 0]
        as_r = groups_against_rest(one.design, yes[:, None], areas, users, few=0).p[:, 0]
        for rule, p in (("", ours), (", as R", as_r)):
            rate = (p[chosen] < 0.05).mean() if chosen.any() else np.nan
            found[f"rejects: groups of 30 to 60, {share:.0%} say yes{rule}".replace("%", " %")] = rate
    return found


def main(argv: list[str] | None = None) -> int:
    warnings.simplefilter("error")
    return run(simulation, ["out"], argv)


if __name__ == "__main__":
    raise SystemExit(main())
