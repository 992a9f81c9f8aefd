"""Wald's F: are several effects 0 together? No number where their covariance does not allow it."""

from __future__ import annotations

import numpy as np
from scipy import special

# Below this a variance is rounding noise of an exact zero, effects being of the size of shares.
NOISE = 1e-16
# Below this the effects make up one another: their covariance has no inverse.
SINGULAR = 1e-10


def wald_f(effects: np.ndarray, covariance: np.ndarray, df2: int) -> tuple[float, int, int, float]:
    r"""Wald F that all effects are 0, :math:`b'V^{-1}b/q` on (q, df2) degrees of freedom: F, df1, df2, p.

    F and p are NaN when there is no effect, no freedom, or a covariance that is 0 or singular (an
    effect settled by calibration, groups of one respondent): R gives an F of rounding noise there.
    """
    q = len(effects)
    variance = np.diag(covariance)
    if q == 0 or df2 < 1 or not (variance > NOISE).all():
        return float("nan"), q, df2, float("nan")
    error = np.sqrt(variance)
    correlation = covariance / np.outer(error, error)
    if np.linalg.eigvalsh(correlation)[0] < SINGULAR:
        return float("nan"), q, df2, float("nan")
    standardised = effects / error
    f = float(standardised @ np.linalg.solve(correlation, standardised)) / q
    return f, q, df2, float(special.fdtrc(q, df2, f))
