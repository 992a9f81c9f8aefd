"""Which scores, and which questions, it takes to separate the groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from pipeline.statistics.discriminant import Scatter

# A column whose variance is this small beside its own, once others are in, adds nothing.
REDUNDANT = 1e-8


def univariate_f(found: Scatter) -> np.ndarray:
    r"""Return F of each score alone, :math:`\frac{B_{jj}/(K-1)}{W_{jj}/(n-K)}`, shape (p,).

    Notes
    -----
    Equals R ``summary.aov(manova(y ~ g, weights = w))`` score by score.
    """
    df1, df2 = found.groups - 1, found.n - found.groups
    return np.diag(found.between) / df1 / (np.diag(found.within) / df2)


@dataclass(frozen=True)
class Step:
    """One score or question entered: its place, partial F with its freedom and p, Wilks' statistic then."""

    entered: int
    statistic: float
    df1: float
    df2: float
    p: float
    wilks: float


def questions_forward(
    found: Scatter, question_of: np.ndarray, longest: int
) -> tuple[list[Step], list[np.ndarray]]:
    """Return questions entered one by one, each the one whose partial Wilks' F has the smallest p.

    A question enters with all its columns at once; constant and redundant ones never do.

    Parameters
    ----------
    found : scatter of the indicators of all questions, M columns.
    question_of : number of the question of each column, shape (M,).
    longest : the most questions to enter.

    Returns
    -------
    steps, and for each the columns of indicators that its question brought, less redundant ones.
    """
    columns = _independent(found.within + found.between, question_of)
    within = found.within[np.ix_(columns, columns)]
    between = found.between[np.ix_(columns, columns)]
    blocks = question_of[columns]
    steps = enter_blocks(within, within + between, blocks, found.n, found.groups, longest)
    return steps, [columns[blocks == step.entered] for step in steps]


def _independent(total: np.ndarray, question_of: np.ndarray) -> np.ndarray:
    """Return columns that vary, less those that are a combination of the question's other ones."""
    independent: list[int] = []
    for question in range(question_of.max() + 1):
        columns = list(np.flatnonzero(question_of == question))
        # What all columns together pass, each part of them passes too (interlacing of eigenvalues).
        if columns and not _varies(total, columns):
            columns = _one_by_one(total, columns)
        independent += columns
    return np.array(independent, dtype=np.int64)


def _one_by_one(total: np.ndarray, columns: list[int]) -> list[int]:
    """Return columns in order, without each that adds nothing to those before it."""
    entered: list[int] = []
    for column in columns:
        if _varies(total, [*entered, column]):
            entered.append(column)
    return entered


def _varies(total: np.ndarray, columns: list[int]) -> bool:
    """Whether every combination of some columns varies."""
    block = total[np.ix_(columns, columns)]
    spread = np.sqrt(np.diag(block))
    if not (spread > REDUNDANT).all():
        return False
    return len(columns) == 1 or bool(np.linalg.eigvalsh(block / np.outer(spread, spread))[0] > REDUNDANT)


def enter_blocks(
    within: np.ndarray, total: np.ndarray, blocks: np.ndarray, n: int, groups: int, longest: int
) -> list[Step]:
    r"""Return the forward steps over blocks of columns, sweeping what has entered out of both matrices.

    .. math:: F = \frac{n - K - p}{K - 1}\left(\frac{\Lambda_p}{\Lambda_{p+1}} - 1\right)

    for a block of one column; Rao's F for more. The block with the smallest p enters next.

    Parameters
    ----------
    within, total : squares and products of the columns, shape (p, p).
    blocks : the block of each column, shape (p,).
    n, groups : respondents and groups.
    longest : the most blocks to enter.

    Notes
    -----
    With a block for each column the same steps as R klaR ``greedy.wilks``. The p-values are those of tests
    chosen for being largest: use the steps inside cross-validation only.
    """
    places, sizes = _padded(blocks)
    scale = np.sqrt(np.diag(total))
    within, total = (_with_padding(m / np.outer(scale, scale), places.shape[1]) for m in (within, total))
    left, steps, wilks, width = list(range(len(places))), [], 1.0, 0
    while left and len(steps) < longest:
        cells = (places[left][:, :, None], places[left][:, None, :])
        usable = np.linalg.eigvalsh(total[cells])[:, 0] > REDUNDANT
        left = [block for block, good in zip(left, usable, strict=True) if good]
        if not left:
            break
        cells = (places[left][:, :, None], places[left][:, None, :])
        partial = np.exp(np.linalg.slogdet(within[cells])[1] - np.linalg.slogdet(total[cells])[1])
        statistic, df1, df2 = _partial_f(partial, sizes[left], groups, n - groups - width)
        tail = stats.f.sf(statistic, df1, df2)
        best = np.lexsort((-statistic, tail))[0]
        # As many columns as respondents leave no degrees of freedom, and no p-value.
        if np.isnan(tail[best]):
            break
        block, wilks = left.pop(best), wilks * partial[best]
        entered = (block, statistic[best], df1[best], df2[best], tail[best], wilks)
        steps.append(Step(int(np.unique(blocks)[block]), *(float(x) for x in entered[1:])))
        mine = places[block][: sizes[block]]
        within, total, width = _swept(within, mine), _swept(total, mine), width + len(mine)
    return steps


def _padded(blocks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the columns of each block, short ones filled up with dummy columns behind the real ones."""
    mine = [np.flatnonzero(blocks == block) for block in np.unique(blocks)]
    sizes = np.array([len(columns) for columns in mine])
    widest = sizes.max()
    filler = len(blocks) + np.arange(widest)
    return np.array([[*columns, *filler[len(columns) :]] for columns in mine]), sizes


def _with_padding(matrix: np.ndarray, widest: int) -> np.ndarray:
    padded = np.eye(len(matrix) + widest)
    padded[: len(matrix), : len(matrix)] = matrix
    return padded


def _partial_f(
    partial: np.ndarray, q: np.ndarray, groups: int, error: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return Rao's F of partial Wilks' statistics for q columns and what the groups leave of n."""
    h = groups - 1
    bend = q**2 + h**2 - 5
    t = np.where(bend > 0, np.sqrt(np.maximum(q**2 * h**2 - 4, 0) / np.maximum(bend, 1)), 1.0)
    df1, df2 = q * h, (error + h - (q + h + 1) / 2) * t - (q * h - 2) / 2
    return (partial ** (-1 / t) - 1) * df2 / df1, df1, df2


def _swept(matrix: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return what is left of a matrix of squares and products once some columns are held constant."""
    across = matrix[:, columns]
    return matrix - across @ np.linalg.solve(matrix[np.ix_(columns, columns)], across.T)
