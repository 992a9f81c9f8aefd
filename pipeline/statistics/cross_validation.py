"""Guessing groups of respondents that the analysis has not seen: everything is refitted without them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

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
    """Return the fold of each respondent, 0 to folds - 1, each group spread evenly over them; shape (n,)."""
    rng = np.random.default_rng(seed)
    order = np.lexsort((rng.random(len(groups)), groups))
    fold = np.empty(len(groups), dtype=np.int64)
    fold[order] = np.arange(len(groups)) % folds
    return rng.permutation(folds)[fold]


class Fold:
    """One fold: axes from the respondents outside it, ready to guess the groups of those inside.

    The scores of the respondents outside are turned so that their total covariance is the identity;
    the within-group covariance then has a known inverse for any grouping,
    :math:`(I - M'DM)^{-1} = I + M'(D^{-1} - MM')^{-1}M` with M the K group means and D their weights.
    Scores are linear in the indicators: the means of any grouping follow from its sums of indicators
    (`GroupSums`), so that trying thousands of other labels costs a few products.
    """

    def __init__(self, table: IndicatorTable, test: np.ndarray):
        self.table, self.test = table, test
        axes = correspondence(table.weight[~test], table.indicators[~test], table.questions)
        self.axes = axes.kept(axes.above_average)

    def scores(self, rows: np.ndarray) -> np.ndarray:
        """Return the scores of some respondents, turned so that outside the fold their covariance is I."""
        return self._turned(self.table.indicators[rows])

    def _turned(self, indicators: np.ndarray) -> np.ndarray:
        # The covariance of axes is diagonal, with the eigenvalues on it.
        return self.axes.rows(indicators) / np.sqrt(self.axes.eigenvalues)

    def values(self, sums: GroupSums, priors: np.ndarray | None = None) -> np.ndarray:
        """Return the linear scores of the groups for those inside, under each labelling, (draws, K, n_test).

        A group that nobody outside the fold belongs to is -inf: it cannot be guessed.

        Parameters
        ----------
        sums : sums of the same table under some labellings; only those outside the fold are used.
        priors : shape (K,), by default equal.
        """
        inside = sums.among(self.test)
        count = sums.count - inside.count
        present = count > 0
        weight, total = sums.weight - inside.weight, sums.total - inside.total
        # A group without members gets a size, so that nothing is divided by 0, and is ruled out below.
        weight = np.where(present, weight, 1.0)
        means = np.where(present[:, :, None], self._turned(total / weight[:, :, None]), 0.0)
        size = weight / self.table.weight[~self.test].sum()
        gram = means @ means.transpose(0, 2, 1)
        bend = np.linalg.inv(np.eye(size.shape[1]) / size[:, :, None] - gram) / size[:, :, None]
        n = int((~self.test).sum())
        scale = (n - present.sum(axis=1)) / n
        offset = 0.5 * np.einsum("bkl,blk->bk", bend, gram)
        values = (bend @ means) @ self.scores(self.test).T - offset[:, :, None]
        values = np.where(present[:, :, None], scale[:, None, None] * values, -np.inf)
        return values if priors is None else values + np.log(priors)[:, None]

    def guess(self, sums: GroupSums, priors: np.ndarray | None = None) -> np.ndarray:
        """Return the group guessed for those inside under each labelling, shape (draws, n_test)."""
        values = self.values(sums, priors)
        best, guessed = values[:, 0].copy(), np.zeros((len(values), values.shape[2]), dtype=np.int64)
        # Group by group: the first of equal ones stays, as with argmax, which is slow along a short axis.
        for group in range(1, values.shape[1]):
            better = values[:, group] > best
            guessed[better] = group
            np.maximum(best, values[:, group], out=best)
        return guessed


@dataclass(frozen=True)
class GroupSums:
    """Sums over the members of each group, under one labelling of the respondents or many.

    Attributes
    ----------
    labels : group of each respondent under each labelling, shape (draws, n).
    members : weight of each respondent in each group, 0 outside it, shape (draws, K, n).
    columns : what is summed: the M indicators, 1, and 1 / weight, shape (n, M + 2).
    """

    labels: np.ndarray
    members: np.ndarray
    columns: np.ndarray

    @classmethod
    def of_table(cls, table: IndicatorTable, labels: np.ndarray) -> GroupSums:
        """Return the sums over all respondents of a table."""
        members = (labels[:, None, :] == np.arange(table.group_count)[:, None]) * table.weight
        columns = np.column_stack([table.indicators, np.ones(len(table.weight)), 1 / table.weight])
        return cls(labels, members, columns)

    def among(self, rows: np.ndarray) -> GroupSums:
        """Return the sums over some of the respondents only, booleans (n,)."""
        return GroupSums(self.labels[:, rows], self.members[:, :, rows], self.columns[rows])

    @cached_property
    def _sums(self) -> np.ndarray:
        draws, groups, n = self.members.shape
        return (self.members.reshape(draws * groups, n) @ self.columns).reshape(draws, groups, -1)

    @property
    def total(self) -> np.ndarray:
        """Weighted sums of the indicators, shape (draws, K, M)."""
        return self._sums[..., :-2]

    @property
    def weight(self) -> np.ndarray:
        """Weight of each group, shape (draws, K)."""
        return self._sums[..., -2]

    @property
    def count(self) -> np.ndarray:
        """Respondents of each group, shape (draws, K)."""
        return self._sums[..., -1].round()


def random_folds(n: int, folds: int, seed: np.random.SeedSequence) -> np.ndarray:
    """Return the fold of each respondent, 0 to folds - 1, drawn without a look at the groups; shape (n,)."""
    return stratified_folds(np.zeros(n, dtype=np.int64), folds, seed)


def guesses(table: IndicatorTable, fold_of: np.ndarray, priors: np.ndarray | None = None) -> np.ndarray:
    """Return the group guessed for everyone by the analysis of the other folds, shape (n,).

    Correspondence analysis and choice of axes (eigenvalue above average) are redone outside each fold.

    Notes
    -----
    Equals refitting R ade4 ``dudi.acm`` and MASS ``lda`` outside each fold.
    """
    guessed = np.empty(len(fold_of), dtype=np.int64)
    observed = GroupSums.of_table(table, table.groups[None])
    for h in np.unique(fold_of):
        test = fold_of == h
        guessed[test] = Fold(table, test).guess(observed, priors)[0]
    return guessed
