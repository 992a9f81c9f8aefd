"""Where several answers could be ticked: does each of them, by itself, depend on the group?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.statistics.association import rao_scott
from pipeline.statistics.design import Design
from pipeline.statistics.pairs import holm
from pipeline.tabulating.answers import Answers
from pipeline.tabulating.group_tests import TESTED, in_published_groups
from pipeline.tabulating.places import of_each
from pipeline.topics import Grouping, Topic

PLACE = ["question", "service", "base", "breakdown"]
COLUMNS = [*PLACE, "answer", *TESTED, "cramer_v", "cramer_v_corrected", "n", "status", "p_adjusted"]


def item_tests(answers: Answers, codebook: Codebook) -> pd.DataFrame:
    """One row an answer that could be ticked and breakdown: Rao and Scott's F of ticked or not by groups.

    p is adjusted by Holm over the answers of one question: it tells which answers are behind the joint
    test of `group_tests`, and the smallest is the Bonferroni bound of all of them together.
    """
    rows = []
    for design, topic, grouping in (one for one in answers.crossed() if one[1].multiple):
        domain = in_published_groups(design, topic.domain, grouping, codebook)
        if design.count(domain) >= codebook.method.fragile_below:
            rows += _rows(design, topic, grouping, domain)
    table = pd.DataFrame(rows, columns=COLUMNS[:-1])
    return table.assign(p_adjusted=of_each(table, PLACE, "p", holm))


def _rows(design: Design, topic: Topic, grouping: Grouping, domain: np.ndarray) -> list[dict]:
    place = {name: getattr(topic, name) for name in PLACE[:-1]} | {"breakdown": grouping.variable}
    rows = []
    for answer, ticked in zip(topic.items, topic.outcomes.T, strict=True):
        found = rao_scott(design, ticked.astype(int), grouping.codes, domain)
        numbers = {name: getattr(found, name) for name in [*TESTED, "cramer_v", "cramer_v_corrected", "n"]}
        status = found.status or ("sparse" if found.sparse else "")
        rows.append(place | {"answer": answer} | numbers | {"status": status})
    return rows
