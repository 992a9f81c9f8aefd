"""Does an answer depend on the group? Rao and Scott's F, for one answer or several ticked at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from pipeline.statistics.cells import in_cells
from pipeline.statistics.crossing import Crossing
from pipeline.statistics.design import Design

# A mean design effect below this is rounding noise: calibration has settled the whole table.
NOISE = 1e-9


@dataclass(frozen=True)
class Association:
    r"""A test of independence, and how strong the association is.

    Attributes
    ----------
    statistic, df1, df2, p : F, its degrees of freedom and p-value; NaN when not testable.
    first_order, first_order_df, first_order_p : the first-order statistic
        :math:`X^2 / \bar\delta`, chi-squared on (r - 1)(c - 1) degrees of freedom an item.
    x2 : Pearson's statistic on the weighted table scaled to n.
    cramer_v : Cramér's V of that table, 0 to 1 (of the item with the largest, for several items).
    cramer_v_corrected : the same less its bias (Bergsma 2013), with n over the mean design effect.
    n : respondents in the domain.
    sparse : more than a fifth of the cells have fewer than 5 expected respondents.
    status : "" or why there is no test: "no_respondents", "one_group", "one_level", "empty_cells" (too
        many for the interaction to be estimated), "no_variance" (calibration has settled the table).
    """

    statistic: float
    df1: float
    df2: float
    p: float
    first_order: float
    first_order_df: float
    first_order_p: float
    x2: float
    cramer_v: float
    cramer_v_corrected: float
    n: int
    sparse: bool
    status: str = ""


def rao_scott(design: Design, items: np.ndarray, groups: np.ndarray, domain: np.ndarray) -> Association:
    r"""Second-order Rao-Scott F of answers by groups; several items at once give the joint F_S.

    With cell shares :math:`\hat p`, contrasts C of the interaction and :math:`D = diag(\hat p)`,

    .. math:: \Delta = [C'D^{-1}C/n]^{-1} C'D^{-1} V D^{-1} C, \quad
              F = X^2 / tr\Delta \sim F(d_0, d_0\nu), \quad d_0 = (tr\Delta)^2 / tr\Delta^2

    and, for several items, the stacked cells of all items with :math:`X^2_S = \sum_j X^2_j`.

    Parameters
    ----------
    items : code of each respondent's answer (0 to r - 1), shape (n,) for one question or (n, J) for
        J items that each person ticks or not.
    groups : code of each respondent's group, shape (n,).
    domain : booleans, shape (n,); codes outside it are not read.

    Returns
    -------
    `Association`; levels and groups without weight in the domain are dropped first.

    Notes
    -----
    Rao and Scott 1984 (Ann. Stat. 12:46), Bilder and Loughin 2009 (CJS 37:553). One item equals R
    survey ``svychisq(~y + g, design, statistic = "F")`` and ``"Chisq"``, except that :math:`\nu` is
    n - 1 of the domain where that has fewer than 200 respondents: R's own rejects too often there.
    """
    items = items.reshape(len(domain), -1)
    read = domain[:, None]
    design, items, groups, domain = in_cells(
        design, np.where(read, items, items[domain].min(initial=0)), np.where(domain, groups, 0), domain
    )
    n = design.count(domain)
    if n == 0:
        return _untested(n, "no_respondents")
    tables = [Crossing(design, item, groups, domain) for item in items.T]
    if tables[0].columns < 2:
        return _untested(n, "one_group")
    tables = [table for table in tables if table.rows > 1]
    if not tables:
        return _untested(n, "one_level")
    if not all(table.estimable for table in tables):
        return _untested(n, "empty_cells")
    delta = _generalised_effects(design, tables, n)
    trace = float(np.trace(delta))
    if trace / len(delta) < NOISE:
        return _untested(n, "no_variance")
    freedom = trace**2 / float(np.trace(delta @ delta))
    nu = design.degrees_of_freedom if n >= 200 else design.freedom(n)
    x2 = sum(table.x2(n) for table in tables)
    statistic = x2 / trace
    effect = trace / len(delta)
    strongest = max(tables, key=lambda table: table.x2(n) / (min(table.rows, table.columns) - 1))
    return Association(
        statistic=statistic,
        df1=freedom,
        df2=freedom * nu,
        p=float(special.fdtrc(freedom, freedom * nu, statistic)),
        first_order=x2 / effect,
        first_order_df=len(delta),
        first_order_p=float(special.chdtrc(len(delta), x2 / effect)),
        x2=x2,
        cramer_v=strongest.cramer_v(n),
        cramer_v_corrected=strongest.cramer_v_corrected(n, effect),
        n=n,
        sparse=any(table.sparse(n) for table in tables),
    )


def _untested(n: int, status: str) -> Association:
    nan = float("nan")
    return Association(*[nan] * 10, n, False, status)


def _generalised_effects(design: Design, tables: list[Crossing], n: int) -> np.ndarray:
    """The matrix of generalised design effects of the stacked items."""
    weighted = [table.inverse[:, None] * table.contrasts for table in tables]
    projected = np.hstack([table.scores @ contrast for table, contrast in zip(tables, weighted, strict=True)])
    covariance = design.covariance(projected)
    delta = np.zeros_like(covariance)
    start = 0
    for table, contrast in zip(tables, weighted, strict=True):
        rows = slice(start, start + contrast.shape[1])
        delta[rows] = np.linalg.solve(table.contrasts.T @ contrast / n, covariance[rows])
        start = rows.stop
    return delta
