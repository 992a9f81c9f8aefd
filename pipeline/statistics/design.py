"""The sampling design and its one covariance; every estimate and test is a set of scores on it."""

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

    Raises
    ------
    ValueError
        When a weight is zero, negative or not finite, or there are fewer than two respondents.
    """

    weight: np.ndarray
    base_weight: np.ndarray
    calibration: np.ndarray

    def __post_init__(self):
        if len(self.weight) < 2:
            raise ValueError("a design needs at least two respondents")
        for weights in (self.weight, self.base_weight):
            if not (np.isfinite(weights).all() and (weights > 0).all()):
                raise ValueError("every weight must be a finite number above 0")

    @property
    def degrees_of_freedom(self) -> int:
        """Respondents less one: no strata, no clusters."""
        return len(self.weight) - 1

    def influence(self, scores: np.ndarray) -> np.ndarray:
        r"""Centred weighted residuals of scores on the calibration columns, shape (n, q).

        .. math:: u_k = w_k (z_k - x_k' \hat B), \quad \hat B = (X'DX)^{-1} X'D z
        """
        root = np.sqrt(self.base_weight)[:, None]
        residuals = scores - (self._basis @ (self._basis.T @ (root * scores))) / root
        influence = self.weight[:, None] * residuals
        return influence - influence.mean(axis=0)

    def covariance(self, scores: np.ndarray) -> np.ndarray:
        r"""Sampling covariance of :math:`\sum_k w_k z_k`.

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
        influence = self.influence(scores)
        n = len(influence)
        return n / (n - 1) * influence.T @ influence

    def variance(self, scores: np.ndarray) -> np.ndarray:
        """The diagonal of `covariance`, shape (q,), without the rest of it."""
        influence = self.influence(scores)
        n = len(influence)
        return n / (n - 1) * np.einsum("kq,kq->q", influence, influence)

    @cached_property
    def _basis(self) -> np.ndarray:
        """Orthonormal basis of the calibration columns, in the metric of the base weights."""
        if self.calibration.shape[1] == 0:
            return np.zeros((len(self.weight), 0))
        left, singular, _ = np.linalg.svd(
            np.sqrt(self.base_weight)[:, None] * self.calibration, full_matrices=False
        )
        return left[:, singular > singular[0] * 1e-10]


def uncalibrated(weight: np.ndarray) -> Design:
    """A design with weights taken as they come: R ``svydesign(ids = ~1, weights = ~w)``."""
    return Design(weight, weight, np.zeros((len(weight), 0)))


def dummies(levels: list[np.ndarray]) -> np.ndarray:
    """Indicator columns of several categorical variables side by side, shape (n, p).

    Parameters
    ----------
    levels : for each variable the code of its level, 0 to L - 1, shape (n,).
    """
    return np.column_stack([np.eye(codes.max() + 1)[codes] for codes in levels])


def effective_size(weight: np.ndarray) -> float:
    r"""Kish's effective sample size :math:`(\sum w)^2 / \sum w^2` (Kish 1965)."""
    return float(weight.sum() ** 2 / (weight**2).sum())


def kish_design_effect(weight: np.ndarray) -> float:
    r"""Kish's design effect of unequal weights, :math:`n \sum w^2 / (\sum w)^2`."""
    return len(weight) / effective_size(weight)
