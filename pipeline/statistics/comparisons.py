"""Differences between shares, with their joint covariance; adjusted p-values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special
from statsmodels.stats.multitest import multipletests

from pipeline.statistics.design import Design, in_cells
from pipeline.statistics.proportions import ZERO_VARIANCE

# With fewer respondents who gave an answer, or who did not, scores know too little of its spread.
RARE_BELOW = 5


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
    r"""Design test values: the share of each answer in each group less its share in the rest.

    Scores :math:`u_k = \delta_{gk}(y_k - \hat p_g)/\hat N_g - \delta_{rk}(y_k - \hat p_r)/\hat N_r`,
    t on n - 2 degrees of freedom, v = sign x :math:`\Phi^{-1}(1 - p/2)`.

    Parameters
    ----------
    outcomes : booleans, shape (n, L).
    groups : booleans, shape (n, G); whoever is in the domain and in no group is in nobody's rest.
    domain : booleans, shape (n,).
    few : with fewer respondents of either side who gave the answer, or who did not, `rare` holds.

    Returns
    -------
    `Differences` with arrays of shape (G, L); NaN for a group that is empty or everyone. No error and no
    test for an answer that everyone or no one gave, nor where either side is a single respondent.

    Notes
    -----
    Equals R survey ``svyglm(y ~ g, design)`` restricted to the domain, except where fewer than `few` in
    the group or in the rest gave the answer, or did not (`rare`). The classical test value (Morineau 1984)
    rejects too many true hypotheses under weighting: docs/method.md, section 8.
    """
    domain = domain & groups.any(axis=1)
    design, outcomes, groups, domain = in_cells(design, outcomes, groups, domain)
    inside = groups & domain[:, None]
    outside = domain[:, None] & ~groups
    share_in, scores_in = _shares_and_scores(design, outcomes, inside)
    share_out, scores_out = _shares_and_scores(design, outcomes, outside)
    variance = design.variance((scores_in - scores_out).reshape(len(domain), -1)).reshape(share_in.shape)
    together = design.mass * domain @ outcomes / max(design.mass @ domain, 1e-300)
    lacking = 0.0
    for share, side in ((share_in, inside), (share_out, outside)):
        size = kish_size(design, side)[:, None]
        lacking = lacking + rare(share, seldom(design, outcomes, side), together, size, few)
    # No variance at all: calibration has settled the difference, or the answer is the group itself.
    variance += np.where(variance < ZERO_VARIANCE, 0.0, lacking)
    alone = (design.count(inside) < 2) | (design.count(outside) < 2)
    variance[alone] = 0
    df = np.full(share_in.shape, design.count(domain) - 2)
    return differences(share_in - share_out, variance, df, confidence)


def rare(
    share: np.ndarray,
    fewer: np.ndarray,
    together: np.ndarray | float,
    size: np.ndarray,
    few: int = RARE_BELOW,
) -> np.ndarray:
    r"""What the variance of a group's share lacks where next to no one, or nearly everyone, gave the answer.

    .. math:: \max\{0,\ p(1 - p) - \hat p_g(1 - \hat p_g)\} / n^*_g

    where fewer than `few` respondents gave the answer or fewer than `few` did not, 0 elsewhere. Scores take
    the spread of an answer from those who gave it: of 0 of 42 they make a share known without error, of 1 of
    131 nearly so, and a test of it would find most small groups different. Under the hypothesis that is
    tested the spread is that of all who are compared. For 0 and everyone this is :math:`p(1 - p)/n^*_g`; it
    never takes variance away.

    Parameters
    ----------
    share : of each group, fractions.
    fewer : respondents of the group who gave the answer, or who did not, whichever are fewer (`seldom`).
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


def seldom(design: Design, outcomes: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Respondents of each group who gave each answer, or who did not, whichever are fewer, shape (G, L).

    R: ``pmin(t(groups) %*% outcomes, t(groups) %*% !outcomes)``.
    """
    counted = (1.0 if design.times is None else design.times[:, None]) * groups
    given = counted.T @ outcomes
    return np.minimum(given, counted.sum(axis=0)[:, None] - given)


def kish_size(design: Design, groups: np.ndarray) -> np.ndarray:
    """Kish's effective size of each group, shape (G,); NaN for an empty one. R: ``sum(w)^2 / sum(w^2)``."""
    weighted = design.mass[:, None] * groups
    with np.errstate(invalid="ignore", divide="ignore"):
        return weighted.sum(axis=0) ** 2 / (design.weight @ weighted)


def differences(
    difference: np.ndarray, variance: np.ndarray, df: np.ndarray, confidence: float
) -> Differences:
    """t test and interval of differences with known variances; no test where the variance is 0.

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
