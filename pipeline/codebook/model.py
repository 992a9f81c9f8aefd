"""The model of codebook.toml: a survey as data.

Every class here and in the modules beside this one (questions, derived_variables, analysis, figures) is one
kind of table of the codebook. An unknown key, a missing key or a value of the wrong type is a fault:
`reader.read` collects all of them. What ties tables together (an answer named by a measure, a question
named by a base) is checked in `checks`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Literal

from pydantic import Field

from pipeline.codebook.analysis import (
    Base,
    Breakdown,
    Compare,
    Discriminant,
    Measure,
    Method,
    Participation,
    Place,
    SetAside,
    TestFamily,
    Where,
)
from pipeline.codebook.derived_variables import AgeOf, Bands, CommuneGroup, CommuneGroups, Cross, Derived
from pipeline.codebook.elements import CodebookTable, Identifier, Language, Level, Text
from pipeline.codebook.figures import Figure
from pipeline.codebook.questions import Answer, Noun, Question, Service, ServiceFamily, Variable

__all__ = [
    "AgeOf",
    "Answer",
    "Bands",
    "Base",
    "Breakdown",
    "Codebook",
    "CodebookTable",
    "CommuneGroup",
    "CommuneGroups",
    "Compare",
    "Cross",
    "Derived",
    "Discriminant",
    "Fieldwork",
    "Figure",
    "Identifier",
    "Language",
    "Level",
    "Measure",
    "Method",
    "Noun",
    "Participation",
    "Place",
    "Question",
    "Service",
    "ServiceFamily",
    "SetAside",
    "Source",
    "Survey",
    "TestFamily",
    "Text",
    "Variable",
    "Where",
]


class Fieldwork(CodebookTable):
    """First and last day of the survey."""

    start: date = Field(alias="from")
    """First day, as 2030-01-31."""
    end: date = Field(alias="to")
    """Last day."""


class Survey(CodebookTable):
    """Who was asked, when, by whom, and whether the answers are real."""

    id: str
    """Short name of the survey and its wave."""
    title: Text
    """Title, as on the report."""
    population: Text
    """Whom the results speak of, as it follows "Population:"."""
    producer: Text
    """Who made the survey."""
    place: Text
    """The place, as a sentence names it ("le département")."""
    fieldwork: Fieldwork
    """First and last day."""
    sample: Literal["volunteer", "random"]
    """How people came to answer; intervals of a volunteer sample are called indicative."""
    synthetic: bool
    """true marks every output as made from invented answers."""
    expected_respondents: int = Field(ge=2)  # of one respondent nothing has a variance
    """Respondents that count, once rows are set aside, at least two; another number stops the run."""
    licence: str
    """Under which licence the outputs are given."""
    contact: str = ""
    """To whom questions go."""
    languages: list[Language] = ["fr", "en"]
    """Languages in which every label is given."""


class Source(CodebookTable):
    """How the export is written."""

    format: Literal["csv", "xlsx"] | None = None
    """Format of the file; without it, what its name ends with."""
    encoding: Literal["utf-8", "windows-1252"] = "utf-8"
    """Encoding of a CSV; a byte order mark does not matter."""
    separator: Literal[",", ";", "\t"] = ","
    """What separates the columns of a CSV: ",", ";" or "\\t" (tab)."""
    sheet: str | None = None
    """Sheet of a workbook that holds the answers; without it, the first."""
    header_row: int = Field(default=1, ge=1)
    """Row that names the columns; rows above it are titles and not read."""
    respondent: str | None = None
    """Column that identifies a form; without it, the number of the row does."""
    missing: list[str] = [""]
    """What a cell says when there is no answer ("NR", "N/A"); an empty cell always does."""
    ticked: list[str] = ["Y", "Yes", "Oui", "1", "X", "True", "Vrai"]
    """What the column of one option says when it is ticked; the answer's own codes do too."""
    not_ticked: list[str] = ["N", "No", "Non", "0", "False", "Faux"]
    """What the column of one option says when it is not; whoever says so of every option has answered, and
    ticked nothing. An empty cell is not ticked either, but no answer: list under `missing` what the export
    writes where the question was not shown."""
    unused: list[str] = []
    """Columns that are knowingly not read."""


class Codebook(CodebookTable):
    """A whole survey, as data."""

    survey: Survey
    """Who was asked, when, by whom."""
    source: Source
    """How the export is written."""
    service_family: list[ServiceFamily] = []
    """Families of services, in the order of every output."""
    service: list[Service] = []
    """Services, in the order of every output."""
    question: list[Question] = Field(min_length=1)
    """Questions, in the order of the questionnaire."""
    derived: list[Derived] = []
    """Variables made from questions, each from what stands before it."""
    base: list[Base] = Field(min_length=1)
    """Who may be counted."""
    measure: list[Measure] = []
    """Named shares."""
    breakdown: list[Breakdown] = []
    """The groups by which everything is tabulated."""
    test_family: list[TestFamily] = []
    """Tests that are adjusted together."""
    set_aside: list[SetAside] = []
    """Rules for rows that do not count, in the order in which they are tried."""
    method: Method
    """Constants of the method."""
    discriminant: Discriminant | None = None
    """The discriminant analysis; none without it."""
    participation: Participation | None = None
    """Respondents per 1,000 inhabitants; none without it."""
    compare: Compare = Compare()
    """How waves are compared."""
    figure: list[Figure] = []
    """Figures to draw."""

    @cached_property
    def variables(self) -> list[Variable]:
        """Return every column of the cleaned answers, batteries unfolded, in their order."""
        unfolded = []
        for question in self.question:
            if not question.battery:
                unfolded.append(Variable(name=question.id, question=question))
                continue
            for service in self.services_of(question.id):
                unfolded.append(
                    Variable(name=f"{question.id}.{service.id}", question=question, service=service)
                )
        return unfolded

    def services_of(self, question: str) -> list[Service]:
        """Return the services that a battery is asked about."""
        return [
            service for service in self.service if service.asked_in is None or question in service.asked_in
        ]

    def variables_of(self, question: str) -> list[Variable]:
        """Return the columns of a question: one, or one a service."""
        return [variable for variable in self.variables if variable.question.id == question]

    def levels(self, variable: str) -> list[Answer]:
        """Return the answers of a question, or the groups of a derived variable, in their order."""
        definition = self.by_id[variable]
        if not isinstance(definition, Cross):
            return list(definition.answers)
        crossed: list[Answer] = []
        for part in definition.of:
            crossed = _product(crossed, self.levels(part))
        return crossed

    def closed(self, variable: str) -> bool:
        """Return whether a question or derived variable has levels."""
        definition = self.by_id.get(variable)
        if isinstance(definition, Question):
            return definition.closed
        return definition is not None and not isinstance(definition, AgeOf)

    def behind(self, variables: Iterable[str]) -> set[str]:
        """Return these variables, and all that they are made from."""
        sources = set(variables)
        for name in list(sources):
            sources |= self.behind(getattr(self.by_id.get(name), "made_from", []))
        return sources

    def heading(self, variable: str) -> Text:
        """Return the short title of a question, or else its label; the label of a derived variable."""
        definition = self.by_id[variable]
        return getattr(definition, "heading", None) or definition.label

    def places(self, variable: str) -> bool:
        """Return whether groups are places, with an elsewhere, and not people, with other groups."""
        declared = next(
            (breakdown.places for breakdown in self.breakdown if breakdown.variable == variable), None
        )
        return isinstance(self.by_id[variable], CommuneGroups) if declared is None else declared

    @cached_property
    def by_id(self) -> dict[str, Question | AgeOf | Bands | CommuneGroups | Cross]:
        """Return questions and derived variables by their ids."""
        return {variable.id: variable for variable in [*self.question, *self.derived]}

    @cached_property
    def bases(self) -> dict[str, Base]:
        """Return bases by their ids."""
        return {base.id: base for base in self.base}

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """Return measures by their ids."""
        return {measure.id: measure for measure in self.measure}

    @cached_property
    def services(self) -> dict[str, Service]:
        """Return services by their ids."""
        return {service.id: service for service in self.service}


def _product(first: list[Answer], second: list[Answer]) -> list[Answer]:
    """Return every combination of two lists of groups; the second list when there is no first."""
    if not first:
        return second
    return [
        Answer(
            id=f"{group.id}_{part.id}",
            fr=f"{group.fr}, {part.fr}" if group.fr else None,
            en=f"{group.en}, {part.en}" if group.en else None,
        )
        for group in first
        for part in second
    ]
