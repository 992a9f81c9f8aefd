"""May proportional odds be summed up in one slope? Brant's check, with the design covariance."""

from __future__ import annotations

import numpy as np

from pipeline.statistics.design import Design
from pipeline.statistics.logistic import logistic
from pipeline.statistics.wald import wald_f


def parallel_lines(
    design: Design, columns: np.ndarray, answer: np.ndarray, domain: np.ndarray
) -> tuple[float, int, int, float]:
    r"""Are the slopes the same at every cut? Wald F over the logits of :math:`Y \le j`: F, df1, df2, p.

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
