"""Further looks at a weighted table of answers by groups: Wald's tests, residuals of cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from pipeline.statistics.design import Design
from pipeline.statistics.independence import wald_f
from pipeline.statistics.linear_combinations import JointShares


@dataclass(frozen=True)
class WaldTest:
    """Wald's test of independence: F and its adjusted form, each with degrees of freedom and p.

    NaN with a status when there is no test: "no_respondents", "one_group", "one_level", "no_variance" (a
    singular covariance, as empty cells make it).
    """

    f: float
    df1: int
    df2: int
    p: float
    adjusted_f: float
    adjusted_df2: int
    adjusted_p: float
    status: str = ""


def wald_independence(design: Design, rows: np.ndarray, columns: np.ndarray, domain: np.ndarray) -> WaldTest:
    r"""Wald's test that answers do not depend on groups; too liberal with sparse cells, not the default.

    .. math:: Y_{rc} = \hat N_{rc} - \hat N_r \hat N_c / \hat N, \quad F = Y'V^{-1}Y / k, \quad
              F_{adj} = F k (\nu - k + 1) / (k \nu)

    for r, c >= 2 and k = (r - 1)(c - 1), on (k, :math:`\nu`) and (k, :math:`\nu - k + 1`).

    Parameters
    ----------
    rows, columns : codes, shape (n,).
    domain : booleans, shape (n,).

    Notes
    -----
    Equals R survey ``svychisq(statistic = "Wald")`` and ``"adjWald"``.
    """
    if not domain.any():
        return _untested("no_respondents")
    in_row, in_column = _indicators(rows, domain)[:, 1:], _indicators(columns, domain)[:, 1:]
    if not in_column.shape[1]:
        return _untested("one_group")
    if not in_row.shape[1]:
        return _untested("one_level")
    base = design.weight[domain].sum()
    share_row, share_column = design.weight @ in_row / base, design.weight @ in_column / base
    gap = (
        in_row[:, :, None] * in_column[:, None, :]
        - in_row[:, :, None] * share_column
        - share_row[:, None] * in_column[:, None, :]
        + domain[:, None, None] * np.outer(share_row, share_column)
    ).reshape(len(domain), -1)
    f, k, nu, p = wald_f(design.weight @ gap / base, design.covariance(gap / base), design.degrees_of_freedom)
    if np.isnan(f):
        return _untested("no_variance")
    adjusted = f * (nu - k + 1) / nu
    return WaldTest(
        f=f,
        df1=k,
        df2=nu,
        p=p,
        adjusted_f=adjusted,
        adjusted_df2=nu - k + 1,
        adjusted_p=float(stats.f.sf(adjusted, k, nu - k + 1)),
    )


def _untested(status: str) -> WaldTest:
    nan = float("nan")
    return WaldTest(nan, 0, 0, nan, nan, 0, nan, status)


def adjusted_residuals(
    weight: np.ndarray, rows: np.ndarray, columns: np.ndarray, domain: np.ndarray
) -> np.ndarray:
    r"""Adjusted residuals of the weighted table scaled to n, shape (r, c) in the order of the codes.

    .. math:: (O - E) / \sqrt{E (1 - p_r)(1 - p_c)}

    Notes
    -----
    Haberman 1973 (Biometrics 29:205). Equals R ``chisq.test(table * n / sum(table))$stdres``. Takes the
    weighted table for a simple random sample; the design test value of `comparisons` does not. NaN in a
    row or column that is the only one; no cells at all in an empty domain.
    """
    in_row, in_column = _indicators(rows, domain), _indicators(columns, domain)
    table = (weight[:, None] * in_row).T @ in_column / max(weight @ domain, 1e-300)
    p_row, p_column = table.sum(axis=1), table.sum(axis=0)
    expected = np.outer(p_row, p_column)
    variance = expected * np.outer(1 - p_row, 1 - p_column)
    # A row that holds everyone leaves rounding noise of 0.
    error = np.sqrt(np.where(variance > 1e-15, variance, np.nan))
    return np.sqrt(domain.sum()) * (table - expected) / error


def _indicators(codes: np.ndarray, domain: np.ndarray) -> np.ndarray:
    """One column for each code that occurs in the domain, 0 outside it, shape (n, levels)."""
    return (domain[:, None] & (codes[:, None] == np.unique(codes[domain]))).astype(float)


def wald_equal(shares: JointShares, df: int) -> tuple[float, int, int, float]:
    r"""Return Wald's test that all shares are equal: F, df1, df2, p (`wald_f`).

    .. math:: F = (Cp)'(CVC')^{-1}Cp/(K-1)

    R survey ``regTermTest(svyglm(y ~ g), ~g)`` on the same denominator.
    """
    others = len(shares.share) - 1
    contrast = np.column_stack([-np.ones(others), np.eye(others)])
    return wald_f(contrast @ shares.share, contrast @ shares.covariance @ contrast.T, df)
