"""Other ways of weighting the same respondents, to see which verdicts hang on the weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.errors.faults import Fault
from pipeline.statistics.calibration import calibrate, smallest_upper_bound
from pipeline.statistics.design import Design, uncalibrated
from pipeline.weighting.margins import design_columns, design_of, prepared_margins

CALIBRATED, UNWEIGHTED, BOUNDED, WITHOUT = "calibrated", "unweighted", "bounded", "without_"
# Ratios of final to base weight that bounded calibration stays within, where the totals allow it.
BOUNDS = (0.5, 2.0)
# How far above the smallest feasible upper bound, so that Newton's method has room.
ROOM = 1.1


@dataclass(frozen=True)
class Weighting:
    """Weights under a name; `limits` are the bounds on w/d of a bounded calibration."""

    name: str
    design: Design
    limits: tuple[float, float] = (0.0, np.inf)


def weightings(
    codebook: Codebook, weighted: pd.DataFrame, populations: pd.DataFrame, file: str
) -> tuple[list[Weighting], list[Fault]]:
    """Return the weights of the survey, then each other weighting; and warnings for those out of reach.

    Parameters
    ----------
    weighted : respondents with base_weight and weight.
    populations : margins.csv as text.
    file : its name, for faults.

    Notes
    -----
    "unweighted" counts heads; "without_<margin>" leaves one margin out of the calibration, which is
    otherwise that of the survey; "bounded" reaches all margins by the logit method within `bounds`.
    """
    method, base = codebook.method, weighted["base_weight"].to_numpy()
    margins, _ = prepared_margins(codebook, weighted, populations, file)
    variants = [Weighting(CALIBRATED, design_of(codebook, weighted))]
    variants.append(Weighting(UNWEIGHTED, uncalibrated(np.ones(len(weighted)))))
    # Without its only margin a calibration would be none at all.
    without_one = {
        f"{WITHOUT}{left_out.name}": [margin for margin in margins if margin is not left_out]
        for left_out in (margins if len(margins) > 1 else [])
    }
    out_of_reach = []
    for name, reached in (without_one | {BOUNDED: margins}).items():
        columns, totals = design_columns(reached)
        kind, limits = method.calibration, method.bounds
        if name == BOUNDED:
            kind, limits = "logit", bounds(base, columns, totals)
        try:
            design = Design(calibrate(base, columns, totals, kind, limits).weight, base, columns)
        except ValueError:  # not converged, or weights of 0 or less
            out_of_reach.append(Fault("weighting_out_of_reach", file, value=name, severity="warning"))
            continue
        variants.append(Weighting(name, design, limits or (0.0, np.inf)))
    return variants, out_of_reach


def bounds(
    base: np.ndarray, columns: np.ndarray, totals: np.ndarray, usual: tuple[float, float] = BOUNDS
) -> tuple[float, float]:
    """Return bounds on the ratios of final to base weight, loosened as far as the totals ask for.

    `usual` where they can be reached with room to spare; else its lower bound with the smallest
    feasible upper one, times `ROOM`; else a lower bound of 0 with the like. ValueError when the totals
    exclude each other.
    """
    for low in (usual[0], 0.0):
        smallest = smallest_upper_bound(base, columns, totals, low)
        if np.isfinite(smallest):
            return low, max(usual[1], ROOM * smallest)
    raise ValueError("the totals exclude each other: no calibration of any method")
