"""Cut points: whom a score puts first, until their weight reaches a share."""

from __future__ import annotations

import numpy as np


def first(score: np.ndarray, weight: np.ndarray, target: float) -> np.ndarray:
    """The highest scores, as many as bring their total weight nearest to `target`.

    Returns
    -------
    Boolean array of shape (n,).
    """
    order = np.argsort(-score, kind="stable")
    reached = np.concatenate([[0.0], np.cumsum(weight[order])])
    # Rounded, so that two sums that are equal on paper are equal on every machine.
    count = int(np.argmin(np.round(np.abs(reached - target), 6)))
    marked = np.zeros(len(score), dtype=bool)
    marked[order[:count]] = True
    return marked


def first_by_group(
    score: np.ndarray, weight: np.ndarray, group: np.ndarray, shares: dict[str, float], among: np.ndarray
) -> np.ndarray:
    """The highest scores of each group, so that the weighted share of each group is as asked.

    Parameters
    ----------
    group : group of each person; people whose group has no share of its own get that of all.
    shares : share by group; with a key "all", all groups are shifted by the same number of points
        so that the overall share is that one.
    among : who counts, boolean; nobody else is marked.

    Returns
    -------
    Boolean array of shape (n,). With a key "all", what rounding to whole people leaves over in one
    group is carried into the next larger one: the overall share is as close as one person allows.
    """
    asked = _levelled(shares, weight, group, among)
    marked = np.zeros(len(score), dtype=bool)
    carried = 0.0
    for name, share in asked:
        members = np.flatnonzero(among & (group == name))
        target = share * weight[members].sum() + carried
        chosen = first(score[members], weight[members], target)
        marked[members] = chosen
        carried = target - weight[members][chosen].sum() if "all" in shares else 0.0
    return marked


def _levelled(
    shares: dict[str, float], weight: np.ndarray, group: np.ndarray, among: np.ndarray
) -> list[tuple[str, float]]:
    """(group, share), the smallest group first."""
    total = {str(name): weight[among & (group == name)].sum() for name in np.unique(group[among])}
    known = {name: size for name, size in total.items() if name in shares}
    mean = sum(shares[name] * size for name, size in known.items()) / sum(known.values())
    overall = shares.get("all", mean)
    by_group = {name: shares.get(name, mean) + overall - mean for name in total}
    return sorted(by_group.items(), key=lambda one: (round(total[one[0]], 6), one[0]))
