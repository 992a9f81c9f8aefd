"""Differences between shares, with their joint covariance; adjusted p-values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special
from statsmodels.stats.multitest import multipletests

from pipeline.statistics.cells import in_cells
from pipeline.statistics.design import Design
from pipeline.statistics.proportions import NOISE


@dataclass(frozen=True)
class Differences:
    """Differences between shares: arrays of one shape, NaN where there is nothing to compare.

    Attributes
    ----------
    difference : first share less the second, fractions.
    standard_error : with calibration and the covariance of the two.
    df : degrees of freedom of t.
    p : two-sided p-value.
    test_value : normal deviate with the same p-value, of the sign of the difference.
    low, high : interval of the difference.
    """

    difference: np.ndarray
    standard_error: np.ndarray
    df: np.ndarray
    p: np.ndarray
    test_value: np.ndarray
    low: np.ndarray
    high: np.ndarray


def groups_against_rest(
    design: Design, outcomes: np.ndarray, groups: np.ndarray, domain: np.ndarray, confidence: float = 0.95
) -> Differences:
    r"""Design test values: the share of each answer in each group less its share in the rest.

    Scores :math:`u_k = \delta_{gk}(y_k - \hat p_g)/\hat N_g - \delta_{rk}(y_k - \hat p_r)/\hat N_r`,
    t on n - 2 degrees of freedom, v = sign x :math:`\Phi^{-1}(1 - p/2)`.

    Parameters
    ----------
    outcomes : booleans, shape (n, L).
    groups : booleans, shape (n, G); whoever is in the domain and in no group is in nobody's rest.
    domain : booleans, shape (n,).

    Returns
    -------
    `Differences` with arrays of shape (G, L); NaN for a group that is empty or everyone. No error and no
    test for an answer that everyone or no one gave, nor where either side is a single respondent.

    Notes
    -----
    Equals R survey ``svyglm(y ~ g, design)`` restricted to the domain. The classical test value
    (Morineau 1984) rejects too many true hypotheses under weighting: docs/method.md, section 8.
    """
    domain = domain & groups.any(axis=1)
    design, outcomes, groups, domain = in_cells(design, outcomes, groups, domain)
    inside = groups & domain[:, None]
    outside = domain[:, None] & ~groups
    share_in, scores_in = _shares_and_scores(design, outcomes, inside)
    share_out, scores_out = _shares_and_scores(design, outcomes, outside)
    variance = design.variance((scores_in - scores_out).reshape(len(domain), -1)).reshape(share_in.shape)
    alone = (design.count(inside) < 2) | (design.count(outside) < 2)
    variance[alone] = 0
    df = np.full(share_in.shape, design.count(domain) - 2)
    return differences(share_in - share_out, variance, df, confidence)


def differences(
    difference: np.ndarray, variance: np.ndarray, df: np.ndarray, confidence: float
) -> Differences:
    """t test and interval of differences with known variances; no test where the variance is 0."""
    testable = np.isfinite(difference) & (variance >= NOISE) & (df >= 1)
    variance = np.where(testable, variance, np.nan)
    error = np.sqrt(variance)
    df = np.where(testable, df, np.nan)
    p = 2 * special.stdtr(df, -np.abs(difference) / error)
    reach = -special.stdtrit(df, (1 - confidence) / 2) * error
    # Beyond |v| = 37 the p-value underflows; the sign and "very far" is all that is left to say.
    value = np.sign(difference) * -special.ndtri(np.maximum(p, 1e-300) / 2)
    return Differences(difference, error, df, p, value, difference - reach, difference + reach)


def _shares_and_scores(
    design: Design, outcomes: np.ndarray, groups: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Shares, shape (G, L), and their scores, shape (n, G, L)."""
    base = design.mass @ groups
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (design.mass[:, None] * groups).T @ outcomes / base[:, None]
        per_person = groups / base
    per_person[:, base == 0] = 0
    scores = outcomes[:, None, :] - np.where(base > 0, share.T, 0).T
    scores *= per_person[:, :, None]
    return share, scores


def benjamini_hochberg(p: np.ndarray) -> np.ndarray:
    """P-values adjusted for the false discovery rate; NaN (no test) stays NaN and is not counted.

    Notes
    -----
    Equals R ``p.adjust(p, "BH")``.
    """
    adjusted = np.full(len(p), np.nan)
    tested = ~np.isnan(p)
    if tested.any():
        adjusted[tested] = multipletests(p[tested], method="fdr_bh")[1]
    return adjusted
