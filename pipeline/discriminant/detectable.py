"""How large a difference had to be to be seen: what "few differences" is worth."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from pipeline.codebook.model import Codebook
from pipeline.codebook.reserved_ids import EVERYONE, FRAGILE, WITHHELD
from pipeline.statistics.design import Design, effective_size
from pipeline.statistics.disclosure import withheld
from pipeline.tables.estimands import Grouping, Topic

_EMPTY = dict.fromkeys(["n", "n_effective", "detectable_half", "detectable_tenth"], np.nan)


def detectable(
    codebook: Codebook, design: Design, topics: list[Topic], groupings: list[Grouping]
) -> pd.DataFrame:
    r"""One row a group and base: the smallest difference to the rest found with the codebook's power.

    .. math:: (z_{1 - \alpha/2} + z_{power}) \sqrt{p(1 - p)(1/n^*_g + 1/n^*_r)}

    with Kish's effective sizes of the group and of the rest, for shares near one half (the hardest) and
    near one tenth. One test at the level of significance: after adjustment for many it takes more.
    """
    asked, method = codebook.discriminant, codebook.method
    reach = stats.norm.isf(method.significance / 2) + stats.norm.isf(1 - asked.power)
    rows, seen = [], set()
    for topic in topics:
        place = (topic.question, topic.service, topic.base)
        if topic.kind != "level" or place in seen:
            continue
        seen.add(place)
        for grouping in groupings:
            if grouping.variable in (EVERYONE, topic.question):
                continue
            counted = grouping.members & topic.domain[:, None]
            hidden = withheld(counted.sum(axis=0), method.withheld_below)
            limits = (method.withheld_below, method.fragile_below)
            for group, members, secret in zip(grouping.groups, grouping.members.T, hidden, strict=True):
                inside = topic.domain & members
                rest = topic.domain & ~members & (grouping.codes >= 0)
                found = _EMPTY | {"status": WITHHELD}
                if not secret:
                    found = _smallest(design, (inside, rest), reach, limits)
                named = dict(zip(("question", "service", "base"), place, strict=True))
                rows.append(named | {"breakdown": grouping.variable, "group": group} | found)
    return pd.DataFrame(rows)


def _smallest(
    design: Design, sides: tuple[np.ndarray, np.ndarray], reach: float, limits: tuple[int, int]
) -> dict[str, object]:
    n = [int(side.sum()) for side in sides]
    fewest, fragile = limits
    if min(n) < fewest:
        return _EMPTY | {"status": WITHHELD}
    sizes = [effective_size(design.weight[side]) for side in sides]
    error = np.sqrt(1 / sizes[0] + 1 / sizes[1])
    return {
        "n": n[0],
        "n_effective": sizes[0],
        "detectable_half": reach * 0.5 * error,
        "detectable_tenth": reach * 0.3 * error,
        "status": FRAGILE if min(n) < fragile else "",
    }
