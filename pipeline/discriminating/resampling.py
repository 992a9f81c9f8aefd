"""The long computations, cut into jobs that do not hang on how many processes do them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from pipeline.codebook.model import Discriminant
from pipeline.discriminating.analysis import Analysis
from pipeline.discriminating.cross_validated import Repeat, repeat
from pipeline.discriminating.jobs import done
from pipeline.discriminating.permuted import (
    Permuted,
    chunks,
    permuted_guesses,
    permuted_pillai,
    permuted_places,
)
from pipeline.discriminating.places import places

# Weighted or not, labels dealt freely or inside strata.
VARIANTS = ((True, False), (False, False), (True, True), (False, True))
REPEATS, PILLAI, GUESSES, PLACES = (
    "cross-validation",
    "permuted Pillai",
    "permuted guesses",
    "permuted places",
)
DRAWS_A_PLACE = 40
# What guesses are measured by, in the order of the columns of `permuted_guesses`.
GUESSED = ("balanced_accuracy", "sides")


@dataclass(frozen=True)
class Resampled:
    """Attributes
    ----------
    places : Pillai's statistic of each place alone, as given and under draws, shape (places, 1 + draws).
    """

    repeats: list[Repeat]
    permutations: list[Permuted]
    places: np.ndarray


def resample(
    analysis: Analysis,
    asked: Discriminant,
    seed: int,
    processes: int = 2,
    told: Callable[[int, int], None] = lambda done, jobs: None,
) -> Resampled:
    """Cross-validation and permutation tests.

    Parameters
    ----------
    seed : every job has a child of it, so that the result is the same for any number of processes.
    told : called with jobs done and jobs in all, after each.
    """
    parts = parts_of(analysis, asked, seed)
    results = iter(done([job for jobs in parts.values() for job in jobs], processes, told))
    repeats, tests, chunked, [alone] = ([next(results) for _ in jobs] for jobs in parts.values())
    together: dict[tuple[bool, bool], list[np.ndarray]] = {}
    for variant, measured in chunked:
        together.setdefault(variant, []).append(measured)
    tests += [
        Permuted(name, *variant, float(mine[0][0, i]), np.concatenate([draws[1:, i] for draws in mine]))
        for i, name in enumerate(GUESSED)
        for variant, mine in together.items()
    ]
    return Resampled(repeats, tests, alone)


def parts_of(analysis: Analysis, asked: Discriminant, seed: int) -> dict[str, list[Callable]]:
    """The jobs of each part: cross-validation, permutation tests in each variant, places by themselves."""
    names = (REPEATS, PILLAI, GUESSES, PLACES)
    root_of = dict(zip(names, np.random.SeedSequence(seed).spawn(len(names)), strict=True))
    table, strata = analysis.coded.table, analysis.coded.strata
    variants = [one for one in VARIANTS if asked.adjusted_for or not one[1]]
    repeats = [
        partial(repeat, table, asked.folds, asked.longest_list, root)
        for root in root_of[REPEATS].spawn(asked.repeats)
    ]
    multivariate = [
        partial(permuted_pillai, table, strata, asked.permutations, (*variant, root))
        for variant, root in zip(variants, root_of[PILLAI].spawn(len(variants)), strict=True)
    ]
    # The partitions of the test: the same in every variant and every chunk.
    partitions = np.random.SeedSequence([seed, len(table.groups)])
    guesses = [
        partial(permuted_guesses, table, strata, (variant, asked.folds, partitions), chunk)
        for variant, root in zip(variants, root_of[GUESSES].spawn(len(variants)), strict=True)
        for chunk in chunks(asked.guess_permutations, root)
    ]
    columns = [columns for place, columns in places(analysis.coded) if place.whole]
    # So many that one place alone may pass an adjustment over all of them.
    draws = max(asked.permutations, DRAWS_A_PLACE * len(columns))
    alone = [partial(permuted_places, table, columns, draws, root_of[PLACES])]
    return {REPEATS: repeats, PILLAI: multivariate, GUESSES: guesses, PLACES: alone}
