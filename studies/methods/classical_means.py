"""The classical test value of a mean, as SPAD and FactoMineR print it beside those of answers."""

from __future__ import annotations

import numpy as np


def classical_mean(weight: np.ndarray, values: np.ndarray, groups: np.ndarray) -> np.ndarray:
    r"""Classical test value of a mean in each group, shape (G,).

    .. math:: v = (\bar x_j - \bar x) \Big/ s\sqrt{\frac{n - n_j}{(n - 1) n_j}}

    Parameters
    ----------
    weight, values : shape (n,).
    groups : booleans, shape (n, G).

    Notes
    -----
    Equals FactoMineR ``catdes`` for a quantitative variable without missing values. NaN for a group that
    is empty or everyone, and for a constant.
    """
    if not len(weight) or np.ptp(values) == 0:
        return np.full(groups.shape[1], np.nan)
    scaled = weight * len(weight) / weight.sum()
    total = scaled.sum()
    mean = scaled @ values / total
    spread = np.sqrt(scaled @ (values - mean) ** 2 / total)
    size = scaled @ groups
    part = groups.any(axis=0) & ~groups.all(axis=0)
    size = np.where(part, size, 0.5)
    in_group = (scaled * values) @ groups / size
    value = (in_group - mean) / (spread * np.sqrt((total - size) / ((total - 1) * size)))
    return np.where(part, value, np.nan)
