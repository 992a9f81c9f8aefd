"""Large weights cut down to a cap: R's trimming, and trimming that keeps the margins."""

from __future__ import annotations

import numpy as np

from pipeline.statistics.calibration import NotConverged, calibrate
from pipeline.statistics.design import check_weights


def trim(weight: np.ndarray, cap: float, strict: bool = False) -> np.ndarray:
    """Weights cut to a cap, the excess shared equally among the others; `strict` repeats until none exceeds.

    The total stays, the margins do not: prefer `trim_and_rake`, or bounded calibration.

    Raises
    ------
    ValueError
        When the cap is below the mean weight: nothing can satisfy it. When a weight is not a finite
        number above 0.

    Notes
    -----
    Equals R survey ``trimWeights(upper = cap, strict = )``.
    """
    check_weights(weight)
    if cap < weight.mean():
        raise ValueError("the cap is below the mean weight")
    trimmed = weight.astype(float)
    capped = np.zeros(len(weight), dtype=bool)
    while True:
        over = trimmed > cap
        capped |= over
        excess = (trimmed[over] - cap).sum()
        trimmed = np.where(over, cap, trimmed)
        if excess and not capped.all():
            trimmed = np.where(capped, trimmed, trimmed + excess / (~capped).sum())
        if not strict or not (trimmed > cap * (1 + 1e-12)).any():
            return trimmed


def trim_and_rake(
    weight: np.ndarray, columns: np.ndarray, totals: np.ndarray, cap: float, most_rounds: int = 200
) -> tuple[np.ndarray, int]:
    """Cut to a cap and rake again, in turn, until no weight exceeds it: weights and rounds taken.

    For the variance keep the original base weights: that the cap is itself estimated is ignored. R survey
    ``trimWeights`` and ``calibrate`` in turn, each from the weights of the other.

    Raises
    ------
    NotConverged
        When weights above the cap remain after `most_rounds`.
    ValueError
        When the cap is below the mean weight, or a weight is not a finite number above 0.
    """
    check_weights(weight)
    if cap < weight.mean():
        raise ValueError("the cap is below the mean weight")
    current = weight.astype(float)
    for rounds in range(most_rounds + 1):
        if current.max() <= cap * (1 + 1e-9):
            return current, rounds
        current = calibrate(np.minimum(current, cap), columns, totals, "raking").weight
    raise NotConverged(most_rounds, float(current.max() / cap - 1))
