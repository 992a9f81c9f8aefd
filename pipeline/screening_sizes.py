"""What each test of the screening stands on: effective number of respondents, and smallest cell."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.margins import design_of
from pipeline.statistics.design import effective_size
from pipeline.tabulating.group_tests import in_published_groups
from pipeline.topics import EVERYONE, Grouping, groupings, numbers, topics

PLACE = ["question", "service", "base", "breakdown"]
SIZES = ["n_effective", "expected_smallest"]


def with_sizes(codebook: Codebook, respondents: pd.DataFrame, screened: pd.DataFrame) -> pd.DataFrame:
    r"""screening.csv with the sizes of each test after `n`.

    `n_effective` is Kish's effective number of those counted; `expected_smallest` the respondents that
    independence expects in the smallest cell, :math:`n \min_r p_r \min_c p_c` with weighted shares of the
    groups and of the answers (of an answer and of not giving it, where several may be ticked). NaN for
    numbers, which have no cells, and for both where `n` is withheld.
    """
    asked = screened[PLACE].itertuples(index=False, name=None)
    found = pd.DataFrame(_sizes(codebook, respondents, set(asked)), columns=[*PLACE, *SIZES])
    joined = screened.merge(found, on=PLACE, how="left", validate="1:1")
    joined.loc[joined["n"].isna(), SIZES] = np.nan
    columns = [name for name in screened.columns if name != "n"]
    place = list(screened.columns).index("n")
    return joined[[*columns[:place], "n", *SIZES, *columns[place:]]]


def _sizes(codebook: Codebook, respondents: pd.DataFrame, asked: set[tuple]) -> list[tuple]:
    design = design_of(codebook, respondents)
    by = [grouping for grouping in groupings(codebook, respondents) if grouping.variable != EVERYONE]
    counted = [
        (topic.question, topic.service, topic.base, topic.domain, topic.outcomes, topic.multiple)
        for topic in topics(codebook, respondents)
        if topic.kind == "level"
    ]
    counted += [
        (one.question, one.service, EVERYONE, ~np.isnan(one.values), None, False)
        for one in numbers(codebook, respondents)
    ]
    rows = []
    for question, service, base, domain, outcomes, multiple in counted:
        for grouping in by:
            place = (question, service, base, grouping.variable)
            inside = in_published_groups(design, domain, grouping, codebook)
            if place in asked and inside.any():
                smallest = _smallest(design.weight, inside, grouping, (outcomes, multiple))
                rows.append((*place, effective_size(design.weight[inside]), smallest))
    return rows


def _smallest(
    weight: np.ndarray, inside: np.ndarray, grouping: Grouping, answers: tuple[np.ndarray | None, bool]
) -> float:
    """Respondents expected in the smallest cell of groups and answers that anybody is in."""
    outcomes, multiple = answers
    if outcomes is None:
        return float("nan")
    share = weight[inside] / weight[inside].sum()
    groups, given = share @ grouping.members[inside], share @ outcomes[inside]
    given = np.concatenate([given, 1 - given]) if multiple else given
    # Rounding must not make a cell of an answer that everybody gave.
    smallest = [sides[sides > 1e-12].min() for sides in (groups, given)]
    return float(inside.sum() * smallest[0] * smallest[1])
