"""Means of numbers in domains.

Medians and other quantiles of answers given in classes, such as travel times.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from pipeline.statistics.design import Design, in_cells


@dataclass(frozen=True)
class Means:
    """Means of one number in several groups: arrays of shape (G,), NaN for an empty group.

    Attributes
    ----------
    mean, standard_error, low, high : in the unit of the number; t interval on n - 1. No error for a
        single respondent; no interval where the error is 0 (a constant, a calibrated mean).
    n : respondents of each group with a value.
    """

    mean: np.ndarray
    standard_error: np.ndarray
    low: np.ndarray
    high: np.ndarray
    n: np.ndarray


def means(design: Design, values: np.ndarray, groups: np.ndarray, confidence: float = 0.95) -> Means:
    r"""Return weighted means :math:`\bar y_g = \sum_k w_k \delta_{gk} y_k / \hat N_g` with calibrated errors.

    Parameters
    ----------
    values : numbers, shape (n,); NaN is left out of every group.
    groups : booleans, shape (n, G).

    Raises
    ------
    ValueError
        When a value is infinite.

    Notes
    -----
    Equals R survey ``svyby(~y, ~g, design, svymean, na.rm = TRUE)``.
    """
    if np.isinf(values).any():
        raise ValueError("a value is infinite")
    answered = ~np.isnan(values)
    groups = groups & answered[:, None]
    known = np.where(answered, values, 0.0)
    base, n = design.weight @ groups, groups.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (design.weight * known) @ groups / base
        scores = np.nan_to_num(groups * (known[:, None] - mean) / base)
    error = np.where(n > 1, np.sqrt(design.variance(scores)), np.nan)
    noise = 1e-8 * np.abs(known).max(initial=0)
    error = np.where(error < noise, 0.0, error)
    reach = stats.t.isf((1 - confidence) / 2, np.maximum(n - 1, 1)) * np.where(error > 0, error, np.nan)
    return Means(mean, error, mean - reach, mean + reach, n)


@dataclass(frozen=True)
class Quantile:
    """A quantile of a number known in classes.

    Attributes
    ----------
    value : in the unit of the breaks; NaN when it lies in the open top class.
    standard_error : SE of the cumulative share over the density at the quantile.
    low, high : Woodruff's interval; NaN where a limit lies in the open top class.
    status : "" ; "open" the quantile lies above the last break ("more than 30"); "open_high" only its
        upper limit does; "no_variance" all answers are in one class, or there is only one (no error, no
        interval); "no_respondents".
    """

    value: float
    standard_error: float
    low: float
    high: float
    status: str = ""


def quantile_of_classes(
    design: Design,
    code: np.ndarray,
    breaks: np.ndarray,
    domain: np.ndarray,
    level: float = 0.5,
    confidence: float = 0.95,
) -> Quantile:
    r"""Return quantile by linear interpolation of the cumulative distribution inside its class.

    .. math:: m = b_{j-1} + \frac{q - F_{j-1}}{F_j - F_{j-1}} (b_j - b_{j-1}), \quad
              SE(m) = SE(\hat F(m)) / f, \quad f = \frac{F_j - F_{j-1}}{b_j - b_{j-1}}

    The interval interpolates the distribution at :math:`q \pm t_{n-1} SE(\hat F(m))` (Woodruff 1952).

    Parameters
    ----------
    code : class 0 to L - 1 of each respondent, shape (n,).
    breaks : lower limit of each class, then the upper limit of the last, shape (L + 1,); infinite
        when the last class is open. It is never closed by assumption.
    domain : booleans, shape (n,).
    level : q, between 0 and 1, both excluded.

    Notes
    -----
    No function of R survey: ``svyquantile`` does not interpolate inside classes. The error equals ``SE``
    of ``svymean`` of the scores at the quantile (1 below its class, the part of the class inside it, 0
    above) over f. Fails where everyone is in one class (no error) or the quantile in the open one.
    """
    design, code, domain = in_cells(design, code, domain)
    if not domain.any():
        return Quantile(*[float("nan")] * 4, "no_respondents")
    mass = np.bincount(code[domain], weights=design.mass[domain], minlength=len(breaks) - 1)
    cumulative = np.concatenate([[0], np.cumsum(mass) / mass.sum()])
    value = _interpolated(cumulative, breaks, level)
    if np.isnan(value):
        return Quantile(*[float("nan")] * 4, "open")
    if (mass > 0).sum() < 2:
        return Quantile(value, *[float("nan")] * 3, "no_variance")
    j = _class_of(cumulative, level)
    width = breaks[j] - breaks[j - 1]
    below = np.where(code < j - 1, 1.0, np.where(code == j - 1, (value - breaks[j - 1]) / width, 0.0))
    scores = _mean_scores(design.mass, below, domain)
    error = float(np.sqrt(design.variance(scores[:, None])[0]))
    density = (cumulative[j] - cumulative[j - 1]) / width
    reach = stats.t.isf((1 - confidence) / 2, design.count(domain) - 1) * error
    low = _interpolated(cumulative, breaks, max(level - reach, 0))
    high = _interpolated(cumulative, breaks, min(level + reach, 1))
    return Quantile(value, float(error / density), low, high, "open_high" if np.isnan(high) else "")


def _interpolated(cumulative: np.ndarray, breaks: np.ndarray, level: float) -> float:
    """Return where the cumulative distribution reaches a level; NaN in an open class."""
    if level <= 0:
        return float(breaks[0])
    j = _class_of(cumulative, level)
    if not np.isfinite(breaks[j]):
        return float("nan")
    part = (level - cumulative[j - 1]) / (cumulative[j] - cumulative[j - 1])
    return float(breaks[j - 1] + part * (breaks[j] - breaks[j - 1]))


def _class_of(cumulative: np.ndarray, level: float) -> int:
    """Return the class, counted from 1, in which a level above 0 is reached, whatever the rounding."""
    j = int(np.searchsorted(cumulative, level - 1e-12, side="left"))
    return min(max(j, 1), len(cumulative) - 1)


def _mean_scores(weight: np.ndarray, values: np.ndarray, domain: np.ndarray) -> np.ndarray:
    """Return linearised values of a mean in a domain, shape (n,)."""
    base = weight[domain].sum()
    mean = weight[domain] @ values[domain] / base
    return domain * (values - mean) / base
