"""What a figure of profiles shows: the answers that set each group apart most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.discriminant.labels import category_label
from pipeline.figures.context import Context
from pipeline.text.number_format import upper_first

FAR = 1.96


@dataclass(frozen=True)
class Profile:
    """The answers shown of each group, most over-represented first; a group without any has no rows."""

    context: Context
    figure: Figure
    rows: dict[str, pd.DataFrame]

    @property
    def breakdown(self) -> str:
        return self.figure.breakdown

    def label(self, group: str) -> str:
        return self.context.levels(self.breakdown, group)

    def answer(self, row: dict) -> str:
        """An answer in few words."""
        if says := self.says(row):
            return upper_first(says)
        return category_label(self.context.codebook, row | {"part": "answer"}, self.context.language)

    def says(self, row: dict) -> str:
        """What people with this answer do, where a named share of a question about no service says it."""
        book = self.context.codebook
        told = (m for m in book.measure if (m.question, m.answers) == (row["question"], [row["answer"]]))
        measure = None if row["service"] else next(told, None)
        return self.context.text(measure.says) if measure else ""


def find(context: Context, figure: Figure, most: int = 10) -> Profile | None:
    """The `most` answers of each group furthest from the rest, half over- and half under-represented.

    Only answers to questions that separate the groups, with a test value beyond 1.96. Where one side
    has fewer than half, the other has more.
    """
    table = context.test_values
    table = table[table["breakdown"] == figure.breakdown]
    if table.empty:
        return None
    shown = {}
    kept = table[(table["inside"] == "True") & (table["test_value"].abs() > FAR)]
    kept = kept[np.array([not _mirrored(context, row) for row in kept.itertuples()], dtype=bool)]
    groups = [level.id for level in context.codebook.levels(figure.breakdown)]
    for group in groups:
        mine = kept[kept["group"] == group].sort_values("test_value", ascending=False, kind="stable")
        over, under = mine[mine["test_value"] > 0], mine[mine["test_value"] < 0].iloc[::-1]
        spare = [max(most // 2, most - len(other)) for other in (under, over)]
        shown[group] = pd.concat([over.head(spare[0]), under.head(spare[1]).iloc[::-1]])
    return Profile(context, figure, shown)


def _mirrored(context: Context, row: object) -> bool:
    """Whether an answer is the other one of two, and says nothing that the first does not."""
    codebook, variable = context.codebook, context.codebook.by_id[row.question]
    levels = [level.id for level in codebook.levels(row.question)]
    if len(levels) != 2 or getattr(variable, "kind", "") == "multiple":
        return False
    named = [m.answers[0] for m in codebook.measure if m.question == row.question and len(m.answers) == 1]
    return row.answer != (named or levels)[0]


def records(profile: Profile) -> Iterator[dict]:
    """The numbers drawn: of each answer the group's share, that of the rest, and the test value."""
    context = profile.context
    by = context.text(context.codebook.by_id[profile.breakdown].label)
    for group, rows in profile.rows.items():
        for row in rows.to_dict("records"):
            place = {"level": profile.answer(row), "breakdown": by, "group": profile.label(group)}
            yield place | {
                "measure": context.say("profile_group"),
                "value": row["share_group"],
                "n": row["n"],
            }
            yield place | {"measure": context.say("profile_rest"), "value": row["share_rest"]}
            value = {"value": row["test_value"], "unit": "test value", "p": row["p"]}
            yield place | {"measure": context.say("profile_value")} | value
    if not any(len(rows) for rows in profile.rows.values()):
        yield {"measure": context.say("profile_none"), "breakdown": by}
    yield {
        "measure": context.say("profile_count"),
        "breakdown": by,
        "value": set_apart(profile),
        "unit": "count",
    }


def set_apart(profile: Profile) -> int:
    """How many groups have an answer that sets them apart."""
    return sum(bool(len(rows)) for rows in profile.rows.values())
