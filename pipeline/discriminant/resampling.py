"""Cross-validation and permutation tests, as jobs whose results do not hang on how many processes do them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from pipeline.codebook.model import Discriminant
from pipeline.discriminant.analysis import Analysis
from pipeline.discriminant.item_tests import item_sets
from pipeline.statistics.classification import balanced_accuracy, classifier, equal_priors, side_accuracy
from pipeline.statistics.cross_validation import (
    Fold,
    GroupSums,
    IndicatorTable,
    random_folds,
    stratified_folds,
)
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
    observed = GroupSums.of_table(table, table.groups[None])
    unweighted = table.unweighted
    observed_unweighted = GroupSums.of_table(unweighted, table.groups[None])
    entered = []
    for h in range(folds):
        test = fold_of == h
        # A fold is empty where there are fewer respondents than folds.
        if not test.any():
            continue
        fold = Fold(table, test)
        guesses[0, test] = fold.guess(observed)[0]
        guesses[1, test] = fold.guess(observed, shares)[0]
        guesses[2, test] = Fold(unweighted, test).guess(observed_unweighted)[0]
        names, by_length[1:, test] = _short_lists(table, test, longest)
        entered.append(names)
    return Repeat(fold_of, guesses, by_length, entered)


def _short_lists(table: IndicatorTable, test: np.ndarray, longest: int) -> tuple[list[int], np.ndarray]:
    """Return the questions entered outside the fold, and the groups guessed by them inside, (longest, n)."""
    present, labels = np.unique(table.groups[~test], return_inverse=True)
    outside = scatter(table.weight[~test], table.indicators[~test], labels)
    inside = table.indicators[test]
    steps, columns = questions_forward(outside, table.question_of, longest)
    guessed = np.zeros((longest, len(inside)), dtype=np.int64)
    for k in range(len(steps)):
        entered = np.concatenate(columns[: k + 1])
        of_entered = outside.of(entered)
        rule = classifier(of_entered, equal_priors(of_entered))
        # Where no further question enters, a longer list guesses as the longest one does.
        guessed[k:] = present[rule.groups(inside[:, entered])]
    return [step.entered for step in steps], guessed


# Draws that share a seed.
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
    scores = _scores_of_everyone(table)
    orders = shuffles(strata if variant.within else 0 * strata, draws, root)
    same = np.arange(len(strata))[None]
    observed = pillai(table.weight, scores, table.groups, same)[0]
    values = pillai(table.weight, scores, table.groups, orders)
    return Permuted("pillai", *variant, float(observed), values)


def _scores_of_everyone(table: IndicatorTable) -> np.ndarray:
    """Return the turned scores of all respondents, by the axes of all of them; shape (n, p)."""
    nobody = np.zeros(len(table.groups), dtype=bool)
    return Fold(table, nobody).scores(~nobody)


def dealt(strata: np.ndarray, draws: int, root: np.random.SeedSequence) -> np.ndarray:
    """Return the order as it is, then orders dealt anew, every `CHUNK` of them with its own seed."""
    sizes = [min(CHUNK, draws - start) for start in range(0, draws, CHUNK)]
    seeds = root.spawn(len(sizes))
    orders = [shuffles(strata, size, seed) for size, seed in zip(sizes, seeds, strict=True)]
    return np.vstack([np.arange(len(strata))[None], *orders])


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
    variants: dict[Variant, np.random.SeedSequence],
    folds: int,
    partitions: np.random.SeedSequence,
    draws: int,
) -> dict[Variant, np.ndarray]:
    """Return what guessing came to: groups as given, then dealt anew, over the same folds.

    Parameters
    ----------
    variants : with the seed of the draws of each; all with weights, or all without.
    partitions : seed of the folds, the same with weights and without.

    Returns
    -------
    For each variant the balanced accuracy and that of the sides, shape (1 + draws, 2).
    """
    [weighted] = {variant.weighted for variant in variants}
    table = table if weighted else table.unweighted
    n = len(table.groups)
    # A copy: a seed counts its children, and jobs of one process would share the count.
    seeds = np.random.SeedSequence(partitions.entropy).spawn(PARTITIONS)
    fold_of = [random_folds(n, folds, seed) for seed in seeds]
    # A fold is empty where there are fewer respondents than folds.
    tests = [of_partition == h for of_partition in fold_of for h in range(folds) if (of_partition == h).any()]
    prepared = [Fold(table, test) for test in tests]
    scores = _scores_of_everyone(table)
    measured = {}
    for variant, root in variants.items():
        orders = dealt(strata if variant.within else 0 * strata, draws, root)
        guessed = confusions(prepared, orders)
        high = sides(table.weight, scores, table.groups, orders)
        measured[variant] = np.column_stack([balanced_accuracy(guessed), side_accuracy(guessed, high)])
    return measured


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


def gathered(parts: dict[str, list[Callable]], results: Iterable) -> Resampled:
    """Return what the results of the jobs of all parts, in their order, come to."""
    result = iter(results)
    repeats, tests, guesses, [item_sets] = ([next(result) for _ in jobs] for jobs in parts.values())
    measured = {variant: values for part in guesses for variant, values in part.items()}
    tests += [
        Permuted(test, *variant, float(measured[variant][0, i]), measured[variant][1:, i])
        for i, test in enumerate(GUESSED)
        for variant in VARIANTS
        if variant in measured
    ]
    return Resampled(repeats, tests, item_sets)


def parts_of(analysis: Analysis, settings: Discriminant, seed: int) -> dict[str, list[Callable]]:
    """Return the jobs of each part: they may be done in any order, in any process.

    Cross-validation, permutation tests in each variant, item sets by themselves. Every job has a child of
    the seed, so that the results are the same whoever does it.
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
    seed_of = dict(zip(variants, root_of[GUESSES].spawn(len(variants)), strict=True))
    guesses = [
        partial(
            permuted_guesses,
            table,
            strata,
            {variant: seed_of[variant] for variant in variants if variant.weighted == weighted},
            settings.folds,
            partitions,
            settings.guess_permutations,
        )
        for weighted in (True, False)
    ]
    columns = [columns for item_set, columns in item_sets(analysis.coded) if item_set.whole]
    # So many that one item set alone may pass an adjustment over all of them.
    draws = max(settings.permutations, DRAWS_PER_ITEM_SET * len(columns))
    alone = [partial(permuted_item_sets, table, columns, draws, root_of[ITEM_SETS])]
    return {REPEATS: repeats, PILLAI: multivariate, GUESSES: guesses, ITEM_SETS: alone}
