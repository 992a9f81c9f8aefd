"""The sampling design and its one covariance; every estimate and test is a set of scores on it.

Counts by cell: respondents who are alike in everything that a table asks about, counted together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Design:
    """Who answered, with which weight, and what the weights were calibrated on.

    Attributes
    ----------
    weight : final weights w, people represented by each respondent (> 0), shape (n,).
    base_weight : weights d before calibration (> 0), shape (n,).
    calibration : calibration columns x, shape (n, p), with p = 0 when uncalibrated; redundant
        columns (all dummies of every margin) are allowed.
    times : how many respondents a row stands for, shape (n,): rows that are the same in everything may
        be one (see `cells`). By default a row is a respondent.
    strata : code of the stratum of each row, 0 to H - 1, shape (n,), where samples were drawn apart (two
        waves); every stratum has at least two respondents. By default there is one stratum.

    Raises
    ------
    ValueError
        When a weight is zero, negative or not finite, or there are fewer than two respondents.
    """

    weight: np.ndarray
    base_weight: np.ndarray
    calibration: np.ndarray
    times: np.ndarray | None = None
    strata: np.ndarray | None = None

    def __post_init__(self):
        if self.respondents < 2:
            raise ValueError("a design needs at least two respondents")
        for weights in (self.weight, self.base_weight):
            check_weights(weights)

    @property
    def respondents(self) -> int:
        return len(self.weight) if self.times is None else int(self.times.sum())

    @property
    def degrees_of_freedom(self) -> int:
        """Respondents less strata: no clusters."""
        return self.freedom(self.respondents)

    def freedom(self, n: np.ndarray | int) -> np.ndarray | int:
        """Return degrees of freedom of n respondents, from every stratum: n less the number of strata."""
        return n - (1 if self.strata is None else int(self.strata.max()) + 1)

    @cached_property
    def mass(self) -> np.ndarray:
        """People represented by each row: its weight as often as it has respondents, shape (n,)."""
        return self.weight if self.times is None else self.weight * self.times

    def count(self, domain: np.ndarray) -> np.ndarray | int:
        """Return respondents in a domain, or in each column of several."""
        counts = domain.sum(axis=0) if self.times is None else (self.times @ domain).astype(int)
        return int(counts) if domain.ndim == 1 else counts

    def influence(self, scores: np.ndarray) -> np.ndarray:
        r"""Return centred weighted residuals of scores on the calibration columns, shape (n, q).

        .. math:: u_k = w_k (z_k - x_k' \hat B), \quad \hat B = (X'DX)^{-1} X'D z
        """
        fitted, fit = self._projection
        influence = self.weight[:, None] * scores
        influence -= fitted @ (fit.T @ scores)
        times = np.ones(len(influence)) if self.times is None else self.times
        if self.strata is None:
            influence -= times @ influence / times.sum()
            return influence
        for own in self._in_strata:
            influence[own] -= times[own] @ influence[own] / times[own].sum()
        return influence

    def covariance(self, scores: np.ndarray) -> np.ndarray:
        r"""Return sampling covariance of :math:`\sum_k w_k z_k`.

        Scores are replaced by their residuals on the calibration columns (regression weighted by the
        base weights, Deville and Särndal 1992), multiplied by the final weights, centred, and summed
        with the factor n / (n - 1).

        Parameters
        ----------
        scores : linearised values z, shape (n, q); rows outside the domain are 0, never dropped.

        Returns
        -------
        Covariance matrix, shape (q, q). A calibrated margin gets 0 up to rounding.

        Notes
        -----
        Equals R survey ``vcov(svytotal(...))`` after ``calibrate``; ``rake`` projects without base
        weights and differs when these are unequal.
        """
        influence, n = self.influence(scores), self.respondents
        counted = influence if self.times is None else self.times[:, None] * influence
        if self.strata is not None:
            return influence.T @ (self._inflation[:, None] * counted)
        return n / (n - 1) * influence.T @ counted

    def variance(self, scores: np.ndarray) -> np.ndarray:
        """Return the diagonal of `covariance`, shape (q,), without the rest of it."""
        influence, n = self.influence(scores), self.respondents
        if self.strata is not None:
            times = 1 if self.times is None else self.times
            return (times * self._inflation) @ influence**2
        squares = (
            np.einsum("kq,kq->q", influence, influence) if self.times is None else self.times @ influence**2
        )
        return n / (n - 1) * squares

    @cached_property
    def _projection(self) -> tuple[np.ndarray, np.ndarray]:
        """The matrices f and g with w x'B = f g'z: the regression on the calibration columns."""
        root = self._root[:, None]
        return self._basis / root * self.weight[:, None], self._basis * root

    @cached_property
    def _in_strata(self) -> np.ndarray:
        """Which rows are in each stratum, booleans, shape (H, n)."""
        return self.strata == np.arange(self.strata.max() + 1)[:, None]

    @cached_property
    def _inflation(self) -> np.ndarray:
        """m / (m - 1) with the m respondents of each row's stratum, shape (n,)."""
        m = np.bincount(self.strata, weights=self.times)
        return (m / (m - 1))[self.strata]

    @cached_property
    def _root(self) -> np.ndarray:
        """Square roots of the base weights of each row."""
        return np.sqrt(self.base_weight if self.times is None else self.base_weight * self.times)

    @cached_property
    def _basis(self) -> np.ndarray:
        """Orthonormal basis of the calibration columns, in the metric of the base weights.

        From the eigenvectors of X'DX, which is small however many rows there are; what rounding leaves
        of correlation between the columns is taken out by a second pass.
        """
        basis = self._root[:, None] * self.calibration
        for _ in range(2):
            values, vectors = np.linalg.eigh(basis.T @ basis)
            kept = values > values.max(initial=0) * 1e-12
            basis = basis @ (vectors[:, kept] / np.sqrt(values[kept]))
        return basis

    @cached_property
    def profiles(self) -> tuple[np.ndarray, int]:
        """A code for each respondent, the same for those with the same weights and calibration columns."""
        strata = [] if self.strata is None else [self.strata]
        columns = np.column_stack([self.weight, self.base_weight, self.calibration, *strata])
        # Different rows have different sums under arbitrary factors; that they do is checked.
        factors = np.random.default_rng(0).uniform(1, 2, columns.shape[1])
        _, first, code = np.unique(columns @ factors, return_index=True, return_inverse=True)
        if (columns[first][code] == columns).all():
            return code, len(first)
        return np.arange(len(code)), len(code)


def check_weights(weight: np.ndarray) -> None:
    """Refuse weights of which one is zero, negative or not finite, and no weights at all, by a ValueError.

    R ``svydesign`` takes such weights and returns estimates without a number.
    """
    if not len(weight) or not (np.isfinite(weight).all() and (weight > 0).all()):
        raise ValueError("every weight must be a finite number above 0")


def uncalibrated(weight: np.ndarray) -> Design:
    """Return a design with weights taken as they come: R ``svydesign(ids = ~1, weights = ~w)``."""
    return Design(weight, weight, np.zeros((len(weight), 0)))


def dummies(levels: list[np.ndarray]) -> np.ndarray:
    """Return indicator columns of several categorical variables side by side, shape (n, p).

    Parameters
    ----------
    levels : for each variable the code of its level, 0 to L - 1, shape (n,).

    Notes
    -----
    R ``model.matrix`` with all contrasts full; R survey drops the first level of every margin but one.
    """
    return np.column_stack([np.eye(codes.max() + 1)[codes] for codes in levels])


def effective_size(weight: np.ndarray) -> float:
    r"""Return Kish's effective size :math:`(\sum w)^2 / \sum w^2` (Kish 1965). R: ``sum(w)^2 / sum(w^2)``."""
    return float(weight.sum() ** 2 / (weight**2).sum())


def kish_design_effect(weight: np.ndarray) -> float:
    r"""Return Kish's design effect of unequal weights, :math:`n \sum w^2 / (\sum w)^2`; R: ``1 + cv^2``."""
    return len(weight) / effective_size(weight)


# With fewer respondents to each combination of calibration levels, counting by cell gains nothing.
RESPONDENTS_A_PROFILE = 100


def in_cells(design: Design, *tables: np.ndarray) -> tuple[Design | np.ndarray, ...]:
    """Return `counted_by_cell` where it is worth its while for a single table: with many respondents, once.

    Not in R; no number changes but by rounding.
    """
    many = design.times is None and len(design.weight) >= RESPONDENTS_A_PROFILE * design.profiles[1]
    return counted_by_cell(design, *tables) if many else (design, *tables)


def counted_by_cell(design: Design, *tables: np.ndarray) -> tuple[Design | np.ndarray, ...]:
    """Return the design and what it is asked about, with one row for all respondents who are alike in both.

    Answers, groups and calibration variables are categories: counts by cell carry all of a table. Where
    there are nearly as many cells as respondents, everything is returned as it is.

    Parameters
    ----------
    tables : booleans of shape (n,) or (n, m), or codes (integers) of these shapes.

    Returns
    -------
    The design with `times`, then each table, of as many rows as there are cells. Not in R; no number
    changes but by rounding.
    """
    n = len(design.weight)
    key, span = design.profiles
    for table in tables:
        for column in _coded(table):
            size = int(column.max(initial=0)) + 1
            key, span = key * size + column, span * size
            if span > n:
                found, key = np.unique(key, return_inverse=True)
                span = len(found)
    row = np.full(span, -1)
    row[key] = np.arange(len(key))
    kept = row[row >= 0]
    if len(kept) * 4 > n:
        return design, *tables
    times = np.bincount(key, weights=design.times, minlength=span)[row >= 0]
    strata = None if design.strata is None else design.strata[kept]
    cells = Design(design.weight[kept], design.base_weight[kept], design.calibration[kept], times, strata)
    return cells, *(table[kept] for table in tables)


def _coded(table: np.ndarray) -> list[np.ndarray]:
    """Return columns of codes from 0: all columns of booleans together, each column of integers by itself."""
    columns = table.reshape(len(table), -1).T
    if table.dtype != bool or len(columns) > 30:
        return [column.astype(int) - column.min(initial=0) for column in columns]
    code = np.zeros(len(table), dtype=np.int32)
    for column in columns:
        code *= 2
        code += column
    return [code]
