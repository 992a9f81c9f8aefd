"""Services and questions as sets of answers: which columns are theirs, and whether each differs by itself."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.discriminant.coding import Coded
from pipeline.statistics.multiple_testing import benjamini_hochberg
from pipeline.statistics.permutation import p_value


class ItemSet(NamedTuple):
    """An item ("item"), or all items about a service ("service"); what does not apply is ""."""

    kind: str
    question: str
    service: str
    part: str

    @property
    def whole(self) -> bool:
        """Whether it is a service, or an item about none: together they are all answers, each once."""
        return self.kind == "service" or not self.service


# Key columns of the tables with one row a set of items.
ITEM_SET = list(ItemSet._fields)


def item_sets(coded: Coded) -> list[tuple[ItemSet, np.ndarray]]:
    """Return every item, then every service, with its columns of the indicators, booleans (M,)."""
    sets = [
        (ItemSet("item", item.question, item.service, item.part), [c.item == item for c in coded.active])
        for item in coded.items
    ]
    for service in dict.fromkeys(item.service for item in coded.items if item.service):
        columns = [category.item.service == service for category in coded.active]
        sets.append((ItemSet("service", "", service, ""), columns))
    return [(item_set, np.array(columns)) for item_set, columns in sets]


def item_set_tests(coded: Coded, statistics: np.ndarray) -> pd.DataFrame:
    """Return one row a service, or question about none, the clearest first, and whether it differs.

    Taken by itself: Pillai's statistic of its answers, unweighted, and its permutation p, adjusted over
    the rows (Benjamini-Hochberg).

    Parameters
    ----------
    statistics : Pillai's statistic of each, as given and under draws, shape (sets, 1 + draws).
    """
    whole = [item_set for item_set, _ in item_sets(coded) if item_set.whole]
    p = np.array([p_value(row[0], row[1:]) for row in statistics])
    numbers = {
        "measured": statistics[:, 0],
        "draws": statistics.shape[1] - 1,
        "draws_mean": statistics[:, 1:].mean(axis=1),
        "p": p,
        "p_adjusted": benjamini_hochberg(p),
    }
    table = pd.DataFrame(whole, columns=ITEM_SET).assign(**numbers)
    return table.sort_values(["p", "measured"], ascending=[True, False], kind="stable", ignore_index=True)
