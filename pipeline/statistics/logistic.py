"""Regressions of an answer on groups: proportional odds for ordered answers, logistic for two.

Regression of answers that lie in no order on groups: multinomial logits.

May proportional odds be summed up in one slope? Brant's check, with the design covariance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, softmax

from pipeline.statistics.design import Design
from pipeline.statistics.independence import wald_f

# Odds that differ by more than e^25 between respondents: the slope is on its way to infinity.
DIVERGED = 25


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
        """Return F that some slopes (positions) are 0: F, df1, df2, p."""
        return wald_f(self.coefficients[which], self.covariance[np.ix_(which, which)], self.freedom)


def proportional_odds(design: Design, columns: np.ndarray, answer: np.ndarray, domain: np.ndarray) -> Fit:
    r"""Return proportional odds: :math:`logit P(Y \le j) = \zeta_j - x'\beta`, by weighted pseudo-likelihood.

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
        scores, hessian = _ordinal_derivatives(parameters, x, code, w, cuts)
        step = np.linalg.solve(hessian, w @ scores)
        parameters = _ordered_step(parameters, step, x.shape[1])
        if np.ptp(x @ parameters[: x.shape[1]]) > DIVERGED:
            break
        if np.abs(step).max() < 1e-11:
            return _ordinal_fit(design, domain, parameters, (scores, hessian), x.shape[1])
    raise NoFit("a group has only the lowest or only the highest answers")


def _refuse(x: np.ndarray, cuts: int) -> None:
    """Raise where no maximum can exist whatever the answers."""
    if len(x) <= x.shape[1] + max(cuts, 1):
        raise NoFit("there are too few respondents")
    if cuts < 1:
        raise NoFit("everyone gave the same answer")
    if np.linalg.matrix_rank(np.column_stack([np.ones(len(x)), x])) <= x.shape[1]:
        raise NoFit("a group is empty, or groups make up one another")


def _ordinal_derivatives(
    parameters: np.ndarray, x: np.ndarray, code: np.ndarray, w: np.ndarray, cuts: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return scores of each respondent, shape (n, m + J - 1), and minus the weighted Hessian."""
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
    """Return a Newton step, halved until the cut points stay in order."""
    for _ in range(40):
        if (np.diff((parameters + step)[m:]) > 0).all():
            break
        step = step / 2
    return parameters + step


def _ordinal_fit(
    design: Design, domain: np.ndarray, parameters: np.ndarray, last: tuple[np.ndarray, np.ndarray], m: int
) -> Fit:
    scores, hessian = last
    influence = np.zeros((len(domain), len(parameters)))
    influence[domain] = scores @ np.linalg.inv(hessian) / design.weight[domain].sum()
    covariance = design.covariance(influence)
    return Fit(parameters[:m], parameters[m:], covariance, int(domain.sum()) - 1 - m, influence)


def logistic(design: Design, columns: np.ndarray, outcome: np.ndarray, domain: np.ndarray) -> Fit:
    r"""Return logistic regression :math:`logit P(Y = 1) = \beta_0 + x'\beta`, by weighted pseudo-likelihood.

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


def multinomial(design: Design, columns: np.ndarray, answer: np.ndarray, domain: np.ndarray) -> Fit:
    r"""Return multinomial logits: :math:`\log P(Y = j)/P(Y = 0) = \alpha_j + x'\beta_j`.

    Weighted pseudo-likelihood by Newton's method; covariance
    :math:`H^{-1} Var(\sum_k w_k s_k) H^{-1}` with the calibrated variance of the scores :math:`s_k`. The
    Wald F of the slopes of a column in all logits does not depend on which answer is the first.

    Parameters
    ----------
    columns : x without a constant, shape (n, m).
    answer : code of the answer, shape (n,); those that nobody in the domain gave are left out.
    domain : booleans, shape (n,).

    Returns
    -------
    `Fit` whose coefficients are the slopes logit by logit, m of each, then the constants as thresholds;
    freedom n - 1 less the slopes.

    Raises
    ------
    NoFit
        When fewer respondents than parameters or a single answer are left, columns make up one
        another, or a group has none of some answer, so that its slope runs away.

    Notes
    -----
    With two answers a logistic regression. The estimates equal R ``nnet::multinom(weights = w)``, the
    covariance R survey ``vcov(svytotal(scores))`` between inverse Hessians; R survey has no such model.
    """
    levels, code = np.unique(answer[domain], return_inverse=True)
    x = np.column_stack([columns[domain], np.ones(domain.sum())])
    logits, m = len(levels) - 1, columns.shape[1]
    if logits < 1:
        raise NoFit("everyone gave the same answer")
    if len(x) <= x.shape[1] * logits:
        raise NoFit("there are too few respondents")
    if np.linalg.matrix_rank(x) <= m:
        raise NoFit("a group is empty, or groups make up one another")
    w = design.weight[domain] / design.weight[domain].sum()
    given = (code[:, None] == np.arange(1, logits + 1)).astype(float)
    parameters = np.zeros((logits, m + 1))
    for _ in range(60):
        scores, hessian = _multinomial_derivatives(parameters, x, given, w)
        step = np.linalg.solve(hessian, w @ scores).reshape(parameters.shape)
        parameters = parameters + step
        if np.ptp(x[:, :m] @ parameters[:, :m].T, axis=0).max() > DIVERGED:
            break
        if np.abs(step).max() < 1e-11:
            return _multinomial_fit(design, domain, parameters, (scores, hessian))
    raise NoFit("a group has none of some answer")


def _multinomial_derivatives(
    parameters: np.ndarray, x: np.ndarray, given: np.ndarray, w: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return scores of each respondent, shape (n, logits (m + 1)), and minus the weighted Hessian."""
    logits, size = parameters.shape
    p = softmax(np.column_stack([np.zeros(len(x)), x @ parameters.T]), axis=1)[:, 1:]
    scores = ((given - p)[:, :, None] * x[:, None, :]).reshape(len(x), -1)
    # Between logits j and l: sum of w p_j (1{j = l} - p_l) x x'.
    between = p[:, :, None] * (np.eye(logits) - p[:, None, :])
    hessian = np.einsum("k,kjl,ka,kb->jalb", w, between, x, x, optimize=True)
    return scores, hessian.reshape(logits * size, logits * size)


def _multinomial_fit(
    design: Design, domain: np.ndarray, parameters: np.ndarray, last: tuple[np.ndarray, np.ndarray]
) -> Fit:
    """Return the fit with slopes first, then constants."""
    scores, hessian = last
    logits, size = parameters.shape
    places = np.arange(logits * size).reshape(logits, size)
    order = np.concatenate([places[:, :-1].ravel(), places[:, -1]])
    influence = np.zeros((len(domain), logits * size))
    influence[domain] = (scores @ np.linalg.inv(hessian) / design.weight[domain].sum())[:, order]
    slopes = logits * (size - 1)
    freedom = int(domain.sum()) - 1 - slopes
    ordered = parameters.ravel()[order]
    return Fit(ordered[:slopes], ordered[slopes:], design.covariance(influence), freedom, influence)


def parallel_lines(
    design: Design, columns: np.ndarray, answer: np.ndarray, domain: np.ndarray
) -> tuple[float, int, int, float]:
    r"""Return the Wald F that the slopes are the same at every cut :math:`Y \le j`: F, df1, df2, p.

    J - 1 logistic regressions with the joint covariance of their slopes; F on
    (m(J - 2), n - 1 - m(J - 2)). NaN with fewer than three answers: there is one cut only.

    Raises
    ------
    NoFit
        When one of the regressions has none.

    Notes
    -----
    Brant 1990 (Biometrics 46:1171), with the design covariance. Below p = 0.01 proportional odds
    should not be summed up in one number. No function of R survey: equals the joint ``vcov(svytotal(...))``
    of the linearised slopes of J - 1 ``svyglm(family = quasibinomial)``, and Wald's F on it.
    """
    levels = np.unique(answer[domain])
    if len(levels) < 3:
        return float("nan"), 0, 0, float("nan")
    fits = [logistic(design, columns, answer <= level, domain) for level in levels[:-1]]
    m, cuts = columns.shape[1], len(fits)
    slopes = np.concatenate([fit.coefficients for fit in fits])
    covariance = design.covariance(np.hstack([fit.influence[:, :m] for fit in fits]))
    contrast = np.kron(np.column_stack([np.ones(cuts - 1), -np.eye(cuts - 1)]), np.eye(m))
    df2 = int(domain.sum()) - 1 - m * (cuts - 1)
    return wald_f(contrast @ slopes, contrast @ covariance @ contrast.T, df2)
