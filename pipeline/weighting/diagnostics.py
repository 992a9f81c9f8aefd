"""Weight diagnostics: warnings on unequal weights, and respondents by class of weight / base weight."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.codebook.analysis import Method
from pipeline.errors.faults import Fault
from pipeline.statistics.design import check_weights, kish_design_effect

# Widths of classes that a reader can say; the narrowest that gives few enough classes is taken.
CLASS_WIDTHS = (0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0)


def alarms(weight: np.ndarray, method: Method, file: str) -> list[Fault]:
    """Return warnings on single weights far from the others, and on weights that cost much precision."""
    warnings = []
    n_extreme = int(extreme(weight, method.extreme_weight).sum())
    if n_extreme:
        times = {"times": f"{method.extreme_weight:g}"}
        warnings.append(
            Fault("weights_extreme", file, value=str(n_extreme), severity="warning", values=times)
        )
    if needs_trimming(weight, method.most_design_effect, method.largest_weight):
        values = {"largest": f"{weight.max() / weight.mean():.1f}"}
        effect = f"{kish_design_effect(weight):.2f}"
        warnings.append(Fault("weights_unequal", file, value=effect, severity="warning", values=values))
    return warnings


def extreme(weight: np.ndarray, times_median: float = 5) -> np.ndarray:
    """Return which weights are over `times_median` times the median, or under that part of it. Not in R."""
    check_weights(weight)
    median = np.median(weight)
    return (weight > times_median * median) | (weight < median / times_median)


def needs_trimming(weight: np.ndarray, most_effect: float = 1.8, most_ratio: float = 6) -> bool:
    """Return whether weights are unequal enough to act: Kish's effect or largest over mean too high.

    The thresholds are conventions (Potter 1990). Not in R.
    """
    check_weights(weight)
    return bool(kish_design_effect(weight) > most_effect or weight.max() / weight.mean() > most_ratio)


def ratio_classes(ratio: np.ndarray, fewest: int, most: int = 15) -> pd.DataFrame:
    """Return respondents by class of weight / base weight; never a single weight.

    Parameters
    ----------
    ratio : shape (n,).
    fewest : classes with fewer respondents are merged with the next one.
    most : classes before merging.

    Returns
    -------
    ratio_low, ratio_high (a class holds its lower limit, the last one both) and respondents.
    """
    # A class more at each end than the spread divided by the width, as limits are multiples of the width.
    spread = ratio.max() - ratio.min()
    width = next((width for width in CLASS_WIDTHS if spread / width <= most - 2), CLASS_WIDTHS[-1])
    # Shifted by a hair, so that a ratio of 1 that is 0.9999999 by rounding counts as 1.
    codes = np.floor(ratio / width + 1e-6).astype(int)
    classes = _merged_classes(np.bincount(codes - codes.min()), fewest)
    table = pd.DataFrame(classes, columns=["ratio_low", "ratio_high", "respondents"])
    limits = {name: (table[name] + codes.min()) * width for name in ("ratio_low", "ratio_high")}
    return table.assign(**{name: column.round(6) for name, column in limits.items()})


def _merged_classes(counts: np.ndarray, fewest: int) -> list[list[int]]:
    """Return first class, class after the last and count of each run of classes with enough respondents."""
    runs: list[list[int]] = []
    for i, count in enumerate(counts):
        if runs and runs[-1][2] < fewest:
            runs[-1][1:] = [i + 1, runs[-1][2] + int(count)]
        else:
            runs.append([i, i + 1, int(count)])
    # The last run has no next one to be merged with.
    if len(runs) > 1 and runs[-1][2] < fewest:
        _, end, count = runs.pop()
        runs[-1][1:] = [end, runs[-1][2] + count]
    return runs
