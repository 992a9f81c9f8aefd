"""Multiple correspondence analysis of weighted answers, some of them passive, by way of the Burt table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg

# Eigenvalues under this are rounding noise of an exact zero.
ZERO_EIGENVALUE = 1e-9


@dataclass(frozen=True)
class Correspondence:
    """Axes of a multiple correspondence analysis.

    Attributes
    ----------
    eigenvalues : variances of the axes, largest first, shape (A,).
    categories : standard coordinates of the categories c1, shape (M, A); 0 for one that nobody chose.
    shares : weighted share of each category, shape (M,).
    questions : number of questions Q.
    """

    eigenvalues: np.ndarray
    categories: np.ndarray
    shares: np.ndarray
    questions: int

    def rows(self, indicators: np.ndarray) -> np.ndarray:
        r"""Return coordinates of rows, analysed or supplementary: :math:`F = (Z - 1p')c_1 / Q`, shape (n, A).

        Parameters
        ----------
        indicators : Z, shape (n, M), with the columns that were analysed.
        """
        return (indicators @ self.categories - self.shares @ self.categories) / self.questions

    def kept(self, axes: int) -> Correspondence:
        """Return the first axes only."""
        return Correspondence(self.eigenvalues[:axes], self.categories[:, :axes], self.shares, self.questions)

    @property
    def above_average(self) -> int:
        r"""How many axes exceed the mean eigenvalue :math:`1/Q` (Benzécri's rule), at least 1."""
        return max(1, int((self.eigenvalues > 1 / self.questions).sum()))


def correspondence(weight: np.ndarray, indicators: np.ndarray, questions: int) -> Correspondence:
    r"""Return weighted multiple correspondence analysis; specific when some categories are left out.

    With masses :math:`m_k = w_k / \sum w` and category shares :math:`p = Z'm`, the axes are the
    eigenvectors :math:`v` of

    .. math:: D_p^{-1/2} (Z' D_m Z - p p') D_p^{-1/2} / Q, \quad c_1 = \sqrt{Q/p}\, v

    which is M x M whatever the number of respondents.

    Parameters
    ----------
    weight : w > 0, shape (n,).
    indicators : Z, 0 or 1, shape (n, M): one column an active category. Passive categories (no
        answer, not concerned, rare) simply have no column; shares and Q stay those of the whole table.
    questions : Q, the number of questions asked.

    Returns
    -------
    `Correspondence` with the axes whose eigenvalue exceeds 1e-9.

    Raises
    ------
    ValueError
        When no axis is left: every column is constant.

    Notes
    -----
    Greenacre 2007; Le Roux and Rouanet 2010, ch. 3 (specific analysis). With every category active
    equals R ade4 ``dudi.acm(x, row.w = w / sum(w))`` (``eig``, ``c1``, ``li``), up to the signs of
    axes. Two questions with the same answers are allowed: they only lower the rank.
    """
    mass = weight / weight.sum()
    shares = mass @ indicators
    seen = shares > 0
    root = np.sqrt(shares[seen])
    chosen = indicators[:, seen]
    burt = chosen.T @ (mass[:, None] * chosen) - np.outer(shares[seen], shares[seen])
    values, vectors = linalg.eigh(burt / np.outer(root, root) / questions, check_finite=False, driver="evd")
    order = np.flatnonzero(values > ZERO_EIGENVALUE)[::-1]
    if not len(order):
        raise ValueError("every question is constant: there is no axis")
    coordinates = np.zeros((len(shares), len(order)))
    coordinates[seen] = vectors[:, order] * np.sqrt(questions) / root[:, None]
    return Correspondence(values[order], coordinates, shares, questions)


def barycentres(weight: np.ndarray, scores: np.ndarray, members: np.ndarray) -> np.ndarray:
    """Return weighted mean scores of sets of respondents, shape (sets, A); NaN for an empty set.

    What places an illustrative category: it weighs nothing and is put where those who chose it are.

    Parameters
    ----------
    weight : shape (n,).
    scores : shape (n, A).
    members : booleans, shape (n, sets).

    Notes
    -----
    Equals R ade4 ``supcol`` times the root of each eigenvalue.
    """
    weighted = weight[:, None] * members
    with np.errstate(invalid="ignore", divide="ignore"):
        return weighted.T @ scores / weighted.sum(axis=0)[:, None]
