"""Calibration of weights to known totals: raking ratio, with checks before and errors instead of guesses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog


@dataclass(frozen=True)
class Calibrated:
    """Weights that reach the totals, and how they were found.

    Attributes
    ----------
    weight : calibrated weights w, shape (n,).
    iterations : Newton steps taken.
    gap : largest relative gap to a total, max |T - X'w| / (1 + |T|).
    """

    weight: np.ndarray
    iterations: int
    gap: float


class NotConverged(ValueError):
    """The totals were not reached; there are no weights."""

    def __init__(self, iterations: int, gap: float):
        self.iterations, self.gap = iterations, gap
        super().__init__(f"calibration did not converge in {iterations} iterations (gap {gap:.3g})")


def raking(
    base_weight: np.ndarray,
    columns: np.ndarray,
    totals: np.ndarray,
    tolerance: float = 1e-10,
    most_iterations: int = 50,
) -> Calibrated:
    r"""Raking ratio: :math:`w_k = d_k \exp(x_k'\lambda)` with :math:`\sum_k w_k x_k = T`.

    Newton's method on :math:`\lambda`, starting from 0, with a pseudo-inverse (redundant columns are
    allowed) and step halving while a weight is not finite.

    Parameters
    ----------
    base_weight : d > 0, shape (n,).
    columns : calibration columns x, shape (n, p).
    totals : T, shape (p,).

    Raises
    ------
    NotConverged
        When the largest relative gap is not below `tolerance` after `most_iterations`.

    Notes
    -----
    Deville and Särndal 1992 (JASA 87:376). Equals R survey ``calibrate(..., calfun = "raking",
    epsilon = 1e-10)`` and the limit of ``rake``; stops on the totals, not on weights that no longer
    move as ``rake`` does.
    """
    multiplier = np.zeros(columns.shape[1])
    weight = base_weight.astype(float)
    for iteration in range(most_iterations + 1):
        missing = totals - columns.T @ weight
        gap = float(np.max(np.abs(missing) / (1 + np.abs(totals))))
        if gap < tolerance:
            return Calibrated(weight, iteration, gap)
        slope = columns.T @ (weight[:, None] * columns)
        step = np.linalg.pinv(slope, rcond=256 * np.finfo(float).eps, hermitian=True) @ missing
        multiplier, weight = _step(base_weight, columns, multiplier, step)
    raise NotConverged(most_iterations, gap)


def _step(
    base_weight: np.ndarray, columns: np.ndarray, multiplier: np.ndarray, step: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """One Newton step, halved until every weight is finite."""
    for _ in range(60):
        exponent = columns @ (multiplier + step)
        if exponent.max() < 500:
            break
        step = step / 2
    return multiplier + step, base_weight * np.exp(exponent)


def unreachable(base_weight: np.ndarray, columns: np.ndarray, totals: np.ndarray) -> np.ndarray:
    """Which totals keep any set of positive weights from existing, as a boolean array of shape (p,).

    A linear program on the distinct rows of `columns`: smallest sum of gaps to the totals with ratios
    w/d of at least 1e-6. All False when positive weights can reach every total.

    Notes
    -----
    Where several totals exclude each other, one of the smallest sets is named.
    """
    cells, cell_of = np.unique(columns, axis=0, return_inverse=True)
    mass = np.bincount(cell_of.ravel(), weights=base_weight, minlength=len(cells))
    reached = (cells * mass[:, None]).T
    scale = np.abs(totals).max()
    p = len(totals)
    constraints = np.hstack([reached / scale, np.eye(p), -np.eye(p)])
    cost = np.concatenate([np.zeros(len(cells)), np.ones(2 * p)])
    bounds = [(1e-6, None)] * len(cells) + [(0, None)] * (2 * p)
    solved = linprog(cost, A_eq=constraints, b_eq=totals / scale, bounds=bounds, method="highs")
    gaps = solved.x[len(cells) : len(cells) + p] + solved.x[len(cells) + p :]
    return gaps > 1e-7
