"""What may be published of small groups, and whether what is withheld can be worked out after all."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog


def withheld(n: np.ndarray, threshold: int) -> np.ndarray:
    """Which groups of one breakdown to withhold, with those that protect them, shape (G,).

    Groups with fewer than `threshold` respondents are withheld. What can be worked out by taking the
    published groups from the published total is the withheld ones together: they must be at least two
    and have at least `threshold` respondents, so the next smallest groups are withheld until they do.

    Parameters
    ----------
    n : respondents of each group, shape (G,).
    """
    hidden = n < threshold
    while hidden.any() and not hidden.all() and (hidden.sum() < 2 or n[hidden].sum() < threshold):
        smallest = np.where(hidden, np.inf, n).argmin()
        hidden[smallest] = True
    return hidden


def protected(counts: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """Cells of a table to withhold so that its margins give none of `hidden` away, shape (R, C).

    A row or column with exactly one withheld cell gets a second, the smallest; until nothing changes.

    Parameters
    ----------
    counts : the table, shape (R, C).
    hidden : cells withheld for their own sake.
    """
    hidden = hidden.copy()
    while True:
        before = hidden.sum()
        for table, cells in ((counts, hidden), (counts.T, hidden.T)):
            for line, covered in zip(table, cells, strict=True):
                if covered.sum() == 1 and len(line) > 1:
                    covered[np.where(covered, np.inf, line).argmin()] = True
        if hidden.sum() == before:
            return hidden


def determined(known: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Which unknowns a system of published sums gives away exactly, shape (u,).

    Parameters
    ----------
    known : coefficients of each published sum, shape (m, u).
    wanted : positions of the withheld unknowns are True, shape (u,).
    """
    _, singular, right = np.linalg.svd(known, full_matrices=True)
    rank = int((singular > 1e-10 * max(singular.max(initial=0), 1)).sum())
    free = right[rank:]
    return wanted & (np.abs(free) < 1e-9).all(axis=0)


def feasible(known: np.ndarray, sums: np.ndarray, unknown: int, most: np.ndarray) -> tuple[float, float]:
    """Smallest and largest value that an unknown count can have, given what is published.

    Parameters
    ----------
    known, sums : the published sums: known @ counts = sums.
    unknown : which count.
    most : upper limit of each count (the threshold less one for a cell withheld as small).
    """
    bounds = [(0, None if np.isinf(limit) else limit) for limit in most]
    cost = np.zeros(known.shape[1])
    cost[unknown] = 1
    low = linprog(cost, A_eq=known, b_eq=sums, bounds=bounds, method="highs")
    high = linprog(-cost, A_eq=known, b_eq=sums, bounds=bounds, method="highs")
    return float(low.fun), float(-high.fun)
