"""How often tests reject what is true and intervals miss it, on simulated surveys; for docs/method.md.

Writes --out, one row a quantity: name, nominal, found, standard_error, runs.
"""

from __future__ import annotations

import argparse
import warnings
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd
from scipy import stats

from pipeline.messages import say
from pipeline.stage import run, write_table
from pipeline.statistics.association import rao_scott
from pipeline.statistics.classical import classical
from pipeline.statistics.comparisons import groups_against_rest
from pipeline.statistics.contingency import wald_independence
from pipeline.statistics.intervals import beta_interval, logit_interval, wald_interval
from pipeline.statistics.proportions import shares
from pipeline.statistics.ranks import rank_test
from pipeline.statistics.simulated import RARE, Simulated, simulate

RUNS, SEED, PROCESSES = 12_000, 20170307, 2


def simulation(arguments: argparse.Namespace) -> str:
    seeds = np.array_split(np.array(np.random.SeedSequence(SEED).spawn(RUNS), dtype=object), PROCESSES)
    with ProcessPoolExecutor(PROCESSES) as pool:
        outcomes = pd.concat(pool.map(_runs, seeds), ignore_index=True)
    rows = []
    for name in outcomes.columns:
        found = outcomes[name].dropna()
        rate = found.mean()
        nominal = 0.95 if name.startswith("covers") else 0.05
        error = np.sqrt(rate * (1 - rate) / len(found))
        rows.append(
            {"name": name, "nominal": nominal, "found": rate, "standard_error": error, "runs": len(found)}
        )
    table = pd.DataFrame(rows).round(4)
    write_table(arguments.out, table)
    return say(arguments.language, "log.simulate", runs=RUNS) + "\n" + table.to_string(index=False)


def _runs(seeds: list[np.random.SeedSequence]) -> pd.DataFrame:
    results = defaultdict(list)
    for seed in seeds:
        one = simulate(np.random.default_rng(seed))
        for name, outcome in {**_tests(one), **_intervals(one)}.items():
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
        f"covers: {name}, 4 % in the smallest area": float(limits[name][0] <= RARE <= limits[name][1])
        if name in limits
        else np.nan
        for name in names
    }


def main(argv: list[str] | None = None) -> int:
    warnings.simplefilter("error")
    return run(simulation, ["out"], argv)


if __name__ == "__main__":
    raise SystemExit(main())
