"""Tests of each question as a whole between two waves: the tests by groups, with the wave as the group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.codebook.reserved_ids import FRAGILE
from pipeline.statistics.waves import stacked
from pipeline.tables.estimands import Grouping, Number, Tabulation, Topic, numbers, topics
from pipeline.tables.keys import TOPIC_KEYS
from pipeline.tables.tests import STATISTIC_COLUMNS, group_tests
from pipeline.waves.questionnaires import Questionnaires
from pipeline.waves.samples import WaveSample

WAVE = "wave"


def question_tests(questionnaires: Questionnaires, old: WaveSample, new: WaveSample) -> pd.DataFrame:
    """Return a row for each comparable question, service and base, tested by wave on both waves stacked.

    Returns
    -------
    The columns of tests.csv without n and breakdown, with n_old and n_new, respondents of each wave.
    Margins and what they are made of are left out.
    """
    settled = _settled_variables(questionnaires.new)
    topics = [
        topic
        for topic in _common_topics(questionnaires, old.respondents, new.respondents)
        if topic.question not in settled
    ]
    numeric = [
        number
        for number in _common_numbers(questionnaires, old.respondents, new.respondents)
        if number.question not in settled
    ]
    design = stacked(old.design, new.design)
    codes = design.strata
    wave = Grouping(WAVE, ["old", "new"], codes[:, None] == np.arange(2), codes)
    tests = group_tests(Tabulation(design, topics, [wave]), numeric, questionnaires.new)
    domains = [topic.domain for topic in topics] + [~np.isnan(number.values) for number in numeric]
    n_respondents = [
        (domain[: len(old.respondents)].sum(), domain[len(old.respondents) :].sum()) for domain in domains
    ]
    return _with_bases(tests, np.array(n_respondents), questionnaires.new)


def _settled_variables(codebook: Codebook) -> set[str]:
    """Return the margins and what they are made of: their change is that of the population, without error."""
    settled, to_visit = set(), list(codebook.method.margins)
    while to_visit:
        name = to_visit.pop()
        settled.add(name)
        sources = getattr(codebook.by_id[name], "of", [])
        to_visit += [sources] if isinstance(sources, str) else sources
    return settled


def _common_topics(questionnaires: Questionnaires, old: pd.DataFrame, new: pd.DataFrame) -> Iterator[Topic]:
    """Yield the levels of each question that is comparable, of both waves, the old respondents first."""
    old_topics = _topics_by_key(questionnaires.old, old)
    for key, topic in _topics_by_key(questionnaires.new, new).items():
        earlier = old_topics.get(key)
        if earlier is not None and _comparable(questionnaires, earlier, topic):
            yield replace(
                topic,
                outcomes=np.vstack([earlier.outcomes, topic.outcomes]),
                domain=np.concatenate([earlier.domain, topic.domain]),
            )


def _topics_by_key(codebook: Codebook, respondents: pd.DataFrame) -> dict[tuple, Topic]:
    return {
        tuple(getattr(topic, name) for name in TOPIC_KEYS): topic
        for topic in topics(codebook, respondents)
        if topic.kind == "level"
    }


def _comparable(questionnaires: Questionnaires, old: Topic, new: Topic) -> bool:
    """Return whether two topics are asked alike, of the same people, with the same answers."""
    return (
        questionnaires.comparable_variable(new.question)
        and questionnaires.comparable_service(new.service)
        and questionnaires.comparable_base(new.base)
        # An equivalence that the codebook declares allows other answers; a test of all of them does not.
        and old.items == new.items
        and old.multiple == new.multiple
    )


def _common_numbers(questionnaires: Questionnaires, old: pd.DataFrame, new: pd.DataFrame) -> Iterator[Number]:
    """Yield each number question that is comparable, with the values of both waves, the old ones first."""
    old_numbers = {(number.question, number.service): number for number in numbers(questionnaires.old, old)}
    for number in numbers(questionnaires.new, new):
        earlier = old_numbers.get((number.question, number.service))
        if (
            earlier is not None
            and questionnaires.comparable_variable(number.question)
            and questionnaires.comparable_service(number.service)
        ):
            yield replace(number, values=np.concatenate([earlier.values, number.values]))


def _with_bases(tests: pd.DataFrame, n: np.ndarray, codebook: Codebook) -> pd.DataFrame:
    """Return the tests with the respondents of each wave; no test where one wave has too few.

    Parameters
    ----------
    n : respondents of the old and of the new wave, shape (tests, 2).
    """
    few = n.min(axis=1) < codebook.method.fragile_below
    tests = tests.drop(columns=["n", "breakdown"]).assign(n_old=n[:, 0], n_new=n[:, 1])
    statistics = [*STATISTIC_COLUMNS, "p_adjusted", *(f"independence_{name}" for name in STATISTIC_COLUMNS)]
    tests.loc[few, statistics] = np.nan
    tests.loc[few, "status"] = FRAGILE
    hidden = (n < codebook.method.withheld_below).any(axis=1)
    tests[["n_old", "n_new"]] = tests[["n_old", "n_new"]].astype(float)
    tests.loc[hidden, ["n_old", "n_new"]] = np.nan
    return tests
