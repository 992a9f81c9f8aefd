"""Derived variables (age, bands of a number, groups of communes, cross): their tables and values."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import Annotated, Literal

import pandas as pd
from pydantic import Field

from pipeline.codebook.elements import CodebookTable, Identifier, Text
from pipeline.codebook.questions import Answer


class AgeOf(CodebookTable):
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


class Bands(CodebookTable):
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


class CommuneGroups(CodebookTable):
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
    def group_of_class(self) -> dict[str, str]:
        """Return the id of the group to which each value of the column belongs."""
        return {value: group.id for group in self.groups for value in group.classes}

    @property
    def made_from(self) -> list[str]:
        return [self.of]


class Cross(CodebookTable):
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


def derive(variables: Iterable[Derived], answers: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Return the answers with one more column for each derived variable, in their order.

    Parameters
    ----------
    variables : the derived variables of the codebook, each made from what stands before it.
    answers : one row a respondent; columns are text, "" where there is no answer.
    communes : communes.csv, with a column `code`.

    Returns
    -------
    The same rows, ids as text; "" where what a variable is made from is missing or not readable.
    """
    complete = answers.copy()
    for variable in variables:
        match variable:
            case AgeOf():
                complete[variable.id] = _age(variable, complete)
            case Bands():
                complete[variable.id] = _band(variable, complete[variable.of])
            case CommuneGroups():
                complete[variable.id] = _commune_group(variable, complete[variable.of], communes)
            case Cross():
                parts = complete[variable.of]
                rows = zip(*(parts[name] for name in variable.of), strict=True)
                complete[variable.id] = ["_".join(row) if all(row) else "" for row in rows]
    return complete


def _age(variable: AgeOf, answers: pd.DataFrame) -> pd.Series:
    """Return completed years on 1 January: as given, else the year before less the year of birth.

    Whoever was born on 1 January itself is counted one year too young.
    """
    age_years = _number(answers[variable.age])
    if variable.birth_year:
        age_years = age_years.fillna(variable.year - 1 - _number(answers[variable.birth_year]))
    return age_years.map(lambda years: "" if pd.isna(years) else f"{years:.0f}")


def _band(variable: Bands, column: pd.Series) -> pd.Series:
    """Return the id of the band of each number, "" where no band holds it."""
    number = _number(column)
    band_of = pd.Series("", index=column.index)
    for band in variable.bands:
        above = number >= (-inf if band.start is None else band.start)
        below = number <= (inf if band.end is None else band.end)
        band_of[above & below] = band.id
    return band_of


def _commune_group(variable: CommuneGroups, column: pd.Series, communes: pd.DataFrame) -> pd.Series:
    """Return the group of each commune code, "" where the commune is not known."""
    group_of_commune = communes.set_index("code")[variable.column].map(variable.group_of_class)
    return column.map(group_of_commune).fillna("")


def _number(column: pd.Series) -> pd.Series:
    return pd.to_numeric(column.where(column != ""), errors="coerce")
