"""Did the answers to a question change as a whole? The tests by groups, with the wave as the group."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.codebook.reserved_ids import FRAGILE
from pipeline.statistics.design import Design
from pipeline.statistics.waves import stacked
from pipeline.tables.estimands import Grouping, Number, Tabulation, Topic, numbers, topics
from pipeline.tables.keys import TOPIC_KEYS
from pipeline.tables.tests import STATISTIC_COLUMNS, group_tests
from pipeline.waves.questionnaires import Questionnaires

WAVE = "wave"


def question_tests(
    asked: Questionnaires, respondents: tuple[pd.DataFrame, pd.DataFrame], designs: tuple[Design, Design]
) -> pd.DataFrame:
    """One row a comparable question, service and base, tested by wave on both waves stacked.

    Parameters
    ----------
    respondents, designs : of the old wave, then of the new one.
    """
    books = asked.old, asked.new
    counted = [_keyed(book, table) for book, table in zip(books, respondents, strict=True)]
    settled = _settled(asked.new)
    pairs = [
        (counted[0][key], new)
        for key, new in counted[1].items()
        if key in counted[0] and new.question not in settled
    ]
    both = [_together(old, new) for old, new in pairs if _comparable(asked, old, new)]
    given = [_numbered(book, table) for book, table in zip(books, respondents, strict=True)]
    numeric = [
        replace(new, values=np.concatenate([given[0][key].values, new.values]))
        for key, new in given[1].items()
        if key in given[0]
        and new.question not in settled
        and asked.variable(new.question)
        and asked.service(new.service)
    ]
    design, sizes = stacked(*designs), [len(table) for table in respondents]
    codes = design.strata
    wave = Grouping(WAVE, ["old", "new"], codes[:, None] == np.arange(2), codes)
    tests = group_tests(Tabulation(design, both, [wave]), numeric, asked.new)
    domains = [topic.domain for topic in both] + [~np.isnan(number.values) for number in numeric]
    return _with_bases(tests, domains, sizes[0], asked.new)


def _settled(codebook: Codebook) -> set[str]:
    """The margins and what they are made of: their change is that of the population, known without error."""
    found, left = set(), list(codebook.method.margins)
    while left:
        name = left.pop()
        found.add(name)
        made_of = getattr(codebook.by_id[name], "of", [])
        left += [made_of] if isinstance(made_of, str) else made_of
    return found


def _keyed(codebook: Codebook, respondents: pd.DataFrame) -> dict[tuple, Topic]:
    """The levels of every question by what they are about."""
    found = topics(codebook, respondents)
    return {tuple(getattr(one, name) for name in TOPIC_KEYS): one for one in found if one.kind == "level"}


def _numbered(codebook: Codebook, respondents: pd.DataFrame) -> dict[tuple[str, str], Number]:
    return {(one.question, one.service): one for one in numbers(codebook, respondents)}


def _comparable(asked: Questionnaires, old: Topic, new: Topic) -> bool:
    """Asked alike, of the same people, with the same answers."""
    alike = asked.variable(new.question) and asked.service(new.service) and asked.base(new.base)
    return alike and old.items == new.items and old.multiple == new.multiple


def _together(old: Topic, new: Topic) -> Topic:
    """One topic of both waves, the old respondents first."""
    outcomes = np.vstack([old.outcomes, new.outcomes])
    return replace(new, outcomes=outcomes, domain=np.concatenate([old.domain, new.domain]))


def _with_bases(tests: pd.DataFrame, domains: list[np.ndarray], old: int, codebook: Codebook) -> pd.DataFrame:
    """The tests with the respondents of each wave; none where one of them has too few."""
    n = np.array([[domain[:old].sum(), domain[old:].sum()] for domain in domains])
    few = n.min(axis=1) < codebook.method.fragile_below
    tests = tests.drop(columns=["n", "breakdown"]).assign(n_old=n[:, 0], n_new=n[:, 1])
    statistics = [*STATISTIC_COLUMNS, "p_adjusted", *(f"independence_{name}" for name in STATISTIC_COLUMNS)]
    tests.loc[few, statistics] = np.nan
    tests.loc[few, "status"] = FRAGILE
    hidden = (n < codebook.method.withheld_below).any(axis=1)
    tests[["n_old", "n_new"]] = tests[["n_old", "n_new"]].astype(float)
    tests.loc[hidden, ["n_old", "n_new"]] = np.nan
    return tests
