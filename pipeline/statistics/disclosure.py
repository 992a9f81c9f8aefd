"""Which groups are too small to be published, and which are withheld to protect them."""

from __future__ import annotations

import numpy as np


def withheld(n: np.ndarray, threshold: int) -> np.ndarray:
    """Return which groups of one breakdown to withhold, with those that protect them, shape (G,).

    Groups with fewer than `threshold` respondents are withheld. What can be worked out by taking the
    published groups from the published total is the withheld ones together: they must be at least two
    and have at least `threshold` respondents, so the next smallest groups are withheld until they do.

    Parameters
    ----------
    n : respondents of each group, shape (G,).

    Notes
    -----
    Not in R survey; ``sdcTable`` has the same aim for tables of counts.
    """
    hidden = n < threshold
    while hidden.any() and not hidden.all() and (hidden.sum() < 2 or n[hidden].sum() < threshold):
        smallest = np.where(hidden, np.inf, n).argmin()
        hidden[smallest] = True
    return hidden
