"""Pairs of groups compared, and the letters that sum them up, where the question's own test passes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.codebook.reserved_ids import WITHHELD
from pipeline.statistics.design import Design
from pipeline.statistics.pairs import all_pairs
from pipeline.tables.estimands import Grouping, Tabulation, Topic
from pipeline.tables.keys import SHARE_KEYS, TEST_KEYS


def pairs(
    answers: Tabulation, estimates: pd.DataFrame, tests: pd.DataFrame, codebook: Codebook
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare all groups two by two in every share whose question depends on the group; letter them.

    Groups that are withheld, or have fewer respondents than `fragile_below`, are compared with nobody.

    Parameters
    ----------
    estimates : with their status.
    tests : those of whole questions, with p_adjusted.

    Returns
    -------
    pairs : place, group and other, difference, standard_error, p, p_adjusted (Holm over the pairs).
    letters : place and letters; groups of one share that have a letter in common do not differ.
    """
    hidden_shares = estimates.loc[estimates["status"] == WITHHELD, SHARE_KEYS]
    withheld = set(hidden_shares.itertuples(index=False, name=None))
    significant = tests.loc[tests["p_adjusted"] < codebook.method.significance, TEST_KEYS]
    passed = set(significant.itertuples(index=False, name=None))
    compared, lettered = [], []
    for design, topic, grouping, item, outcome in _shares(answers, passed):
        members = grouping.members & topic.domain[:, None]
        key = _key(topic, item, grouping.variable)
        hidden = [(*key, group) in withheld for group in grouping.groups]
        enough = (design.count(members) >= codebook.method.fragile_below) & ~np.array(hidden)
        if enough.sum() < 2:
            continue
        groups = [group for group, large in zip(grouping.groups, enough, strict=True) if large]
        comparisons = all_pairs(design, outcome, members[:, enough], codebook.method.significance)
        numbers = zip(
            comparisons.difference,
            comparisons.standard_error,
            comparisons.p,
            comparisons.p_adjusted,
            strict=True,
        )
        compared += [
            (*key, first, second, *values)
            for (first, second), values in zip(combinations(groups, 2), numbers, strict=True)
        ]
        lettered += [(*key, group, letter) for group, letter in zip(groups, comparisons.letters, strict=True)]
    numbers = ["difference", "standard_error", "p", "p_adjusted"]
    return (
        pd.DataFrame(compared, columns=[*SHARE_KEYS, "other", *numbers]),
        pd.DataFrame(lettered, columns=[*SHARE_KEYS, "letters"]),
    )


def _shares(
    answers: Tabulation, passed: set[tuple[str, ...]]
) -> Iterator[tuple[Design, Topic, Grouping, str, np.ndarray]]:
    """Yield every share of the questions that passed: design, topic, breakdown, answer and who gave it."""
    for design, topic, grouping in answers.crossed():
        if (topic.question, topic.service, topic.base, grouping.variable) in passed:
            for item, outcome in zip(topic.items, topic.outcomes.T, strict=True):
                yield design, topic, grouping, item, outcome


def _key(topic: Topic, item: str, breakdown: str) -> tuple[str, ...]:
    return topic.kind, topic.measure, topic.question, topic.service, item, topic.base, breakdown


def with_letters(estimates: pd.DataFrame, letters: pd.DataFrame) -> pd.DataFrame:
    """Return the estimates with a column `letters`, empty where groups were not compared or are withheld."""
    merged = estimates.merge(letters, on=SHARE_KEYS, how="left")
    return merged.assign(letters=merged["letters"].fillna("").where(merged["status"] == "", ""))
