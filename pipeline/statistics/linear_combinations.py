"""Every share that a register is about, once: its estimate and the joint covariance of all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from pipeline.claims.shares import Estimate, Part
from pipeline.statistics.comparisons import RARE_BELOW, kish_size, rare
from pipeline.statistics.design import Design
from pipeline.statistics.proportions import ZERO_VARIANCE

# A share that is nearer to 0 or 1 is that of no one or everyone, but for the order of a sum.
EXACT = 1e-12


@dataclass(frozen=True)
class Combination:
    """A linear combination of shares.

    Attributes
    ----------
    parts : positions in `Parts`, shape (k,).
    coefficients : shape (k,).
    """

    parts: np.ndarray
    coefficients: np.ndarray

    def less(self, other: Combination) -> Combination:
        """This combination minus another."""
        parts = np.concatenate([self.parts, other.parts])
        return Combination(parts, np.concatenate([self.coefficients, -other.coefficients]))


@dataclass
class Parts:
    """Distinct shares in the order in which they were first asked for."""

    _found: dict[bytes, int] = field(default_factory=dict)
    _kept: list[Part] = field(default_factory=list)

    def place(self, part: Part) -> int:
        """The position of a share, which is added when it is new."""
        key = part[0].tobytes() + part[1].tobytes()
        if key not in self._found:
            self._found[key] = len(self._kept)
            self._kept.append(part)
        return self._found[key]

    def mean(self, estimate: Estimate) -> Combination:
        """An estimate as the mean of its parts."""
        places = np.array([self.place(part) for part in estimate.parts])
        return Combination(places, np.full(len(places), 1 / len(places)))

    def which(self, wanted: Callable[[np.ndarray, np.ndarray], bool]) -> np.ndarray:
        """The shares of which a condition on outcome and domain is true, booleans of shape (shares,)."""
        return np.array([wanted(*part) for part in self._kept], dtype=bool)

    def columns(self, n: int) -> tuple[np.ndarray, np.ndarray]:
        """Outcomes and domains of all shares for n respondents, booleans of shape (n, shares)."""
        outcomes, domains = np.zeros((2, n, len(self._kept)), dtype=bool)
        for place, (outcome, domain) in enumerate(self._kept):
            outcomes[:, place], domains[:, place] = outcome & domain, domain
        return outcomes, domains


@dataclass(frozen=True)
class Measured:
    r"""All shares on one design.

    Attributes
    ----------
    design : weights and what they were calibrated on.
    outcomes, domains : booleans, shape (n, P).

    Notes
    -----
    One linearised score a share, :math:`z_{kp} = \delta_{kp}(y_{kp} - \hat p_p) / \hat N_p`; the
    covariance of any contrasts of shares then comes from one matrix, `Design.covariance` of all
    scores, calibration included.
    """

    design: Design
    outcomes: np.ndarray
    domains: np.ndarray

    @cached_property
    def base(self) -> np.ndarray:
        return self.design.weight @ self.domains

    @cached_property
    def share(self) -> np.ndarray:
        """Fractions, shape (P,); NaN for an empty domain."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.design.weight @ self.outcomes / self.base

    @cached_property
    def covariance(self) -> np.ndarray:
        """Shape (P, P); 0 in the rows of an empty domain."""
        with np.errstate(invalid="ignore", divide="ignore"):
            scores = self.domains * (self.outcomes - self.share) / self.base
        return self.design.covariance(np.nan_to_num(scores))

    @cached_property
    def n(self) -> np.ndarray:
        """Respondents of each denominator, shape (P,)."""
        return self.domains.sum(axis=0)

    def value(self, one: Combination) -> float:
        return float(one.coefficients @ self.share[one.parts])

    def variance(self, one: Combination) -> float:
        """Variance of a combination; exactly 0 where calibration or a constant answer leaves none."""
        found = float(one.coefficients @ self.covariance[np.ix_(one.parts, one.parts)] @ one.coefficients)
        return found if found >= ZERO_VARIANCE else 0.0

    def difference_variance(self, one: Combination) -> float:
        """Variance of a difference of shares, with what those of rare answers lack (`comparisons.rare`).

        As in every other comparison such a share gets the variance that it would have if all shares compared
        were equal. NaN where a share is of nobody, and where all are unanimous alike: nothing can be tested.
        """
        share, variance = self.share[one.parts], self.variance(one)
        together = float(self.base[one.parts] @ share / self.base[one.parts].sum())
        if not EXACT < together < 1 - EXACT:
            return np.nan
        given, n = self.outcomes[:, one.parts].sum(axis=0), self.n[one.parts]
        # No variance at all: calibration has settled the difference, or all are unanimous but not alike.
        few = RARE_BELOW if variance else 1
        lacking = rare(share, np.minimum(given, n - given), together, self._kish[one.parts], few)
        return variance + float(one.coefficients**2 @ lacking)

    def effective(self, one: Combination) -> float:
        """n* = p(1 - p)/V of a mean of shares; Kish's size where everyone or no one gave the answer."""
        share, variance = self.value(one), self.variance(one)
        if 0 < share < 1:
            return share * (1 - share) / variance if variance else np.inf
        return float(self._kish[one.parts].min())

    @cached_property
    def _kish(self) -> np.ndarray:
        """Kish's effective size of each denominator, shape (P,); NaN for an empty one."""
        return kish_size(self.design, self.domains)

    def smallest(self, one: Combination) -> int:
        """Respondents of the smallest denominator."""
        return int(self.n[one.parts].min())

    def freedom(self, one: Combination) -> int:
        """Respondents in any of the denominators, less one."""
        return int(self.domains[:, one.parts].any(axis=1).sum()) - 1
