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

# Test values further from 0 are shown: a standard normal one is with a probability of 5 %.
TEST_VALUE_SHOWN = 1.96


@dataclass(frozen=True)
class ProfileData:
    """The answers shown of each group, most over-represented first; a group without any has no rows."""

    context: Context
    figure: Figure
    rows: dict[str, pd.DataFrame]

    @property
    def breakdown(self) -> str:
        return self.figure.breakdown

    def label(self, group: str) -> str:
        return self.context.level_label(self.breakdown, group)

    def answer(self, row: dict) -> str:
        """Return an answer in few words."""
        if says := self.says(row):
            return upper_first(says)
        return category_label(self.context.codebook, row | {"part": "answer"}, self.context.language)

    def says(self, row: dict) -> str:
        """Return what people with this answer do, where a named share says it; else "".

        Only of questions about no service: a share of one service names what the answer does not.
        """
        book = self.context.codebook
        if row["service"]:
            return ""
        for measure in book.measure:
            if (measure.question, measure.answers) == (row["question"], [row["answer"]]):
                return self.context.text(measure.says)
        return ""


def select(context: Context, figure: Figure, most: int = 10) -> ProfileData | None:
    """Return the `most` answers of each group furthest from the rest, half over- and half under-represented.

    Only answers to questions that separate the groups, with a test value beyond 1.96. Where one side
    has fewer than half, the other has more.
    """
    table = context.tables["test-values"]
    table = table[table["breakdown"] == figure.breakdown]
    if table.empty:
        return None
    table = table[(table["inside"] == "True") & (table["test_value"].abs() > TEST_VALUE_SHOWN)]
    mirrored = [_mirrored(context, row) for row in table.itertuples()]
    table = table[~np.array(mirrored, dtype=bool)]
    rows = {}
    for group in (level.id for level in context.codebook.levels(figure.breakdown)):
        of_group = table[table["group"] == group].sort_values("test_value", ascending=False, kind="stable")
        over, under = of_group[of_group["test_value"] > 0], of_group[of_group["test_value"] < 0].iloc[::-1]
        most_over, most_under = (max(most // 2, most - len(opposite)) for opposite in (under, over))
        rows[group] = pd.concat([over.head(most_over), under.head(most_under).iloc[::-1]])
    return ProfileData(context, figure, rows)


def _mirrored(context: Context, row: object) -> bool:
    """Return whether an answer is the other one of two, and says nothing that the first does not."""
    codebook, variable = context.codebook, context.codebook.by_id[row.question]
    levels = [level.id for level in codebook.levels(row.question)]
    if len(levels) != 2 or getattr(variable, "kind", "") == "multiple":
        return False
    # The one that a measure counts is the one to show, else the first.
    counted = [
        measure.answers[0]
        for measure in codebook.measure
        if measure.question == row.question and len(measure.answers) == 1
    ]
    return row.answer != (counted or levels)[0]


def records(profile: ProfileData) -> Iterator[dict]:
    """Yield the numbers drawn: of each answer the group's share, that of the rest, and the test value."""
    context = profile.context
    by = context.text(context.codebook.by_id[profile.breakdown].label)
    for group, rows in profile.rows.items():
        for row in rows.to_dict("records"):
            key = {"level": profile.answer(row), "breakdown": by, "group": profile.label(group)}
            share = {"value": row["share_group"], "n": row["n"]}
            yield key | {"measure": context.say("figures.profile_group")} | share
            yield key | {"measure": context.say("figures.profile_rest"), "value": row["share_rest"]}
            value = {"value": row["test_value"], "unit": "test value", "p": row["p"]}
            yield key | {"measure": context.say("figures.profile_value")} | value
    set_apart = sum(bool(len(rows)) for rows in profile.rows.values())
    if not set_apart:
        yield {"measure": context.say("figures.profile_none"), "breakdown": by}
    count = {"value": set_apart, "unit": "count"}
    yield {"measure": context.say("figures.profile_count"), "breakdown": by} | count
