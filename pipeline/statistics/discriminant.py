"""Weighted linear discriminant analysis: the combinations of scores that separate groups most."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import linalg

from pipeline.statistics.correspondence import ZERO_EIGENVALUE


@dataclass(frozen=True)
class Scatter:
    """Weighted sums of squares of scores, weights scaled to sum to n.

    Attributes
    ----------
    n : respondents.
    group_weight : weight of each group, shape (K,).
    means : of each group, shape (K, p).
    mean : of everyone, shape (p,).
    within, between : sums of squares and products, shape (p, p).
    """

    n: int
    group_weight: np.ndarray
    means: np.ndarray
    mean: np.ndarray
    within: np.ndarray
    between: np.ndarray

    @property
    def groups(self) -> int:
        return len(self.group_weight)

    @property
    def pooled(self) -> np.ndarray:
        r"""Pooled covariance :math:`S = W / (n - K)`."""
        return self.within / (self.n - self.groups)

    def of(self, columns: np.ndarray) -> Scatter:
        """Return what it is for some of the scores only."""
        crossed = np.ix_(columns, columns)
        return replace(
            self,
            means=self.means[:, columns],
            mean=self.mean[columns],
            within=self.within[crossed],
            between=self.between[crossed],
        )


def scatter(weight: np.ndarray, scores: np.ndarray, groups: np.ndarray) -> Scatter:
    """Group means and sums of squares.

    Parameters
    ----------
    weight : w > 0, shape (n,).
    scores : shape (n, p).
    groups : code of each respondent's group, 0 to K - 1, every code present, shape (n,).
    """
    scaled = weight * len(weight) / weight.sum()
    members = np.eye(groups.max() + 1)[groups]
    group_weight = scaled @ members
    means = (scaled[:, None] * members).T @ scores / group_weight[:, None]
    mean = group_weight @ means / group_weight.sum()
    residual = scores - means[groups]
    centred = means - mean
    within = residual.T @ (scaled[:, None] * residual)
    between = centred.T @ (group_weight[:, None] * centred)
    return Scatter(len(weight), group_weight, means, mean, within, between)


@dataclass(frozen=True)
class DiscriminantFunctions:
    r"""Discriminant functions, the most separating first; s = min(p, K - 1) of them.

    Attributes
    ----------
    roots : :math:`\lambda`, between over within variance of each function, shape (s,).
    coefficients : A, of the scores, with :math:`A'SA = I`, shape (p, s).
    standardised : :math:`\sqrt{diag S}\, A`.
    structure : pooled within-group correlation of scores and functions, :math:`diag(S)^{-1/2} S A`.
    centroids : mean of each group on the functions, shape (K, s); the mean of everyone is 0.
    mean : of the scores, shape (p,).
    """

    roots: np.ndarray
    coefficients: np.ndarray
    standardised: np.ndarray
    structure: np.ndarray
    centroids: np.ndarray
    mean: np.ndarray

    @property
    def canonical_correlations(self) -> np.ndarray:
        r""":math:`\rho = \sqrt{\lambda / (1 + \lambda)}`, shape (s,)."""
        return np.sqrt(self.roots / (1 + self.roots))

    def scores(self, of: np.ndarray) -> np.ndarray:
        """Return values of respondents on the functions, shape (n, s)."""
        return (of - self.mean) @ self.coefficients


def discriminant(found: Scatter) -> DiscriminantFunctions:
    r"""Return discriminant functions: roots and vectors of :math:`W^{-1}B`.

    Signs are fixed: of each function the structure coefficient of largest size is positive.

    Raises
    ------
    ValueError
        When a combination of the scores does not vary inside the groups: leave out redundant scores.

    Notes
    -----
    Roots equal those of R ``eigen(solve(W) %*% B)``; MASS ``lda(prior = observed)$svd^2`` is
    :math:`\lambda (n - K)/(K - 1)` and its ``scaling`` is A up to signs; ade4 ``discrimin(dudi, g)$eig``
    is :math:`\rho^2` when all axes are used. Weights: repeat rows in R, less its counting of rows in n.
    """
    pooled = found.pooled
    if not varies_inside(found):
        raise ValueError("a combination of scores is constant inside the groups")
    functions = min(len(pooled), found.groups - 1)
    values, vectors = linalg.eigh(found.between, found.within)
    roots, raw = values[::-1][:functions], vectors[:, ::-1][:, :functions]
    raw = raw * np.sqrt(found.n - found.groups)
    spread = np.sqrt(np.diag(pooled))
    structure = pooled @ raw / spread[:, None]
    signs = np.sign(structure[np.abs(structure).argmax(axis=0), np.arange(functions)])
    return DiscriminantFunctions(
        roots=np.maximum(roots, 0),
        coefficients=raw * signs,
        standardised=raw * signs * spread[:, None],
        structure=structure * signs,
        centroids=(found.means - found.mean) @ raw * signs,
        mean=found.mean,
    )


def varies_inside(found: Scatter) -> bool:
    """Whether every combination of the scores varies inside the groups, beside how it varies in all."""
    spread = np.sqrt(np.diag(found.within + found.between))
    if not len(spread) or not (spread > 0).all():
        return False
    return bool(linalg.eigvalsh(found.within / np.outer(spread, spread))[0] > ZERO_EIGENVALUE)


def category_scores(categories: np.ndarray, functions: DiscriminantFunctions, questions: int) -> np.ndarray:
    r"""Return what choosing each category adds to the functions, :math:`c_1 A / Q`, shape (M, s).

    Parameters
    ----------
    categories : standard coordinates of categories on the axes that were discriminated, shape (M, p).

    Notes
    -----
    A respondent's value is the sum over the categories chosen, less that sum for the average
    respondent.
    """
    return categories @ functions.coefficients / questions


def correlations(weight: np.ndarray, columns: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return weighted correlations of columns (n, M) with values (n, s), shape (M, s); NaN for a constant.

    Notes
    -----
    For indicators and discriminant functions equals R ade4 ``discrimin(...)$va``.
    """
    mass = (weight / weight.sum())[:, None]
    left = columns - (mass * columns).sum(axis=0)
    right = values - (mass * values).sum(axis=0)
    spread = np.sqrt(np.outer((mass * left**2).sum(axis=0), (mass * right**2).sum(axis=0)))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(spread > 1e-12, left.T @ (mass * right) / spread, np.nan)
