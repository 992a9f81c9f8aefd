"""What a register of published results is: the shape of published.toml."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from pipeline.claims.kinds.amounts import Count, Range, Share
from pipeline.claims.kinds.assertion import Assertion
from pipeline.claims.kinds.comparisons import Difference, Extreme, Order
from pipeline.claims.kinds.not_estimated import Fact, Untested
from pipeline.claims.kinds.rankings import InTop, Rank, TopSet
from pipeline.claims.kinds.variation import ProfileDiffers, Spread, SpreadLess
from pipeline.claims.subjects import LevelIds
from pipeline.codebook.elements import CodebookTable, Identifier, Text

# Every kind of assertion: a new one is named here.
AnyAssertion = Annotated[
    Share
    | Count
    | Range
    | Order
    | Extreme
    | Difference
    | Spread
    | ProfileDiffers
    | SpreadLess
    | Rank
    | TopSet
    | InTop
    | Fact
    | Untested,
    Field(discriminator="kind"),
]


class Claim(CodebookTable):
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
    test: list[AnyAssertion] = Field(min_length=1)
    alt: list[AnyAssertion] = Field(default_factory=list)


class Ambiguity(CodebookTable):
    """What the document leaves open, and what was decided."""

    id: Identifier
    weight: Literal["low", "medium", "high"]
    note: Text


class ClaimSection(CodebookTable):
    """A section of the document."""

    id: Identifier
    title: Text


class ClaimTopic(CodebookTable):
    """What claims are about; without this table a claim's topic prints as its id."""

    id: Identifier
    title: Text


class Document(CodebookTable):
    """What was published, and where."""

    title: Text
    source: Text


class Register(CodebookTable):
    """Everything published about one wave."""

    document: Document
    ranked: dict[Identifier, LevelIds] = Field(default_factory=dict)
    section: list[ClaimSection]
    topic: list[ClaimTopic] = Field(default_factory=list)
    ambiguity: list[Ambiguity] = Field(default_factory=list)
    claim: list[Claim] = Field(min_length=1)

    @cached_property
    def sections(self) -> dict[str, ClaimSection]:
        return {section.id: section for section in self.section}

    @cached_property
    def topics(self) -> list[str]:
        """Ids of the topics: in the order declared, else in that of the claims."""
        return [topic.id for topic in self.topic] or list(dict.fromkeys(claim.topic for claim in self.claim))

    @cached_property
    def claims(self) -> dict[str, Claim]:
        return {claim.id: claim for claim in self.claim}

    def assertions(self) -> Iterator[tuple[str, Assertion]]:
        """Yield the assertions of every reading of every claim, each with its key in the register."""
        for claim in self.claim:
            for name, assertions in (("test", claim.test), ("alt", claim.alt)):
                for number, assertion in enumerate(assertions, start=1):
                    yield f"claim[{claim.id}].{name}[{number}]", assertion
