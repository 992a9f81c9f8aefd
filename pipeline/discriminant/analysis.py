"""The analysis itself: correspondence analysis of active answers, then discriminant analysis of its axes.

Axes, functions and tests of the groups, as tidy tables.

Where groups lie on the functions, how surely, and how far from one another, as tidy tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats

from pipeline.discriminant.coding import Coded
from pipeline.discriminant.labels import Remark
from pipeline.statistics.correspondence import Correspondence, correspondence
from pipeline.statistics.design import Design, effective_size
from pipeline.statistics.discriminant import Discriminant, Scatter, discriminant, scatter
from pipeline.statistics.manova import Sizes, bartlett, four_tests
from pipeline.statistics.multiple_testing import benjamini_hochberg
from pipeline.statistics.selection import univariate_f


@dataclass(frozen=True)
class Analysis:
    """One discriminant analysis.

    Attributes
    ----------
    coded : what was analysed.
    all_axes : every axis of the correspondence analysis; `axes` are those kept.
    scores : of the respondents on the kept axes, shape (n, p).
    scatter, functions : of these scores by group.
    values : of the respondents on the functions, shape (n, s).
    """

    coded: Coded
    all_axes: Correspondence
    axes: Correspondence
    scores: np.ndarray
    scatter: Scatter
    functions: Discriminant
    values: np.ndarray

    @property
    def sizes(self) -> Sizes:
        """With the number of respondents."""
        return Sizes(self.scores.shape[1], self.scatter.groups, self.scatter.n)

    @property
    def effective_sizes(self) -> Sizes:
        """With the number of respondents that the unequal weights are worth."""
        return Sizes(self.scores.shape[1], self.scatter.groups, effective_size(self.coded.table.weight))


class NotPossible(ValueError):
    """There is nothing to separate; `code` names the remark that says why."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


def analyse(coded: Coded) -> Analysis:
    """Axes with an eigenvalue above average, and the functions of them that separate the groups.

    Raises
    ------
    NotPossible
        When fewer than two groups or no question is left, or the groups are separated completely.
    """
    table = coded.table
    if len(coded.groups) < 2:
        raise NotPossible("one_group")
    if not coded.active:
        raise NotPossible("no_question")
    all_axes = correspondence(table.weight, table.indicators, table.questions)
    axes = all_axes.kept(all_axes.above_average)
    scores = axes.rows(table.indicators)
    found = scatter(table.weight, scores, table.groups)
    try:
        functions = discriminant(found)
    except ValueError:
        raise NotPossible("separated_completely") from None
    return Analysis(coded, all_axes, axes, scores, found, functions, functions.scores(scores))


def limits(analysis: Analysis, folds: int) -> list[Remark]:
    """Fewer axes than functions that so many groups could have, and folds without anybody of a group."""
    kept, groups = analysis.scores.shape[1], analysis.scatter.groups
    remarks = [Remark("few_axes", axes=kept, groups=groups)] if kept < groups - 1 else []
    sizes = np.bincount(analysis.coded.table.groups)
    return remarks + [
        Remark("few_for_folds", group=group, n=int(n), folds=folds)
        for group, n in zip(analysis.coded.groups, sizes, strict=True)
        if n < folds
    ]


def axes(analysis: Analysis) -> pd.DataFrame:
    """One row an axis of the correspondence analysis; those kept with their F between groups."""
    values = analysis.all_axes.eigenvalues
    kept = len(analysis.axes.eigenvalues)
    found = analysis.scatter
    f = np.full(len(values), np.nan)
    f[:kept] = univariate_f(found)
    df1, df2 = found.groups - 1, found.n - found.groups
    return pd.DataFrame(
        {
            "axis": np.arange(1, len(values) + 1),
            "eigenvalue": values,
            "share": values / values.sum(),
            "kept": np.where(np.arange(len(values)) < kept, "yes", "no"),
            "statistic": f,
            "df1": np.where(np.isnan(f), np.nan, df1),
            "df2": np.where(np.isnan(f), np.nan, df2),
            "p": stats.f.sf(f, df1, df2),
        }
    )


def coefficients(analysis: Analysis) -> pd.DataFrame:
    """One row an axis kept and function: its coefficients and structure coefficient."""
    found = analysis.functions
    p, s = found.coefficients.shape
    return pd.DataFrame(
        {
            "axis": np.repeat(np.arange(1, p + 1), s),
            "function": np.tile(np.arange(1, s + 1), p),
            "coefficient": found.coefficients.ravel(),
            "standardised": found.standardised.ravel(),
            "structure": found.structure.ravel(),
        }
    )


def functions(analysis: Analysis) -> pd.DataFrame:
    """One row a function, with Bartlett's test that it and all after it separate nothing.

    `p_effective` is the same test with the number of respondents that the weights are worth.
    """
    roots = analysis.functions.roots
    tests = bartlett(roots, analysis.sizes)
    cautious = bartlett(roots, analysis.effective_sizes)
    return pd.DataFrame(
        {
            "function": np.arange(1, len(roots) + 1),
            "root": roots,
            "share": roots / roots.sum() if roots.sum() > 0 else np.nan,
            "canonical_correlation": analysis.functions.canonical_correlations,
            "statistic": [test.statistic for test in tests],
            "df1": [test.df1 for test in tests],
            "p": [test.p for test in tests],
            "p_effective": [test.p for test in cautious],
        }
    )


def group_tests(analysis: Analysis) -> pd.DataFrame:
    """Wilks, Pillai, Hotelling-Lawley, Roy: with n, and with the effective n."""
    roots = analysis.functions.roots
    rows = [
        {
            "test": test.name,
            "measured": test.value,
            "statistic": test.statistic,
            "df1": test.df1,
            "df2": test.df2,
            "p": test.p,
            "p_effective": cautious.p,
            "n": analysis.sizes.n,
            "n_effective": analysis.effective_sizes.n,
        }
        for test, cautious in zip(
            four_tests(roots, analysis.sizes), four_tests(roots, analysis.effective_sizes), strict=True
        )
    ]
    return pd.DataFrame(rows)


def centroids(analysis: Analysis, design: Design, confidence: float = 0.95) -> pd.DataFrame:
    """One row a group and function: its mean with a calibrated standard error, the functions as given.

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
    r"""Ellipses on the first two functions: of each group's mean, and around half of its people.

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
    variances, directions = np.linalg.eigh(covariance)
    # The direction of the larger variance, pointing right: an angle must not hang on a sign.
    along = directions[:, 1] * (1 if directions[0, 1] >= 0 else -1)
    return {
        "x": centre[0],
        "y": centre[1],
        "half_width": np.sqrt(variances[1]),
        "half_height": np.sqrt(max(variances[0], 0.0)),
        "angle_degrees": float(np.degrees(np.arctan2(along[1], along[0]))),
    }


def centroid_covariance(analysis: Analysis, design: Design, group: int) -> np.ndarray:
    """Calibrated covariance of a group's mean on the functions, shape (s, s)."""
    table = analysis.coded.table
    inside = table.groups == group
    scores = np.zeros((len(design.weight), analysis.values.shape[1]))
    centred = analysis.values - analysis.functions.centroids[group]
    scores[analysis.coded.rows] = inside[:, None] * centred / table.weight[inside].sum()
    return design.covariance(scores)


def distances(analysis: Analysis) -> pd.DataFrame:
    r"""One row a pair of groups: Mahalanobis distance, its F, and the squared distance less its bias.

    :math:`D^2` is the squared distance of centroids; drawn samples of one population are apart too, on
    average by :math:`p(1/n_a + 1/n_b)`, which the corrected value takes off (below 0: no further apart
    than chance puts them). :math:`F = \frac{n - K - p + 1}{p(n - K)} \frac{n_a n_b}{n_a + n_b} D^2`. Sizes
    are effective ones.
    """
    found, p = analysis.functions, analysis.sizes.scores
    table, error = analysis.coded.table, analysis.effective_sizes.error
    size = [effective_size(table.weight[table.groups == g]) for g in range(len(analysis.coded.groups))]
    rows = []
    for a, b in combinations(range(len(size)), 2):
        squared = float(((found.centroids[a] - found.centroids[b]) ** 2).sum())
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
