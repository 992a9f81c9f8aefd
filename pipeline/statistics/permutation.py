"""What chance alone would show: labels of groups dealt anew, and how often that does as well."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from pipeline.statistics.cross_validation import Fold


def shuffles(strata: np.ndarray, draws: int, seed: np.random.SeedSequence) -> np.ndarray:
    """Random orders of the respondents that keep everyone inside their stratum, shape (draws, n).

    Parameters
    ----------
    strata : code of each respondent's stratum, shape (n,); all 0 for free permutations.
    """
    rng = np.random.default_rng(seed)
    home = np.argsort(strata, kind="stable")
    orders = np.empty((draws, len(strata)), dtype=np.int64)
    for order in orders:
        # Sorting by stratum, then by a random number, deals each stratum among itself.
        order[home] = np.lexsort((rng.random(len(strata)), strata))
    return orders


def pillai(weight: np.ndarray, scores: np.ndarray, groups: np.ndarray, orders: np.ndarray) -> np.ndarray:
    r"""Pillai's statistic of the groups under each order, shape (draws,).

    .. math:: V = tr(B T^{-1}) = \sum_g \lVert \sum_{k \in g} w_k u_k \rVert^2 / W_g

    with u the scores turned so that T is the identity: T is the same under every order.

    Parameters
    ----------
    weight, groups : shape (n,); weights stay with the scores.
    scores : shape (n, p), of full rank.
    orders : row b deals label ``groups[orders[b, k]]`` to respondent k.

    Notes
    -----
    Equals R ``summary(manova(y ~ g[order], weights = w), test = "Pillai")``.
    """
    scaled = weight / weight.sum()
    turned = _turned(scaled, scores)
    pull = scaled[:, None] * turned
    total = np.zeros(len(orders))
    for g in range(groups.max() + 1):
        members = (groups[orders] == g).astype(float)
        total += ((members @ pull) ** 2).sum(axis=1) / (members @ scaled)
    return total


def _turned(mass: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Scores centred and turned to weighted covariance I."""
    centred = scores - mass @ scores
    root = np.linalg.cholesky(centred.T @ (mass[:, None] * centred))
    return np.linalg.solve(root, centred.T).T


def balanced_accuracies(
    folds: Iterable[Fold], groups: np.ndarray, orders: np.ndarray, partitions: int = 1
) -> np.ndarray:
    """Cross-validated balanced accuracy of the groups under each order, equal priors, shape (draws,).

    Axes do not hang on the labels, so each fold's are made once. When the partitions into folds do not
    hang on them either, the test is exact.

    Parameters
    ----------
    folds : every fold of every partition.
    partitions : how many partitions there are; the result is their mean.

    Notes
    -----
    Ojala and Garriga 2010 (JMLR 11), test 1.
    """
    count = int(groups.max()) + 1
    labels = groups[orders]
    right = np.zeros((len(orders), count))
    for fold in folds:
        truth = labels[:, fold.test]
        for b, dealt in enumerate(labels):
            hit = truth[b][fold.guess(dealt) == truth[b]]
            right[b] += np.bincount(hit, minlength=count)
    return (right / np.bincount(groups, minlength=count)).mean(axis=1) / partitions


def p_value(observed: float, draws: np.ndarray) -> float:
    r"""(1 + draws at least as large) / (B + 1); never 0."""
    # A draw that deals the same groups must count, whatever its rounding.
    return float((1 + (draws >= observed - 1e-12).sum()) / (len(draws) + 1))
