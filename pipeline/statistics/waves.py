"""Two waves of a survey: independent samples, each calibrated to the margins of its own time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg, special

from pipeline.statistics.comparisons import Differences, differences
from pipeline.statistics.design import Design
from pipeline.statistics.linear_combinations import group_shares, linearised


@dataclass(frozen=True)
class Sides:
    """The same shares in two waves: arrays of one shape.

    Attributes
    ----------
    old, new : shares, fractions.
    old_error, new_error : their standard errors, calibration included.
    old_df, new_df : their degrees of freedom, respondents of the denominator less one.
    """

    old: np.ndarray
    new: np.ndarray
    old_error: np.ndarray
    new_error: np.ndarray
    old_df: np.ndarray
    new_df: np.ndarray


def wave_differences(sides: Sides, confidence: float = 0.95) -> Differences:
    r"""Return each share of the new wave less that of the old one.

    .. math:: \hat d = \hat p_2 - \hat p_1, \quad SE = \sqrt{V_1 + V_2}, \quad t \sim t_{\nu_1 + \nu_2}

    Returns
    -------
    `Differences`. No error and no test where a share is 0 or 1 in one of the waves: its variance is
    then 0, which says nothing of how far it may be from it.

    Notes
    -----
    Equals R survey ``svyglm(y ~ wave)`` on both samples stacked with the waves as strata, each calibrated
    on columns of its own (`stacked`), with t on ``degf`` of the domain. The waves are taken to be
    independent: people who answered both would make the difference surer than it is told to be.
    """
    constant = np.isin(sides.old, (0.0, 1.0)) | np.isin(sides.new, (0.0, 1.0))
    variance = np.where(constant, 0.0, sides.old_error**2 + sides.new_error**2)
    freedom = sides.old_df + sides.new_df
    return differences(sides.new - sides.old, variance, freedom, confidence)


def satterthwaite(sides: Sides) -> np.ndarray:
    r"""Return degrees of freedom of a difference that allow for unequal variances.

    .. math:: \nu = (V_1 + V_2)^2 / (V_1^2/\nu_1 + V_2^2/\nu_2)

    Notes
    -----
    Satterthwaite 1946 (Biometrics 2:110); R ``t.test(var.equal = FALSE)$parameter`` of the same variances.
    Never more than :math:`\nu_1 + \nu_2`; the smaller, the more the variance comes from a small sample.
    """
    old, new = sides.old_error**2, sides.new_error**2
    with np.errstate(invalid="ignore", divide="ignore"):
        return (old + new) ** 2 / (old**2 / sides.old_df + new**2 / sides.new_df)


def detectable(error: np.ndarray, significance: float = 0.05, power: float = 0.8) -> np.ndarray:
    r"""Return the smallest change that could have been seen, given the standard error of the difference.

    .. math:: (z_{1 - \alpha/2} + z_{power}) \sqrt{V_1 + V_2}

    With the usual 5 % and 80 % this is 2.8 standard errors: a true change of that size is found
    significant four times in five. One test alone; after adjustment for many it takes more. R:
    ``(qnorm(0.975) + qnorm(0.8)) * se``.
    """
    return (special.ndtri(1 - significance / 2) + special.ndtri(power)) * error


def stacked(old: Design, new: Design) -> Design:
    """Return both waves as one design: the waves are strata, calibration columns are block-diagonal.

    Respondents of the old wave come first. Every test of an answer by groups then applies with the wave
    as the group.

    Notes
    -----
    Equals R survey ``calibrate(svydesign(ids = ~1, strata = ~wave, ...), ~ wave * (margins), ...)``.
    """
    return Design(
        weight=np.concatenate([old.weight, new.weight]),
        base_weight=np.concatenate([old.base_weight, new.base_weight]),
        calibration=linalg.block_diag(old.calibration, new.calibration),
        strata=np.repeat([0, 1], [len(old.weight), len(new.weight)]),
    )


@dataclass(frozen=True)
class Composition:
    """What a change of the population does to shares: arrays of shape (groups, outcomes).

    Attributes
    ----------
    recomposed : the shares on the margins of the other wave.
    effect : the shares as published, less these.
    standard_error : of the effect.
    """

    recomposed: np.ndarray
    effect: np.ndarray
    standard_error: np.ndarray


def composition_effect(
    design: Design, recomposed: Design, outcomes: np.ndarray, groups: np.ndarray
) -> Composition:
    r"""Return the part of a share that is due to the margins that its wave was calibrated to.

    The same respondents are calibrated twice, to the margins of their own time and to those of the other
    wave; the effect is :math:`\hat p - \hat p'`. It holds what the margins hold (say territory, sex and
    age) and nothing else that may have changed in the population.

    Parameters
    ----------
    design, recomposed : the two calibrations of the same respondents, in the same order.
    outcomes : booleans, shape (n, L).
    groups : booleans (domain included), shape (n, G).

    Notes
    -----
    Both shares come from the same answers; the variance of their difference is that of the difference of
    their linearised residuals, :math:`n/(n-1) \sum_k (u_k - u'_k)^2`. No function of R survey: equals the
    variance of the difference of the residuals of two ``calibrate``.
    """
    share, influence = _linearised(design, outcomes, groups)
    other, other_influence = _linearised(recomposed, outcomes, groups)
    n = len(influence)
    variance = n / (n - 1) * ((influence - other_influence) ** 2).sum(axis=0)
    return Composition(other, share - other, np.sqrt(variance).reshape(share.shape))


def _linearised(design: Design, outcomes: np.ndarray, groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return shares, shape (G, L), and centred weighted residuals of their scores, shape (n, G L)."""
    base = design.mass @ groups
    share = group_shares(design, outcomes, groups, base)
    counted = groups[:, :, None]
    scores = linearised(outcomes[:, None, :] & counted, counted, share, base[:, None])
    return share, design.influence(scores.reshape(len(scores), -1))
