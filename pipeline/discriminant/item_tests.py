"""Services and questions as sets of answers: which columns are theirs, and whether each differs by itself."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.discriminant.coding import Coded
from pipeline.statistics.multiple_testing import benjamini_hochberg
from pipeline.statistics.permutation import p_value


class Place(NamedTuple):
    """An item ("item"), or all items about a service ("service"); what does not apply is ""."""

    kind: str
    question: str
    service: str
    part: str

    @property
    def whole(self) -> bool:
        """Whether it is a service, or an item about none: together they are all answers, each once."""
        return self.kind == "service" or not self.service


def places(coded: Coded) -> list[tuple[Place, np.ndarray]]:
    """Every item, then every service, with the columns of the indicators that are theirs, booleans (M,)."""
    found = [
        (Place("item", item.question, item.service, item.part), [c.item == item for c in coded.active])
        for item in coded.items
    ]
    for service in dict.fromkeys(item.service for item in coded.items if item.service):
        found.append((Place("service", "", service, ""), [c.item.service == service for c in coded.active]))
    return [(place, np.array(columns)) for place, columns in found]


def place_tests(coded: Coded, measured: np.ndarray) -> pd.DataFrame:
    """One row a service, or question about none, the clearest first: does it differ between the groups?

    Taken by itself: Pillai's statistic of its answers, unweighted, and its permutation p, adjusted over
    the rows (Benjamini-Hochberg).

    Parameters
    ----------
    measured : Pillai's statistic of each, as given and under draws, shape (places, 1 + draws).
    """
    whole = [place for place, _ in places(coded) if place.whole]
    p = np.array([p_value(row[0], row[1:]) for row in measured])
    numbers = {
        "measured": measured[:, 0],
        "draws": measured.shape[1] - 1,
        "draws_mean": measured[:, 1:].mean(axis=1),
        "p": p,
        "p_adjusted": benjamini_hochberg(p),
    }
    table = pd.DataFrame(whole, columns=Place._fields).assign(**numbers)
    return table.sort_values(["p", "measured"], ascending=[True, False], kind="stable", ignore_index=True)
