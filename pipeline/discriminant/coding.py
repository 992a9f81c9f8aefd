"""Answers as a table of indicators: which categories are active, which passive, and what is left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.discriminant.categories import Category, Item, items_of, with_passive
from pipeline.discriminant.remarks import Remark
from pipeline.statistics.cross_validation import IndicatorTable


@dataclass(frozen=True)
class Coded:
    """The answers that are analysed, and what was left out.

    Attributes
    ----------
    rows : respondents analysed: those of the groups kept, booleans over all respondents.
    table : their weights, indicators of active categories, groups.
    active, passive : categories; the active ones in the order of the columns.
    groups : ids of the groups kept.
    strata : code of the variable held constant, shape of the respondents analysed; all 0 for none.
    remarks : what was left out and why.
    """

    rows: np.ndarray
    table: IndicatorTable
    active: list[Category]
    passive: list[Category]
    groups: list[str]
    strata: np.ndarray
    remarks: list[Remark]

    @property
    def items(self) -> list[Item]:
        return list(dict.fromkeys(category.item for category in self.active))


def coded(codebook: Codebook, respondents: pd.DataFrame) -> Coded:
    """Return the active answers of the codebook's discriminant analysis as indicators.

    Answers that are missing, or that say that a question does not concern (`applicable = false`),
    have no category: the analysis is a specific one, so that hundreds of equal "does not use" cannot
    make an axis. What does not concern is told once a service by an indicator of its own.
    """
    settings = codebook.discriminant
    rows, groups, remarks = _groups(codebook, respondents)
    chosen = respondents[rows].reset_index(drop=True)
    weight = chosen["weight"].to_numpy()
    # Where every group is too small nobody is left to have a rare answer, or a common one.
    by_item = [
        with_passive(categories, weight, settings.least_share)
        for categories in (items_of(codebook, chosen, settings) if groups else [])
    ]
    active, passive, more_remarks = _without_repeated(by_item)
    strata = chosen[settings.adjusted_for].to_numpy() if settings.adjusted_for else np.zeros(len(chosen))
    return Coded(
        rows=rows,
        table=_table(weight, active, chosen[settings.group], groups),
        active=active,
        passive=passive,
        groups=groups,
        strata=np.unique(strata, return_inverse=True)[1],
        remarks=remarks + more_remarks,
    )


def _table(weight: np.ndarray, active: list[Category], group: pd.Series, groups: list[str]) -> IndicatorTable:
    """Return one column of indicators an active category, with the question that it belongs to."""
    items = list(dict.fromkeys(category.item for category in active))
    nothing = np.zeros((len(weight), 0))
    members = np.column_stack([c.members for c in active]).astype(float) if active else nothing
    return IndicatorTable(
        weight=weight,
        indicators=members,
        question_of=np.array([items.index(category.item) for category in active], dtype=np.int64),
        groups=group.map({name: i for i, name in enumerate(groups)}).to_numpy(dtype=np.int64),
    )


def _groups(codebook: Codebook, respondents: pd.DataFrame) -> tuple[np.ndarray, list[str], list[Remark]]:
    """Return who is analysed: the respondents of the groups that are large enough."""
    variable, least = codebook.discriminant.group, codebook.method.fragile_below
    sizes = respondents[variable].value_counts()
    levels = [level.id for level in codebook.levels(variable)]
    groups = [level for level in levels if sizes.get(level, 0) >= least]
    remarks = [
        Remark("group_left_out", group=level, n=int(sizes.get(level, 0)), limit=least)
        for level in levels
        if level not in groups
    ]
    if missing := int(sizes.get("", 0)):
        remarks.append(Remark("no_group", n=missing))
    return respondents[variable].isin(groups).to_numpy(), groups, remarks


def _without_repeated(by_item: list[list[Category]]) -> tuple[list[Category], list[Category], list[Remark]]:
    """Return active and passive categories; a question answered as an earlier one is passive."""
    active, passive, remarks, item_of_pattern = [], [], [], {}
    for categories in by_item:
        item = categories[0].item
        common = [category for category in categories if not category.passive]
        # Whatever answers are called, two questions are one when they part respondents alike.
        pattern = frozenset(category.members.tobytes() for category in common)
        if not common:
            remarks.append(Remark("constant", item=item))
        elif pattern in item_of_pattern:
            remarks.append(Remark("identical", item=item, other=item_of_pattern[pattern]))
            passive += [Category(c.item, c.answer, c.members, c.passive or "identical") for c in categories]
            continue
        else:
            item_of_pattern[pattern] = item
        active += common
        passive += [c for c in categories if c.passive]
    return active, passive, remarks
