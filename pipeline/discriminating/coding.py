"""Answers as a table of indicators: which categories are active, which passive, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.codebook.measures import column_of
from pipeline.codebook.model import Codebook, Discriminant
from pipeline.discriminating.remarks import Remark
from pipeline.statistics.cross_validation import Table
from pipeline.topics import services

CONCERNED, NOT_CONCERNED = "concerned", "not_concerned"
TICKED, NOT_TICKED = "ticked", "not_ticked"
ANSWER, USE = "answer", "use"


@dataclass(frozen=True)
class Item:
    """One question as it is analysed: of one service, or one answer of several, or the usage of a service.

    Attributes
    ----------
    question, service : as the codebook names them; service is "" for none.
    part : "answer", "use" for the indicator of usage, or the id of an answer that may be ticked.
    """

    question: str
    service: str
    part: str


@dataclass(frozen=True)
class Category:
    """One answer of an item, and why it is passive, if it is: "rare", "alone", "identical"."""

    item: Item
    answer: str
    members: np.ndarray
    passive: str = ""


@dataclass(frozen=True)
class Coded:
    """What is analysed.

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
    table: Table
    active: list[Category]
    passive: list[Category]
    groups: list[str]
    strata: np.ndarray
    remarks: list[Remark]

    @property
    def items(self) -> list[Item]:
        return list(dict.fromkeys(category.item for category in self.active))


def coded(codebook: Codebook, respondents: pd.DataFrame) -> Coded:
    """The active answers of the codebook's discriminant analysis as indicators.

    Answers that are missing, or that say that a question does not concern (`applicable = false`),
    have no category: the analysis is a specific one, so that hundreds of equal "does not use" cannot
    make an axis. What does not concern is told once a service by an indicator of its own.
    """
    asked = codebook.discriminant
    rows, groups, remarks = _groups(codebook, respondents)
    chosen = respondents[rows].reset_index(drop=True)
    weight = chosen["weight"].to_numpy()
    made = [
        _sorted_out(categories, weight, asked.least_share) for categories in _items(codebook, chosen, asked)
    ]
    active, passive, more = _without_useless(made)
    strata = chosen[asked.adjusted_for].to_numpy() if asked.adjusted_for else np.zeros(len(chosen))
    items = list(dict.fromkeys(category.item for category in active))
    table = Table(
        weight=weight,
        indicators=np.column_stack([c.members for c in active]).astype(float)
        if active
        else np.zeros((len(chosen), 0)),
        question_of=np.array([items.index(category.item) for category in active], dtype=np.int64),
        groups=chosen[asked.group].map({group: i for i, group in enumerate(groups)}).to_numpy(dtype=np.int64),
    )
    return Coded(
        rows, table, active, passive, groups, np.unique(strata, return_inverse=True)[1], remarks + more
    )


def _groups(codebook: Codebook, respondents: pd.DataFrame) -> tuple[np.ndarray, list[str], list[Remark]]:
    """Who is analysed: the respondents of the groups that are large enough."""
    variable, least = codebook.discriminant.group, codebook.method.fragile_below
    sizes = respondents[variable].value_counts()
    levels = [level.id for level in codebook.levels(variable)]
    kept = [level for level in levels if sizes.get(level, 0) >= least]
    remarks = [
        Remark("group_left_out", group=level, n=int(sizes.get(level, 0)), limit=least)
        for level in levels
        if level not in kept
    ]
    if missing := int(sizes.get("", 0)):
        remarks.append(Remark("no_group", n=missing))
    return respondents[variable].isin(kept).to_numpy(), kept, remarks


def _items(codebook: Codebook, chosen: pd.DataFrame, asked: Discriminant) -> Iterator[list[Category]]:
    """The categories of each item; of the questions that do not concern, the first tells usage."""
    told = set()
    for question in asked.active:
        levels = codebook.levels(question)
        outside = [level.id for level in levels if not level.applicable]
        inside = [level.id for level in levels if level.applicable]
        for service in services(codebook, question):
            answers = chosen[column_of(codebook, question, service)]
            if getattr(codebook.by_id[question], "kind", "") == "multiple":
                yield from (_ticks(answers, Item(question, service, level)) for level in inside)
                continue
            if outside and (service or question) not in told:
                told.add(service or question)
                item = Item(question, service, USE)
                yield [
                    Category(item, CONCERNED, answers.isin(inside).to_numpy()),
                    Category(item, NOT_CONCERNED, answers.isin(outside).to_numpy()),
                ]
            item = Item(question, service, ANSWER)
            yield [Category(item, level, (answers == level).to_numpy()) for level in inside]


def _ticks(answers: pd.Series, item: Item) -> list[Category]:
    ticked = answers.str.split("|").map(lambda cell: item.part in cell).to_numpy(dtype=bool)
    given = (answers != "").to_numpy()
    return [Category(item, TICKED, ticked), Category(item, NOT_TICKED, given & ~ticked)]


def _sorted_out(categories: list[Category], weight: np.ndarray, least: float) -> list[Category]:
    """Categories with rare ones passive, and all of them when fewer than two are left."""
    share = [float(weight[category.members].sum() / weight.sum()) for category in categories]
    marked = [
        Category(c.item, c.answer, c.members, "rare" if part < least else "")
        for c, part in zip(categories, share, strict=True)
    ]
    if sum(not c.passive for c in marked) >= 2:
        return marked
    return [Category(c.item, c.answer, c.members, c.passive or "alone") for c in marked]


def _without_useless(made: list[list[Category]]) -> tuple[list[Category], list[Category], list[Remark]]:
    """Active and passive categories; a question with the same answers as an earlier one is passive."""
    active, passive, remarks, seen = [], [], [], {}
    for categories in made:
        item = categories[0].item
        kept = [c for c in categories if not c.passive]
        pattern = frozenset(c.members.tobytes() for c in kept)
        if not kept:
            remarks.append(Remark("constant", item=item))
        elif pattern in seen:
            remarks.append(Remark("identical", item=item, other=seen[pattern]))
            passive += [Category(c.item, c.answer, c.members, c.passive or "identical") for c in categories]
            continue
        else:
            seen[pattern] = item
        active += kept
        passive += [c for c in categories if c.passive]
    return active, passive, remarks
