"""Do ordered answers lie higher in some groups? The survey rank test, independent of row order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from pipeline.statistics.design import Design, in_cells
from pipeline.statistics.independence import wald_f
from pipeline.statistics.linear_combinations import kish_size


@dataclass(frozen=True)
class RankTest:
    """A test that the groups have the same distribution of an ordered answer.

    Attributes
    ----------
    statistic : F for more than two groups, t for two.
    df1, df2 : its degrees of freedom; df1 is NaN for t.
    p : p-value, two-sided for t.
    effects : mean rank score of each group less that of the first, shape (K - 1,); scores run from
        0 to 1.
    standard_errors : of the effects, shape (K - 1,).
    status : "" or why there is no test: "no_respondents", "one_group", "one_level", "no_variance".
    """

    statistic: float
    df1: float
    df2: float
    p: float
    effects: np.ndarray
    standard_errors: np.ndarray
    status: str = ""


Score = Literal["wilcoxon", "van_der_waerden", "median"]


def rank_test(
    design: Design, values: np.ndarray, groups: np.ndarray, domain: np.ndarray, score: Score = "wilcoxon"
) -> RankTest:
    r"""Return Kruskal-Wallis test for a survey: regression of weighted mid-rank scores on the groups.

    .. math:: r_k = \hat N(Y < y_k) + \hat N(Y = y_k)/2, \quad s_k = r_k / \hat N

    (Wilcoxon scores; :math:`\Phi^{-1}(s_k)` for van der Waerden, :math:`1\{s_k > 1/2\}` for the median
    test), then the Wald test that the K - 1 differences of mean score are 0:
    :math:`F = b'V^{-1}b/(K-1)` on (K - 1, n - 1 - (K - 1)), or t on n - 2 for two groups.

    Parameters
    ----------
    values : numbers in the order of the answers, shape (n,).
    groups : codes of the groups, shape (n,).
    domain : booleans, shape (n,); values and groups outside it are not read. Groups of a single
        respondent are left out.

    Raises
    ------
    ValueError
        When someone in the domain has no value (NaN).

    Notes
    -----
    Lumley and Scott 2013 (Biometrika 100:831). Equals R survey ``svyranktest`` where tied answers have
    equal weights. Elsewhere R averages the ranks of ties without weights after a stable sort, so its
    result hangs on the order of the rows of the file; this one does not. R keeps groups of one, whose
    variance it takes to be 0, and so rejects on one person's answer; likewise a group in which everyone
    gave one answer, which here has the variance that equality would give it (as in
    `linear_combinations.rare_answer_variance`).
    With few distinct answers only Wilcoxon scores are of use.
    """
    if np.isnan(values[domain]).any():
        raise ValueError("who has no value is not in the domain")
    if not domain.any():
        return _untested("no_respondents")
    values, groups = np.where(domain, values, values[domain][0]), np.where(domain, groups, 0)
    if values.dtype.kind not in "iu":
        values = np.unique(values, return_inverse=True)[1]
    design, values, groups, domain = in_cells(design, values, groups, domain)
    present = np.unique(groups[domain])
    present = present[design.count(domain[:, None] & (groups[:, None] == present)) > 1]
    domain = domain & np.isin(groups, present)
    if len(present) < 2:
        return _untested("one_group")
    if len(np.unique(values[domain])) < 2:
        return _untested("one_level")
    indicators = (domain[:, None] & (groups[:, None] == present)).astype(float)
    columns = np.column_stack([domain.astype(float), indicators[:, 1:]])
    scores = rank_scores(design.mass, values, domain, score)
    effects, covariance = _regression(design, columns, scores)
    covariance = covariance[1:, 1:] + _lacking(design, indicators > 0, values, scores)
    return _tested(effects[1:], covariance, design.freedom(design.count(domain)))


def rank_scores(weight: np.ndarray, values: np.ndarray, domain: np.ndarray, score: Score) -> np.ndarray:
    """Return mid-rank scores of the domain, weighted by the people of each row, 0 elsewhere, shape (n,).

    R's ``svyranktest`` averages its ranks inside ties without weights, in the order of the file.
    """
    levels, code = np.unique(values[domain], return_inverse=True)
    mass = np.bincount(code, weights=weight[domain], minlength=len(levels))
    middle = (np.cumsum(mass) - mass / 2) / mass.sum()
    transformed = {
        "wilcoxon": lambda: middle,
        "van_der_waerden": lambda: stats.norm.ppf(middle),
        "median": lambda: (middle > 0.5).astype(float),
    }[score]()
    scores = np.zeros(len(values))
    scores[domain] = transformed[code]
    return scores


def _regression(design: Design, columns: np.ndarray, response: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return weighted least squares and the design covariance of its coefficients; zero rows are outside."""
    weighted = design.mass[:, None] * columns
    inverse = np.linalg.inv(columns.T @ weighted)
    coefficients = inverse @ (weighted.T @ response)
    residual = response - columns @ coefficients
    return coefficients, design.covariance(columns * residual[:, None] @ inverse)


def _lacking(design: Design, groups: np.ndarray, values: np.ndarray, scores: np.ndarray) -> np.ndarray:
    r"""Return what the covariance of the effects lacks where everyone in a group gave one answer.

    Such a group has no residuals, as if its mean score were known; under the hypothesis that is tested
    its mean has the variance of the scores of all compared over its effective size. 0 where every group
    is unanimous: the answer is the group itself.

    Parameters
    ----------
    groups : booleans, shape (n, K).

    Returns
    -------
    To be added, shape (K - 1, K - 1).
    """
    same = np.array([values[group].min() == values[group].max() for group in groups.T])
    if same.all():
        same[:] = False
    compared = groups.any(axis=1)
    mass = design.mass[compared]
    spread = np.average((scores[compared] - np.average(scores[compared], weights=mass)) ** 2, weights=mass)
    lacking = np.where(same, spread / kish_size(design, groups), 0.0)
    return np.diag(lacking[1:]) + lacking[0]


def _tested(effects: np.ndarray, covariance: np.ndarray, freedom: int) -> RankTest:
    """Return Wald F of all effects, or t of a single one, on what freedom they leave."""
    f, q, df2, p = wald_f(effects, covariance, freedom - len(effects))
    if np.isnan(f):
        return _untested("no_variance")
    errors = np.sqrt(np.diag(covariance))
    if q > 1:
        return RankTest(f, q, df2, p, effects, errors)
    t = float(effects[0] / errors[0])
    return RankTest(t, float("nan"), df2, float(2 * stats.t.sf(abs(t), df2)), effects, errors)


def _untested(status: str) -> RankTest:
    nan, none = float("nan"), np.zeros(0)
    return RankTest(nan, nan, nan, nan, none, none, status)
