"""The long computations, cut into jobs that do not hang on how many processes do them.

One repeat of the cross-validation: everyone guessed by an analysis that did not know them.

Permutation tests: what the analysis would find if the groups were dealt by chance.

Jobs done by several processes, with the same results as by one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

import numpy as np

from pipeline.codebook.model import Discriminant
from pipeline.discriminant.analysis import Analysis
from pipeline.discriminant.item_tests import places
from pipeline.statistics.classification import balanced_accuracy, classifier, equal_priors, side_accuracy
from pipeline.statistics.cross_validation import Fold, Table, random_folds, stratified_folds
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


def repeat(table: Table, folds: int, longest: int, seed: np.random.SeedSequence) -> Repeat:
    """One partition into folds: everyone guessed from the other folds, in full and by short lists."""
    fold_of = stratified_folds(table.groups, folds, seed.spawn(1)[0])
    n = len(fold_of)
    guesses, by_length = np.zeros((3, n), dtype=np.int64), np.zeros((longest + 1, n), dtype=np.int64)
    shares = np.bincount(table.groups, weights=table.weight) / table.weight.sum()
    entered = []
    for h in range(folds):
        test = fold_of == h
        if not test.any():
            continue
        fold = Fold(table, test)
        guesses[0, test] = fold.guess(table.groups)
        guesses[1, test] = fold.guess(table.groups, shares)
        guesses[2, test] = Fold(table.unweighted, test).guess(table.groups)
        names, by_length[1:, test] = _short_lists(table, test, longest)
        entered.append(names)
    return Repeat(fold_of, guesses, by_length, entered)


def _short_lists(table: Table, test: np.ndarray, longest: int) -> tuple[list[int], np.ndarray]:
    """Questions entered outside the fold, and the groups they make one guess inside: (longest, n_test)."""
    present, labels = np.unique(table.groups[~test], return_inverse=True)
    outside = Table(table.weight[~test], table.indicators[~test], table.question_of, labels)
    steps, columns = questions_forward(outside, longest)
    guessed = np.zeros((longest, int(test.sum())), dtype=np.int64)
    for k in range(len(steps)):
        taken = np.concatenate(columns[: k + 1])
        found = scatter(outside.weight, outside.indicators[:, taken], labels)
        rule = classifier(found, equal_priors(found))
        guessed[k:] = present[rule.groups(table.indicators[test][:, taken])]
    return [step.entered for step in steps], guessed


CHUNK = 125
PARTITIONS = 4


@dataclass(frozen=True)
class Permuted:
    """A permutation test: what was measured, of whom, what chance showed."""

    test: str
    weighted: bool
    within: bool
    observed: float
    draws: np.ndarray


def permuted_pillai(table: Table, strata: np.ndarray, draws: int, variant: tuple) -> Permuted:
    weighted, within, root = variant
    table = table if weighted else table.unweighted
    everyone = Fold(table, np.zeros(len(table.groups), dtype=bool))
    orders = shuffles(strata if within else 0 * strata, draws, root)
    same = np.arange(len(strata))[None]
    observed = pillai(table.weight, everyone.train, table.groups, same)[0]
    values = pillai(table.weight, everyone.train, table.groups, orders)
    return Permuted("pillai", weighted, within, float(observed), values)


def chunks(draws: int, root: np.random.SeedSequence) -> list[tuple[int, np.random.SeedSequence]]:
    """Draws cut into pieces, each with its seed."""
    sizes = [min(CHUNK, draws - start) for start in range(0, draws, CHUNK)]
    return list(zip(sizes, root.spawn(len(sizes)), strict=True))


def permuted_places(
    table: Table, places: list[np.ndarray], draws: int, root: np.random.SeedSequence
) -> np.ndarray:
    """Pillai's statistic of each place alone, unweighted: as given, then dealt; (places, 1 + draws).

    Parameters
    ----------
    places : which columns of the indicators are about it, booleans (M,) each.
    """
    n = len(table.groups)
    orders = np.vstack([np.arange(n)[None], shuffles(np.zeros(n, dtype=int), draws, root)])
    blocks = [table.indicators[:, columns] for columns in places]
    return pillai_of_each(np.ones(n), blocks, table.groups, orders)


def permuted_guesses(
    table: Table,
    strata: np.ndarray,
    how: tuple[tuple[bool, bool], int, np.random.SeedSequence],
    chunk: tuple[int, np.random.SeedSequence],
) -> tuple[tuple[bool, bool], np.ndarray]:
    """The variant, and what guessing came to: groups as given, then dealt anew, over the same folds.

    Returns
    -------
    (weighted, within), and the balanced accuracy and that of the sides, shape (1 + draws, 2).
    """
    (variant, folds, partitions), (draws, root) = how, chunk
    weighted, within = variant
    table = table if weighted else table.unweighted
    n = len(table.groups)
    fold_of = [
        random_folds(n, folds, child)
        for child in np.random.SeedSequence(partitions.entropy).spawn(PARTITIONS)
    ]
    made = [Fold(table, one == h) for one in fold_of for h in range(folds)]
    orders = shuffles(strata if within else 0 * strata, draws, root)
    orders = np.vstack([np.arange(n)[None], orders])
    guessed = confusions(made, table.groups, orders)
    everyone = Fold(table, np.zeros(n, dtype=bool))
    high = sides(table.weight, everyone.train, table.groups, orders)
    return variant, np.column_stack([balanced_accuracy(guessed), side_accuracy(guessed, high)])


def done(jobs: list[Callable], processes: int, told: Callable[[int, int], None]) -> list:
    """The results of all jobs, in their order."""
    results = []
    if processes == 1:
        for job in jobs:
            results.append(job())
            told(len(results), len(jobs))
        return results
    # Spawned, not forked: threads of the linear algebra do not survive a fork.
    with _one_thread(), ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for result in pool.map(_call, jobs):
            results.append(result)
            told(len(results), len(jobs))
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
