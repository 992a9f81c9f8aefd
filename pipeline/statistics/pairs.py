"""All pairs of groups compared, and the letters that sum the comparisons up."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from string import ascii_lowercase
from typing import Literal

import numpy as np

from pipeline.statistics.comparisons import (
    RARE_BELOW,
    benjamini_hochberg,
    differences,
    kish_size,
    rare,
    seldom,
)
from pipeline.statistics.design import Design, in_cells
from pipeline.statistics.independence import wald_f
from pipeline.statistics.proportions import ZERO_VARIANCE

Adjustment = Literal["holm", "benjamini_hochberg"]


@dataclass(frozen=True)
class Pairs:
    """Every pair of groups.

    Attributes
    ----------
    first, second : positions of the two groups, shape (P,).
    difference, standard_error, p, p_adjusted : of each pair, shape (P,); NaN when a group is empty, no
        error and no p when it has a single respondent or calibration has settled the difference.
    letters : one string a group, empty for fewer than two respondents; two groups that share a letter
        do not differ, or were not tested.
    """

    first: np.ndarray
    second: np.ndarray
    difference: np.ndarray
    standard_error: np.ndarray
    p: np.ndarray
    p_adjusted: np.ndarray
    letters: list[str]


def all_pairs(
    design: Design,
    outcome: np.ndarray,
    groups: np.ndarray,
    adjustment: Adjustment = "holm",
    significance: float = 0.05,
    few: int = RARE_BELOW,
) -> Pairs:
    r"""Differences of one share between all pairs of groups, from their joint covariance.

    t on n - 1 degrees of freedom, n being the respondents of all groups together; p-values adjusted
    over the pairs.

    Parameters
    ----------
    outcome : booleans, shape (n,).
    groups : booleans, domain included, shape (n, G), in the order in which they are printed; groups
        do not overlap.
    few : with fewer respondents of a group who gave the answer, or who did not, `comparisons.rare` holds.

    Notes
    -----
    The covariance is not 0 between groups of a calibrated design. Equals R survey
    ``svyglm(y ~ 0 + g)`` with contrasts, then ``p.adjust`` and ``multcompView::multcompLetters``,
    except for groups in which fewer than `few` gave the answer, or did not (with the share of both groups
    of the pair together).
    """
    design, outcome, groups = in_cells(design, outcome, groups)
    share, covariance = joint_shares(design, outcome, groups)
    pairs = np.array(list(combinations(range(groups.shape[1]), 2)), dtype=int).reshape(-1, 2)
    first, second = pairs.T
    variance = covariance[first, first] + covariance[second, second] - 2 * covariance[first, second]
    given, size = seldom(design, outcome[:, None], groups)[:, 0], kish_size(design, groups)
    base = design.mass @ groups
    with np.errstate(invalid="ignore"):
        together = (base[first] * share[first] + base[second] * share[second]) / (base[first] + base[second])
    lacking = sum(rare(share[one], given[one], together, size[one], few) for one in (first, second))
    # No variance at all: calibration has settled the difference, or the answer is the group itself.
    variance += np.where(variance < ZERO_VARIANCE, 0.0, lacking)
    alone = design.count(groups) < 2
    variance = np.where(alone[first] | alone[second], 0.0, variance)
    df = np.full(len(pairs), design.count(groups.any(axis=1)) - 1)
    found = differences(share[first] - share[second], variance, df, 1 - significance)
    adjusted = adjust(found.p, adjustment)
    different = {
        (int(a), int(b)) for a, b, p in zip(first, second, adjusted, strict=True) if p < significance
    }
    marks = letters(different, groups.shape[1], set(np.flatnonzero(alone)))
    return Pairs(first, second, found.difference, found.standard_error, found.p, adjusted, marks)


def joint_shares(design: Design, outcome: np.ndarray, groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Shares of an outcome in groups, shape (G,), and their joint covariance, shape (G, G).

    R survey ``coef`` and ``vcov`` of ``svyglm(y ~ 0 + g)``, of ``svyby(covmat = TRUE)`` where that works
    (it fails on a calibrated design with missing values). NaN and 0 for an empty group.
    """
    base = design.mass @ groups
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (design.mass * outcome) @ groups / base
        scores = np.nan_to_num(groups * (outcome[:, None] - share) / base)
    return share, design.covariance(scores)


def wald_equal(share: np.ndarray, covariance: np.ndarray, df: int) -> tuple[float, int, int, float]:
    r"""Wald F that all shares are equal, :math:`(Cp)'(CVC')^{-1}Cp/(K-1)`: F, df1, df2, p (see `wald`).

    R survey ``regTermTest(svyglm(y ~ g), ~g)`` on the same denominator.
    """
    contrast = np.column_stack([-np.ones(len(share) - 1), np.eye(len(share) - 1)])
    return wald_f(contrast @ share, contrast @ covariance @ contrast.T, df)


def adjust(p: np.ndarray, adjustment: Adjustment) -> np.ndarray:
    """Adjusted p-values; NaN stays NaN and is not counted. Equals R ``p.adjust``."""
    return holm(p) if adjustment == "holm" else benjamini_hochberg(p)


def holm(p: np.ndarray) -> np.ndarray:
    r"""Holm's step-down adjustment, :math:`\max_{j \le i} (m - j + 1) p_{(j)}` held to 1.

    NaN stays NaN and is not counted. Equals R ``p.adjust(p, "holm")``. Written out because statsmodels'
    own collects garbage at every call, which took 30 s here.
    """
    adjusted = np.full(len(p), np.nan)
    order = np.argsort(p, kind="stable")[: np.count_nonzero(~np.isnan(p))]
    steps = np.arange(len(order), 0, -1) * p[order]
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1)
    return adjusted


def letters(different: set[tuple[int, int]], groups: int, without: set[int] = frozenset()) -> list[str]:
    """Compact letters by insert and absorb: groups share a letter exactly when they do not differ.

    Parameters
    ----------
    different : pairs of positions that differ.
    groups : how many groups.
    without : positions that get no letter.

    Notes
    -----
    Piepho 2004 (JCGS 13:456). Equals R ``multcompView::multcompLetters`` up to the names of the letters.
    """
    columns = [frozenset(range(groups)) - without]
    for a, b in sorted(different):
        split = [column for column in columns if {a, b} <= column]
        columns = [column for column in columns if column not in split]
        columns += [column - {gone} for column in split for gone in (a, b)]
        columns = [column for column in set(columns) if not any(column < other for other in columns)]
    ordered = sorted(columns, key=sorted)
    return [
        "".join(ascii_lowercase[i] for i, column in enumerate(ordered) if group in column)
        for group in range(groups)
    ]
