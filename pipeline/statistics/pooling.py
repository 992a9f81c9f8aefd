"""Several parts counted together, such as all services of a battery, and each part against the pool."""

from __future__ import annotations

import numpy as np

from pipeline.statistics.comparisons import Differences, differences
from pipeline.statistics.design import Design, effective_size
from pipeline.statistics.proportions import Denominator, Shares, with_intervals


def pooled_shares(
    design: Design, outcomes: np.ndarray, domains: np.ndarray, confidence: float = 0.95
) -> Shares:
    r"""Shares over several parts together: a respondent counts once for each part.

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
    times = domains.sum(axis=1)
    given = (outcomes & domains[:, :, None]).sum(axis=1)
    base = np.array([design.weight @ times])
    counted = times > 0
    df = np.array([max(counted.sum() - 1, 0)])
    kish = np.array([effective_size(design.weight[counted]) if counted.any() else np.nan])
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (design.weight @ given)[None] / base
        scores = (given - times[:, None] * share) / base
        variance = design.variance(scores)[None]
    return with_intervals(share, variance, Denominator(np.array([times.sum()]), base, kish, df), confidence)


def parts_against_pool(
    design: Design, outcomes: np.ndarray, domains: np.ndarray, confidence: float = 0.95
) -> Differences:
    r"""The share of each part, with its own domain, less the pooled share of all parts.

    Parameters
    ----------
    outcomes, domains : booleans, shape (n, S).

    Returns
    -------
    `Differences` with arrays of shape (S,); NaN for a part whose domain is empty.

    Notes
    -----
    Equals R survey ``svycontrast(svytotal(...), quote(y / n - pool_y / pool_n))``.
    """
    base = design.weight @ domains
    given = outcomes & domains
    with np.errstate(invalid="ignore", divide="ignore"):
        share = design.weight @ given / base
        scores = domains * (outcomes - share) / base
        pool = (design.weight @ given).sum() / base.sum()
        pool_scores = (domains * (outcomes - pool)).sum(axis=1) / base.sum()
    variance = design.variance(np.nan_to_num(scores) - np.nan_to_num(pool_scores)[:, None])
    df = np.full(share.shape, int(domains.any(axis=1).sum()) - 1)
    return differences(share - pool, variance, df, confidence)
