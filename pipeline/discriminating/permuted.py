"""Permutation tests: what the analysis would find if the groups were dealt by chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.statistics.classification import balanced_accuracy, side_accuracy
from pipeline.statistics.cross_validation import Fold, Table, random_folds
from pipeline.statistics.permutation import confusions, pillai, pillai_of_each, shuffles, sides

CHUNK = 125
PARTITIONS = 4


@dataclass(frozen=True)
class Permuted:
    """A permutation test: what was measured, of whom, what chance showed."""

    test: str
    weighted: bool
    within: bool
    observed: float
    draws: np.ndarray


def permuted_pillai(table: Table, strata: np.ndarray, draws: int, variant: tuple) -> Permuted:
    weighted, within, root = variant
    table = table if weighted else table.unweighted
    everyone = Fold(table, np.zeros(len(table.groups), dtype=bool))
    orders = shuffles(strata if within else 0 * strata, draws, root)
    same = np.arange(len(strata))[None]
    observed = pillai(table.weight, everyone.train, table.groups, same)[0]
    values = pillai(table.weight, everyone.train, table.groups, orders)
    return Permuted("pillai", weighted, within, float(observed), values)


def chunks(draws: int, root: np.random.SeedSequence) -> list[tuple[int, np.random.SeedSequence]]:
    """Draws cut into pieces, each with its seed."""
    sizes = [min(CHUNK, draws - start) for start in range(0, draws, CHUNK)]
    return list(zip(sizes, root.spawn(len(sizes)), strict=True))


def permuted_places(
    table: Table, places: list[np.ndarray], draws: int, root: np.random.SeedSequence
) -> np.ndarray:
    """Pillai's statistic of each place alone, unweighted: as given, then dealt; (places, 1 + draws).

    Parameters
    ----------
    places : which columns of the indicators are about it, booleans (M,) each.
    """
    n = len(table.groups)
    orders = np.vstack([np.arange(n)[None], shuffles(np.zeros(n, dtype=int), draws, root)])
    blocks = [table.indicators[:, columns] for columns in places]
    return pillai_of_each(np.ones(n), blocks, table.groups, orders)


def permuted_guesses(
    table: Table,
    strata: np.ndarray,
    how: tuple[tuple[bool, bool], int, np.random.SeedSequence],
    chunk: tuple[int, np.random.SeedSequence],
) -> tuple[tuple[bool, bool], np.ndarray]:
    """The variant, and what guessing came to: groups as given, then dealt anew, over the same folds.

    Returns
    -------
    (weighted, within), and the balanced accuracy and that of the sides, shape (1 + draws, 2).
    """
    (variant, folds, partitions), (draws, root) = how, chunk
    weighted, within = variant
    table = table if weighted else table.unweighted
    n = len(table.groups)
    fold_of = [
        random_folds(n, folds, child)
        for child in np.random.SeedSequence(partitions.entropy).spawn(PARTITIONS)
    ]
    made = [Fold(table, one == h) for one in fold_of for h in range(folds)]
    orders = shuffles(strata if within else 0 * strata, draws, root)
    orders = np.vstack([np.arange(n)[None], orders])
    guessed = confusions(made, table.groups, orders)
    everyone = Fold(table, np.zeros(n, dtype=bool))
    high = sides(table.weight, everyone.train, table.groups, orders)
    return variant, np.column_stack([balanced_accuracy(guessed), side_accuracy(guessed, high)])
