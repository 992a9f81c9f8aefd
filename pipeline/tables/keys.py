"""The key columns of tidy tables: what a row of each is about, and how rows with a key in common are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.tables.estimands import Grouping, Topic

# What a topic (shares with one denominator) is about; an item is one answer of it, or a measure.
TOPIC_KEYS = ["kind", "measure", "question", "service", "base"]
ITEM_KEYS = ["kind", "measure", "question", "service", "answer", "base"]
# One share: an item in one group (estimates, contrasts, letters).
SHARE_KEYS = [*ITEM_KEYS, "breakdown", "group"]
# Topics of one battery have these in common.
BATTERY_KEYS = [name for name in TOPIC_KEYS if name != "service"]
# One test of a question by groups (tests, screening).
TEST_KEYS = ["question", "service", "base", "breakdown"]
# A question in one group (medians, means), and one of its answers there (test values).
GROUP_KEYS = [*TEST_KEYS, "group"]
ANSWER_KEYS = [*GROUP_KEYS, "answer"]

Columns = dict[str, Sequence | np.ndarray]


def key_columns(topic: Topic, groupings: list[Grouping]) -> Columns:
    """Return the key columns of a topic: groups of each breakdown x items, items running fastest."""
    items, groups = len(topic.items), [group for grouping in groupings for group in grouping.groups]
    fixed = {name: [getattr(topic, name)] * (len(groups) * items) for name in TOPIC_KEYS}
    return fixed | {
        "answer": topic.items * len(groups),
        "breakdown": [
            grouping.variable for grouping in groupings for _ in range(len(grouping.groups) * items)
        ],
        "group": [group for group in groups for _ in range(items)],
    }


def joined(parts: list[Columns]) -> pd.DataFrame:
    """Return one table from parts with the same columns; made once, as a frame for each part is slow."""
    table = pd.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})
    return table[[*SHARE_KEYS, *table.columns.difference(SHARE_KEYS, sort=False)]]


def of_each(
    table: pd.DataFrame, keys: list[str], column: str, function: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """Return a function of each set of numbers that have their keys in common, in the order of the table.

    As pandas' ``transform``, which takes ten times as long for a thousand sets of a few rows.
    """
    code = table.groupby(keys, sort=False, dropna=False).ngroup().to_numpy()
    order = np.argsort(code, kind="stable")
    sets = np.split(table[column].to_numpy(dtype=float)[order], np.flatnonzero(np.diff(code[order])) + 1)
    # A table without rows has columns of no type; the function is still asked, for the type of its result.
    results = np.concatenate([function(values) for values in sets])
    return results[np.argsort(order)]


def family_of(codebook: Codebook, question: str, breakdown: str) -> str:
    """Return the declared family of a question's tests, or one of its own."""
    for family in codebook.test_family:
        if question in family.questions and breakdown in family.breakdowns:
            return family.id
    return f"{question}_{breakdown}"
