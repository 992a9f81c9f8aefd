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
    mean, standard_error, low, high : in the unit of the number; t interval on n - 1.
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

    Notes
    -----
    Equals R survey ``svyby(~y, ~g, design, svymean, na.rm = TRUE)``.
    """
    answered = ~np.isnan(values)
    groups = groups & answered[:, None]
    known = np.where(answered, values, 0.0)
    base, n = design.weight @ groups, groups.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (design.weight * known) @ groups / base
        scores = np.nan_to_num(groups * (known[:, None] - mean) / base)
    error = np.where(n > 1, np.sqrt(design.variance(scores)), np.nan)
    reach = stats.t.isf((1 - confidence) / 2, np.maximum(n - 1, 1)) * error
    return Means(mean, error, mean - reach, mean + reach, n)
