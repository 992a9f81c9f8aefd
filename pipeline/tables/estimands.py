"""What is estimated: shares of questions and measures among their bases, numbers, and the groups of both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from pipeline.codebook.domains import answered, has_answer, in_base
from pipeline.codebook.model import AgeOf, Answer, Codebook, Cross
from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.statistics.design import Design, counted_by_cell


@dataclass(frozen=True)
class Topic:
    """A set of shares with one denominator.

    Attributes
    ----------
    kind : "level" (the answers of a question) or "measure" (one named share).
    measure : id of the measure, "" for levels.
    question, service, base : what was asked, about which service ("" for none), who is counted.
    items : ids of the answers; one "" for a measure.
    outcomes : booleans, shape (n, items).
    domain : who is counted and answered, booleans, shape (n,).
    multiple : several items may be true of one person.
    """

    kind: str
    measure: str
    question: str
    service: str
    base: str
    items: list[str]
    outcomes: np.ndarray
    domain: np.ndarray
    multiple: bool = False


def topics(codebook: Codebook, respondents: pd.DataFrame) -> Iterator[Topic]:
    """Yield every topic in the order of the codebook: levels of questions and derived variables, measures."""
    respondents = respondents.astype("category")
    for question in [*codebook.question, *codebook.derived]:
        if not codebook.closed(question.id) or isinstance(question, Cross):
            continue
        for base in getattr(question, "bases", [EVERYONE]):
            levels = [level.id for level in levels_in_base(codebook, question.id, base)]
            for service in services(codebook, question.id):
                yield _topic_of_levels(codebook, respondents, question.id, service, base, levels)
    for measure in codebook.measure:
        for service in services(codebook, measure.question):
            counted = measure.question, service, measure.base
            outcomes, domain = _counted(codebook, respondents, *counted, [measure.answers])
            yield Topic("measure", measure.id, *counted, [""], outcomes, domain)


def levels_in_base(codebook: Codebook, question: str, base: str) -> list[Answer]:
    """Return the answers that members of a base can have given."""
    # A base made from the question itself keeps only the answers that it is made of.
    where = codebook.bases[base].where
    levels = codebook.levels(question)
    if where is None or where.question != question:
        return levels
    return [level for level in levels if level.id in where.answers]


def services(codebook: Codebook, question: str) -> list[str]:
    """Return the services that a question is asked about, or [""] when it is about none."""
    if not getattr(codebook.by_id[question], "battery", False):
        return [""]
    return [service.id for service in codebook.services_of(question)]


def _topic_of_levels(
    codebook: Codebook,
    respondents: pd.DataFrame,
    question: str,
    service: str,
    base: str,
    levels: list[str],
) -> Topic:
    multiple = getattr(codebook.by_id[question], "kind", "") == "multiple"
    outcomes, domain = _counted(codebook, respondents, question, service, base, [[level] for level in levels])
    return Topic("level", "", question, service, base, levels, outcomes, domain, multiple)


def _counted(
    codebook: Codebook,
    respondents: pd.DataFrame,
    question: str,
    service: str,
    base: str,
    items: list[list[str]],
) -> tuple[np.ndarray, np.ndarray]:
    """Return outcomes, shape (n, items), and the domain, shape (n,); an item is one answer or several."""
    domain = in_base(codebook, respondents, base, service) & answered(
        codebook, respondents, question, service
    )
    outcomes = [has_answer(codebook, respondents, question, answers, service) & domain for answers in items]
    # Columns that lie together in memory: with many respondents they are read several times faster.
    return np.array(outcomes).T, domain


@dataclass(frozen=True)
class Number:
    """A number that people gave: its question, service ("" for none) and values, NaN for no answer."""

    question: str
    service: str
    values: np.ndarray


def numbers(codebook: Codebook, respondents: pd.DataFrame) -> list[Number]:
    """Return numbers asked of everyone, and ages; not what an age is derived from, nor base weights."""
    ages = [age for age in codebook.derived if isinstance(age, AgeOf)]
    behind = {name for age in ages for name in (age.age, age.birth_year)} | {codebook.method.base_weight}
    variables = [v for v in codebook.variables if v.question.kind == "number" and v.question.asked is None]
    columns = [
        (v.name, v.question.id, v.service.id if v.service else "")
        for v in variables
        if v.question.id not in behind
    ]
    columns += [(age.id, age.id, "") for age in ages]
    return [
        Number(question, service, pd.to_numeric(respondents[name].replace("", None)).to_numpy(dtype=float))
        for name, question, service in columns
    ]


@dataclass(frozen=True)
class Grouping:
    """A breakdown: its variable, its groups and who belongs to each.

    Attributes
    ----------
    variable : "all" for everyone together.
    groups : ids, shape (G,).
    members : booleans, shape (n, G).
    codes : position of each respondent's group, -1 for none, shape (n,).
    """

    variable: str
    groups: list[str]
    members: np.ndarray
    codes: np.ndarray

    def of(self, codes: np.ndarray) -> Grouping:
        """Return the same breakdown of other rows, from the position of each row's group."""
        return replace(self, members=codes[:, None] == np.arange(len(self.groups)), codes=codes)


def groupings(codebook: Codebook, respondents: pd.DataFrame) -> list[Grouping]:
    """Return everyone together, then each declared breakdown."""
    n = len(respondents)
    all_groupings = [Grouping(EVERYONE, [EVERYONE], np.ones((n, 1), dtype=bool), np.zeros(n, dtype=int))]
    for breakdown in codebook.breakdown:
        groups = [level.id for level in codebook.levels(breakdown.variable)]
        column = respondents[breakdown.variable].to_numpy()
        members = np.array([column == group for group in groups]).T
        codes = np.where(members.any(axis=1), members.argmax(axis=1), -1)
        all_groupings.append(Grouping(breakdown.variable, groups, members, codes))
    return all_groupings


@dataclass(frozen=True)
class Tabulation:
    """The respondents of a survey: their design, every topic, everyone together and every breakdown."""

    design: Design
    topics: list[Topic]
    groupings: list[Grouping]

    @cached_property
    def counted(self) -> list[tuple[Design, Topic, list[Grouping]]]:
        """Return each topic, everyone and every breakdown but its own, and the design that they are rows of.

        There is one row for all respondents who are alike in them.
        """
        return [self._by_cell(topic) for topic in self.topics]

    def crossed(self) -> Iterator[tuple[Design, Topic, Grouping]]:
        """Yield each topic with each breakdown but its own, without everyone together."""
        for design, topic, groupings in self.counted:
            for grouping in groupings:
                if grouping.variable != EVERYONE:
                    yield design, topic, grouping

    def _by_cell(self, topic: Topic) -> tuple[Design, Topic, list[Grouping]]:
        groupings = [grouping for grouping in self.groupings if grouping.variable != topic.question]
        codes = [grouping.codes for grouping in groupings]
        design, domain, outcomes, *codes = counted_by_cell(self.design, topic.domain, topic.outcomes, *codes)
        if design is self.design:
            return design, topic, groupings
        groupings = [grouping.of(own) for grouping, own in zip(groupings, codes, strict=True)]
        return design, replace(topic, domain=domain, outcomes=outcomes), groupings
