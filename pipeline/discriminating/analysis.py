"""The analysis itself: correspondence analysis of active answers, then discriminant analysis of its axes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.discriminating.coding import Coded
from pipeline.discriminating.remarks import Remark
from pipeline.statistics.correspondence import Correspondence, correspondence
from pipeline.statistics.design import effective_size
from pipeline.statistics.discriminant import Discriminant, Scatter, discriminant, scatter
from pipeline.statistics.manova import Sizes


@dataclass(frozen=True)
class Analysis:
    """One discriminant analysis.

    Attributes
    ----------
    coded : what was analysed.
    all_axes : every axis of the correspondence analysis; `axes` are those kept.
    scores : of the respondents on the kept axes, shape (n, p).
    scatter, functions : of these scores by group.
    values : of the respondents on the functions, shape (n, s).
    """

    coded: Coded
    all_axes: Correspondence
    axes: Correspondence
    scores: np.ndarray
    scatter: Scatter
    functions: Discriminant
    values: np.ndarray

    @property
    def sizes(self) -> Sizes:
        """With the number of respondents."""
        return Sizes(self.scores.shape[1], self.scatter.groups, self.scatter.n)

    @property
    def effective_sizes(self) -> Sizes:
        """With the number of respondents that the unequal weights are worth."""
        return Sizes(self.scores.shape[1], self.scatter.groups, effective_size(self.coded.table.weight))


class NotPossible(ValueError):
    """There is nothing to separate; `code` names the remark that says why."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


def analyse(coded: Coded) -> Analysis:
    """Axes with an eigenvalue above average, and the functions of them that separate the groups.

    Raises
    ------
    NotPossible
        When fewer than two groups or no question is left, or the groups are separated completely.
    """
    table = coded.table
    if len(coded.groups) < 2:
        raise NotPossible("one_group")
    if not coded.active:
        raise NotPossible("no_question")
    all_axes = correspondence(table.weight, table.indicators, table.questions)
    axes = all_axes.kept(all_axes.above_average)
    scores = axes.rows(table.indicators)
    found = scatter(table.weight, scores, table.groups)
    try:
        functions = discriminant(found)
    except ValueError:
        raise NotPossible("separated_completely") from None
    return Analysis(coded, all_axes, axes, scores, found, functions, functions.scores(scores))


def limits(analysis: Analysis, folds: int) -> list[Remark]:
    """Fewer axes than functions that so many groups could have, and folds without anybody of a group."""
    kept, groups = analysis.scores.shape[1], analysis.scatter.groups
    remarks = [Remark("few_axes", axes=kept, groups=groups)] if kept < groups - 1 else []
    sizes = np.bincount(analysis.coded.table.groups)
    return remarks + [
        Remark("few_for_folds", group=group, n=int(n), folds=folds)
        for group, n in zip(analysis.coded.groups, sizes, strict=True)
        if n < folds
    ]
