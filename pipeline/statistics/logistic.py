"""Regressions of an answer on groups: proportional odds, logistic, and the check between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.special import expit

from pipeline.statistics.design import Design


class NoFit(ValueError):
    """The likelihood has no maximum inside the parameter space, or Newton's method did not reach it."""


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


def wald_f(effects: np.ndarray, covariance: np.ndarray, df2: int) -> tuple[float, int, int, float]:
    """Wald F that all effects are 0 on (q, df2) degrees of freedom: F, df1, df2, p."""
    q = len(effects)
    f = float(effects @ np.linalg.solve(covariance, effects)) / q
    return f, q, df2, float(stats.f.sf(f, q, df2))


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
        When a group has only the lowest or only the highest answers, and its slope runs away.

    Notes
    -----
    McCullagh 1980 (JRSS B 42:109). Equals R survey ``svyolr`` to its own precision (1e-6: R fits by
    BFGS with a numerical Hessian). J = 2 is a logistic regression.
    """
    levels, code = np.unique(answer[domain], return_inverse=True)
    x, w = columns[domain], design.weight[domain] / design.weight[domain].sum()
    cuts = len(levels) - 1
    below = np.cumsum(np.bincount(code, weights=w))[:-1]
    parameters = np.concatenate([np.zeros(x.shape[1]), np.log(below / (1 - below))])
    for _ in range(60):
        scores, hessian = _scores_and_hessian(parameters, x, code, w, cuts)
        step = np.linalg.solve(hessian, w @ scores)
        parameters = _ordered_step(parameters, step, x.shape[1])
        if np.abs(parameters).max() > 50:
            break
        if np.abs(step).max() < 1e-11:
            return _fit(design, domain, parameters, (scores, hessian), x.shape[1])
    raise NoFit("a group has only the lowest or only the highest answers")


def _scores_and_hessian(
    parameters: np.ndarray, x: np.ndarray, code: np.ndarray, w: np.ndarray, cuts: int
) -> tuple[np.ndarray, np.ndarray]:
    """Scores of each respondent, shape (n, m + J - 1), and minus the weighted Hessian."""
    m = x.shape[1]
    bounds = np.concatenate([[-np.inf], parameters[m:], [np.inf]])
    eta = x @ parameters[:m]
    upper, lower = expit(bounds[code + 1] - eta), expit(bounds[code] - eta)
    slope_up, slope_low = upper * (1 - upper), lower * (1 - lower)
    probability = upper - lower
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


def parallel_lines(
    design: Design, columns: np.ndarray, answer: np.ndarray, domain: np.ndarray
) -> tuple[float, int, int, float]:
    r"""Are the slopes the same at every cut? Wald F over the logits of :math:`Y \le j`: F, df1, df2, p.

    J - 1 logistic regressions with the joint covariance of their slopes; F on
    (m(J - 2), n - 1 - m(J - 2)).

    Notes
    -----
    Brant 1990 (Biometrics 46:1171), with the design covariance. Below p = 0.01 proportional odds
    should not be summed up in one number.
    """
    levels = np.unique(answer[domain])
    fits = [logistic(design, columns, answer <= level, domain) for level in levels[:-1]]
    m, cuts = columns.shape[1], len(fits)
    if cuts < 2:
        return float("nan"), 0, 0, float("nan")
    slopes = np.concatenate([fit.coefficients for fit in fits])
    covariance = design.covariance(np.hstack([fit.influence[:, :m] for fit in fits]))
    contrast = np.kron(np.column_stack([np.ones(cuts - 1), -np.eye(cuts - 1)]), np.eye(m))
    df2 = int(domain.sum()) - 1 - m * (cuts - 1)
    return wald_f(contrast @ slopes, contrast @ covariance @ contrast.T, df2)
