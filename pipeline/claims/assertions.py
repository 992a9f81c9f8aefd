"""What one sentence asserts of shares: a class for each kind of assertion, with the keys it takes.

What the kinds mean is said at the head of the register of each wave, and in `kinds`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from pipeline.codebook.model import Identifier, Level, Table, Text

Fraction = Annotated[float, Field(ge=-1, le=1)]
Services = Annotated[list[Identifier], Field(min_length=1)]
Levels = Annotated[list[Level], Field(min_length=1)]


class Subject(Table):
    """A share: what is counted, about which services, among whom.

    `aggregate` takes several services together: "pooled" is the unweighted mean of their shares,
    "joint" the share of people for whom it is true of all of them.
    """

    measure: Identifier | None = None
    question: Identifier | None = None
    answer: Level | None = None
    services: Services | None = None
    base: Identifier | None = None
    aggregate: Literal["pooled", "joint"] | None = None
    within: dict[Identifier, Level] = Field(default_factory=dict)


class Bounds(Table):
    """Where a share lies. `rounds_to` is a printed percentage, `likely_at_most` fails nothing."""

    at_least: float | None = None
    more_than: float | None = None
    at_most: float | None = None
    less_than: float | None = None
    rounds_to: Fraction | None = None
    likely_at_most: Fraction | None = None
    printed: Fraction | None = None
    convention: bool = False


class Share(Subject, Bounds):
    kind: Literal["share"]


class Count(Bounds):
    kind: Literal["count"]
    within: dict[Identifier, Level] = Field(default_factory=dict)


class Along(Subject):
    """Compares the levels of a variable, or services, measures or ranked answers."""

    along: Identifier
    measures: list[Identifier] | None = None


class Range(Along, Bounds):
    kind: Literal["range"]
    levels: Levels | None = None


class Order(Along):
    kind: Literal["order"]
    above: Levels
    below: Levels


class Extreme(Along):
    kind: Literal["max", "min"]
    levels: Levels


class Difference(Along, Bounds):
    kind: Literal["difference"]
    above: Levels
    below: Levels
    pairs: Literal["all", "pooled"] = "all"


class Spread(Along, Bounds):
    kind: Literal["spread"]


class SpreadLess(Table):
    kind: Literal["spread_lt"]
    along: Identifier
    left: Subject
    right: Subject


class ProfileDiffers(Along):
    kind: Literal["profile_differs"]


class Ranked(Subject):
    """About the order of the answers of a question, the most given first."""

    question: Identifier
    answer: None = None


class Rank(Ranked):
    kind: Literal["rank"]
    answer: Level
    ranks: list[Annotated[int, Field(ge=1)]] = Field(min_length=1)


class TopSet(Ranked):
    kind: Literal["top_set"]
    answers: Levels


class InTop(Ranked):
    kind: Literal["in_top"]
    answers: Levels
    top: int = Field(ge=1)


class Fact(Table):
    """A fact of the survey's design: nothing to estimate."""

    kind: Literal["fact"]
    key: Identifier
    value: Text | str


class Untested(Table):
    """Something that answers cannot tell, and why."""

    kind: Literal["text"]
    note: Text | str


Comparison = Range | Order | Extreme | Difference | Spread | ProfileDiffers
Assertion = Annotated[
    Share | Count | Comparison | SpreadLess | Rank | TopSet | InTop | Fact | Untested,
    Field(discriminator="kind"),
]
