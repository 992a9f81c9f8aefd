"""Shares as linearised scores on one design, and the variance of any linear combination of them.

The one place of these formulas: score of a share, Kish's size, effective size n*, the variance that rare
answers lack. Shares of tables, contrasts, pairs of groups, pools of services, changes between waves and
published results are all made with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipeline.statistics.design import Design

# Below this a variance is rounding noise of an exact zero: a calibrated margin, or a constant answer. Shares
# of surveys have variances above 1e-9; what rounding leaves of a zero is some 1e-20.
ZERO_VARIANCE = 1e-16
# A share that is nearer to 0 or 1 is that of no one or everyone, but for the order of a sum.
UNANIMOUS = 1e-12
# With fewer respondents who gave an answer, or who did not, scores know too little of its spread.
RARE_BELOW = 5


@dataclass(frozen=True)
class Combination:
    """A linear combination of shares.

    Attributes
    ----------
    parts : positions of the shares in `JointShares`, shape (k,).
    coefficients : shape (k,).
    """

    parts: np.ndarray
    coefficients: np.ndarray

    def less(self, other: Combination) -> Combination:
        """Return this combination minus another."""
        parts = np.concatenate([self.parts, other.parts])
        return Combination(parts, np.concatenate([self.coefficients, -other.coefficients]))


@dataclass(frozen=True)
class JointShares:
    r"""Several shares on one design, each with a domain of its own, and their joint covariance.

    Attributes
    ----------
    design : weights and what they were calibrated on.
    outcomes, domains : who gave the answer, and who is counted, booleans of shape (n, P) with outcomes
        inside domains; or, for shares of a pool, in how many of its parts.

    Notes
    -----
    R survey ``coef`` and ``vcov`` of ``svyglm(y ~ 0 + g)``, of ``svyby(covmat = TRUE)`` where that works
    (it fails on a calibrated design with missing values), ``svycontrast`` for combinations.
    """

    design: Design
    outcomes: np.ndarray
    domains: np.ndarray

    @classmethod
    def of_groups(cls, design: Design, outcome: np.ndarray, groups: np.ndarray) -> JointShares:
        """Return the shares of one outcome, shape (n,), in several groups, domain included, shape (n, G)."""
        return cls(design, outcome[:, None] & groups, groups)

    @cached_property
    def base(self) -> np.ndarray:
        """People represented by each denominator, shape (P,)."""
        return self.design.mass @ self.domains

    @cached_property
    def share(self) -> np.ndarray:
        """Fractions, shape (P,); NaN for an empty domain."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.design.mass @ self.outcomes / self.base

    @cached_property
    def scores(self) -> np.ndarray:
        """See `linearised`, shape (n, P)."""
        return linearised(self.outcomes, self.domains, self.share, self.base)

    @cached_property
    def covariance(self) -> np.ndarray:
        """Calibration included, shape (P, P); 0 in the rows of an empty domain."""
        return self.design.covariance(self.scores)

    @cached_property
    def variances(self) -> np.ndarray:
        """The diagonal of `covariance`, shape (P,), without the rest of it."""
        return self.design.variance(self.scores)

    @cached_property
    def n(self) -> np.ndarray:
        """Respondents of each denominator, shape (P,)."""
        return self.design.count(self.domains)

    @cached_property
    def fewer(self) -> np.ndarray:
        """Respondents of each denominator who gave the answer, or who did not, whichever are fewer."""
        given = self.design.count(self.outcomes)
        return np.minimum(given, self.n - given)

    @cached_property
    def kish(self) -> np.ndarray:
        """See `kish_size`, shape (P,)."""
        return kish_size(self.design, self.domains)

    def value(self, number: Combination) -> float:
        """Return the value of a combination, a fraction or a difference of fractions."""
        return float(number.coefficients @ self.share[number.parts])

    def variance(self, number: Combination) -> float:
        """Return the variance of a combination: exactly 0 where calibration or one answer leaves none."""
        covariance = self.covariance[np.ix_(number.parts, number.parts)]
        variance = float(number.coefficients @ covariance @ number.coefficients)
        return variance if variance >= ZERO_VARIANCE else 0.0

    def difference_variance(self, number: Combination) -> float:
        """Return the variance of a difference of shares, with what those of rare answers lack.

        As in every other comparison such a share gets the variance that it would have if all shares compared
        were equal (`rare_answer_variance`). NaN where a share is of nobody, and where all are unanimous
        alike: nothing can be tested.
        """
        share, variance = self.share[number.parts], self.variance(number)
        together = float(self.base[number.parts] @ share / self.base[number.parts].sum())
        if not UNANIMOUS < together < 1 - UNANIMOUS:
            return np.nan
        # No variance at all: calibration has settled the difference, or all are unanimous but not alike.
        few = RARE_BELOW if variance else 1
        lacking = rare_answer_variance(
            share, self.fewer[number.parts], together, self.kish[number.parts], few
        )
        return variance + float(number.coefficients**2 @ lacking)

    def effective_size(self, number: Combination) -> float:
        """Return n* of a mean of shares (`effective_share_size`)."""
        kish = self.kish[number.parts].min()
        return float(effective_share_size(self.value(number), self.variance(number), kish))

    def smallest_base(self, number: Combination) -> int:
        """Return the respondents of the smallest denominator of a combination."""
        return int(self.n[number.parts].min())

    def freedom(self, number: Combination) -> int:
        """Return the degrees of freedom of a combination: respondents in its denominators, less one."""
        return self.design.count(self.domains[:, number.parts].any(axis=1)) - 1


def crossed_shares(
    design: Design, outcomes: np.ndarray, groups: np.ndarray, base: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the shares of several outcomes in several groups, and their scores.

    The same numbers as `JointShares` of every outcome in every group, without a column for each pair. Share
    and base equal R survey ``svyby(~y, ~g, design, svymean)`` and ``svytotal(~g, design)``.

    Parameters
    ----------
    outcomes : booleans, shape (n, L).
    groups : booleans, domain included, shape (n, G).
    base : people represented by each group, shape (G,). Who prints it sums it: another order of the sum
        shows in the twelfth digit.

    Returns
    -------
    share : shape (G, L), NaN for an empty group.
    scores : see `linearised`, shape (n, G, L).
    """
    share, empty = group_shares(design, outcomes, groups, base), base == 0
    # `linearised` with y = x times the outcome: (y - p x) / N = (outcome - p) x / N, in half of the passes.
    scores = outcomes[:, None, :] - np.where(empty[:, None], 0.0, share)
    scores *= (groups / np.where(empty, 1.0, base))[:, :, None]
    return share, scores


def group_shares(design: Design, outcomes: np.ndarray, groups: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Return the shares of `crossed_shares`, shape (G, L), without their scores. R: ``svyby(…, svymean)``."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return (design.mass[:, None] * groups).T @ outcomes / base[:, None]


def linearised(given: np.ndarray, counted: np.ndarray, share: np.ndarray, base: np.ndarray) -> np.ndarray:
    r"""Return the linearised scores :math:`z_k = (y_k - \hat p x_k) / \hat N` of shares, 0 for an empty base.

    Parameters
    ----------
    given, counted : y and x of each respondent, in the numerator and in the denominator, shape (n, ...).
    share, base : estimates of p and N, of the shape of a row of these or stretching to it.

    Notes
    -----
    R survey ``svyratio`` linearises the same way.
    """
    empty = base == 0
    # In one order in memory, so that sums do not hang on how the columns of a table happen to lie.
    scores = np.subtract(given, counted * np.where(empty, 0.0, share), order="C")
    scores /= np.where(empty, 1.0, base)
    return scores


def kish_size(design: Design, groups: np.ndarray) -> np.ndarray:
    """Return Kish's effective size of each group, shape (G,); NaN for an empty one.

    R: ``sum(w)^2 / sum(w^2)``.
    """
    weighted = design.mass[:, None] * groups
    with np.errstate(invalid="ignore", divide="ignore"):
        return weighted.sum(axis=0) ** 2 / (design.weight @ weighted)


def effective_share_size(share: np.ndarray, variance: np.ndarray, kish: np.ndarray) -> np.ndarray:
    """Return n* = p(1 - p)/V, the simple random sample of the same variance; Kish's size for p of 0 or 1.

    Infinite where calibration has settled a share. All arguments have one shape or stretch to it.
    R: ``p * (1 - p) / SE(svymean(~y, design))^2``.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        effective = share * (1 - share) / np.asarray(variance)
    return np.where((share <= 0) | (share >= 1), kish, effective)


def rare_answer_variance(
    share: np.ndarray,
    fewer: np.ndarray,
    together: np.ndarray | float,
    size: np.ndarray,
    few: int = RARE_BELOW,
) -> np.ndarray:
    r"""Return what the variance of a group's share lacks where next to no one, or nearly everyone, gave it.

    .. math:: \max\{0,\ p(1 - p) - \hat p_g(1 - \hat p_g)\} / n^*_g

    where fewer than `few` respondents gave the answer or fewer than `few` did not, 0 elsewhere. Scores take
    the spread of an answer from those who gave it: of 0 of 42 they make a share known without error, of 1 of
    131 nearly so, and a test of it would find most small groups different. Under the hypothesis that is
    tested the spread is that of all who are compared. For 0 and everyone this is :math:`p(1 - p)/n^*_g`; it
    never takes variance away.

    Parameters
    ----------
    share : of each group, fractions.
    fewer : respondents of the group who gave the answer, or who did not, whichever are fewer
        (`fewer_respondents`).
    together : share p of all who are compared.
    size : Kish's effective size n* of each group.
        All of these have one shape or stretch to it.
    few : 0 for none of this, as in R; 1 only for groups in which no one or everyone gave the answer.

    Returns
    -------
    Variance to be added, of their common shape; NaN for an empty group.

    Notes
    -----
    R has nothing of the kind: it tests with the variance of the scores alone. From `few` answers on this is
    R's too, and a step is left there, smaller the less the group differs. What both rules reject of what is
    true: docs/method.md, section 8.
    """
    lacking = np.maximum(together * (1 - together) - share * (1 - share), 0.0)
    return np.where(fewer < few, lacking / size, 0.0)


def with_rare_answers(variance: np.ndarray, lacking: np.ndarray) -> np.ndarray:
    """Return variances of differences with what their rare answers lack.

    A variance of 0 stays 0: calibration has settled the difference, or the answer is the group itself.
    R has nothing of the kind (`rare_answer_variance`).
    """
    return variance + np.where(variance < ZERO_VARIANCE, 0.0, lacking)


def fewer_respondents(design: Design, outcomes: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return the respondents of each group who gave each answer, or who did not, whichever are fewer.

    Shape (G, L). R: ``pmin(t(groups) %*% outcomes, t(groups) %*% !outcomes)``.
    """
    counted = (1.0 if design.times is None else design.times[:, None]) * groups
    given = counted.T @ outcomes
    return np.minimum(given, counted.sum(axis=0)[:, None] - given)
