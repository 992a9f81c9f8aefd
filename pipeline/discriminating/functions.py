"""Axes, functions and tests of the groups, as tidy tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from pipeline.discriminating.analysis import Analysis
from pipeline.statistics.manova import bartlett, four_tests
from pipeline.statistics.selection import univariate_f


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
