"""Guessing the group from the scores, and how often that is right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg, stats

from pipeline.statistics.discriminant import Scatter, scatter, varies_inside


@dataclass(frozen=True)
class Classifier:
    r"""Linear scores of each group, :math:`\ln \pi_g + M_g'S^{-1}y - M_g'S^{-1}M_g/2`.

    Attributes
    ----------
    slopes : :math:`S^{-1}M_g`, shape (p, K).
    constants : shape (K,).
    """

    slopes: np.ndarray
    constants: np.ndarray

    def values(self, scores: np.ndarray) -> np.ndarray:
        """Return linear scores of respondents, shape (n, K)."""
        return scores @ self.slopes + self.constants

    def groups(self, scores: np.ndarray) -> np.ndarray:
        """Return the group with the largest linear score, the first of several; shape (n,)."""
        return self.values(scores).argmax(axis=1)


def posteriors(values: np.ndarray) -> np.ndarray:
    """Return the probabilities of the groups from linear scores, both of shape (n, K).

    R MASS ``predict(lda)$posterior``.
    """
    # The largest score becomes 0, so that no exponential overflows.
    odds = np.exp(values - values.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


def equal_priors(found: Scatter) -> np.ndarray:
    """Return 1 / K for each group: the default, as small groups are never guessed otherwise."""
    return np.full(found.groups, 1 / found.groups)


def observed_priors(found: Scatter) -> np.ndarray:
    """Return the weighted share of each group."""
    return found.group_weight / found.group_weight.sum()


def classifier(found: Scatter, priors: np.ndarray) -> Classifier:
    """Return the linear classifier of normal groups with one covariance.

    Raises
    ------
    ValueError
        When the covariance cannot be inverted.

    Notes
    -----
    Fisher 1936. Equals R MASS ``lda(y, g, prior = priors)`` with ``predict``; ties go to the first
    group where MASS draws one at random.
    """
    if not varies_inside(found):
        raise ValueError("a combination of scores is constant inside the groups")
    centred = found.means - found.mean
    slopes = linalg.solve(found.pooled, centred.T, assume_a="pos")
    half = 0.5 * np.einsum("kp,pk->k", centred, slopes)
    return Classifier(slopes, np.log(priors) - half - found.mean @ slopes)


def leave_one_out(
    weight: np.ndarray, scores: np.ndarray, groups: np.ndarray, priors: np.ndarray
) -> np.ndarray:
    r"""Return each respondent's posterior under the classifier of all others, (n, K), without refitting.

    Removing k of group i changes :math:`M_i` to :math:`M_i - r\,w_k/(W_i - w_k)`, with
    :math:`r = y_k - M_i`, and W to :math:`W - c\,rr'`, :math:`c = w_k W_i / (W_i - w_k)`, whose
    inverse is known (Sherman and Morrison). Priors are held.

    Returns
    -------
    NaN for whoever is alone in a group.

    Notes
    -----
    Equals R MASS ``lda(CV = TRUE)$posterior`` for equal weights (there
    :math:`c = n_i/(n_i - 1)`), and refitting without the respondent for others.
    """
    found = scatter(weight, scores, groups)
    scaled = weight * len(weight) / weight.sum()
    own = found.group_weight[groups]
    alone = np.bincount(groups, minlength=found.groups)[groups] < 2
    with np.errstate(divide="ignore", invalid="ignore"):
        removed = np.where(alone, np.nan, scaled / (own - scaled))
    inverse = linalg.inv(found.within)
    residual = scores - found.means[groups]
    turned = residual @ inverse
    stretch = 1 - removed * own * np.einsum("np,np->n", residual, turned)
    distances = np.empty((len(scores), found.groups))
    for g in range(found.groups):
        # From the mean of group g, which is another one when the respondent was a member.
        moved = scores - found.means[g] + np.where(groups == g, removed, 0)[:, None] * residual
        across = np.einsum("np,np->n", moved, turned)
        plain = np.einsum("np,pq,nq->n", moved, inverse, moved)
        distances[:, g] = plain + removed * own * across**2 / stretch
    # The others' weights sum to n - w_k and are scaled to n - 1, as in a refit.
    freedom = (found.n - 1 - found.groups) * (found.n - scaled) / (found.n - 1)
    values = np.log(priors) - 0.5 * freedom[:, None] * distances
    return posteriors(values)


def confusion(truth: np.ndarray, guess: np.ndarray, groups: int, weight: np.ndarray | None = None):
    """Return respondents (or weight) by group, shape (K, K): rows are true, columns guessed."""
    cells = truth * groups + guess
    return np.bincount(cells, weights=weight, minlength=groups**2).reshape(groups, groups)


def balanced_accuracy(matrices: np.ndarray) -> np.ndarray:
    """Return mean recall of confusion matrices, shape (..., K, K) -> (...); chance makes it 1/K."""
    right = np.diagonal(matrices, axis1=-2, axis2=-1)
    return (right / matrices.sum(axis=-1)).mean(axis=-1)


def side_accuracy(matrices: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return how often the guess lies on the right one of two sets of groups; chance makes it 1/2.

    The mean over the groups of each side, then over both sides, so that a guess thrown among the groups
    is right half of the time however many groups a side has.

    Parameters
    ----------
    matrices : confusions, shape (..., K, K).
    high : whether a group is on the one side or on the other, booleans (..., K); both have some.
    """
    same = high[..., :, None] == high[..., None, :]
    right = (matrices * same).sum(axis=-1) / matrices.sum(axis=-1)
    means = [(right * side).sum(axis=-1) / side.sum(axis=-1) for side in (high, ~high)]
    return (means[0] + means[1]) / 2


@dataclass(frozen=True)
class Quality:
    r"""How well groups are guessed, from a confusion matrix.

    Attributes
    ----------
    accuracy : part guessed right.
    balanced_accuracy : mean of `recall`, which chance makes 1/K.
    recall : of those in a group, the part guessed there, shape (K,).
    precision : of those guessed into a group, the part that is there; NaN when nobody was.
    kappa : Cohen's, 0 for chance and 1 for all right.
    chance_largest, chance_proportional : part right when all are put in the largest group, and when
        groups are drawn by their shares.
    press_q : Press's :math:`(n - cK)^2 / (n(K - 1))`, chi-squared with 1 df under simple random sampling.
    press_p : its p-value, indicative.
    """

    accuracy: float
    balanced_accuracy: float
    recall: np.ndarray
    precision: np.ndarray
    kappa: float
    chance_largest: float
    chance_proportional: float
    press_q: float
    press_p: float


def quality(matrix: np.ndarray) -> Quality:
    """Return measures of a confusion matrix; a group without members has NaN recall and no part in means."""
    n, right = matrix.sum(), np.diag(matrix)
    true, guessed = matrix.sum(axis=1), matrix.sum(axis=0)
    groups = len(matrix)
    with np.errstate(invalid="ignore", divide="ignore"):
        recall = np.where(true > 0, right / true, np.nan)
        precision = np.where(guessed > 0, right / guessed, np.nan)
    accuracy = right.sum() / n
    by_chance = (true * guessed).sum() / n**2
    press = (n - right.sum() * groups) ** 2 / (n * (groups - 1))
    return Quality(
        accuracy=float(accuracy),
        balanced_accuracy=float(recall[true > 0].mean()),
        recall=recall,
        precision=precision,
        kappa=float((accuracy - by_chance) / (1 - by_chance)) if by_chance < 1 else float("nan"),
        chance_largest=float(true.max() / n),
        chance_proportional=float(((true / n) ** 2).sum()),
        press_q=float(press),
        press_p=float(stats.chi2.sf(press, 1)),
    )
