"""Regression of answers that lie in no order on groups: multinomial logits."""

from __future__ import annotations

import numpy as np
from scipy.special import softmax

from pipeline.statistics.design import Design
from pipeline.statistics.logistic import FAR, Fit, NoFit


def multinomial(design: Design, columns: np.ndarray, answer: np.ndarray, domain: np.ndarray) -> Fit:
    r"""Multinomial logits: :math:`\log P(Y = j)/P(Y = 0) = \alpha_j + x'\beta_j`.

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
        scores, hessian = _scores_and_hessian(parameters, x, given, w)
        step = np.linalg.solve(hessian, w @ scores).reshape(parameters.shape)
        parameters = parameters + step
        if np.ptp(x[:, :m] @ parameters[:, :m].T, axis=0).max() > FAR:
            break
        if np.abs(step).max() < 1e-11:
            return _fit(design, domain, parameters, (scores, hessian))
    raise NoFit("a group has none of some answer")


def _scores_and_hessian(
    parameters: np.ndarray, x: np.ndarray, given: np.ndarray, w: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Scores of each respondent, shape (n, logits (m + 1)), and minus the weighted Hessian."""
    logits, size = parameters.shape
    p = softmax(np.column_stack([np.zeros(len(x)), x @ parameters.T]), axis=1)[:, 1:]
    scores = ((given - p)[:, :, None] * x[:, None, :]).reshape(len(x), -1)
    # Between logits j and l: sum of w p_j (1{j = l} - p_l) x x'.
    between = p[:, :, None] * (np.eye(logits) - p[:, None, :])
    hessian = np.einsum("k,kjl,ka,kb->jalb", w, between, x, x, optimize=True)
    return scores, hessian.reshape(logits * size, logits * size)


def _fit(
    design: Design, domain: np.ndarray, parameters: np.ndarray, last: tuple[np.ndarray, np.ndarray]
) -> Fit:
    """The fit with slopes first, then constants."""
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
