"""The categories of each question as it is analysed: who gave them, and which are passive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.codebook.domains import column_of
from pipeline.codebook.model import Codebook, Discriminant
from pipeline.tables.estimands import services

CONCERNED, NOT_CONCERNED = "concerned", "not_concerned"
TICKED, NOT_TICKED = "ticked", "not_ticked"
ANSWER_PART, USE_PART = "answer", "use"


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


def items_of(codebook: Codebook, chosen: pd.DataFrame, settings: Discriminant) -> Iterator[list[Category]]:
    """Return the categories of each item; of the questions that do not concern all, the first tells usage."""
    with_usage = set()
    for question in settings.active:
        levels = codebook.levels(question)
        outside = [level.id for level in levels if not level.applicable]
        inside = [level.id for level in levels if level.applicable]
        for service in services(codebook, question):
            answers = chosen[column_of(codebook, question, service)]
            if getattr(codebook.by_id[question], "kind", "") == "multiple":
                yield from (_ticks(answers, Item(question, service, level)) for level in inside)
                continue
            # Each question about a service repeats who does not use it: once is enough.
            if outside and (service or question) not in with_usage:
                with_usage.add(service or question)
                item = Item(question, service, USE_PART)
                yield [
                    Category(item, CONCERNED, answers.isin(inside).to_numpy()),
                    Category(item, NOT_CONCERNED, answers.isin(outside).to_numpy()),
                ]
            item = Item(question, service, ANSWER_PART)
            yield [Category(item, level, (answers == level).to_numpy()) for level in inside]


def _ticks(answers: pd.Series, item: Item) -> list[Category]:
    """Return who ticked an answer, and who answered without ticking it."""
    ticked = answers.str.split("|").map(lambda cell: item.part in cell).to_numpy(dtype=bool)
    answered = (answers != "").to_numpy()
    return [Category(item, TICKED, ticked), Category(item, NOT_TICKED, answered & ~ticked)]


def with_passive(categories: list[Category], weight: np.ndarray, least: float) -> list[Category]:
    """Return the categories, rare ones passive, and all of them when fewer than two would be active."""
    share = [float(weight[category.members].sum() / weight.sum()) for category in categories]
    marked = [
        Category(c.item, c.answer, c.members, "rare" if part < least else "")
        for c, part in zip(categories, share, strict=True)
    ]
    if sum(not c.passive for c in marked) >= 2:
        return marked
    return [Category(c.item, c.answer, c.members, c.passive or "alone") for c in marked]
