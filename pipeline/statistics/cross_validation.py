"""Guessing groups of respondents that the analysis has not seen: everything is refitted without them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.statistics.correspondence import correspondence


@dataclass(frozen=True)
class IndicatorTable:
    """Answers as the discriminant analysis takes them.

    Attributes
    ----------
    weight : shape (n,).
    indicators : one column an active category, shape (n, M).
    question_of : number of the question of each column, 0 to Q - 1, shape (M,).
    groups : code of each respondent's group, shape (n,).
    """

    weight: np.ndarray
    indicators: np.ndarray
    question_of: np.ndarray
    groups: np.ndarray

    @property
    def questions(self) -> int:
        return int(self.question_of.max()) + 1

    @property
    def group_count(self) -> int:
        return int(self.groups.max()) + 1

    @property
    def unweighted(self) -> IndicatorTable:
        return IndicatorTable(np.ones(len(self.weight)), self.indicators, self.question_of, self.groups)


def stratified_folds(groups: np.ndarray, folds: int, seed: np.random.SeedSequence) -> np.ndarray:
    """Fold of each respondent, 0 to folds - 1, every group spread evenly over the folds; shape (n,)."""
    rng = np.random.default_rng(seed)
    order = np.lexsort((rng.random(len(groups)), groups))
    fold = np.empty(len(groups), dtype=np.int64)
    fold[order] = np.arange(len(groups)) % folds
    return rng.permutation(folds)[fold]


class Fold:
    """One fold: axes from the respondents outside it, ready to guess the groups of those inside.

    The scores of the training respondents are turned so that their total covariance is the identity;
    the within-group covariance then has a known inverse for any grouping,
    :math:`(I - M'DM)^{-1} = I + M'(D^{-1} - MM')^{-1}M` with M the K group means and D their weights,
    so that trying other labels costs one product.
    """

    def __init__(self, table: IndicatorTable, test: np.ndarray):
        self.test, self.group_count = test, table.group_count
        mass = table.weight[~test] / table.weight[~test].sum()
        found = correspondence(table.weight[~test], table.indicators[~test], table.questions)
        found = found.kept(found.above_average)
        # The covariance of axes is diagonal, with the eigenvalues on it.
        turned = found.rows(table.indicators) / np.sqrt(found.eigenvalues)
        self.mass, self.train, self.others = mass, turned[~test], turned[test]

    def values(self, groups: np.ndarray, priors: np.ndarray | None = None) -> np.ndarray:
        """Linear scores of the groups for those inside, shape (n_test, K).

        A group that nobody outside the fold belongs to is -inf: it cannot be guessed.

        Parameters
        ----------
        groups : labels of everyone, shape (n,); only those outside the fold are read.
        priors : shape (K,), by default equal.
        """
        labels = groups[~self.test]
        present = np.flatnonzero(np.bincount(labels, minlength=self.group_count))
        members = (present[:, None] == labels) * self.mass
        size = members.sum(axis=1)
        means = members @ self.train / size[:, None]
        gram = means @ means.T
        bend = np.linalg.inv(np.diag(1 / size) - gram) / size[:, None]
        freedom = len(labels) - len(present)
        scale = freedom / len(labels)
        linear = bend @ means
        values = np.full((len(self.others), self.group_count), -np.inf)
        values[:, present] = scale * (self.others @ linear.T - 0.5 * np.diag(bend @ gram))
        return values if priors is None else values + np.log(priors)

    def guess(self, groups: np.ndarray, priors: np.ndarray | None = None) -> np.ndarray:
        """The group guessed for those inside, shape (n_test,)."""
        return self.values(groups, priors).argmax(axis=1)


def random_folds(n: int, folds: int, seed: np.random.SeedSequence) -> np.ndarray:
    """Fold of each respondent, 0 to folds - 1, drawn without a look at the groups; shape (n,)."""
    return stratified_folds(np.zeros(n, dtype=np.int64), folds, seed)


def guesses(table: IndicatorTable, fold_of: np.ndarray, priors: np.ndarray | None = None) -> np.ndarray:
    """The group guessed for everyone by the analysis of the other folds, shape (n,).

    Correspondence analysis and choice of axes (eigenvalue above average) are redone outside each fold.

    Notes
    -----
    Equals refitting R ade4 ``dudi.acm`` and MASS ``lda`` outside each fold.
    """
    guessed = np.empty(len(fold_of), dtype=np.int64)
    for h in np.unique(fold_of):
        test = fold_of == h
        guessed[test] = Fold(table, test).guess(table.groups, priors)
    return guessed
