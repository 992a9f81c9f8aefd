"""Typical values: medians of answers given in classes, means of numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.codebook.model import Answer, Codebook
from pipeline.codebook.reserved_ids import EVERYONE, FRAGILE, WITHHELD
from pipeline.statistics.disclosure import withheld
from pipeline.statistics.location import means, quantile_of_classes
from pipeline.tables.estimands import Number, Tabulation, levels_in_base
from pipeline.tables.keys import GROUP_KEYS, TEST_KEYS, of_each
from pipeline.tables.tests import is_ordered

ERROR = ["standard_error", "ci_low", "ci_high"]


def class_breaks(levels: list[Answer]) -> np.ndarray | None:
    """Return limits of consecutive classes, the last infinite when open; None for other answers."""
    starts = [level.start for level in levels]
    if not levels or any(start is None for start in starts):
        return None
    last = levels[-1].end
    return np.array([*starts, np.inf if last is None else last], dtype=float)


def medians(answers: Tabulation, codebook: Codebook) -> pd.DataFrame:
    """Return median of every question asked in classes, in every group.

    Returns
    -------
    question, service, base, breakdown, group, median (in the unit of the classes), standard_error,
    ci_low, ci_high, n, status: "open" (above the last limit), "open_high" (its upper limit is),
    "no_variance" (all answers in one class), "withheld", "fragile" or "".
    """
    rows = []
    for design, topic, groupings in answers.counted:
        if topic.kind != "level" or not is_ordered(codebook, topic):
            continue
        breaks = class_breaks(levels_in_base(codebook, topic.question, topic.base))
        if breaks is None:
            continue
        code = topic.outcomes.argmax(axis=1)
        for grouping, group, members in (
            (by, group, members)
            for by in groupings
            for group, members in zip(by.groups, by.members.T, strict=True)
        ):
            domain = members & topic.domain
            median = quantile_of_classes(design, code, breaks, domain, confidence=codebook.method.confidence)
            key = (topic.question, topic.service, topic.base, grouping.variable, group)
            values = (median.value, median.standard_error, median.low, median.high)
            rows.append((*key, *values, design.count(domain), median.status))
    return _withheld(pd.DataFrame(rows, columns=[*GROUP_KEYS, "median", *ERROR, "n", "status"]), codebook)


def number_means(answers: Tabulation, numbers: list[Number], codebook: Codebook) -> pd.DataFrame:
    """Return mean of every number in every group, with the columns of `medians`, `mean` for `median`."""
    rows = []
    for number in numbers:
        for grouping in answers.groupings:
            estimated = means(answers.design, number.values, grouping.members, codebook.method.confidence)
            values = zip(
                estimated.mean,
                estimated.standard_error,
                estimated.low,
                estimated.high,
                estimated.n,
                strict=True,
            )
            key = (number.question, number.service, EVERYONE, grouping.variable)
            rows += [(*key, group, *row, "") for group, row in zip(grouping.groups, values, strict=True)]
    return _withheld(pd.DataFrame(rows, columns=[*GROUP_KEYS, "mean", *ERROR, "n", "status"]), codebook)


def _withheld(table: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Return the table with small groups emptied, and those that protect them."""
    method = codebook.method
    hidden = of_each(table, TEST_KEYS, "n", lambda n: withheld(n, method.withheld_below))
    fragile = (
        ~hidden & (table["n"] < method.fragile_below) & table["status"].isin(["", "open_high", "no_variance"])
    )
    marked = table.astype({"n": float})
    marked["status"] = np.select([hidden, fragile], [WITHHELD, FRAGILE], marked["status"])
    marked.loc[hidden, marked.columns.difference([*GROUP_KEYS, "status"])] = np.nan
    return marked
