"""Shares of every topic in every group, and of all services of a battery together."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from operator import attrgetter

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.codebook.reserved_ids import ALL_SERVICES, IMPRECISE
from pipeline.statistics.pooling import pooled_shares
from pipeline.statistics.proportions import Shares, imprecise, shares
from pipeline.tables.disclosure_control import withhold
from pipeline.tables.estimands import Grouping, Tabulation, Topic
from pipeline.tables.keys import BATTERY_KEYS, Columns, joined, key_columns


def estimates(answers: Tabulation, codebook: Codebook) -> pd.DataFrame:
    """Return one row a share: topic x item x group, then the pooled shares of each battery.

    `status` says what is withheld or fragile (`disclosure_control.withhold`); `precision` is "imprecise"
    where a share is to be read with its interval only (`proportions.imprecise`).
    """
    parts = []
    for design, topic, groupings in answers.counted:
        groups = np.hstack([grouping.members for grouping in groupings]) & topic.domain[:, None]
        estimated = shares(design, topic.outcomes, groups, codebook.method.confidence)
        parts.append(_estimate_rows(estimated, topic, groupings))
    for battery in batteries(answers.topics):
        estimated = pooled_shares(answers.design, *stacked(battery), codebook.method.confidence)
        parts.append(
            _estimate_rows(estimated, replace(battery[0], service=ALL_SERVICES), answers.groupings[:1])
        )
    table = withhold(joined(parts), codebook)
    uncertain = imprecise(*(table[name].to_numpy() for name in ("share", "ci_low", "ci_high", "n_effective")))
    return table.assign(precision=np.where(uncertain, IMPRECISE, ""))


def _estimate_rows(estimated: Shares, topic: Topic, groupings: list[Grouping]) -> Columns:
    cells = {
        "share": estimated.share,
        "standard_error": estimated.standard_error,
        "ci_low": estimated.low,
        "ci_high": estimated.high,
        "n": estimated.n.repeat(len(topic.items)),
        "weighted_base": estimated.weighted_base.repeat(len(topic.items)),
        "n_effective": estimated.n_effective,
        "df": estimated.df.repeat(len(topic.items)),
        "design_effect": estimated.design_effect,
    }
    return key_columns(topic, groupings) | {name: cell.ravel() for name, cell in cells.items()}


def batteries(topics: list[Topic]) -> list[list[Topic]]:
    """Return topics that ask the same about several services, together."""
    same = attrgetter(*BATTERY_KEYS)
    grouped = groupby(sorted((topic for topic in topics if topic.service), key=same), key=same)
    return [battery for battery in (list(part) for _, part in grouped) if len(battery) > 1]


def stacked(battery: list[Topic]) -> tuple[np.ndarray, np.ndarray]:
    """Return outcomes, shape (n, services, items), and domains, shape (n, services), of a battery."""
    # Each column lies together in memory, as in `topics`.
    outcomes = np.array([topic.outcomes.T for topic in battery])
    return outcomes.transpose(2, 0, 1), np.array([topic.domain for topic in battery]).T
