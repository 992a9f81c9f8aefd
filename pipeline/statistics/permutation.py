"""What chance alone would show: labels of groups dealt anew, and how often that does as well."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.statistics.cross_validation import Fold, GroupSums


def shuffles(strata: np.ndarray, draws: int, seed: np.random.SeedSequence) -> np.ndarray:
    """Return random orders of the respondents that keep everyone inside their stratum, shape (draws, n).

    Parameters
    ----------
    strata : code of each respondent's stratum, shape (n,); all 0 for free permutations.
    """
    rng = np.random.default_rng(seed)
    home = np.argsort(strata, kind="stable")
    orders = np.empty((draws, len(strata)), dtype=np.int64)
    for order in orders:
        # Sorting by stratum, then by a random number under 1, deals each stratum among itself.
        order[home] = np.argsort(strata + rng.random(len(strata)))
    return orders


def pillai(weight: np.ndarray, scores: np.ndarray, groups: np.ndarray, orders: np.ndarray) -> np.ndarray:
    r"""Return Pillai's statistic of the groups under each order, shape (draws,).

    .. math:: V = tr(B T^{-1}) = \sum_g \lVert \sum_{k \in g} w_k u_k \rVert^2 / W_g

    with u the scores turned so that T is the identity: T is the same under every order.

    Parameters
    ----------
    weight, groups : shape (n,); weights stay with the scores.
    scores : shape (n, p); redundant columns count for nothing.
    orders : row b deals label ``groups[orders[b, k]]`` to respondent k.

    Notes
    -----
    Equals R ``summary(manova(y ~ g[order], weights = w), test = "Pillai")``.
    """
    return pillai_of_each(weight, [scores], groups, orders)[0]


def pillai_of_each(
    weight: np.ndarray, blocks: list[np.ndarray], groups: np.ndarray, orders: np.ndarray
) -> np.ndarray:
    """Return Pillai's statistic of several sets of scores under the same orders, shape (sets, draws)."""
    mass = weight / weight.sum()
    turned = [_turned(mass, scores) for scores in blocks]
    starts = np.cumsum([0, *(scores.shape[1] for scores in turned[:-1])])
    pull = mass[:, None] * np.hstack(turned)
    total = np.zeros((len(orders), len(blocks)))
    for g in range(groups.max() + 1):
        members = (groups[orders] == g).astype(float)
        squares = np.add.reduceat((members @ pull) ** 2, starts, axis=1)
        total += squares / (members @ mass)[:, None]
    return total.T


def _turned(mass: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Return scores centred and turned to weighted covariance I, without what is redundant."""
    root = np.sqrt(mass)[:, None]
    basis, singular, _ = np.linalg.svd(root * (scores - mass @ scores), full_matrices=False)
    return basis[:, singular > 1e-9 * singular[0]] / root


# Numbers that the members of the groups may take at once under several labellings: 64 MB.
MOST_CELLS = 8_000_000


def confusions(folds: Sequence[Fold], orders: np.ndarray) -> np.ndarray:
    """Return cross-validated guesses of the groups under each order, equal priors, shape (draws, K, K).

    Rows are true, columns guessed, summed over the folds of every partition. Axes do not hang on the
    labels, so each fold's are made once. When the partitions into folds do not hang on them either, a
    test with any measure of these matrices is exact (Ojala and Garriga 2010, JMLR 11, test 1).

    Parameters
    ----------
    folds : all of the same table.
    orders : row b deals label ``groups[orders[b, k]]`` to respondent k.

    Notes
    -----
    Equals ``table(g[order], predict(lda))`` of R MASS, refitted outside each fold for each order.
    """
    table = folds[0].table
    count = table.group_count
    found = np.empty((len(orders), count, count))
    at_once = max(1, MOST_CELLS // (count * len(table.groups)))
    for start in range(0, len(orders), at_once):
        dealt = GroupSums.of_table(table, table.groups[orders[start : start + at_once]])
        cells = np.zeros(len(dealt.labels) * count**2, dtype=np.int64)
        draw = count**2 * np.arange(len(dealt.labels))[:, None]
        for fold in folds:
            pairs = draw + count * dealt.labels[:, fold.test] + fold.guess(dealt)
            cells += np.bincount(pairs.ravel(), minlength=len(cells))
        found[start : start + at_once] = cells.reshape(-1, count, count)
    return found


def sides(weight: np.ndarray, scores: np.ndarray, groups: np.ndarray, orders: np.ndarray) -> np.ndarray:
    """Return which groups lie on the high side of the first discriminant function, booleans (draws, K).

    Which side is called high is arbitrary. The parameters are those of `pillai`.
    """
    mass = weight / weight.sum()
    turned = _turned(mass, scores)
    members = np.stack([groups[orders] == g for g in range(groups.max() + 1)], axis=1).astype(float)
    # With T = I the first function is the main direction of the means, each as heavy as its group.
    means = members @ (mass[:, None] * turned) / np.sqrt(members @ mass)[:, :, None]
    return np.linalg.eigh(means @ means.transpose(0, 2, 1))[1][:, :, -1] >= 0


def p_value(observed: float, draws: np.ndarray) -> float:
    r"""Return (1 + draws at least as large) / (B + 1); never 0."""
    # A draw that deals the same groups must count, whatever its rounding.
    return float((1 + (draws >= observed - 1e-12).sum()) / (len(draws) + 1))
