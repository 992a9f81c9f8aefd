"""What a register of published results is: the shape of published.toml."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from pydantic import Field

from pipeline.claims.assertions import Assertion, Levels
from pipeline.codebook.model import Identifier, Table, Text


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
