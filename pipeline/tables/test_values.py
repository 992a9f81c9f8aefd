"""The traditional test values beside those of the design: for readers of SPAD and FactoMineR."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.statistics.test_values import classical
from pipeline.tables.estimands import groupings, topics
from pipeline.tables.keys import ANSWER_KEYS


def with_classical(codebook: Codebook, respondents: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """test-values.csv with a column `test_value_classical` after `test_value`.

    It takes weighted people for a simple random sample of the domain, and is only printed beside the
    design test value: nothing is decided by it.
    """
    found = pd.concat(_parts(codebook, respondents), ignore_index=True)
    joined = values.merge(found, on=ANSWER_KEYS, how="left", validate="1:1")
    columns = list(values.columns)
    columns.insert(columns.index("test_value") + 1, "test_value_classical")
    return joined[columns]


def _parts(codebook: Codebook, respondents: pd.DataFrame) -> list[pd.DataFrame]:
    """Classical test values of every topic and breakdown."""
    weight, by = respondents["weight"].to_numpy(), groupings(codebook, respondents)
    parts = [pd.DataFrame(columns=[*ANSWER_KEYS, "test_value_classical"])]
    for topic in (topic for topic in topics(codebook, respondents) if topic.kind == "level"):
        for grouping in by:
            domain = topic.domain & (grouping.codes >= 0)
            present = np.flatnonzero((grouping.members & domain[:, None]).any(axis=0))
            if grouping.variable in (EVERYONE, topic.question) or len(present) < 2:
                continue
            found = classical(weight[domain], topic.outcomes[domain], grouping.members[domain][:, present])
            groups = [grouping.groups[g] for g in present]
            place = {name: getattr(topic, name) for name in ("question", "service", "base")}
            part = pd.DataFrame({"test_value_classical": found.ravel()})
            part = part.assign(
                **place, breakdown=grouping.variable, group=np.repeat(groups, len(topic.items))
            )
            parts.append(part.assign(answer=topic.items * len(groups)))
    return parts[1:] or parts
