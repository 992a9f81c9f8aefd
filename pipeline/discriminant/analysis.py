"""The analysis itself: correspondence analysis of active answers, then discriminant analysis of its axes.

Its axes, functions and tests of the groups as tidy tables.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from pipeline.discriminant.coding import Coded
from pipeline.discriminant.remarks import Remark
from pipeline.statistics.correspondence import Correspondence, correspondence
from pipeline.statistics.design import effective_size
from pipeline.statistics.discriminant import DiscriminantFunctions, Scatter, discriminant, scatter
from pipeline.statistics.manova import Sizes, bartlett, four_tests
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
    functions: DiscriminantFunctions
    values: np.ndarray

    @property
    def sizes(self) -> Sizes:
        """The sizes that tests need, with the number of respondents."""
        return Sizes(self.scores.shape[1], self.scatter.groups, self.scatter.n)

    @property
    def effective_sizes(self) -> Sizes:
        """The same with the number of respondents that the unequal weights are worth."""
        return Sizes(self.scores.shape[1], self.scatter.groups, effective_size(self.coded.table.weight))


class NotPossible(ValueError):
    """There is nothing to separate; `code` names the remark that says why."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


def analyse(coded: Coded) -> Analysis:
    """Return axes with an eigenvalue above average, and the functions of them that separate the groups.

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
    scattered = scatter(table.weight, scores, table.groups)
    try:
        functions = discriminant(scattered)
    except ValueError:
        raise NotPossible("separated_completely") from None
    return Analysis(coded, all_axes, axes, scores, scattered, functions, functions.scores(scores))


def limits(analysis: Analysis, folds: int) -> list[Remark]:
    """Return remarks on what limits the analysis.

    Fewer axes than the functions that so many groups could have; folds without anybody of a group.
    """
    axis_count, groups = analysis.scores.shape[1], analysis.scatter.groups
    remarks = [Remark("few_axes", axes=axis_count, groups=groups)] if axis_count < groups - 1 else []
    sizes = np.bincount(analysis.coded.table.groups)
    return remarks + [
        Remark("few_for_folds", group=group, n=int(n), folds=folds)
        for group, n in zip(analysis.coded.groups, sizes, strict=True)
        if n < folds
    ]


def axes(analysis: Analysis) -> pd.DataFrame:
    """Return one row an axis of the correspondence analysis; those kept with their F between groups."""
    values = analysis.all_axes.eigenvalues
    axis_count = len(analysis.axes.eigenvalues)
    scattered = analysis.scatter
    f = np.full(len(values), np.nan)
    f[:axis_count] = univariate_f(scattered)
    df1, df2 = scattered.groups - 1, scattered.n - scattered.groups
    return pd.DataFrame(
        {
            "axis": np.arange(1, len(values) + 1),
            "eigenvalue": values,
            "share": values / values.sum(),
            "kept": np.where(np.arange(len(values)) < axis_count, "yes", "no"),
            "statistic": f,
            "df1": np.where(np.isnan(f), np.nan, df1),
            "df2": np.where(np.isnan(f), np.nan, df2),
            "p": stats.f.sf(f, df1, df2),
        }
    )


def coefficients(analysis: Analysis) -> pd.DataFrame:
    """Return one row an axis kept and function: its coefficients and structure coefficient."""
    fitted = analysis.functions
    p, s = fitted.coefficients.shape
    return pd.DataFrame(
        {
            "axis": np.repeat(np.arange(1, p + 1), s),
            "function": np.tile(np.arange(1, s + 1), p),
            "coefficient": fitted.coefficients.ravel(),
            "standardised": fitted.standardised.ravel(),
            "structure": fitted.structure.ravel(),
        }
    )


def functions(analysis: Analysis) -> pd.DataFrame:
    """Return one row a function, with Bartlett's test that it and all after it separate nothing.

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
    """Return Wilks, Pillai, Hotelling-Lawley and Roy, one a row: with n, and with the effective n."""
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
