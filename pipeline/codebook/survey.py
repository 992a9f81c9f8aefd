"""The survey itself: who was asked, when, by whom."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from pipeline.codebook.table import Language, Table, Text


class Fieldwork(Table):
    """First and last day of the survey."""

    start: date = Field(alias="from")
    """First day, as 2030-01-31."""
    end: date = Field(alias="to")
    """Last day."""


class Survey(Table):
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
    expected_respondents: int = Field(gt=0)
    """Respondents that count, once rows are set aside; another number stops the run."""
    licence: str
    """Under which licence the outputs are given."""
    contact: str = ""
    """To whom questions go."""
    languages: list[Language] = ["fr", "en"]
    """Languages in which every label is given."""
