"""What a register of published results is: the shape of published.toml.

What one sentence asserts of shares: a class for each kind of assertion, with the keys it takes.

What the kinds mean is said at the head of the register of each wave, and in `kinds`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
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


class Claim(Table):
    """One published result: the reading retained (`test`, all of it), and other readings (`alt`)."""

    id: Identifier
    section: Identifier
    topic: Identifier
    check: Literal["answers", "design", "outside"]
    strength: Literal["numeric", "interval", "ordinal", "qualitative", "premise", "fact"]
    headline: bool = False
    convention: bool = False
    ambiguity: Literal["none", "low", "medium", "high"] = "none"
    see: list[Identifier] = Field(default_factory=list)
    test: list[Assertion] = Field(min_length=1)
    alt: list[Assertion] = Field(default_factory=list)


class Ambiguity(Table):
    id: Identifier
    weight: Literal["low", "medium", "high"]
    note: Text


class Section(Table):
    id: Identifier
    title: Text


class Topic(Table):
    """What claims are about; without this table a claim's topic prints as its id."""

    id: Identifier
    title: Text


class Document(Table):
    title: Text
    source: Text


class Register(Table):
    """Everything published about one wave."""

    document: Document
    ranked: dict[Identifier, Levels] = Field(default_factory=dict)
    section: list[Section]
    topic: list[Topic] = Field(default_factory=list)
    ambiguity: list[Ambiguity] = Field(default_factory=list)
    claim: list[Claim] = Field(min_length=1)

    @cached_property
    def sections(self) -> dict[str, Section]:
        return {section.id: section for section in self.section}

    @cached_property
    def topics(self) -> list[str]:
        """Ids of the topics: in the order declared, else in that of the claims."""
        return [one.id for one in self.topic] or list(dict.fromkeys(claim.topic for claim in self.claim))

    @cached_property
    def claims(self) -> dict[str, Claim]:
        return {claim.id: claim for claim in self.claim}

    def assertions(self) -> Iterator[tuple[str, Assertion]]:
        """(place, assertion) of every reading of every claim."""
        for claim in self.claim:
            for name, readings in (("test", claim.test), ("alt", claim.alt)):
                for number, one in enumerate(readings, start=1):
                    yield f"claim[{claim.id}].{name}[{number}]", one
