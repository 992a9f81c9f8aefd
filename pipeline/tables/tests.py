"""Tests of questions by groups, by the kind of question, and how strong the dependence is.

Where several answers could be ticked, each is also tested by itself.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook, Question
from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.statistics.design import Design
from pipeline.statistics.disclosure import withheld
from pipeline.statistics.independence import Association, rao_scott
from pipeline.statistics.multiple_testing import benjamini_hochberg, holm
from pipeline.statistics.ranks import RankTest, rank_test
from pipeline.tables.estimands import Grouping, Number, Tabulation, Topic, levels_in_base
from pipeline.tables.keys import TEST_KEYS, family_of, of_each

STATISTIC_COLUMNS = ["statistic", "df1", "df2", "p"]
INDEPENDENCE = [*(f"independence_{name}" for name in STATISTIC_COLUMNS), "cramer_v", "cramer_v_corrected"]
TEST_COLUMNS = [
    "family",
    "question",
    "service",
    "base",
    "breakdown",
    "method",
    *STATISTIC_COLUMNS,
    "n",
    *INDEPENDENCE,
    "status",
]


def group_tests(answers: Tabulation, numbers: list[Number], codebook: Codebook) -> pd.DataFrame:
    """Test every question against every breakdown: one row a pair, p adjusted over its family.

    Only groups that are published are compared: a handful of respondents has no variance worth the
    name, and no number may hang on them.

    Returns
    -------
    `method` says which test `statistic`, `df1`, `df2` and `p` are of: "rao_scott_f" (single answers),
    "joint_rao_scott_f" (several), "rank_f" or "rank_t" (ordered answers and numbers). For closed
    questions independence_* hold the Rao-Scott F whatever the method, with Cramér's V.
    """
    rows = []
    for grouping in (grouping for grouping in answers.groupings if grouping.variable != EVERYONE):
        rows += [
            _closed(design, topic, by, codebook)
            for design, topic, by in answers.crossed()
            if topic.kind == "level" and by.variable == grouping.variable
        ]
        rows += [_number(answers.design, number, grouping, codebook) for number in numbers]
    # Named, so that a survey without breakdowns has the same table without rows.
    table = pd.DataFrame(rows, columns=TEST_COLUMNS)
    return table.assign(p_adjusted=of_each(table, ["family"], "p", benjamini_hochberg))


def _closed(design: Design, topic: Topic, grouping: Grouping, codebook: Codebook) -> dict:
    domain = in_published_groups(design, topic.domain, grouping, codebook)
    code = topic.outcomes.argmax(axis=1)
    items = topic.outcomes.astype(int) if topic.multiple else code
    row = _untested_row(topic.question, topic.service, topic.base, grouping, design.count(domain), codebook)
    if design.count(domain) < codebook.method.fragile_below:
        return row | _independence(None) | {"method": "", "status": "few_respondents"}
    independence = rao_scott(design, items, grouping.codes, domain)
    status = independence.status or ("sparse" if independence.sparse else "")
    row |= _independence(independence) | {"status": status}
    if is_ordered(codebook, topic) and not independence.status:
        ranked = rank_test(design, code, grouping.codes, domain)
        return row | _tested(ranked) | {"method": _rank_method(ranked)}
    method = "joint_rao_scott_f" if topic.multiple else "rao_scott_f"
    return row | _tested(independence) | {"method": method}


def is_ordered(codebook: Codebook, topic: Topic) -> bool:
    """Return whether the levels of a topic lie in an order: an ordered question without "not concerned"."""
    question = codebook.by_id[topic.question]
    ordered = isinstance(question, Question) and question.kind == "ordered"
    return ordered and all(level.applicable for level in levels_in_base(codebook, topic.question, topic.base))


def _number(design: Design, number: Number, grouping: Grouping, codebook: Codebook) -> dict:
    domain = in_published_groups(design, ~np.isnan(number.values), grouping, codebook)
    n = design.count(domain)
    row = _untested_row(number.question, number.service, EVERYONE, grouping, n, codebook)
    row |= _independence(None)
    if n < codebook.method.fragile_below:
        return row | {"method": "", "status": "few_respondents"}
    ranked = rank_test(design, np.nan_to_num(number.values), grouping.codes, domain)
    return row | _tested(ranked) | {"method": _rank_method(ranked), "status": ranked.status}


def in_published_groups(
    design: Design, domain: np.ndarray, grouping: Grouping, codebook: Codebook
) -> np.ndarray:
    """Return who of a domain is in a group that is not withheld, shape (n,)."""
    members = grouping.members & domain[:, None]
    return members[:, ~withheld(design.count(members), codebook.method.withheld_below)].any(axis=1)


def _rank_method(ranked: RankTest) -> str:
    return "rank_t" if np.isnan(ranked.df1) else "rank_f"


def _untested_row(
    question: str, service: str, base: str, grouping: Grouping, n: int, codebook: Codebook
) -> dict:
    return {
        "family": family_of(codebook, question, grouping.variable),
        "question": question,
        "service": service,
        "base": base,
        "breakdown": grouping.variable,
        **dict.fromkeys(["method", *STATISTIC_COLUMNS], np.nan),
        "n": n if n >= codebook.method.withheld_below else np.nan,
    }


def _tested(test: Association | RankTest) -> dict[str, float]:
    return {name: getattr(test, name) for name in STATISTIC_COLUMNS}


def _independence(association: Association | None) -> dict[str, float]:
    numbers = {f"independence_{name}": getattr(association, name, np.nan) for name in STATISTIC_COLUMNS}
    return numbers | {name: getattr(association, name, np.nan) for name in ("cramer_v", "cramer_v_corrected")}


_ITEM_NUMBERS = [*STATISTIC_COLUMNS, "cramer_v", "cramer_v_corrected", "n"]
ITEM_TEST_COLUMNS = [*TEST_KEYS, "answer", *_ITEM_NUMBERS, "status", "p_adjusted"]


def item_tests(answers: Tabulation, codebook: Codebook) -> pd.DataFrame:
    """Test each answer that could be ticked against each breakdown: Rao and Scott's F of ticked or not.

    p is adjusted by Holm over the answers of one question: it tells which answers are behind the joint
    test of `group_tests`, and the smallest is the Bonferroni bound of all of them together.
    """
    rows = []
    for design, topic, grouping in (crossed for crossed in answers.crossed() if crossed[1].multiple):
        domain = in_published_groups(design, topic.domain, grouping, codebook)
        if design.count(domain) >= codebook.method.fragile_below:
            rows += _rows(design, topic, grouping, domain)
    table = pd.DataFrame(rows, columns=ITEM_TEST_COLUMNS[:-1])
    return table.assign(p_adjusted=of_each(table, TEST_KEYS, "p", holm))


def _rows(design: Design, topic: Topic, grouping: Grouping, domain: np.ndarray) -> list[dict]:
    key = {name: getattr(topic, name) for name in TEST_KEYS[:-1]} | {"breakdown": grouping.variable}
    rows = []
    for answer, ticked in zip(topic.items, topic.outcomes.T, strict=True):
        association = rao_scott(design, ticked.astype(int), grouping.codes, domain)
        numbers = {name: getattr(association, name) for name in _ITEM_NUMBERS}
        status = association.status or ("sparse" if association.sparse else "")
        rows.append(key | {"answer": answer} | numbers | {"status": status})
    return rows
