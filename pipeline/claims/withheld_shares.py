"""Which shares the tables of the wave withhold, so that no claim tells them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.codebook.measures import membership
from pipeline.codebook.model import Codebook
from pipeline.topics import EVERYONE, POOLED
from pipeline.withholding import WITHHELD

_DENOMINATOR = ["question", "service", "base", "breakdown", "group"]


@dataclass(frozen=True)
class WithheldShares:
    """Sets of people, as bytes of their booleans.

    Attributes
    ----------
    domains : denominators of which every share is withheld.
    shares : (outcome, denominator) of each share withheld.
    """

    domains: frozenset[bytes] = frozenset()
    shares: frozenset[tuple[bytes, bytes]] = frozenset()

    def has(self, outcome: np.ndarray, domain: np.ndarray) -> bool:
        """Whether a share is one of them, or of one of their groups."""
        inside = domain.tobytes()
        return inside in self.domains or ((outcome & domain).tobytes(), inside) in self.shares


def withheld_shares(codebook: Codebook, respondents: pd.DataFrame, estimates: pd.DataFrame) -> WithheldShares:
    """The shares that `estimates` withholds, one service at a time."""
    alone = estimates[estimates["service"] != POOLED]
    whole = alone["status"].eq(WITHHELD).groupby([alone[name] for name in _DENOMINATOR]).transform("all")
    domains, shares = set(), set()
    for row in alone.assign(whole=whole)[alone["status"] == WITHHELD].itertuples():
        answers = codebook.measures[row.measure].answers if row.measure else [row.answer]
        outcome, domain = membership(codebook, respondents, row.question, answers, row.base, row.service)
        if row.breakdown != EVERYONE:
            domain = domain & respondents[row.breakdown].eq(row.group).to_numpy()
        shares.add(((outcome & domain).tobytes(), domain.tobytes()))
        if row.whole:
            domains.add(domain.tobytes())
    return WithheldShares(frozenset(domains), frozenset(shares))
