"""Shares of every topic in every group, and of all services of a battery together."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from operator import attrgetter

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.statistics.design import Design
from pipeline.statistics.pooling import pooled_shares
from pipeline.statistics.proportions import Shares, shares
from pipeline.tabulating.places import Columns, joined, places
from pipeline.topics import POOLED, TOPIC, Grouping, Topic
from pipeline.withholding import withhold

# What topics of one battery have in common.
SAME = [name for name in TOPIC if name != "service"]


def estimates(
    design: Design, topics: list[Topic], groupings: list[Grouping], codebook: Codebook
) -> pd.DataFrame:
    """One row a share: topic x item x group, then the pooled shares of each battery."""
    parts = []
    for topic in topics:
        for grouping in groupings:
            if grouping.variable == topic.question:
                continue
            groups = grouping.members & topic.domain[:, None]
            found = shares(design, topic.outcomes, groups, codebook.method.confidence)
            parts.append(_estimate_rows(found, topic, grouping))
    for battery in batteries(topics):
        found = pooled_shares(design, *stacked(battery), codebook.method.confidence)
        parts.append(_estimate_rows(found, replace(battery[0], service=POOLED), groupings[0]))
    return withhold(joined(parts), codebook)


def _estimate_rows(found: Shares, topic: Topic, grouping: Grouping) -> Columns:
    cells = {
        "share": found.share,
        "standard_error": found.standard_error,
        "ci_low": found.low,
        "ci_high": found.high,
        "n": found.n[:, None],
        "weighted_base": found.weighted_base[:, None],
        "n_effective": found.n_effective,
        "df": found.df[:, None],
        "design_effect": found.design_effect,
    }
    shape = found.share.shape
    return places(topic, grouping) | {
        name: np.broadcast_to(cell, shape).ravel() for name, cell in cells.items()
    }


def batteries(topics: list[Topic]) -> list[list[Topic]]:
    """Topics that ask the same about several services, together."""
    same = attrgetter(*SAME)
    grouped = groupby(sorted((topic for topic in topics if topic.service), key=same), key=same)
    return [battery for battery in (list(part) for _, part in grouped) if len(battery) > 1]


def stacked(battery: list[Topic]) -> tuple[np.ndarray, np.ndarray]:
    """Outcomes, shape (n, services, items), and domains, shape (n, services), of a battery."""
    outcomes = np.stack([topic.outcomes for topic in battery], axis=1)
    return outcomes, np.column_stack([topic.domain for topic in battery])
