"""Pairs of groups compared, and the letters that sum them up, where the question's own test passes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.statistics.cells import in_cells
from pipeline.statistics.design import Design
from pipeline.statistics.pairs import all_pairs
from pipeline.topics import EVERYONE, PLACE, Grouping, Topic
from pipeline.withholding import WITHHELD

PASSED = ["question", "service", "base", "breakdown"]


def pairs(
    design: Design,
    topics: list[Topic],
    groupings: list[Grouping],
    shown: tuple[pd.DataFrame, pd.DataFrame],
    codebook: Codebook,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every pair of groups of every share whose question depends on the group, and their letters.

    Groups that are withheld, or have fewer respondents than `fragile_below`, are compared with nobody.

    Parameters
    ----------
    shown : estimates with their status, and tests.

    Returns
    -------
    pairs : place, group and other, difference, standard_error, p, p_adjusted (Holm over the pairs).
    letters : place and letters; groups of one share that have a letter in common do not differ.
    """
    estimates, tests = shown
    withheld = set(estimates.loc[estimates["status"] == WITHHELD, PLACE].itertuples(index=False, name=None))
    significant = tests.loc[tests["p_adjusted"] < codebook.method.significance, PASSED]
    passed = set(significant.itertuples(index=False, name=None))
    compared, lettered = [], []
    for topic, grouping, item, (cells, outcome, members) in _shares(design, topics, groupings, passed):
        place = _place(topic, item, grouping.variable)
        hidden = [(*place, group) in withheld for group in grouping.groups]
        enough = (cells.count(members) >= codebook.method.fragile_below) & ~np.array(hidden)
        if enough.sum() < 2:
            continue
        groups = [group for group, large in zip(grouping.groups, enough, strict=True) if large]
        found = all_pairs(cells, outcome, members[:, enough], "holm", codebook.method.significance)
        numbers = zip(found.difference, found.standard_error, found.p, found.p_adjusted, strict=True)
        compared += [
            (*place, first, second, *values)
            for (first, second), values in zip(combinations(groups, 2), numbers, strict=True)
        ]
        lettered += [(*place, group, letter) for group, letter in zip(groups, found.letters, strict=True)]
    numbers = ["difference", "standard_error", "p", "p_adjusted"]
    return (
        pd.DataFrame(compared, columns=[*PLACE, "other", *numbers]),
        pd.DataFrame(lettered, columns=[*PLACE, "letters"]),
    )


def _shares(
    design: Design, topics: list[Topic], groupings: list[Grouping], passed: set[tuple[str, ...]]
) -> Iterator[tuple[Topic, Grouping, str, tuple[Design, np.ndarray, np.ndarray]]]:
    """Every share of the questions that passed, with the design, who gave it and who is in which group."""
    for topic in topics:
        for grouping in groupings:
            if grouping.variable in (EVERYONE, topic.question):
                continue
            if (topic.question, topic.service, topic.base, grouping.variable) in passed:
                members = grouping.members & topic.domain[:, None]
                cells, outcomes, members = in_cells(design, topic.outcomes, members)
                for item, outcome in zip(topic.items, outcomes.T, strict=True):
                    yield topic, grouping, item, (cells, outcome, members)


def _place(topic: Topic, item: str, breakdown: str) -> tuple[str, ...]:
    return topic.kind, topic.measure, topic.question, topic.service, item, topic.base, breakdown


def with_letters(estimates: pd.DataFrame, letters: pd.DataFrame) -> pd.DataFrame:
    """The estimates with a column `letters`, empty where groups were not compared or are withheld."""
    merged = estimates.merge(letters, on=PLACE, how="left")
    return merged.assign(letters=merged["letters"].fillna("").where(merged["status"] == "", ""))
