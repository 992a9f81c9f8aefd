"""What an assertion says of shares, as statements on linear combinations joined by "at least m of these".

Each leaf says that a number lies between two bounds. "All of these" and "one of these" are the two
ends of "at least m of these"; a place in a ranking lies between. See `evidence` for their tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.claims.measured import Combination


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


@dataclass(frozen=True)
class Counted:
    """A number of respondents: known, not estimated."""

    count: int
    holds: bool


@dataclass(frozen=True)
class AtLeast:
    """At least `m` of the statements are true."""

    m: int
    of: tuple[Statement, ...]


Statement = Within | Differs | Counted | AtLeast


def every(statements: Iterable[Statement]) -> Statement:
    """All of the statements; conjunctions within are opened, so that each part counts once."""
    opened: list[Statement] = []
    for one in statements:
        opened += one.of if isinstance(one, AtLeast) and one.m == len(one.of) else [one]
    return opened[0] if len(opened) == 1 else AtLeast(len(opened), tuple(opened))


def any_of(statements: Sequence[Statement]) -> Statement:
    """One or more of the statements."""
    return statements[0] if len(statements) == 1 else AtLeast(1, tuple(statements))


def leaves(statement: Statement) -> list[Within | Differs | Counted]:
    """Every statement that is not made of others."""
    if isinstance(statement, AtLeast):
        return [leaf for one in statement.of for leaf in leaves(one)]
    return [statement]
