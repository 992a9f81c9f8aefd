"""Intervals for a share besides the default one (Wilson's, in proportions): for comparison and caution.

None where the standard error is 0: a calibrated margin, an answer that everyone or no one gave.
"""

from __future__ import annotations

import numpy as np
from scipy import stats
from scipy.special import expit, logit


def logit_interval(
    share: np.ndarray, standard_error: np.ndarray, df: np.ndarray, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    r"""Interval on the logit scale, :math:`expit(logit\,p \pm t_{df}\,SE / (p(1-p)))`.

    NaN at 0 and 100 %, where it has no meaning. Equals R survey ``svyciprop(method = "xlogit")``.
    """
    share, standard_error, inside = _inside(share, standard_error)
    reach = stats.t.isf((1 - confidence) / 2, df) * standard_error / (share * (1 - share))
    low, high = expit(logit(share) - reach), expit(logit(share) + reach)
    return np.where(inside, low, np.nan), np.where(inside, high, np.nan)


def beta_interval(
    share: np.ndarray,
    standard_error: np.ndarray,
    n: np.ndarray,
    confidence: float = 0.95,
    rows: int | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    r"""Korn and Graubard's interval: Clopper-Pearson's on an effective size; the cautious choice.

    .. math:: n^* = \min\left(n, \frac{p(1-p)}{V}
              \left(\frac{t_{\alpha/2, rows - 1}}{t_{\alpha/2, n - 1}}\right)^2\right)

    Parameters
    ----------
    n : respondents of the denominator.
    rows : rows of the design object; by default n, so that the factor is 1. R takes all rows of a
        calibrated design, and does not hold n* to n.

    Notes
    -----
    Korn and Graubard 1998 (Surv. Meth. 24:193), held to n as Parker et al. 2017 (Vital Health Stat
    2(175)) ask. With `rows` = all rows equals R survey ``svyciprop(method = "beta")`` where n* < n.
    """
    share, standard_error, inside = _inside(share, standard_error)
    tail = (1 - confidence) / 2
    size = share * (1 - share) / standard_error**2
    size = size * (stats.t.isf(tail, (rows or n) - 1) / stats.t.isf(tail, n - 1)) ** 2
    size = np.minimum(size, n) if rows is None else size
    low = stats.beta.ppf(tail, size * share, size * (1 - share) + 1)
    high = stats.beta.isf(tail, size * share + 1, size * (1 - share))
    return np.where(inside, low, np.nan), np.where(inside, high, np.nan)


def arcsine_interval(
    share: np.ndarray, standard_error: np.ndarray, df: np.ndarray, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    r"""Interval on the scale of :math:`\arcsin\sqrt p`; not for print.

    Equals R survey ``svyciprop(method = "asin")``.
    """
    share, standard_error, inside = _inside(share, standard_error)
    centre = np.arcsin(np.sqrt(share))
    reach = stats.t.isf((1 - confidence) / 2, df) * standard_error / (2 * np.sqrt(share * (1 - share)))
    low = np.sin(np.maximum(centre - reach, 0)) ** 2
    high = np.sin(np.minimum(centre + reach, np.pi / 2)) ** 2
    return np.where(inside, low, np.nan), np.where(inside, high, np.nan)


def wald_interval(
    share: np.ndarray, standard_error: np.ndarray, df: np.ndarray, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Share plus or minus t times its standard error; covers too little near 0 and 1: not for print.

    Equals R survey ``svyciprop(method = "mean")``.
    """
    reach = stats.t.isf((1 - confidence) / 2, df) * np.where(standard_error > 0, standard_error, np.nan)
    return share - reach, share + reach


def _inside(share: np.ndarray, standard_error: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where there is an interval: a share within 0 and 1 that has an error; elsewhere harmless numbers."""
    share, standard_error = np.asarray(share, dtype=float), np.asarray(standard_error, dtype=float)
    inside = (share > 0) & (share < 1) & (standard_error > 0)
    return np.where(inside, share, 0.5), np.where(inside, standard_error, 0.1), inside
