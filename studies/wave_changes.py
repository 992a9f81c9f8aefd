"""How often planted changes between two waves are found, and others mistaken for changes.

Two simulated surveys of volunteers a run, with many measures of which a few move by a known amount.
Writes --out, one row a quantity: name, expected (by power, or nominal), found, standard_error, runs.
"""

from __future__ import annotations

import argparse
import warnings
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from pipeline.statistics.comparisons import Differences, benjamini_hochberg
from pipeline.statistics.proportions import shares
from pipeline.statistics.waves import Sides, wave_differences
from pipeline.tables.files import write_csv
from pipeline.text.messages import say
from studies.command import run
from studies.methods.simulated_survey import AGE, Simulated, simulate

RUNS, SEED, SIGNIFICANCE = 5000, 20170307, 0.05
SIZES = (1088, 900)
# How far a measure moves, in the whole population. Every fifth measure moves, each amount on everyone and
# on the users of a service, who are two in five.
MOVES = (0.03, 0.05, 0.08, 0.12)
MEASURES = 40
USERS = 0.4
# Shares before the change, from one in twenty-five to two thirds; the old give the answer more readily.
STARTS = np.linspace(0.04, 0.66, MEASURES // 2)
SLOPE = np.array([-0.4, -0.2, 0.0, 0.3, 0.5])


def simulation(arguments: argparse.Namespace) -> str:
    results = defaultdict(list)
    for seed in np.random.SeedSequence(SEED).spawn(RUNS):
        for name, pair in _run(np.random.default_rng(seed)).items():
            results[name].append(pair)
    table = pd.DataFrame([_row(name, np.array(pairs)) for name, pairs in results.items()]).round(4)
    write_csv(arguments.out, table)
    return say(arguments.language, "log.simulate", runs=RUNS) + "\n" + table.to_string(index=False)


@dataclass(frozen=True)
class Wave:
    """Shares of all measures in one wave, with errors and degrees of freedom, shape (measures,)."""

    share: np.ndarray
    error: np.ndarray
    df: np.ndarray


def _run(rng: np.random.Generator) -> dict[str, tuple[float, float]]:
    """(expected, found) of each quantity on one pair of surveys."""
    moved = np.tile(np.where(np.arange(MEASURES // 2) % 5 == 2, 1, 0), 2).astype(bool)
    shift = np.zeros(MEASURES)
    shift[moved] = np.tile(MOVES, 2)
    users = np.arange(MEASURES) >= MEASURES // 2
    old, new = (_shares(simulate(rng, n), rng, by) for n, by in zip(SIZES, (0 * shift, shift), strict=True))
    still = _differences(old, _shares(simulate(rng, SIZES[1]), rng, 0 * shift))
    found = _differences(old, new)
    rejected, adjusted = found.p < SIGNIFICANCE, benjamini_hochberg(found.p) < SIGNIFICANCE
    covered = (found.low <= shift) & (shift <= found.high)
    wrong = adjusted & ~moved
    results = {}
    for name, whom in (("everyone", ~users), ("users", users)):
        results[f"unchanged, found at 5 %, {name}"] = (SIGNIFICANCE, rejected[~moved & whom].mean())
        results[f"interval covers the change, {name}"] = (1 - SIGNIFICANCE, covered[whom].mean())
        for by in MOVES:
            here = moved & whom & (shift == by)
            power = _power(by, found.standard_error[here])
            results[f"moved by {100 * by:.0f} points, found at 5 %, {name}"] = (power, rejected[here].mean())
            adjusted_found = (np.nan, adjusted[here].mean())
            results[f"moved by {100 * by:.0f} points, found after adjustment, {name}"] = adjusted_found
    false = wrong.sum() / max(adjusted.sum(), 1)
    results["false among those found after adjustment"] = (SIGNIFICANCE * (~moved).mean(), false)
    any_found = (benjamini_hochberg(still.p) < SIGNIFICANCE).any()
    results["nothing moved, anything found after adjustment"] = (SIGNIFICANCE, any_found)
    return results


def _shares(survey: Simulated, rng: np.random.Generator, shift: np.ndarray) -> Wave:
    """Half of the measures on everyone, half on users; measures of one person hang together."""
    n, half = len(survey.age), MEASURES // 2
    # The share of each age, so that the mean over the population is the start plus the shift.
    tilt = np.outer(SLOPE - AGE @ SLOPE, STARTS * (1 - STARTS))
    chance = np.tile(STARTS + tilt, 2)[survey.age] + shift
    leaning = rng.normal(size=(n, 1)) * np.sqrt(0.2) + rng.normal(size=(n, MEASURES)) * np.sqrt(0.8)
    outcomes = special.ndtr(leaning) < chance
    users = rng.random(n) < USERS
    everyone = shares(survey.design, outcomes[:, :half], np.ones((n, 1), dtype=bool))
    of_users = shares(survey.design, outcomes[:, half:], users[:, None])
    columns = {
        name: np.concatenate([getattr(part, name)[0] for part in (everyone, of_users)])
        for name in ("share", "standard_error")
    }
    df = np.repeat([everyone.df[0], of_users.df[0]], half)
    return Wave(columns["share"], columns["standard_error"], df)


def _differences(old: Wave, new: Wave) -> Differences:
    return wave_differences(Sides(old.share, new.share, old.error, new.error, old.df, new.df))


def _row(name: str, pairs: np.ndarray) -> dict:
    """The mean of what was expected and of what was found, and the error of the latter."""
    expected, found = pairs.T
    return {
        "name": name,
        "expected": expected.mean(),
        "found": found.mean(),
        "standard_error": found.std(ddof=1) / np.sqrt(len(found)),
        "runs": len(found),
    }


def _power(change: float, error: np.ndarray) -> float:
    """Of the two-sided test of a normal estimate with this standard error."""
    critical = -special.ndtri(SIGNIFICANCE / 2)
    return float(np.mean(special.ndtr(change / error - critical) + special.ndtr(-change / error - critical)))


def main(argv: list[str] | None = None) -> int:
    warnings.simplefilter("error")
    return run(simulation, ["out"], argv)


if __name__ == "__main__":
    raise SystemExit(main())
