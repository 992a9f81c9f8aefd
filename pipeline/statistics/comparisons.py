"""Differences between shares, with their joint covariance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from pipeline.statistics.design import Design, in_cells
from pipeline.statistics.linear_combinations import (
    RARE_BELOW,
    ZERO_VARIANCE,
    crossed_shares,
    fewer_respondents,
    kish_size,
    rare_answer_variance,
    with_rare_answers,
)


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
    design: Design,
    outcomes: np.ndarray,
    groups: np.ndarray,
    domain: np.ndarray,
    confidence: float = 0.95,
    few: int = RARE_BELOW,
) -> Differences:
    r"""Return design test values: the share of each answer in each group less its share in the rest.

    Scores :math:`u_k = \delta_{gk}(y_k - \hat p_g)/\hat N_g - \delta_{rk}(y_k - \hat p_r)/\hat N_r`,
    t on n - 2 degrees of freedom, v = sign x :math:`\Phi^{-1}(1 - p/2)`.

    Parameters
    ----------
    outcomes : booleans, shape (n, L).
    groups : booleans, shape (n, G); whoever is in the domain and in no group is in nobody's rest.
    domain : booleans, shape (n,).
    few : with fewer respondents of either side who gave the answer, or who did not,
        `rare_answer_variance` holds.

    Returns
    -------
    `Differences` with arrays of shape (G, L); NaN for a group that is empty or everyone. No error and no
    test for an answer that everyone or no one gave, nor where either side is a single respondent.

    Notes
    -----
    Equals R survey ``svyglm(y ~ g, design)`` restricted to the domain, except where fewer than `few` in
    the group or in the rest gave the answer, or did not (`rare_answer_variance`). The classical test
    value (Morineau 1984) rejects too many true hypotheses under weighting: docs/method.md, section 8.
    """
    domain = domain & groups.any(axis=1)
    design, outcomes, groups, domain = in_cells(design, outcomes, groups, domain)
    inside = groups & domain[:, None]
    outside = domain[:, None] & ~groups
    share_in, scores_in = crossed_shares(design, outcomes, inside, design.mass @ inside)
    share_out, scores_out = crossed_shares(design, outcomes, outside, design.mass @ outside)
    variance = design.variance((scores_in - scores_out).reshape(len(domain), -1)).reshape(share_in.shape)
    together = design.mass * domain @ outcomes / max(design.mass @ domain, 1e-300)
    lacking = 0.0
    for share, side in ((share_in, inside), (share_out, outside)):
        size = kish_size(design, side)[:, None]
        fewer = fewer_respondents(design, outcomes, side)
        lacking = lacking + rare_answer_variance(share, fewer, together, size, few)
    variance = with_rare_answers(variance, lacking)
    alone = (design.count(inside) < 2) | (design.count(outside) < 2)
    variance[alone] = 0
    df = np.full(share_in.shape, design.count(domain) - 2)
    return differences(share_in - share_out, variance, df, confidence)


def differences(
    difference: np.ndarray, variance: np.ndarray, df: np.ndarray, confidence: float
) -> Differences:
    """Return t test and interval of differences with known variances; no test where the variance is 0.

    R: ``2 * pt(-abs(d / se), df)`` and ``d + c(-1, 1) * qt(0.975, df) * se``. R's ``svyglm`` also tests
    where its variance is the rounding noise of an exact 0.
    """
    testable = np.isfinite(difference) & (variance >= ZERO_VARIANCE) & (df >= 1)
    variance = np.where(testable, variance, np.nan)
    error = np.sqrt(variance)
    df = np.where(testable, df, np.nan)
    p = 2 * special.stdtr(df, -np.abs(difference) / error)
    reach = -special.stdtrit(df, (1 - confidence) / 2) * error
    # Beyond |v| = 37 the p-value underflows; the sign and "very far" is all that is left to say.
    value = np.sign(difference) * -special.ndtri(np.maximum(p, 1e-300) / 2)
    return Differences(difference, error, df, p, value, difference - reach, difference + reach)
