"""Regressions of an answer on groups: proportional odds for ordered answers, logistic for two."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from pipeline.statistics.design import Design
from pipeline.statistics.wald import wald_f

# Odds that differ by more than e^25 between respondents: the slope is on its way to infinity.
FAR = 25


class NoFit(ValueError):
    """No maximum of the likelihood: few respondents or answers, an empty group, one without overlap."""


@dataclass(frozen=True)
class Fit:
    """A fitted model.

    Attributes
    ----------
    coefficients : slopes, shape (m,).
    thresholds : cut points, shape (J - 1,); the intercept alone for a logistic regression.
    covariance : design covariance of slopes then thresholds.
    freedom : n - 1 less the slopes.
    influence : linearised values of slopes then thresholds, shape (n, parameters).
    """

    coefficients: np.ndarray
    thresholds: np.ndarray
    covariance: np.ndarray
    freedom: int
    influence: np.ndarray

    def wald(self, which: np.ndarray) -> tuple[float, int, int, float]:
        """F that some slopes (positions) are 0: F, df1, df2, p."""
        return wald_f(self.coefficients[which], self.covariance[np.ix_(which, which)], self.freedom)


def proportional_odds(design: Design, columns: np.ndarray, answer: np.ndarray, domain: np.ndarray) -> Fit:
    r"""Proportional odds: :math:`logit P(Y \le j) = \zeta_j - x'\beta`, by weighted pseudo-likelihood.

    Newton's method on score and Hessian; covariance :math:`H^{-1} Var(\sum_k w_k s_k) H^{-1}` with the
    calibrated variance of the scores :math:`s_k`.

    Parameters
    ----------
    columns : x without a constant, shape (n, m).
    answer : code 0 to J - 1 in the order of the answers, shape (n,).
    domain : booleans, shape (n,).

    Raises
    ------
    NoFit
        When fewer respondents than parameters or a single answer are left, columns make up one
        another (an empty group), or a group has only the lowest or only the highest answers, so that
        its slope runs away.

    Notes
    -----
    McCullagh 1980 (JRSS B 42:109). Equals R survey ``svyolr`` to its own precision (1e-6: R fits by
    BFGS with a numerical Hessian). J = 2 is a logistic regression.
    """
    x = columns[domain]
    levels, code = np.unique(answer[domain], return_inverse=True)
    cuts = len(levels) - 1
    _refuse(x, cuts)
    w = design.weight[domain] / design.weight[domain].sum()
    below = np.cumsum(np.bincount(code, weights=w))[:-1]
    parameters = np.concatenate([np.zeros(x.shape[1]), np.log(below / (1 - below))])
    for _ in range(60):
        scores, hessian = _scores_and_hessian(parameters, x, code, w, cuts)
        step = np.linalg.solve(hessian, w @ scores)
        parameters = _ordered_step(parameters, step, x.shape[1])
        if np.ptp(x @ parameters[: x.shape[1]]) > FAR:
            break
        if np.abs(step).max() < 1e-11:
            return _fit(design, domain, parameters, (scores, hessian), x.shape[1])
    raise NoFit("a group has only the lowest or only the highest answers")


def _refuse(x: np.ndarray, cuts: int) -> None:
    """Raise where no maximum can exist whatever the answers."""
    if len(x) <= x.shape[1] + max(cuts, 1):
        raise NoFit("there are too few respondents")
    if cuts < 1:
        raise NoFit("everyone gave the same answer")
    if np.linalg.matrix_rank(np.column_stack([np.ones(len(x)), x])) <= x.shape[1]:
        raise NoFit("a group is empty, or groups make up one another")


def _scores_and_hessian(
    parameters: np.ndarray, x: np.ndarray, code: np.ndarray, w: np.ndarray, cuts: int
) -> tuple[np.ndarray, np.ndarray]:
    """Scores of each respondent, shape (n, m + J - 1), and minus the weighted Hessian."""
    m = x.shape[1]
    bounds = np.concatenate([[-np.inf], parameters[m:], [np.inf]])
    eta = x @ parameters[:m]
    above, below = bounds[code + 1] - eta, bounds[code] - eta
    upper, lower = expit(above), expit(below)
    slope_up, slope_low = upper * expit(-above), lower * expit(-below)
    # Taken in the nearer tail, so that a difference of two numbers near 1 is not lost.
    probability = np.where(below > 0, expit(-below) - expit(-above), upper - lower)
    at = np.eye(cuts + 2)
    up = np.column_stack([-x, at[code + 1][:, 1:-1]])
    low = np.column_stack([-x, at[code][:, 1:-1]])
    scores = (slope_up[:, None] * up - slope_low[:, None] * low) / probability[:, None]
    curve_up, curve_low = slope_up * (1 - 2 * upper), slope_low * (1 - 2 * lower)
    second = (up.T * (w * curve_up / probability)) @ up - (low.T * (w * curve_low / probability)) @ low
    return scores, (scores.T * w) @ scores - second


def _ordered_step(parameters: np.ndarray, step: np.ndarray, m: int) -> np.ndarray:
    """A Newton step, halved until the cut points stay in order."""
    for _ in range(40):
        if (np.diff((parameters + step)[m:]) > 0).all():
            break
        step = step / 2
    return parameters + step


def _fit(
    design: Design, domain: np.ndarray, parameters: np.ndarray, last: tuple[np.ndarray, np.ndarray], m: int
) -> Fit:
    scores, hessian = last
    influence = np.zeros((len(domain), len(parameters)))
    influence[domain] = scores @ np.linalg.inv(hessian) / design.weight[domain].sum()
    covariance = design.covariance(influence)
    return Fit(parameters[:m], parameters[m:], covariance, int(domain.sum()) - 1 - m, influence)


def logistic(design: Design, columns: np.ndarray, outcome: np.ndarray, domain: np.ndarray) -> Fit:
    r"""Logistic regression :math:`logit P(Y = 1) = \beta_0 + x'\beta`, by weighted pseudo-likelihood.

    Parameters
    ----------
    outcome : booleans, shape (n,).

    Notes
    -----
    Equals R survey ``svyglm(y ~ x, family = quasibinomial)`` and its ``regTermTest`` F on
    (q, n - 1 + 1 - parameters).
    """
    fitted = proportional_odds(design, columns, (~outcome).astype(int), domain)
    # P(Y <= 0) here is P(outcome): logit = threshold - x'b, so the slopes change sign.
    m = len(fitted.coefficients)
    turn = np.concatenate([-np.ones(m), np.ones(1)])
    return Fit(
        -fitted.coefficients,
        fitted.thresholds,
        fitted.covariance * np.outer(turn, turn),
        fitted.freedom,
        fitted.influence * turn,
    )
