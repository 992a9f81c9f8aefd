"""Whether what is withheld in published tables can be worked out, and how cells of a table protect others."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog


def protected(counts: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """Cells of a table to withhold so that its margins give none of `hidden` away, shape (R, C).

    A withheld cell is given away unless it is a corner of a closed path of withheld cells. Each one
    that is given away gets the three other corners of a rectangle, those with the smallest sum of
    counts, until none is. (Two withheld cells in every row and column would not be enough.)

    Parameters
    ----------
    counts : the table, shape (R, C), at least two rows and two columns.
    hidden : cells withheld for their own sake.

    Raises
    ------
    ValueError
        When there is a single row or column: the totals of the other way are its cells.
    """
    if min(counts.shape) < 2:
        raise ValueError("the totals of a table with a single row or column are its cells")
    hidden = hidden.copy()
    while True:
        given_away = np.argwhere(determined(_margins_and_cells(hidden), hidden.ravel()).reshape(hidden.shape))
        if not len(given_away):
            return hidden
        row, column = given_away[0]
        price = np.where(hidden, 0.0, counts)
        rectangle = price[row][None, :] + price[:, column][:, None] + price
        rectangle[row], rectangle[:, column] = np.inf, np.inf
        other_row, other_column = np.unravel_index(rectangle.argmin(), rectangle.shape)
        hidden[[row, other_row, other_row], [other_column, column, other_column]] = True


def _margins_and_cells(hidden: np.ndarray) -> np.ndarray:
    """What is published of a table, as a system on its cells: row and column totals, cells not hidden."""
    rows, columns = hidden.shape
    totals = [np.kron(np.eye(rows), np.ones(columns)), np.kron(np.ones(rows), np.eye(columns))]
    return np.vstack([*totals, np.eye(hidden.size)[~hidden.ravel()]])


def determined(known: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Which unknowns a system of published sums gives away exactly, shape (u,).

    Parameters
    ----------
    known : coefficients of each published sum, shape (m, u).
    wanted : positions of the withheld unknowns are True, shape (u,).

    Notes
    -----
    Not in R survey. Knows sums only: that counts are whole and not negative is in `feasible`.
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

    Notes
    -----
    Not in R survey; two linear programs, as the attacker of ``sdcTable`` solves them.
    """
    bounds = [(0, None if np.isinf(limit) else limit) for limit in most]
    cost = np.zeros(known.shape[1])
    cost[unknown] = 1
    low = linprog(cost, A_eq=known, b_eq=sums, bounds=bounds, method="highs")
    high = linprog(-cost, A_eq=known, b_eq=sums, bounds=bounds, method="highs")
    return float(low.fun), float(-high.fun)
