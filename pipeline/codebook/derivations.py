"""Variables made from questions: an age, bands of a number, groups of communes, a cross."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from pipeline.codebook.base import Identifier, Table, Text
from pipeline.codebook.questions import Answer


class AgeOf(Table):
    """Age in completed years on 1 January of `year`, from an age or from a year of birth."""

    id: Identifier
    """Its id."""
    kind: Literal["age"]
    """An age."""
    label: Text
    """Its name."""
    age: Identifier
    """The question that asks the age in years."""
    birth_year: Identifier | None = None
    """The question that asks the year of birth, read where the age is missing."""
    year: int
    """The year on whose 1 January people have that age."""

    @property
    def answers(self) -> list[Answer]:
        return []

    @property
    def made_from(self) -> list[str]:
        return [name for name in (self.age, self.birth_year) if name]


class Bands(Table):
    """A number cut into named bands, `from` and `to` both included; without a limit a band is open."""

    id: Identifier
    """Its id."""
    kind: Literal["bands"]
    """Bands of a number."""
    label: Text
    """Its name."""
    of: Identifier
    """The number question, or age, that is cut."""
    bands: list[Answer]
    """The bands, each with id, from, to and labels."""
    equivalent: list[str] = []
    """Earlier waves (their survey.id) taken to have asked the same though wording or answers differ; without
    it, nothing is compared across the change."""

    @property
    def answers(self) -> list[Answer]:
        return list(self.bands)

    @property
    def made_from(self) -> list[str]:
        return [self.of]


class CommuneGroup(Answer):
    """One group of communes."""

    classes: list[str]
    """Values of the column of communes.csv that belong to it."""


class CommuneGroups(Table):
    """Groups of communes, by the values of one column of communes.csv."""

    id: Identifier
    """Its id."""
    kind: Literal["commune_groups"]
    """Groups of communes."""
    label: Text
    """Its name."""
    of: Identifier
    """The commune question."""
    column: str
    """The column of communes.csv."""
    groups: list[CommuneGroup]
    """The groups, each with id, classes and labels."""
    equivalent: list[str] = []
    """Earlier waves (their survey.id) taken to have asked the same though wording or answers differ; without
    it, nothing is compared across the change."""

    @property
    def answers(self) -> list[Answer]:
        return list(self.groups)

    @property
    def made_from(self) -> list[str]:
        return [self.of]


class Cross(Table):
    """Every combination of two or more closed variables."""

    id: Identifier
    """Its id."""
    kind: Literal["cross"]
    """A cross."""
    label: Text
    """Its name."""
    of: list[Identifier] = Field(min_length=2)
    """The closed variables that are crossed."""

    @property
    def answers(self) -> list[Answer]:
        return []

    @property
    def made_from(self) -> list[str]:
        return self.of


Derived = Annotated[AgeOf | Bands | CommuneGroups | Cross, Field(discriminator="kind")]
