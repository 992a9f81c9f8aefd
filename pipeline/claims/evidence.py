r"""The evidence for a statement on shares and against it: two one-sided p-values.

A claim and its contrary are tested apart, each as the alternative of the other:

* `for_it`: p-value of "the claim is false", small when the data exclude the contrary of the claim;
* `against_it`: p-value of "the claim is true", small when the data exclude the claim.

**A number between bounds.** A difference is tested by t on its linearised variance, one-sided: for an
asserted order the p-value for it is that of "not larger". A share of next to no one or nearly everyone has
no less variance than equality would give it (`linear_combinations.rare_answer_variance`); where all shares
compared are unanimous alike, nothing is for or against. Between two bounds, the claim is for it when both
bounds are (two one-sided tests, Schuirmann 1987, J. Pharmacokin. Biopharm. 15:657); against it, by the
nearer bound, doubled. A share is tested by the score test that its printed interval inverts (Wilson's on
the effective size), at two-sided level: "for it at 5 %" says that the printed 95 % interval lies within the
bounds, "against it at 5 %" that it lies outside. No verdict says more than the interval printed beside it.
Nothing is for a printed percentage: that a share rounds to 64 % cannot be shown by a sample.

**At least m of k statements.** With ordered p-values :math:`p_{(1)} \le \dots \le p_{(k)}`,

.. math:: p = (k - m + 1)\, p_{(m)}

keeps its level under any dependence (Benjamini and Heller 2008, Biometrics 64:1215). m = k is the
intersection-union test of a conjunction, the largest p (Berger 1982, Technometrics 24:295); m = 1 is
Bonferroni's test of a disjunction. That at least m are true is false when at least k - m + 1 are false,
so the p-value against it is :math:`m\, q_{(k - m + 1)}` of those against each.

**Spread.** "Varies by no more than b" is the conjunction, over all ordered pairs of levels, of "this
difference is at most b": the largest p keeps its level whichever pair is largest, with no allowance for
having looked for it. "Varies less than" is that one of the differences on the right exceeds all those
on the left: a disjunction of conjunctions, on the joint covariance of both sides. Both are cautious.

**Profiles differ.** Rao and Scott's F (joint over items) when the levels are groups of people; else, as
for services that the same people use, a quadratic form of deviations from the mean level, each divided
by its standard error, :math:`F = T / tr R` on :math:`(d_0, d_0 \nu)` with R their correlation and
:math:`d_0 = (tr R)^2 / tr R^2`. Answers never exclude that profiles differ a little: nothing is against.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from pipeline.claims.statements import Counted, Differs, Statement, Within
from pipeline.statistics.independence import rao_scott
from pipeline.statistics.linear_combinations import Combination, JointShares

# Standard errors of shares below this are 0 but for rounding.
NO_ERROR = 1e-8


@dataclass(frozen=True)
class Evidence:
    """P-values for and against a statement, unadjusted, and the leaf that decided the former.

    `for_it` is NaN where a printed percentage is part of the claim.
    """

    for_it: float
    against_it: float
    decisive: Within | Differs | Counted | None = None


def evidence(statement: Statement, measured: JointShares) -> Evidence:
    """Return what the answers say of a statement: its p-values, and the leaf that decided."""
    if isinstance(statement, Counted):
        return Evidence(float(not statement.holds), float(statement.holds), statement)
    if isinstance(statement, Differs):
        return Evidence(_equal_profiles(statement, measured), 1.0, statement)
    if isinstance(statement, Within):
        return _within(statement, measured)
    return _at_least(statement.m, [evidence(part, measured) for part in statement.of])


def _at_least(m: int, parts: list[Evidence]) -> Evidence:
    """Return Benjamini and Heller's p-values; nothing is needed when m is 0."""
    if m == 0:
        return Evidence(0.0, 1.0)
    k = len(parts)
    ranked = sorted(parts, key=lambda part: part.for_it)
    denied = sorted(part.against_it for part in parts)
    # Nothing is for a printed percentage, so nothing is for a claim of which it is part.
    exact = any(np.isnan(part.for_it) for part in parts)
    for_it = np.nan if exact else min(1.0, (k - m + 1) * ranked[m - 1].for_it)
    return Evidence(for_it, min(1.0, m * denied[k - m]), ranked[m - 1].decisive)


def _within(leaf: Within, measured: JointShares) -> Evidence:
    tails = _share_tails if leaf.quantity == "share" else _difference_tails
    bounds = [(bound, side) for bound, side in ((leaf.low, 1), (leaf.high, -1)) if np.isfinite(bound)]
    p_values = [tails(leaf.number, bound, side, measured) for bound, side in bounds]
    # One-sided tests at both bounds are two chances to be outside; those of a share are two-sided already.
    chances = 2 if leaf.quantity == "difference" and len(bounds) == 2 else 1
    for_it = np.nan if leaf.exact else max(inside for inside, _ in p_values)
    return Evidence(for_it, min(1.0, chances * min(outside for _, outside in p_values)), leaf)


def _difference_tails(
    number: Combination, bound: float, side: int, measured: JointShares
) -> tuple[float, float]:
    """Return one-sided p-values that the number is on the asserted side of a bound, and that it is not."""
    gap = side * (measured.value(number) - bound)
    error, freedom = np.sqrt(measured.difference_variance(number)), measured.freedom(number)
    if np.isnan(gap) or np.isnan(error) or freedom < 1:
        return 1.0, 1.0
    if error == 0:
        return float(gap <= 0), float(gap >= 0)
    return float(special.stdtr(freedom, -gap / error)), float(special.stdtr(freedom, gap / error))


def _share_tails(number: Combination, bound: float, side: int, measured: JointShares) -> tuple[float, float]:
    """Return two-sided p-values of a bound, given to the side of the share; the other gets 1."""
    share = measured.value(number)
    if np.isnan(share):
        return 1.0, 1.0
    p = _score_p(share, bound, measured.effective_size(number))
    return (p, 1.0) if side * (share - bound) > 0 else (1.0, p)


def _score_p(share: float, bound: float, n_effective: float) -> float:
    """Return one less the confidence at which the interval of `proportions.interval` ends at a bound."""
    if share == bound:
        return 1.0
    if share <= 0 or share >= 1:
        beyond = 1 - bound if share <= 0 else bound
        return min(1.0, 2 * max(beyond, 0.0) ** n_effective)
    if not 0 < bound < 1 or np.isinf(n_effective):
        return 0.0
    error = np.sqrt(bound * (1 - bound) / n_effective)
    return float(2 * special.ndtr(-abs(share - bound) / error))


def _equal_profiles(leaf: Differs, measured: JointShares) -> float:
    """Return the p-value that all profiles are the same; 1 where that cannot be told."""
    simple = all(len(number.parts) == 1 for number in leaf.numbers)
    p = _rao_scott(leaf, measured) if leaf.grouped and simple else _joint(leaf, measured)
    return 1.0 if np.isnan(p) else p


def _rao_scott(leaf: Differs, measured: JointShares) -> float:
    """Return p of Rao and Scott's test of the items by the level that each respondent is in."""
    positions = np.array([[number.parts[0] for number in profile] for profile in leaf.profiles])
    inside = measured.domains[:, positions[:, 0]]
    items = measured.outcomes[:, positions].any(axis=1).astype(int)
    return rao_scott(measured.design, items, inside.argmax(axis=1), inside.any(axis=1)).p


def _joint(leaf: Differs, measured: JointShares) -> float:
    """Return p of the F of standardised deviations from the mean level, on their joint covariance."""
    select = np.zeros((len(leaf.numbers), len(measured.share)))
    for row, number in zip(select, leaf.numbers, strict=True):
        np.add.at(row, number.parts, number.coefficients)
    used = select.any(axis=0)
    select = select[:, used]
    levels, items = len(leaf.profiles), len(leaf.profiles[0])
    centre = np.kron(np.eye(levels) - 1 / levels, np.eye(items)) @ select
    gap = centre @ measured.share[used]
    covariance = centre @ measured.covariance[np.ix_(used, used)] @ centre.T
    error = np.sqrt(np.diag(covariance))
    # A deviation without error (calibrated, or unanimous) is only noise of rounding: nothing to divide by.
    if levels < 2 or not (error > NO_ERROR).all():
        return np.nan
    correlation = covariance / np.outer(error, error)
    freedom = len(gap) ** 2 / float((correlation**2).sum())
    nu = int(measured.domains[:, used].any(axis=1).sum()) - 1
    statistic = float(((gap / error) ** 2).mean())
    # What scipy.stats.f.sf calls; scipy.stats itself takes most of a second to import.
    return float(special.fdtrc(freedom, freedom * nu, statistic))
