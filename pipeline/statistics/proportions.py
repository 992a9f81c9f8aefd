"""Shares in domains, with calibrated standard errors and intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from pipeline.statistics.design import Design, in_cells
from pipeline.statistics.linear_combinations import (
    UNANIMOUS,
    ZERO_VARIANCE,
    crossed_shares,
    effective_share_size,
    kish_size,
)

# Below this design effect a share is settled by a margin, but for respondents whose own is missing.
SETTLED = 0.01


@dataclass(frozen=True)
class Shares:
    """Shares of several outcomes in several groups: arrays of shape (groups, outcomes).

    Attributes
    ----------
    share : fractions.
    standard_error : of the share, calibration included; 0 for a calibrated margin.
    low, high : interval (see `interval`); NaN for a calibrated margin.
    n : respondents of the denominator, shape (groups,).
    weighted_base : weight of the denominator, shape (groups,).
    n_effective : size of a simple random sample with the same variance.
    df : degrees of freedom n - 1, shape (groups,).
    design_effect : variance over that of a simple random sample of n.
    """

    share: np.ndarray
    standard_error: np.ndarray
    low: np.ndarray
    high: np.ndarray
    n: np.ndarray
    weighted_base: np.ndarray
    n_effective: np.ndarray
    df: np.ndarray
    design_effect: np.ndarray


def shares(design: Design, outcomes: np.ndarray, groups: np.ndarray, confidence: float = 0.95) -> Shares:
    r"""Return weighted shares of outcomes in groups.

    .. math:: \hat p_{gl} = \sum_k w_k \delta_{gk} y_{lk} / \sum_k w_k \delta_{gk}

    with variance from `Design.variance` of the scores
    :math:`z_k = \delta_{gk}(y_{lk} - \hat p_{gl}) / \hat N_g`.

    Parameters
    ----------
    outcomes : booleans y, shape (n, L).
    groups : booleans :math:`\delta` (domain included), shape (n, G); groups may overlap.

    Returns
    -------
    `Shares`. A group without respondents has NaN everywhere and n = 0.

    Notes
    -----
    Equals R survey ``svyby(~y, ~g, design, svymean)`` for the share and its standard error (the
    domain is a set of zeros, never a subset) and ``prop.test(n* p, n*, correct = FALSE)`` for the
    interval.
    """
    design, outcomes, groups = in_cells(design, outcomes, groups)
    base = (design.mass[:, None] * groups).sum(axis=0)
    share, scores = crossed_shares(design, outcomes, groups, base)
    variance = design.variance(scores.reshape(len(scores), -1)).reshape(share.shape)
    variance[base == 0] = np.nan
    n = design.count(groups)
    counted = Denominator(n, base, kish_size(design, groups), np.maximum(n - 1, 0))
    return with_intervals(share, variance, counted, confidence)


@dataclass(frozen=True)
class Denominator:
    """Who is counted in each group: n, weight, Kish's effective size, degrees of freedom; shape (groups,)."""

    n: np.ndarray
    weight: np.ndarray
    kish: np.ndarray
    df: np.ndarray


def with_intervals(share: np.ndarray, variance: np.ndarray, of: Denominator, confidence: float) -> Shares:
    """Return `Shares` from shares and their variances, shape (groups, L), where exact zeros are 0.

    Intervals as in `interval`; the design effect is that of R ``svymean(deff = "replace")``. Where it is
    below 0.01 a margin has settled the share: no interval and no n* (R prints one of rounding noise).
    """
    variance = np.where(variance < ZERO_VARIANCE, 0.0, variance)
    # Sums taken in another order may leave 1 - 1e-16 where everyone gave the answer.
    share = np.where(share > 1 - UNANIMOUS, 1.0, share)
    n_effective = effective_share_size(share, variance, of.kish[:, None])
    low, high = interval(share, n_effective, confidence)
    with np.errstate(invalid="ignore", divide="ignore"):
        simple = share * (1 - share) / (of.n - 1)[:, None]
        design_effect = np.where(simple > 0, variance / simple, np.nan)
    exact = design_effect < SETTLED
    return Shares(
        share=share,
        standard_error=np.sqrt(variance),
        low=np.where(exact, np.nan, low),
        high=np.where(exact, np.nan, high),
        n=of.n,
        weighted_base=of.weight,
        n_effective=np.where(exact, np.nan, n_effective),
        df=of.df,
        design_effect=design_effect,
    )


def imprecise(share: np.ndarray, low: np.ndarray, high: np.ndarray, n_effective: np.ndarray) -> np.ndarray:
    r"""Return shares too uncertain to be read without their interval, booleans of the same shape.

    :math:`n^* < 30`, an interval of 30 points or more, or one wider than 5 points and than 130 % of the
    share. False where there is no interval.

    Notes
    -----
    Presentation standard of the National Center for Health Statistics: Parker et al. 2017 (Vital Health
    Stat 2(175)). R has none.
    """
    width = high - low
    return (n_effective < 30) | (width >= 0.3) | ((width > 0.05) & (width > 1.3 * share))


def interval(
    share: np.ndarray, n_effective: np.ndarray, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    r"""Return Wilson interval on the effective sample size; Clopper-Pearson's at 0 and 100 %.

    .. math:: \frac{p + z^2/2n^* \pm z\sqrt{p(1-p)/n^* + z^2/4n^{*2}}}{1 + z^2/n^*}

    At p = 0 the interval is :math:`[0, 1 - (\alpha/2)^{1/n^*}]`, at p = 1 its mirror image.

    Notes
    -----
    Franco et al. 2019 (JSSAM 7:334). Equals R ``prop.test(n* p, n*, correct = FALSE)$conf.int``.
    How often it covers under unequal selection: docs/method.md, section 8.
    """
    tail = (1 - confidence) / 2
    z = -special.ndtri(tail)
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = (share + z**2 / (2 * n_effective)) / (1 + z**2 / n_effective)
        half = z * np.sqrt(share * (1 - share) / n_effective + z**2 / (4 * n_effective**2))
        half = half / (1 + z**2 / n_effective)
        reach = 1 - tail ** (1 / n_effective)
    low = np.where(share <= 0, 0.0, np.where(share >= 1, 1 - reach, centre - half))
    high = np.where(share >= 1, 1.0, np.where(share <= 0, reach, centre + half))
    return low, high
