"""The smallest difference between a group and the rest that a test would find with the power asked for."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import stats

from pipeline.codebook.analysis import Method
from pipeline.codebook.model import Codebook
from pipeline.codebook.reserved_ids import EVERYONE, FRAGILE, WITHHELD
from pipeline.statistics.design import Design, effective_size
from pipeline.statistics.disclosure import withheld
from pipeline.tables.estimands import Grouping, Topic

_EMPTY = dict.fromkeys(["n", "n_effective", "detectable_half", "detectable_tenth"], np.nan)
# Standard deviation of a yes or no where the share is one half, and where it is one tenth.
HALF, TENTH = 0.5, 0.3


def detectable(
    codebook: Codebook, design: Design, topics: list[Topic], groupings: list[Grouping]
) -> pd.DataFrame:
    r"""Return one row a group and base: the smallest difference to the rest that the codebook's power finds.

    .. math:: (z_{1 - \alpha/2} + z_{power}) \sqrt{p(1 - p)(1/n^*_g + 1/n^*_r)}

    with Kish's effective sizes of the group and of the rest, for shares near one half (the hardest) and
    near one tenth. One test at the level of significance: after adjustment for many it takes more.
    """
    significance, power = codebook.method.significance, codebook.discriminant.power
    reach = stats.norm.isf(significance / 2) + stats.norm.isf(1 - power)
    rows, questions_done = [], set()
    for topic in topics:
        key = (topic.question, topic.service, topic.base)
        if topic.kind != "level" or key in questions_done:
            continue
        questions_done.add(key)
        about = {"question": topic.question, "service": topic.service, "base": topic.base}
        for grouping in groupings:
            if grouping.variable in (EVERYONE, topic.question):
                continue
            about_groups = about | {"breakdown": grouping.variable}
            rows += [
                about_groups | row for row in _of_groups(design, topic, grouping, codebook.method, reach)
            ]
    return pd.DataFrame(rows)


def _of_groups(
    design: Design, topic: Topic, grouping: Grouping, method: Method, reach: float
) -> Iterator[dict]:
    """Yield each group of a grouping against the rest of those that the topic concerns."""
    counted = grouping.members & topic.domain[:, None]
    hidden = withheld(counted.sum(axis=0), method.withheld_below)
    for group, members, secret in zip(grouping.groups, grouping.members.T, hidden, strict=True):
        inside = topic.domain & members
        outside = topic.domain & ~members & (grouping.codes >= 0)
        if secret:
            yield {"group": group} | _EMPTY | {"status": WITHHELD}
        else:
            yield {"group": group} | _smallest(design, inside, outside, method, reach)


def _smallest(
    design: Design, inside: np.ndarray, outside: np.ndarray, method: Method, reach: float
) -> dict[str, object]:
    """Return the smallest difference between those inside a group and outside it, booleans (n,)."""
    # The base of a difference is the smaller of its two.
    fewest = min(int(inside.sum()), int(outside.sum()))
    if fewest < method.withheld_below:
        return _EMPTY | {"status": WITHHELD}
    size, size_outside = effective_size(design.weight[inside]), effective_size(design.weight[outside])
    error = np.sqrt(1 / size + 1 / size_outside)
    return {
        "n": int(inside.sum()),
        "n_effective": size,
        "detectable_half": reach * HALF * error,
        "detectable_tenth": reach * TENTH * error,
        "status": FRAGILE if fewest < method.fragile_below else "",
    }
