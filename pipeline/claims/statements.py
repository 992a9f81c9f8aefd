"""What an assertion says of shares, as statements on linear combinations joined by "at least m of these".

Each leaf says that a number lies between two bounds. "All of these" and "one of these" are the two
ends of "at least m of these"; a rank lies between. Each kind of assertion makes its statement from these
(`claims.kinds`); `claims.evidence` gives their p-values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from pipeline.claims.evaluation import HALF_POINT
from pipeline.claims.subjects import Bounds
from pipeline.codebook.reserved_ids import EVERYONE, LEVELS_BELOW
from pipeline.statistics.linear_combinations import Combination


@dataclass(frozen=True)
class Compared:
    """What a number is about, in ids: services, the level it is of, and the level it is compared to."""

    services: tuple[str, ...] = ()
    level: str = ""
    against: str = ""


@dataclass(frozen=True)
class Within:
    """A share, or a difference of shares, lies between bounds.

    Attributes
    ----------
    quantity : "share" is tested by inverting its printed interval, "difference" by t.
    low, high : bounds, infinite where there is none.
    exact : the bounds stand for one printed figure.
    """

    number: Combination
    quantity: str
    low: float = -np.inf
    high: float = np.inf
    exact: bool = False
    about: Compared = Compared()

    @property
    def numbers(self) -> list[Combination]:
        """The numbers that it is about."""
        return [self.number]


@dataclass(frozen=True)
class Differs:
    """Profiles of shares are not all the same.

    Attributes
    ----------
    profiles : one row a level, one column an item, each a share.
    grouped : the levels are groups of people asked the same: none is in two of them.
    """

    profiles: tuple[tuple[Combination, ...], ...]
    grouped: bool
    about: Compared = Compared()

    @property
    def numbers(self) -> list[Combination]:
        """The shares of all profiles."""
        return [share for profile in self.profiles for share in profile]


@dataclass(frozen=True)
class Counted:
    """A number of respondents: known, not estimated."""

    count: int
    holds: bool
    numbers: tuple[Combination, ...] = ()


@dataclass(frozen=True)
class AtLeast:
    """At least `m` of the statements are true."""

    m: int
    of: tuple[Statement, ...]


Statement = Within | Differs | Counted | AtLeast


def every(statements: Iterable[Statement]) -> Statement:
    """Return the conjunction of the statements; those within are opened, so that each part counts once."""
    opened: list[Statement] = []
    for statement in statements:
        is_conjunction = isinstance(statement, AtLeast) and statement.m == len(statement.of)
        opened += statement.of if is_conjunction else [statement]
    return opened[0] if len(opened) == 1 else AtLeast(len(opened), tuple(opened))


def any_of(statements: Sequence[Statement]) -> Statement:
    """Return the disjunction of the statements: one or more is true."""
    return statements[0] if len(statements) == 1 else AtLeast(1, tuple(statements))


def leaves(statement: Statement) -> list[Within | Differs | Counted]:
    """Return every statement that is not made of others, in order."""
    if isinstance(statement, AtLeast):
        return [leaf for part in statement.of for leaf in leaves(part)]
    return [statement]


@dataclass(frozen=True)
class ComparedShares:
    """The shares of one comparison: level -> combination, and the services it is about."""

    services: tuple[str, ...]
    of_level: dict[str, Combination]

    @property
    def groups(self) -> list[str]:
        """The levels compared: everyone together is none of them."""
        return [level for level in self.of_level if level not in (EVERYONE, LEVELS_BELOW)]

    def share(self, level: str, bounds: Bounds) -> Within:
        """Say that the share of a level lies within bounds."""
        low, high = limits(bounds)
        about = Compared(self.services, level)
        return Within(self.of_level[level], "share", low, high, bounds.rounds_to is not None, about)

    def gap(self, above: str, below: str, low: float = 0.0, high: float = np.inf) -> Within:
        """Say that the share of one level less that of another lies within bounds."""
        number = self.of_level[above].less(self.of_level[below])
        return Within(number, "difference", low, high, about=Compared(self.services, above, below))

    def above(self, highs: Iterable[str], lows: Iterable[str]) -> Statement:
        """Say that each of some levels is higher than each of others."""
        return every([self.gap(high, low) for high, low in product(highs, lows)])

    def ranked(self, answer: str, first: int, last: int) -> Statement:
        """Say that the rank of an answer lies between two ranks, 1 being the most given.

        At least first - 1 of the others are above the answer, and all but last - 1 below it.
        """
        competing = [level for level in self.groups if level != answer]
        parts: list[Statement] = []
        if last <= len(competing):
            below = tuple(self.gap(answer, competitor) for competitor in competing)
            parts.append(AtLeast(len(competing) - last + 1, below))
        if first > 1:
            above = tuple(self.gap(competitor, answer) for competitor in competing)
            parts.append(AtLeast(first - 1, above))
        return every(parts)


def limits(bounds: Bounds) -> tuple[float, float]:
    """Return the interval that bounds leave; a printed percentage stands for what rounds to it."""
    if bounds.rounds_to is not None:
        return bounds.rounds_to - HALF_POINT, bounds.rounds_to + HALF_POINT
    low = [bound for bound in (bounds.at_least, bounds.more_than) if bound is not None]
    high = [bound for bound in (bounds.at_most, bounds.less_than) if bound is not None]
    return (*low, -np.inf)[0], (*high, np.inf)[0]
