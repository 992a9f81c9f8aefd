"""Classical test values ("valeurs-tests"), for readers of SPAD and FactoMineR; indicative under weighting."""

from __future__ import annotations

import numpy as np
from scipy import stats


def classical(weight: np.ndarray, outcomes: np.ndarray, groups: np.ndarray) -> np.ndarray:
    r"""Return classical test value of each answer in each group, shape (G, L).

    Weighted counts, weights scaled to sum to n, rounded to whole respondents; the group's count of
    the answer is compared with the hypergeometric distribution:

    .. math:: p = \min(2P(H < n_{jk}) + P(H = n_{jk}),\; 2P(H > n_{jk}) + P(H = n_{jk})), \quad
              v = \pm\Phi^{-1}(1 - p/2)

    Parameters
    ----------
    weight : weights of the respondents concerned, shape (n,).
    outcomes : booleans, shape (n, L).
    groups : booleans, shape (n, G).

    Notes
    -----
    Morineau 1984; Lebart, Morineau and Piron. Equals FactoMineR ``catdes`` with weights that sum to
    n. Takes weighted people for a simple random sample, so that under weighting it rejects too often
    (docs/method.md, section 8). Held to 37 in size, where the p-value underflows. NaN for an empty
    group; 0 for an answer that everyone or no one gave.
    """
    if not len(weight):
        return np.full((groups.shape[1], outcomes.shape[1]), np.nan)
    scaled = weight * len(weight) / weight.sum()
    joint = (scaled[:, None] * groups).T @ outcomes
    in_group, with_answer = scaled @ groups, scaled @ outcomes
    total = scaled.sum()
    rounded = [
        np.round(counts).astype(int) for counts in (joint, in_group[:, None], with_answer[None, :], total)
    ]
    drawn = stats.hypergeom(
        rounded[3], np.broadcast_to(rounded[2], joint.shape), np.broadcast_to(rounded[1], joint.shape)
    )
    at = drawn.pmf(rounded[0])
    p = np.minimum(2 * drawn.cdf(rounded[0] - 1) + at, 2 * drawn.sf(rounded[0]) + at)
    over = joint * total > with_answer * in_group[:, None]
    value = np.where(over, 1, -1) * stats.norm.isf(np.maximum(np.minimum(p, 1), 1e-300) / 2)
    return np.where(groups.any(axis=0)[:, None], value + 0.0, np.nan)
