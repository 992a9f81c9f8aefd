"""One repeat of the cross-validation: everyone guessed by an analysis that did not know them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.statistics.classification import classifier, equal_priors
from pipeline.statistics.cross_validation import Fold, Table, stratified_folds
from pipeline.statistics.discriminant import scatter
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
