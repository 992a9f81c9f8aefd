"""P-values adjusted for the number of tests."""

from __future__ import annotations

import numpy as np


def benjamini_hochberg(p: np.ndarray) -> np.ndarray:
    """Return p-values adjusted for the false discovery rate; NaN (no test) stays NaN and is not counted.

    Notes
    -----
    Benjamini and Hochberg 1995. Equals R ``p.adjust(p, "BH")``.
    """
    adjusted = np.full(len(p), np.nan)
    tested = ~np.isnan(p)
    if tested.any():
        # Imported only here: it takes most of a second, and what only prints adjusts nothing.
        from statsmodels.stats.multitest import multipletests

        adjusted[tested] = multipletests(p[tested], method="fdr_bh")[1]
    return adjusted


def holm(p: np.ndarray) -> np.ndarray:
    r"""Return p-values adjusted by Holm's step-down method; NaN (no test) stays NaN and is not counted.

    .. math:: \max_{j \le i} (m - j + 1) p_{(j)}, \text{ at most } 1

    Notes
    -----
    Holm 1979. Equals R ``p.adjust(p, "holm")``. Written out because statsmodels' own collects garbage at
    every call, which took 30 s over the pairs of a survey.
    """
    adjusted = np.full(len(p), np.nan)
    order = np.argsort(p, kind="stable")[: np.count_nonzero(~np.isnan(p))]
    steps = np.arange(len(order), 0, -1) * p[order]
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1)
    return adjusted
