"""Cross-validation and permutation tests, as jobs whose results do not hang on how many processes do them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np

from pipeline.codebook.model import Discriminant
from pipeline.discriminant.analysis import Analysis
from pipeline.discriminant.item_tests import item_sets
from pipeline.statistics.classification import balanced_accuracy, classifier, equal_priors, side_accuracy
from pipeline.statistics.cross_validation import Fold, IndicatorTable, random_folds, stratified_folds
from pipeline.statistics.discriminant import scatter
from pipeline.statistics.permutation import confusions, pillai, pillai_of_each, shuffles, sides
from pipeline.statistics.selection import questions_forward


@dataclass(frozen=True)
class Repeat:
    """One repeat of the cross-validation.

    Attributes
    ----------
    fold_of : fold of each respondent, shape (n,).
    guesses : group guessed with equal priors, with observed priors, and with equal priors by an
        analysis without weights, shape (3, n).
    by_length : group guessed with the 0, 1, 2, ... questions entered first outside the fold,
        shape (longest + 1, n).
    entered : questions entered in each fold, in order.
    """

    fold_of: np.ndarray
    guesses: np.ndarray
    by_length: np.ndarray
    entered: list[list[int]]


def repeat(table: IndicatorTable, folds: int, longest: int, seed: np.random.SeedSequence) -> Repeat:
    """Return one partition into folds: everyone guessed from the other folds, in full and by short lists."""
    fold_of = stratified_folds(table.groups, folds, seed.spawn(1)[0])
    n = len(fold_of)
    guesses, by_length = np.zeros((3, n), dtype=np.int64), np.zeros((longest + 1, n), dtype=np.int64)
    shares = np.bincount(table.groups, weights=table.weight) / table.weight.sum()
    entered = []
    for h in range(folds):
        test = fold_of == h
        # A fold is empty where there are fewer respondents than folds.
        if not test.any():
            continue
        fold = Fold(table, test)
        guesses[0, test] = fold.guess(table.groups)
        guesses[1, test] = fold.guess(table.groups, shares)
        guesses[2, test] = Fold(table.unweighted, test).guess(table.groups)
        names, by_length[1:, test] = _short_lists(table, test, longest)
        entered.append(names)
    return Repeat(fold_of, guesses, by_length, entered)


def _short_lists(table: IndicatorTable, test: np.ndarray, longest: int) -> tuple[list[int], np.ndarray]:
    """Questions entered outside the fold, and the groups they make one guess inside: (longest, n_test)."""
    present, labels = np.unique(table.groups[~test], return_inverse=True)
    outside = IndicatorTable(table.weight[~test], table.indicators[~test], table.question_of, labels)
    steps, columns = questions_forward(outside, longest)
    guessed = np.zeros((longest, int(test.sum())), dtype=np.int64)
    for k in range(len(steps)):
        taken = np.concatenate(columns[: k + 1])
        scattered = scatter(outside.weight, outside.indicators[:, taken], labels)
        rule = classifier(scattered, equal_priors(scattered))
        # Where no further question enters, a longer list guesses as the longest one does.
        guessed[k:] = present[rule.groups(table.indicators[test][:, taken])]
    return [step.entered for step in steps], guessed


# Draws of one job: few enough that progress shows and two processes end together.
CHUNK = 125
# Partitions into folds over which guesses are counted: with one alone its luck would count too.
PARTITIONS = 4


class Variant(NamedTuple):
    """A variant of a permutation test: with weights or without, labels dealt inside strata or freely."""

    weighted: bool
    within: bool


VARIANTS = (Variant(True, False), Variant(False, False), Variant(True, True), Variant(False, True))


@dataclass(frozen=True)
class Permuted:
    """A permutation test: what was measured, of whom, what chance showed."""

    test: str
    weighted: bool
    within: bool
    observed: float
    draws: np.ndarray


def permuted_pillai(
    table: IndicatorTable, strata: np.ndarray, draws: int, variant: Variant, root: np.random.SeedSequence
) -> Permuted:
    """Return Pillai's statistic of the groups as given, and under labels dealt anew."""
    table = table if variant.weighted else table.unweighted
    everyone = Fold(table, np.zeros(len(table.groups), dtype=bool))
    orders = shuffles(strata if variant.within else 0 * strata, draws, root)
    same = np.arange(len(strata))[None]
    observed = pillai(table.weight, everyone.train, table.groups, same)[0]
    values = pillai(table.weight, everyone.train, table.groups, orders)
    return Permuted("pillai", *variant, float(observed), values)


def chunks(draws: int, root: np.random.SeedSequence) -> list[tuple[int, np.random.SeedSequence]]:
    """Return draws cut into pieces, each with its seed."""
    sizes = [min(CHUNK, draws - start) for start in range(0, draws, CHUNK)]
    return list(zip(sizes, root.spawn(len(sizes)), strict=True))


def permuted_item_sets(
    table: IndicatorTable, item_sets: list[np.ndarray], draws: int, root: np.random.SeedSequence
) -> np.ndarray:
    """Return Pillai's statistic of each item set alone, unweighted: as given, then dealt; (sets, 1 + draws).

    Parameters
    ----------
    item_sets : which columns of the indicators are about it, booleans (M,) each.
    """
    n = len(table.groups)
    orders = np.vstack([np.arange(n)[None], shuffles(np.zeros(n, dtype=int), draws, root)])
    blocks = [table.indicators[:, columns] for columns in item_sets]
    return pillai_of_each(np.ones(n), blocks, table.groups, orders)


def permuted_guesses(
    table: IndicatorTable,
    strata: np.ndarray,
    variant: Variant,
    folds: int,
    partitions: np.random.SeedSequence,
    draws: int,
    root: np.random.SeedSequence,
) -> tuple[Variant, np.ndarray]:
    """Return the variant, and what guessing came to: groups as given, then dealt anew, over the same folds.

    Parameters
    ----------
    partitions : seed of the folds, the same in every job.
    root : seed of the draws of this job.

    Returns
    -------
    The variant, and the balanced accuracy and that of the sides, shape (1 + draws, 2).
    """
    table = table if variant.weighted else table.unweighted
    n = len(table.groups)
    # A copy: a seed counts its children, and jobs of one process would share the count.
    seeds = np.random.SeedSequence(partitions.entropy).spawn(PARTITIONS)
    fold_of = [random_folds(n, folds, seed) for seed in seeds]
    made = [Fold(table, of_partition == h) for of_partition in fold_of for h in range(folds)]
    orders = shuffles(strata if variant.within else 0 * strata, draws, root)
    orders = np.vstack([np.arange(n)[None], orders])
    guessed = confusions(made, table.groups, orders)
    everyone = Fold(table, np.zeros(n, dtype=bool))
    high = sides(table.weight, everyone.train, table.groups, orders)
    return variant, np.column_stack([balanced_accuracy(guessed), side_accuracy(guessed, high)])


def done(jobs: list[Callable], processes: int, progress: Callable[[int, int], None]) -> list:
    """Return the results of all jobs, in their order."""
    results = []
    if processes == 1:
        for job in jobs:
            results.append(job())
            progress(len(results), len(jobs))
        return results
    # Spawned, not forked: threads of the linear algebra do not survive a fork.
    with _one_thread(), ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for result in pool.map(_call, jobs):
            results.append(result)
            progress(len(results), len(jobs))
    return results


@contextmanager
def _one_thread() -> Iterator[None]:
    """Processes started meanwhile compute with one thread each: more would only wait for one another."""
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name)
            else:
                os.environ[name] = value


def _call(job: Callable):
    return job()


REPEATS, PILLAI, GUESSES, ITEM_SETS = (
    "cross-validation",
    "permuted Pillai",
    "permuted guesses",
    "permuted item sets",
)
# At 5 % with Benjamini and Hochberg the clearest of k needs p of 0.05 / k; 1 / (40 k + 1) is half of that.
DRAWS_PER_ITEM_SET = 40
# What guesses are measured by, in the order of the columns of `permuted_guesses`.
GUESSED = ("balanced_accuracy", "sides")


@dataclass(frozen=True)
class Resampled:
    """All that comes from resampling.

    Attributes
    ----------
    item_sets : Pillai's statistic of each item set alone, as given and under draws, shape
        (sets, 1 + draws).
    """

    repeats: list[Repeat]
    permutations: list[Permuted]
    item_sets: np.ndarray


def resample(
    analysis: Analysis,
    settings: Discriminant,
    seed: int,
    processes: int = 2,
    progress: Callable[[int, int], None] = lambda done, jobs: None,
) -> Resampled:
    """Return the results of cross-validation and permutation tests.

    Parameters
    ----------
    seed : every job has a child of it, so that the result is the same for any number of processes.
    progress : called with jobs done and jobs in all, after each.
    """
    parts = parts_of(analysis, settings, seed)
    results = iter(done([job for jobs in parts.values() for job in jobs], processes, progress))
    repeats, tests, chunked, [item_sets] = ([next(results) for _ in jobs] for jobs in parts.values())
    by_variant: dict[Variant, list[np.ndarray]] = {}
    for variant, measured in chunked:
        by_variant.setdefault(variant, []).append(measured)
    tests += [
        # Every chunk begins with the groups as given.
        Permuted(test, *variant, float(chunk[0][0, i]), np.concatenate([draws[1:, i] for draws in chunk]))
        for i, test in enumerate(GUESSED)
        for variant, chunk in by_variant.items()
    ]
    return Resampled(repeats, tests, item_sets)


def parts_of(analysis: Analysis, settings: Discriminant, seed: int) -> dict[str, list[Callable]]:
    """Return the jobs of each part.

    Cross-validation, permutation tests in each variant, item sets by themselves.
    """
    # The order of the names decides which seed each part gets.
    names = (REPEATS, PILLAI, GUESSES, ITEM_SETS)
    root_of = dict(zip(names, np.random.SeedSequence(seed).spawn(len(names)), strict=True))
    table, strata = analysis.coded.table, analysis.coded.strata
    # Without a variable held constant there is one stratum: dealing inside it is dealing freely.
    variants = [variant for variant in VARIANTS if settings.adjusted_for or not variant.within]
    repeats = [
        partial(repeat, table, settings.folds, settings.longest_list, root)
        for root in root_of[REPEATS].spawn(settings.repeats)
    ]
    multivariate = [
        partial(permuted_pillai, table, strata, settings.permutations, variant, root)
        for variant, root in zip(variants, root_of[PILLAI].spawn(len(variants)), strict=True)
    ]
    # The partitions of the test: the same in every variant and every chunk.
    partitions = np.random.SeedSequence([seed, len(table.groups)])
    guesses = [
        partial(permuted_guesses, table, strata, variant, settings.folds, partitions, draws, child)
        for variant, root in zip(variants, root_of[GUESSES].spawn(len(variants)), strict=True)
        for draws, child in chunks(settings.guess_permutations, root)
    ]
    columns = [columns for item_set, columns in item_sets(analysis.coded) if item_set.whole]
    # So many that one item set alone may pass an adjustment over all of them.
    draws = max(settings.permutations, DRAWS_PER_ITEM_SET * len(columns))
    alone = [partial(permuted_item_sets, table, columns, draws, root_of[ITEM_SETS])]
    return {REPEATS: repeats, PILLAI: multivariate, GUESSES: guesses, ITEM_SETS: alone}
