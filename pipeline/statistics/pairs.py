"""All pairs of groups compared, and the letters that sum the comparisons up."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from string import ascii_lowercase

import numpy as np

from pipeline.statistics.comparisons import differences
from pipeline.statistics.design import Design, in_cells
from pipeline.statistics.linear_combinations import (
    RARE_BELOW,
    JointShares,
    rare_answer_variance,
    with_rare_answers,
)
from pipeline.statistics.multiple_testing import holm


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
    significance: float = 0.05,
    few: int = RARE_BELOW,
) -> Pairs:
    r"""Return differences of one share between all pairs of groups, from their joint covariance.

    t on n - 1 degrees of freedom, n being the respondents of all groups together; p-values adjusted by
    Holm over the pairs.

    Parameters
    ----------
    outcome : booleans, shape (n,).
    groups : booleans, domain included, shape (n, G), in the order in which they are printed; groups
        do not overlap.
    few : with fewer respondents of a group who gave the answer, or who did not, `rare_answer_variance` holds.

    Notes
    -----
    The covariance is not 0 between groups of a calibrated design. Equals R survey
    ``svyglm(y ~ 0 + g)`` with contrasts, then ``p.adjust`` and ``multcompView::multcompLetters``,
    except for groups in which fewer than `few` gave the answer, or did not (with the share of both groups
    of the pair together).
    """
    design, outcome, groups = in_cells(design, outcome, groups)
    joint = JointShares.of_groups(design, outcome, groups)
    share, base, covariance = joint.share, joint.base, joint.covariance
    pairs = np.array(list(combinations(range(groups.shape[1]), 2)), dtype=int).reshape(-1, 2)
    first, second = pairs.T
    variance = covariance[first, first] + covariance[second, second] - 2 * covariance[first, second]
    with np.errstate(invalid="ignore"):
        together = (base[first] * share[first] + base[second] * share[second]) / (base[first] + base[second])
    lacking = sum(
        rare_answer_variance(share[side], joint.fewer[side], together, joint.kish[side], few)
        for side in (first, second)
    )
    variance = with_rare_answers(variance, lacking)
    alone = joint.n < 2
    variance = np.where(alone[first] | alone[second], 0.0, variance)
    df = np.full(len(pairs), design.count(groups.any(axis=1)) - 1)
    found = differences(share[first] - share[second], variance, df, 1 - significance)
    adjusted = holm(found.p)
    different = {
        (int(a), int(b)) for a, b, p in zip(first, second, adjusted, strict=True) if p < significance
    }
    marks = letters(different, groups.shape[1], set(np.flatnonzero(alone)))
    return Pairs(first, second, found.difference, found.standard_error, found.p, adjusted, marks)


def letters(different: set[tuple[int, int]], groups: int, without: set[int] = frozenset()) -> list[str]:
    """Return compact letters by insert and absorb: groups share a letter exactly when they do not differ.

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
