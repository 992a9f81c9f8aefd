"""What an assertion says of shares, as statements on linear combinations joined by "at least m of these".

Each leaf says that a number lies between two bounds. "All of these" and "one of these" are the two
ends of "at least m of these"; a place in a ranking lies between. See `evidence` for their tests.

The statement that each kind of assertion makes on the shares that it compares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, permutations, product

import numpy as np

from pipeline.claims.evaluation import inside
from pipeline.claims.model import (
    Assertion,
    Bounds,
    Count,
    Difference,
    Extreme,
    InTop,
    Order,
    ProfileDiffers,
    Range,
    Rank,
    Share,
    Spread,
    SpreadLess,
    TopSet,
)
from pipeline.claims.shares import LEVELS_BELOW, Case
from pipeline.statistics.linear_combinations import Combination, Parts


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


ROUNDING = 0.005


@dataclass(frozen=True)
class Levels:
    """The shares of one comparison: level -> combination, and the services it is about."""

    services: tuple[str, ...]
    shares: dict[str, Combination]

    @property
    def groups(self) -> list[str]:
        """The levels compared: everyone together is none of them."""
        return [level for level in self.shares if level not in ("all", LEVELS_BELOW)]

    def share(self, level: str, bounds: Bounds) -> Within:
        """The share of a level lies within bounds."""
        low, high = limits(bounds)
        about = Compared(self.services, level)
        return Within(self.shares[level], "share", low, high, bounds.rounds_to is not None, about)

    def gap(self, above: str, below: str, low: float = 0.0, high: float = np.inf) -> Within:
        """The share of one level less that of another lies within bounds."""
        number = self.shares[above].less(self.shares[below])
        return Within(number, "difference", low, high, about=Compared(self.services, above, below))

    def above(self, highs: Iterable[str], lows: Iterable[str]) -> Statement:
        """Each of some levels is higher than each of others."""
        return every([self.gap(high, low) for high, low in product(highs, lows)])


def limits(bounds: Bounds) -> tuple[float, float]:
    """The interval that bounds leave; a printed percentage stands for what rounds to it."""
    if bounds.rounds_to is not None:
        return bounds.rounds_to - ROUNDING, bounds.rounds_to + ROUNDING
    low = [one for one in (bounds.at_least, bounds.more_than) if one is not None]
    high = [one for one in (bounds.at_most, bounds.less_than) if one is not None]
    return (*low, -np.inf)[0], (*high, np.inf)[0]


def statement(one: Assertion, cases: list[Case], parts: Parts) -> Statement:
    """What an assertion says of all that it compares.

    Parameters
    ----------
    cases : see `satisfied.cases`; at least one.
    parts : the shares met so far, to which those of the assertion are added.
    """
    if isinstance(one, Count):
        count = cases[0].estimates["all"].n
        return Counted(count, inside(one, count))
    levels = [
        Levels(case.services, {level: parts.mean(found) for level, found in case.estimates.items()})
        for case in cases
    ]
    if isinstance(one, SpreadLess):
        return _spread_less(*levels)
    if isinstance(one, ProfileDiffers):
        return _differs(one, levels)
    return every(_MEANING[type(one)](one, case) for case in levels)


def _share(one: Share, case: Levels) -> Statement:
    return case.share("all", one)


def _range(one: Range, case: Levels) -> Statement:
    return every(case.share(level, one) for level in one.levels or case.groups)


def _order(one: Order, case: Levels) -> Statement:
    return case.above(one.above, one.below)


def _extreme(one: Extreme, case: Levels) -> Statement:
    rest = [level for level in case.groups if level not in one.levels]
    return case.above(one.levels, rest) if one.kind == "max" else case.above(rest, one.levels)


def _difference(one: Difference, case: Levels) -> Statement:
    below = [LEVELS_BELOW] if one.pairs == "pooled" else one.below
    return every(case.gap(high, low, *limits(one)) for high, low in product(one.above, below))


def _spread(one: Spread, case: Levels) -> Statement:
    """No difference exceeds the upper bound; one of them reaches the lower bound."""
    low, high = limits(one)
    pairs = list(permutations(case.groups, 2))
    said: list[Statement] = []
    if np.isfinite(high):
        said += [case.gap(a, b, -np.inf, high) for a, b in pairs]
    if np.isfinite(low):
        said.append(any_of([case.gap(a, b, low) for a, b in pairs]))
    return every(said)


def _spread_less(left: Levels, right: Levels) -> Statement:
    """Some difference on the right exceeds every difference on the left."""
    inner, outer = (list(permutations(one.groups, 2)) for one in (left, right))
    return any_of(
        [
            every(
                Within(
                    right.gap(a, b).number.less(left.gap(c, d).number),
                    "difference",
                    0.0,
                    about=Compared((), f"{a} - {b}", f"{c} - {d}"),
                )
                for c, d in inner
            )
            for a, b in outer
        ]
    )


def _rank(one: Rank, case: Levels) -> Statement:
    """One of the runs of consecutive places: not above its first, not below its last."""
    ranks = sorted(set(one.ranks))
    runs = [
        [rank for _, rank in run] for _, run in groupby(enumerate(ranks), key=lambda pair: pair[1] - pair[0])
    ]
    return any_of([_place(one.answer, run[0], run[-1], case) for run in runs])


def _place(answer: str, first: int, last: int, case: Levels) -> Statement:
    """At least first - 1 of the others are above the answer, and all but last - 1 below it."""
    others = [other for other in case.groups if other != answer]
    said = []
    if last <= len(others):
        said.append(AtLeast(len(others) - last + 1, tuple(case.gap(answer, other) for other in others)))
    if first > 1:
        said.append(AtLeast(first - 1, tuple(case.gap(other, answer) for other in others)))
    return every(said)


def _top_set(one: TopSet, case: Levels) -> Statement:
    return case.above(one.answers, [other for other in case.groups if other not in one.answers])


def _in_top(one: InTop, case: Levels) -> Statement:
    return every(_place(answer, 1, one.top, case) for answer in one.answers)


def _differs(one: ProfileDiffers, levels: list[Levels]) -> Statement:
    """Profiles along services or a variable; each service on its own in the latter case."""
    grouped = one.along not in ("service", "answer", "measure")
    if not one.question:
        return every(
            Differs(tuple((case.shares[level],) for level in case.groups), grouped, Compared(case.services))
            for case in levels
        )
    if one.along == "service":
        named = tuple(service for case in levels for service in case.services)
        return Differs(_rows(levels), grouped, Compared(named))
    return every(
        Differs(_rows(list(same)), grouped, Compared(services))
        for services, same in groupby(levels, key=lambda case: case.services)
    )


def _rows(levels: list[Levels]) -> tuple[tuple[Combination, ...], ...]:
    return tuple(tuple(case.shares.values()) for case in levels)


_MEANING: dict[type, Callable[..., Statement]] = {
    Share: _share,
    Range: _range,
    Order: _order,
    Extreme: _extreme,
    Difference: _difference,
    Spread: _spread,
    Rank: _rank,
    TopSet: _top_set,
    InTop: _in_top,
}
