"""Several parts counted together, such as all services of a battery, and each part against the pool."""

from __future__ import annotations

import numpy as np

from pipeline.statistics.comparisons import Differences, differences
from pipeline.statistics.design import Design, effective_size, in_cells
from pipeline.statistics.linear_combinations import (
    RARE_BELOW,
    JointShares,
    rare_answer_variance,
    with_rare_answers,
)
from pipeline.statistics.proportions import Denominator, Shares, with_intervals


def pooled_shares(
    design: Design, outcomes: np.ndarray, domains: np.ndarray, confidence: float = 0.95
) -> Shares:
    r"""Return shares over several parts together: a respondent counts once for each part.

    .. math:: \hat P_l = \sum_s \sum_k w_k \delta_{sk} y_{slk} / \sum_s \hat N_s

    It is a ratio of two totals over respondents, who remain the units of the variance.

    Parameters
    ----------
    outcomes : booleans, shape (n, S, L).
    domains : booleans, shape (n, S).

    Returns
    -------
    `Shares` of one group: n counts pairs of respondent and part, df is respondents less one. NaN
    when every domain is empty.

    Notes
    -----
    Equals R survey ``svyratio``, and ``svymean`` of the parts stacked as rows with the respondent as
    cluster, calibrated with ``aggregate.stage = 1``.
    """
    # All that a respondent's scores hang on is in how many parts they are, and gave each answer.
    times = domains.sum(axis=1)
    parts = [
        _pooled(design, (outcomes[:, :, item] & domains).sum(axis=1), times)
        for item in range(outcomes.shape[2])
    ]
    share, variance = (np.array([one]) for one in zip(*parts, strict=True))
    counted = design.weight[times > 0]
    kish = np.array([effective_size(counted) if len(counted) else np.nan])
    of = Denominator(
        n=np.array([times.sum()]),
        weight=np.array([design.weight @ times]),
        kish=kish,
        df=np.array([max(len(counted) - 1, 0)]),
    )
    return with_intervals(share, variance, of, confidence)


def _pooled(design: Design, given: np.ndarray, times: np.ndarray) -> tuple[float, float]:
    """Return the share of one answer over all parts, and its variance."""
    design, given, times = in_cells(design, given, times)
    pool = JointShares(design, given[:, None], times[:, None])
    return pool.share[0], pool.variances[0] if pool.base[0] else np.nan


def parts_against_pool(
    design: Design, outcomes: np.ndarray, domains: np.ndarray, confidence: float = 0.95, few: int = RARE_BELOW
) -> Differences:
    r"""Return the share of each part, with its own domain, less the pooled share of all parts.

    Parameters
    ----------
    outcomes, domains : booleans, shape (n, S).
    few : with fewer respondents of a part who gave the answer, or who did not, `rare_answer_variance` holds.

    Returns
    -------
    `Differences` with arrays of shape (S,); NaN for a part whose domain is empty.

    Notes
    -----
    Equals R survey ``svycontrast(svytotal(...), quote(y / n - pool_y / pool_n))``, except
    for parts in which fewer than `few` gave the answer, or did not.
    """
    given = outcomes & domains
    ticked, times = given.sum(axis=1), domains.sum(axis=1)
    found = [
        _part(design, one, domain, ticked, times, few) for one, domain in zip(given.T, domains.T, strict=True)
    ]
    difference, variance = (np.array(one) for one in zip(*found, strict=True))
    df = np.full(difference.shape, int((times > 0).sum()) - 1)
    return differences(difference, variance, df, confidence)


def _part(
    design: Design, given: np.ndarray, domain: np.ndarray, ticked: np.ndarray, times: np.ndarray, few: int
) -> tuple[float, float]:
    """Return a part's share less that of all parts, and its variance; `times`: the parts each was asked."""
    design, either, ticked, times = in_cells(design, np.array([given, domain]).T, ticked, times)
    given, domain = either.T
    if not domain.any():
        return np.nan, np.nan
    part = JointShares(design, given[:, None], domain[:, None])
    pool = JointShares(design, ticked[:, None], times[:, None])
    lacking = rare_answer_variance(part.share, part.fewer, pool.share, part.kish, few)
    variance = with_rare_answers(design.variance(part.scores - pool.scores), lacking)
    return part.share[0] - pool.share[0], variance[0]
