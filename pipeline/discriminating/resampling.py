"""The long computations, cut into jobs that do not hang on how many processes do them."""

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
from pipeline.discriminating.analysis import Analysis
from pipeline.statistics.classification import classifier, equal_priors
from pipeline.statistics.cross_validation import Fold, Table, random_folds, stratified_folds
from pipeline.statistics.discriminant import scatter
from pipeline.statistics.permutation import balanced_accuracies, pillai, shuffles
from pipeline.statistics.selection import questions_forward

CHUNK = 125
PARTITIONS = 4
# Weighted or not, labels dealt freely or inside strata.
VARIANTS = ((True, False), (False, False), (True, True), (False, True))


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


@dataclass(frozen=True)
class Permuted:
    """A permutation test: what was measured, of whom, what chance showed."""

    test: str
    weighted: bool
    within: bool
    observed: float
    draws: np.ndarray


@dataclass(frozen=True)
class Resampled:
    repeats: list[Repeat]
    permutations: list[Permuted]


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
    root_of = dict(zip(("repeats", "pillai", "guessing"), np.random.SeedSequence(seed).spawn(3), strict=True))
    table, strata = analysis.coded.table, analysis.coded.strata
    repeats = [
        partial(repeat, table, asked.folds, asked.longest_list, root)
        for root in root_of["repeats"].spawn(asked.repeats)
    ]
    variants = [one for one in VARIANTS if asked.adjusted_for or not one[1]]
    multivariate = [
        partial(_pillai, table, strata, asked.permutations, (*variant, root))
        for variant, root in zip(variants, root_of["pillai"].spawn(len(variants)), strict=True)
    ]
    guessing = [
        (variant, _chunks(asked.guess_permutations, root))
        for variant, root in zip(variants, root_of["guessing"].spawn(len(variants)), strict=True)
    ]
    # The partitions of the test: the same in every variant and every chunk.
    partitions = np.random.SeedSequence([seed, len(table.groups)])
    chunks = [
        partial(_guessed, table, strata, (variant, asked.folds, partitions), chunk)
        for variant, parts in guessing
        for chunk in parts
    ]
    results = iter(_done([*repeats, *multivariate, *chunks], processes, told))
    done = [next(results) for _ in repeats]
    tests = [next(results) for _ in multivariate]
    for (weighted, within), parts in guessing:
        mine = [next(results) for _ in parts]
        draws = np.concatenate([draws for _, draws in mine])
        tests.append(Permuted("balanced_accuracy", weighted, within, mine[0][0], draws))
    return Resampled(done, tests)


def _done(jobs: list[Callable], processes: int, told: Callable[[int, int], None]) -> list:
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


def _pillai(table: Table, strata: np.ndarray, draws: int, variant: tuple) -> Permuted:
    weighted, within, root = variant
    table = table if weighted else table.unweighted
    everyone = Fold(table, np.zeros(len(table.groups), dtype=bool))
    orders = shuffles(strata if within else 0 * strata, draws, root)
    same = np.arange(len(strata))[None]
    observed = pillai(table.weight, everyone.train, table.groups, same)[0]
    values = pillai(table.weight, everyone.train, table.groups, orders)
    return Permuted("pillai", weighted, within, float(observed), values)


def _chunks(draws: int, root: np.random.SeedSequence) -> list[tuple[int, np.random.SeedSequence]]:
    sizes = [min(CHUNK, draws - start) for start in range(0, draws, CHUNK)]
    return list(zip(sizes, root.spawn(len(sizes)), strict=True))


def _guessed(
    table: Table,
    strata: np.ndarray,
    how: tuple[tuple[bool, bool], int, np.random.SeedSequence],
    chunk: tuple[int, np.random.SeedSequence],
) -> tuple[float, np.ndarray]:
    """Observed balanced accuracy, and that of labels dealt anew, over the same partitions into folds."""
    ((weighted, within), folds, partitions), (draws, root) = how, chunk
    table = table if weighted else table.unweighted
    n = len(table.groups)
    fold_of = [
        random_folds(n, folds, child)
        for child in np.random.SeedSequence(partitions.entropy).spawn(PARTITIONS)
    ]
    made = [Fold(table, one == h) for one in fold_of for h in range(folds)]
    orders = shuffles(strata if within else 0 * strata, draws, root)
    values = balanced_accuracies(made, table.groups, np.vstack([np.arange(n)[None], orders]), PARTITIONS)
    return float(values[0]), values[1:]
