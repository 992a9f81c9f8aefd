"""Does an answer depend on the group? Rao and Scott's F, for one answer or several ticked at once.

The weighted table of one answer by groups: its cells, their scores and contrasts, how strong it is.

Wald's F: are several effects 0 together? No number where their covariance does not allow it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from scipy import special

from pipeline.statistics.design import Design, in_cells


class Crosstabulation:
    """Answers of one item (codes of `item`) by groups, among a domain; levels that nobody has are left out.

    Attributes
    ----------
    rows, columns : how many levels and groups there are.
    cells : shares of all cells, the row index running fastest as in R's ``interaction()``.
    scores : linearised values of these shares, shape (n, cells).
    expected : what the cells would be if answers did not depend on the group.
    """

    def __init__(self, design: Design, item: np.ndarray, groups: np.ndarray, domain: np.ndarray):
        rows = np.unique(item[domain])
        columns = np.unique(groups[domain])
        self.rows, self.columns = len(rows), len(columns)
        in_row = domain[:, None] & (item[:, None] == rows)
        in_column = domain[:, None] & (groups[:, None] == columns)
        cells = (in_column[:, :, None] & in_row[:, None, :]).reshape(len(domain), -1)
        base = design.mass[domain].sum()
        self.cells = design.mass @ cells / base
        self.scores = domain[:, None] * (cells - self.cells) / base
        shaped = self.cells.reshape(self.columns, self.rows)
        self.expected = np.outer(shaped.sum(axis=1), shaped.sum(axis=0)).ravel()

    def x2(self, n: int) -> float:
        return float(n * ((self.cells - self.expected) ** 2 / self.expected).sum())

    @property
    def contrasts(self) -> np.ndarray:
        """Interaction dummies less their projection on the main effects, over the cell shares."""
        return _contrasts(self.rows, self.columns)

    @cached_property
    def inverse(self) -> np.ndarray:
        """One over each cell share, 0 for an empty cell."""
        return np.divide(1, self.cells, out=np.zeros_like(self.cells), where=self.cells > 0)

    @property
    def estimable(self) -> bool:
        """Whether the cells that are not empty carry every contrast of the interaction."""
        seen = self.contrasts[self.cells > 0]
        return len(seen) == len(self.cells) or bool(np.linalg.matrix_rank(seen, tol=1e-9) == seen.shape[1])

    def cramer_v(self, n: int) -> float:
        return float(np.sqrt(self.x2(n) / n / (min(self.rows, self.columns) - 1)))

    def cramer_v_corrected(self, n: int, effect: float) -> float:
        """Return Bergsma's correction with n over the mean design effect."""
        size = n / effect
        if size <= 1:
            return float("nan")
        r, c = self.rows, self.columns
        phi = max(0.0, self.x2(n) / n - (r - 1) * (c - 1) / (size - 1))
        least = min(r - (r - 1) ** 2 / (size - 1), c - (c - 1) ** 2 / (size - 1)) - 1
        return float(np.sqrt(phi / least)) if least > 0 else float("nan")

    def sparse(self, n: int) -> bool:
        return bool((n * self.expected < 5).mean() > 0.2)


@cache
def _contrasts(rows: int, columns: int) -> np.ndarray:
    """Return the contrasts of every table of that many rows and columns."""
    row = np.tile(np.eye(rows), (columns, 1))[:, 1:]
    column = np.repeat(np.eye(columns), rows, axis=0)[:, 1:]
    main = np.column_stack([np.ones(len(row)), row, column])
    interaction = (column[:, :, None] * row[:, None, :]).reshape(len(row), -1)
    return interaction - main @ np.linalg.lstsq(main, interaction, rcond=None)[0]


# A mean design effect below this is rounding noise: calibration has settled the whole table.
NO_DESIGN_EFFECT = 1e-9


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
    r"""Return second-order Rao-Scott F of answers by groups; several items at once give the joint F_S.

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
    tables = [Crosstabulation(design, item, groups, domain) for item in items.T]
    if tables[0].columns < 2:
        return _untested(n, "one_group")
    tables = [table for table in tables if table.rows > 1]
    if not tables:
        return _untested(n, "one_level")
    if not all(table.estimable for table in tables):
        return _untested(n, "empty_cells")
    delta = _generalised_effects(design, tables, n)
    trace = float(np.trace(delta))
    if trace / len(delta) < NO_DESIGN_EFFECT:
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


def _generalised_effects(design: Design, tables: list[Crosstabulation], n: int) -> np.ndarray:
    """Return the matrix of generalised design effects of the stacked items."""
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


# Below this a variance is rounding noise of an exact zero, effects being of the size of shares.
NO_VARIANCE = 1e-16
# Below this the effects make up one another: their covariance has no inverse.
SINGULAR = 1e-10


def wald_f(effects: np.ndarray, covariance: np.ndarray, df2: int) -> tuple[float, int, int, float]:
    r"""Return the Wald F that all effects are 0, :math:`b'V^{-1}b/q` on (q, df2): F, df1, df2, p.

    F and p are NaN when there is no effect, no freedom, or a covariance that is 0 or singular (an
    effect settled by calibration, groups of one respondent): R gives an F of rounding noise there.
    """
    q = len(effects)
    variance = np.diag(covariance)
    if q == 0 or df2 < 1 or not (variance > NO_VARIANCE).all():
        return float("nan"), q, df2, float("nan")
    error = np.sqrt(variance)
    correlation = covariance / np.outer(error, error)
    if np.linalg.eigvalsh(correlation)[0] < SINGULAR:
        return float("nan"), q, df2, float("nan")
    standardised = effects / error
    f = float(standardised @ np.linalg.solve(correlation, standardised)) / q
    return f, q, df2, float(special.fdtrc(q, df2, f))
