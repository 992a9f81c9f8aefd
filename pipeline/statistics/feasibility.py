"""Can the totals be reached at all, and within which bounds? Linear programs on the calibration cells."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog

# Ratios w/d below this stand for "only with zero weights".
LEAST_RATIO = 1e-6


def unreachable(base_weight: np.ndarray, columns: np.ndarray, totals: np.ndarray) -> np.ndarray:
    """Which totals keep any set of positive weights from existing, as a boolean array of shape (p,).

    The smallest sum of gaps to the totals over ratios w/d of at least 1e-6. All False when positive
    weights can reach every total.

    Notes
    -----
    Where several totals exclude each other, one of the smallest sets is named. R's ``rake`` runs
    200 iterations into weights of 5e-9 there, without a warning.
    """
    reached, scale = _reached(base_weight, columns, totals)
    p, cells = reached.shape
    constraints = np.hstack([reached, np.eye(p), -np.eye(p)])
    cost = np.concatenate([np.zeros(cells), np.ones(2 * p)])
    bounds = [(LEAST_RATIO, None)] * cells + [(0, None)] * (2 * p)
    solved = linprog(cost, A_eq=constraints, b_eq=totals / scale, bounds=bounds, method="highs")
    gaps = solved.x[cells : cells + p] + solved.x[cells + p :]
    return gaps > 1e-7


def smallest_upper_bound(
    base_weight: np.ndarray, columns: np.ndarray, totals: np.ndarray, lower: float = 0.0
) -> float:
    """The smallest U such that ratios w/d between `lower` and U reach the totals; NaN when none does.

    NaN with lower = 0 means that the totals exclude each other; NaN with a larger one that `lower`
    itself is out of reach. Not in R, whose ``calibrate`` only fails to converge.
    """
    reached, scale = _reached(base_weight, columns, totals)
    p, cells = reached.shape
    cost = np.concatenate([np.zeros(cells), [1.0]])
    equal = np.hstack([reached, np.zeros((p, 1))])
    below = np.hstack([np.eye(cells), -np.ones((cells, 1))])
    solved = linprog(
        cost,
        A_ub=below,
        b_ub=np.zeros(cells),
        A_eq=equal,
        b_eq=totals / scale,
        bounds=[(lower, None)] * cells + [(0, None)],
        method="highs",
    )
    return float(solved.fun) if solved.status == 0 else float("nan")


def _reached(base_weight: np.ndarray, columns: np.ndarray, totals: np.ndarray) -> tuple[np.ndarray, float]:
    """What each distinct cell of the calibration columns adds to each total, and a scale for both."""
    cells, cell_of = np.unique(columns, axis=0, return_inverse=True)
    mass = np.bincount(cell_of.ravel(), weights=base_weight, minlength=len(cells))
    scale = float(np.abs(totals).max())
    return (cells * mass[:, None]).T / scale, scale
