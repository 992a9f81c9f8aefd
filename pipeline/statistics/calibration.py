"""Calibration of weights to known totals (Deville and Särndal 1992): four methods, one Newton.

Can the totals be reached at all, and within which bounds? Linear programs on the calibration cells.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

Method = Literal["raking", "linear", "logit", "truncated_linear"]
Distance = tuple[Callable[[np.ndarray], np.ndarray], Callable[[np.ndarray], np.ndarray]]


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


def calibrate(
    base_weight: np.ndarray,
    columns: np.ndarray,
    totals: np.ndarray,
    method: Method,
    bounds: tuple[float, float] | None = None,
    tolerance: float = 1e-10,
    most_iterations: int = 50,
) -> Calibrated:
    r"""Return weights :math:`w_k = d_k F(x_k'\lambda)` with :math:`\sum_k w_k x_k = T`.

    ================  =====================================================  ==============
    method            F(u)                                                   ratio w/d in
    ================  =====================================================  ==============
    raking            :math:`e^u`                                            (0, inf)
    linear            :math:`1 + u`                                          may be <= 0
    logit             :math:`\frac{L(U-1) + U(1-L)e^{Au}}{U-1+(1-L)e^{Au}}`   (L, U)
    truncated_linear  :math:`1 + u` held between L and U                     [L, U]
    ================  =====================================================  ==============

    with :math:`A = (U-L)/((U-1)(1-L))`. Newton's method on :math:`\lambda` from 0, with a
    pseudo-inverse (redundant columns are allowed) and step halving while a ratio is not finite.

    Parameters
    ----------
    base_weight : d > 0, shape (n,).
    columns : calibration columns x, shape (n, p).
    totals : T, shape (p,).
    bounds : L < 1 < U, for logit and truncated_linear.

    Raises
    ------
    NotConverged
        When the largest relative gap is not below `tolerance` after `most_iterations`; for bounded
        methods see `smallest_upper_bound`.
    ValueError
        When bounds are missing or do not hold 1 between them.

    Notes
    -----
    Equals R survey ``calibrate(calfun = "raking" | "linear" | "logit", bounds, epsilon = 1e-10)``, and
    for raking the limit of ``rake``. Stops on the totals, not on weights that no longer move as
    ``rake`` does; linear weights of 0 or less are returned as R does, and refused by `Design`.
    """
    ratio, slope = _distance(method, bounds)
    multiplier = np.zeros(columns.shape[1])
    weight = base_weight.astype(float)
    for iteration in range(most_iterations + 1):
        missing = totals - columns.T @ weight
        gap = float(np.max(np.abs(missing) / (1 + np.abs(totals))))
        if gap < tolerance:
            return Calibrated(weight, iteration, gap)
        curvature = base_weight * slope(columns @ multiplier)
        matrix = columns.T @ (curvature[:, None] * columns)
        step = np.linalg.pinv(matrix, rcond=256 * np.finfo(float).eps, hermitian=True) @ missing
        multiplier = _step(ratio, columns, multiplier, step)
        weight = base_weight * ratio(columns @ multiplier)
    raise NotConverged(most_iterations, gap)


def _step(
    ratio: Callable[[np.ndarray], np.ndarray], columns: np.ndarray, multiplier: np.ndarray, step: np.ndarray
) -> np.ndarray:
    """Return one Newton step, halved until every ratio is finite."""
    for _ in range(60):
        if np.isfinite(ratio(columns @ (multiplier + step))).all():
            break
        step = step / 2
    return multiplier + step


def _distance(method: Method, bounds: tuple[float, float] | None) -> Distance:
    """Return F and its derivative."""
    if method == "raking":
        return _exponential, _exponential
    if method == "linear":
        return (lambda u: 1 + u), np.ones_like
    if bounds is None or not 0 <= bounds[0] < 1 < bounds[1]:
        raise ValueError("bounds L < 1 < U are needed, with L of at least 0")
    low, high = bounds
    if method == "truncated_linear":
        return (lambda u: np.clip(1 + u, low, high)), (
            lambda u: ((low < 1 + u) & (1 + u < high)).astype(float)
        )
    rate = (high - low) / ((high - 1) * (1 - low))

    def logit(u: np.ndarray) -> np.ndarray:
        power = np.exp(np.clip(rate * u, -700, 700))
        return (low * (high - 1) + high * (1 - low) * power) / (high - 1 + (1 - low) * power)

    def slope(u: np.ndarray) -> np.ndarray:
        value = logit(u)
        return rate * (value - low) * (high - value) / (high - low)

    return logit, slope


def _exponential(u: np.ndarray) -> np.ndarray:
    """Return e^u, infinite (and so refused by the step) where it would overflow."""
    return np.where(u < 700, np.exp(np.minimum(u, 700)), np.inf)


# Ratios w/d below this stand for "only with zero weights".
LEAST_RATIO = 1e-6


def unreachable(base_weight: np.ndarray, columns: np.ndarray, totals: np.ndarray) -> np.ndarray:
    """Return which totals keep any set of positive weights from existing, as a boolean array of shape (p,).

    The smallest sum of gaps to the totals over ratios w/d of at least 1e-6. All False when positive
    weights can reach every total.

    Notes
    -----
    Where several totals exclude each other, one of the smallest sets is named. R's ``rake`` runs
    200 iterations into weights of 5e-9 there, without a warning.
    """
    # Imported only here: it takes long, and most calibrations need no linear programme.
    from scipy.optimize import linprog

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
    """Return the smallest U such that ratios w/d between `lower` and U reach the totals; NaN when none does.

    NaN with lower = 0 means that the totals exclude each other; NaN with a larger one that `lower`
    itself is out of reach. Not in R, whose ``calibrate`` only fails to converge.
    """
    # Imported only here: it takes long, and most calibrations need no linear programme.
    from scipy.optimize import linprog

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
    """Return what each distinct cell of the calibration columns adds to each total, and a scale for both."""
    cells, cell_of = np.unique(columns, axis=0, return_inverse=True)
    mass = np.bincount(cell_of.ravel(), weights=base_weight, minlength=len(cells))
    scale = float(np.abs(totals).max())
    return (cells * mass[:, None]).T / scale, scale
