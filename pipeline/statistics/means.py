"""Means of numbers in domains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from pipeline.statistics.design import Design


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
    r"""Weighted means :math:`\bar y_g = \sum_k w_k \delta_{gk} y_k / \hat N_g` with calibrated errors.

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
