"""Do the groups differ on several scores at once? Four tests from the roots, and how many axes count."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats


@dataclass(frozen=True)
class Test:
    """A statistic and its F (or chi-squared, with df2 NaN) approximation."""

    __test__ = False

    name: str
    value: float
    statistic: float
    df1: float
    df2: float
    p: float


@dataclass(frozen=True)
class Sizes:
    """What degrees of freedom are made from: p scores, K groups, n respondents."""

    scores: int
    groups: int
    n: float

    @property
    def error(self) -> float:
        return self.n - self.groups

    @property
    def functions(self) -> int:
        return min(self.scores, self.groups - 1)


def four_tests(roots: np.ndarray, sizes: Sizes) -> list[Test]:
    r"""Return Wilks, Pillai, Hotelling-Lawley and Roy, each with its F.

    With p scores, q = K - 1, s = min(p, q), v = n - K, m = (|p - q| - 1)/2, N = (v - p - 1)/2:

    - Wilks :math:`\Lambda = \prod 1/(1 + \lambda)`,
      :math:`F = (\Lambda^{-1/t} - 1)\, df_2 / df_1` on
      :math:`(pq,\ (v + q - (p + q + 1)/2)t - (pq - 2)/2)`,
      :math:`t = \sqrt{(p^2q^2 - 4)/(p^2 + q^2 - 5)}`, 1 where that has no meaning;
    - Pillai :math:`V = \sum \lambda / (1 + \lambda)`, F on :math:`(s(2m + s + 1), s(2N + s + 1))`;
    - Hotelling-Lawley :math:`U = \sum \lambda`, F on :math:`(s(2m + s + 1), 2(sN + 1))`;
    - Roy :math:`\theta = \lambda_1`, an upper bound of F, on :math:`(d, v - d + q)`, d = max(p, q).

    Parameters
    ----------
    roots : :math:`\lambda`, shape (s,).

    Notes
    -----
    Equal R ``summary(manova(y ~ g, weights = w), test = ...)``. They take weighted people for a simple
    random sample: compare with n over the design effect, and decide by permutation.
    """
    return [_wilks(roots, sizes), _pillai(roots, sizes), _hotelling(roots, sizes), _roy(roots, sizes)]


def _tested(name: str, value: float, statistic: float, df1: float, df2: float) -> Test:
    if df2 <= 0:
        return Test(name, value, float("nan"), df1, df2, float("nan"))
    return Test(name, value, float(statistic), df1, df2, float(stats.f.sf(statistic, df1, df2)))


def _wilks(roots: np.ndarray, sizes: Sizes) -> Test:
    p, q = sizes.scores, sizes.groups - 1
    value = float(np.prod(1 / (1 + roots)))
    bend = p**2 + q**2 - 5
    t = np.sqrt((p**2 * q**2 - 4) / bend) if bend > 0 else 1.0
    df1, df2 = p * q, (sizes.error + q - (p + q + 1) / 2) * t - (p * q - 2) / 2
    return _tested("wilks", value, (value ** (-1 / t) - 1) * df2 / df1, df1, df2)


def _shape(sizes: Sizes) -> tuple[int, float, float]:
    """Return s, m and N of the docstring of `four_tests`."""
    p, q = sizes.scores, sizes.groups - 1
    return sizes.functions, (abs(p - q) - 1) / 2, (sizes.error - p - 1) / 2


def _pillai(roots: np.ndarray, sizes: Sizes) -> Test:
    s, m, big = _shape(sizes)
    value = float((roots / (1 + roots)).sum())
    statistic = (2 * big + s + 1) / (2 * m + s + 1) * value / (s - value)
    return _tested("pillai", value, statistic, s * (2 * m + s + 1), s * (2 * big + s + 1))


def _hotelling(roots: np.ndarray, sizes: Sizes) -> Test:
    s, m, big = _shape(sizes)
    value = float(roots.sum())
    statistic = 2 * (s * big + 1) * value / (s**2 * (2 * m + s + 1))
    return _tested("hotelling_lawley", value, statistic, s * (2 * m + s + 1), 2 * (s * big + 1))


def _roy(roots: np.ndarray, sizes: Sizes) -> Test:
    largest, q = max(sizes.scores, sizes.groups - 1), sizes.groups - 1
    df2 = sizes.error - largest + q
    return _tested("roy", float(roots[0]), roots[0] * df2 / largest, largest, df2)


def bartlett(roots: np.ndarray, sizes: Sizes) -> list[Test]:
    r"""Return, for k = 0, 1, ..., the test that nothing is left after the first k functions.

    .. math:: \chi^2 = (n - 1 - (p + K)/2) \sum_{j > k} \ln(1 + \lambda_j), \quad df = (p - k)(K - k - 1)

    The value is Wilks' statistic of the remaining roots.
    """
    found = []
    for k in range(len(roots)):
        statistic = (sizes.n - 1 - (sizes.scores + sizes.groups) / 2) * np.log1p(roots[k:]).sum()
        df = (sizes.scores - k) * (sizes.groups - k - 1)
        value = float(np.prod(1 / (1 + roots[k:])))
        p = float(stats.chi2.sf(statistic, df)) if statistic >= 0 else float("nan")
        found.append(Test(f"bartlett_{k + 1}", value, float(statistic), df, float("nan"), p))
    return found
