"""Centroids of the groups on the functions, their intervals, regions and distances, as tidy tables."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats

from pipeline.discriminant.analysis import Analysis
from pipeline.statistics.design import Design, effective_size
from pipeline.statistics.multiple_testing import benjamini_hochberg


def centroids(analysis: Analysis, design: Design, confidence: float = 0.95) -> pd.DataFrame:
    """Return one row a group and function: its mean with a calibrated standard error, the functions as given.

    The interval has t on the group's respondents less one.
    """
    table, coded = analysis.coded.table, analysis.coded
    rows = []
    for g, group in enumerate(coded.groups):
        error = np.sqrt(np.diag(centroid_covariance(analysis, design, g)))
        inside = table.groups == g
        reach = stats.t.ppf((1 + confidence) / 2, inside.sum() - 1) * error
        for s, mean in enumerate(analysis.functions.centroids[g]):
            rows.append(
                {
                    "group": group,
                    "function": s + 1,
                    "mean": mean,
                    "standard_error": error[s],
                    "ci_low": mean - reach[s],
                    "ci_high": mean + reach[s],
                    "n": int(inside.sum()),
                    "n_effective": effective_size(table.weight[inside]),
                }
            )
    return pd.DataFrame(rows)


def regions(analysis: Analysis, design: Design, confidence: float = 0.95) -> pd.DataFrame:
    r"""Return ellipses on the first two functions: of each group's mean, and around half of its people.

    An ellipse has its centre, half its widths along the two principal directions, and the angle of the
    first. That of the mean uses F: :math:`\frac{2(n-1)}{n-2}F_{2,n-2}` times the calibrated covariance;
    that of the people the median of :math:`\chi^2_2` times the group's own covariance.
    """
    if analysis.values.shape[1] < 2:
        return pd.DataFrame(columns=["kind", "group", "x", "y", "half_width", "half_height", "angle_degrees"])
    table, rows = analysis.coded.table, []
    for g, group in enumerate(analysis.coded.groups):
        inside = table.groups == g
        n = int(inside.sum())
        reach = 2 * (n - 1) / (n - 2) * stats.f.ppf(confidence, 2, n - 2)
        mean = reach * centroid_covariance(analysis, design, g)[:2, :2]
        people = np.cov(analysis.values[inside, :2].T, aweights=table.weight[inside]) * stats.chi2.ppf(0.5, 2)
        for kind, covariance in (("mean", mean), ("people", people)):
            rows.append(
                {"kind": kind, "group": group} | _ellipse(analysis.functions.centroids[g], covariance)
            )
    return pd.DataFrame(rows)


def _ellipse(centre: np.ndarray, covariance: np.ndarray) -> dict[str, float]:
    variances, directions = np.linalg.eigh(covariance)  # smallest first
    # The direction of the larger variance, pointing right: an angle must not hang on a sign.
    along = directions[:, 1] * (1 if directions[0, 1] >= 0 else -1)
    return {
        "x": centre[0],
        "y": centre[1],
        "half_width": np.sqrt(variances[1]),
        # Rounding may leave a variance of 0 a little below it.
        "half_height": np.sqrt(max(variances[0], 0.0)),
        "angle_degrees": float(np.degrees(np.arctan2(along[1], along[0]))),
    }


def centroid_covariance(analysis: Analysis, design: Design, group: int) -> np.ndarray:
    """Return the calibrated covariance of a group's mean on the functions, shape (s, s)."""
    table = analysis.coded.table
    inside = table.groups == group
    scores = np.zeros((len(design.weight), analysis.values.shape[1]))
    centred = analysis.values - analysis.functions.centroids[group]
    scores[analysis.coded.rows] = inside[:, None] * centred / table.weight[inside].sum()
    return design.covariance(scores)


def distances(analysis: Analysis) -> pd.DataFrame:
    r"""Return one row a pair of groups: Mahalanobis distance, its F, the squared distance less its bias.

    :math:`D^2` is the squared distance of centroids; drawn samples of one population are apart too, on
    average by :math:`p(1/n_a + 1/n_b)`, which the corrected value takes off (below 0: no further apart
    than chance puts them). :math:`F = \frac{n - K - p + 1}{p(n - K)} \frac{n_a n_b}{n_a + n_b} D^2`. Sizes
    are effective ones.
    """
    functions, p = analysis.functions, analysis.sizes.scores
    table, error = analysis.coded.table, analysis.effective_sizes.error
    size = [effective_size(table.weight[table.groups == g]) for g in range(len(analysis.coded.groups))]
    rows = []
    for a, b in combinations(range(len(size)), 2):
        squared = float(((functions.centroids[a] - functions.centroids[b]) ** 2).sum())
        f = (error - p + 1) / (p * error) * size[a] * size[b] / (size[a] + size[b]) * squared
        rows.append(
            {
                "group": analysis.coded.groups[a],
                "other": analysis.coded.groups[b],
                "distance": np.sqrt(squared),
                "distance_squared_corrected": squared * (error - p - 1) / error
                - p * (1 / size[a] + 1 / size[b]),
                "statistic": f,
                "df1": p,
                "df2": error - p + 1,
                "p": float(stats.f.sf(f, p, error - p + 1)),
            }
        )
    table = pd.DataFrame(rows)
    return table.assign(p_adjusted=benjamini_hochberg(table["p"].to_numpy()))
