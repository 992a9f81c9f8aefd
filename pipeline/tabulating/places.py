"""Where a number belongs: the identifying columns of tidy tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.topics import PLACE, TOPIC, Grouping, Topic

Columns = dict[str, Sequence | np.ndarray]


def places(topic: Topic, grouping: Grouping) -> Columns:
    """The identifying columns of a topic: groups x items, items running fastest."""
    rows = len(grouping.groups) * len(topic.items)
    fixed = {name: [getattr(topic, name)] * rows for name in TOPIC}
    return fixed | {
        "answer": topic.items * len(grouping.groups),
        "breakdown": [grouping.variable] * rows,
        "group": np.repeat(grouping.groups, len(topic.items)),
    }


def joined(parts: list[Columns]) -> pd.DataFrame:
    """One table from parts with the same columns; made once, as a frame for each part is slow."""
    table = pd.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})
    return table[[*PLACE, *table.columns.difference(PLACE, sort=False)]]


def family_of(codebook: Codebook, question: str, breakdown: str) -> str:
    """The declared family of a question's tests, or one of its own."""
    for family in codebook.test_family:
        if question in family.questions and breakdown in family.breakdowns:
            return family.id
    return f"{question}_{breakdown}"
