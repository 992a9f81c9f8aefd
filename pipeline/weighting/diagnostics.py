"""How unequal weights are: when to worry, and respondents by class of the ratio to their base weight."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.codebook.analysis import Method
from pipeline.errors.faults import Fault
from pipeline.statistics.design import check_weights, kish_design_effect

STEPS = (0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0)


def alarms(weight: np.ndarray, method: Method, file: str) -> list[Fault]:
    """Warnings on single weights far from the others, and on weights that cost much precision."""
    found = []
    far = int(extreme(weight, method.extreme_weight).sum())
    if far:
        times = {"times": f"{method.extreme_weight:g}"}
        found.append(Fault("weights_extreme", file, value=str(far), severity="warning", values=times))
    if needs_trimming(weight, method.most_design_effect, method.largest_weight):
        values = {"largest": f"{weight.max() / weight.mean():.1f}"}
        effect = f"{kish_design_effect(weight):.2f}"
        found.append(Fault("weights_unequal", file, value=effect, severity="warning", values=values))
    return found


def extreme(weight: np.ndarray, times_median: float = 5) -> np.ndarray:
    """Which weights are more than `times_median` times the median, or less than that part of it. Not in R."""
    check_weights(weight)
    median = np.median(weight)
    return (weight > times_median * median) | (weight < median / times_median)


def needs_trimming(weight: np.ndarray, most_effect: float = 1.8, most_ratio: float = 6) -> bool:
    """Whether weights are unequal enough to act: Kish's effect or largest over mean too high.

    The thresholds are conventions (Potter 1990). Not in R.
    """
    check_weights(weight)
    return bool(kish_design_effect(weight) > most_effect or weight.max() / weight.mean() > most_ratio)


def ratio_classes(ratio: np.ndarray, fewest: int, most: int = 15) -> pd.DataFrame:
    """Respondents by class of weight / base weight; never a single weight.

    Parameters
    ----------
    ratio : shape (n,).
    fewest : classes with fewer respondents are merged with the next one.
    most : classes before merging.

    Returns
    -------
    ratio_low, ratio_high (a class holds its lower limit, the last one both) and respondents.
    """
    step = next((s for s in STEPS if (ratio.max() - ratio.min()) / s <= most - 2), STEPS[-1])
    # Shifted by a hair, so that a ratio of 1 that is 0.9999999 by rounding counts as 1.
    place = np.floor(ratio / step + 1e-6).astype(int)
    first, last = place.min(), place.max()
    counts = np.bincount(place - first, minlength=last - first + 1)
    classes: list[list[int]] = []
    for i, count in enumerate(counts):
        if classes and classes[-1][2] < fewest:
            classes[-1][1:] = [i + 1, classes[-1][2] + int(count)]
        else:
            classes.append([i, i + 1, int(count)])
    if len(classes) > 1 and classes[-1][2] < fewest:
        _, end, count = classes.pop()
        classes[-1][1:] = [end, classes[-1][2] + count]
    table = pd.DataFrame(classes, columns=["ratio_low", "ratio_high", "respondents"])
    limits = {name: (table[name] + first) * step for name in ("ratio_low", "ratio_high")}
    return table.assign(**{name: column.round(6) for name, column in limits.items()})
