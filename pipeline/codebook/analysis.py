"""How the survey is analysed: rows set aside, bases, measures, breakdowns, tests, constants of the method,
and the analyses that a survey may do without (discriminant, participation, comparison of waves)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pipeline.codebook.elements import CodebookTable, Identifier, Level, Text
from pipeline.codebook.reserved_ids import EVERYONE


class SetAside(CodebookTable):
    """A rule under which a row does not count; the first that fits a row is the one counted."""

    id: Identifier
    """Its id."""
    label: Text
    """Why these rows do not count."""
    kind: Literal["value", "empty", "outside", "below", "duplicate"]
    """value: a column holds one of `values`; empty: no answer to any question; outside: the commune of
    `question` is known to be elsewhere; below: `variable` is less than `less_than`; duplicate: the same
    answers as an earlier row."""
    column: str | None = None
    """Column of the export (value)."""
    values: list[str] = []
    """What that column holds (value)."""
    question: Identifier | None = None
    """Commune question (outside)."""
    variable: Identifier | None = None
    """Number question or age (below)."""
    less_than: float | None = None
    """Limit (below)."""
    ignoring: list[Identifier] = []
    """Questions that are not looked at (empty, duplicate)."""


class Where(CodebookTable):
    """The answers that let people into a base."""

    question: Identifier
    """The question that decides, about the same service."""
    answers: list[Level]
    """The answers that let people in."""


class Base(CodebookTable):
    """Who is counted: those whose answer to `where.question` (same service) is listed."""

    id: Identifier
    """Its id; a base "all" without `where` is everyone."""
    label: Text
    """Who they are ("users of the service")."""
    of: Text
    """How they follow a percentage ("of users")."""
    where: Where | None = None
    """Who belongs to it; without it, everyone."""


class Measure(CodebookTable):
    """A named share: of those in `base` who answered `question`, the part with one of `answers`."""

    id: Identifier
    """Its id."""
    question: Identifier
    """The question or derived variable."""
    answers: list[Level]
    """The answers that count."""
    base: Identifier = EVERYONE
    """Among whom."""
    label: Text
    """Its name ("Share of users not satisfied")."""
    says: Text
    """What these people do ("are not satisfied")."""
    told: Text | None = None
    """The same with the service, as {the} ("the swimming pool"), {of} ("de la piscine") or {to}."""
    people: Text | None = None
    """Who these people are ("dissatisfied users")."""
    tone: Literal["bad", "good", "neutral"] = "neutral"
    """Whether more of it is bad, good, or neither."""


class Breakdown(CodebookTable):
    """A variable by whose groups every question is tabulated."""

    variable: Identifier
    """The closed question or derived variable."""
    label: Text
    """How it follows a title ("by territory")."""
    places: bool | None = None
    """Whether its groups are places ("than elsewhere") or people ("than in the other groups"); without
    it, groups of communes are places and others are people."""


class TestFamily(CodebookTable):
    """Tests that are adjusted together; a question in no family forms its own with each breakdown."""

    __test__ = False

    id: Identifier
    """Its id."""
    label: Text
    """Its name."""
    questions: list[Identifier]
    """Its questions."""
    breakdowns: list[Identifier]
    """The breakdowns by which they are tested."""


class Method(CodebookTable):
    """Constants of the method; the defaults are those of docs/method.md."""

    calibration: Literal["raking", "linear", "logit", "truncated_linear"] = "raking"
    """How weights are brought to the margins."""
    bounds: tuple[float, float] | None = None
    """Smallest and largest ratio of a weight to its base weight, for logit and truncated_linear."""
    base_weight: Identifier | None = None
    """The number question that holds the weight of each respondent before calibration (the inverse of
    the chance of being drawn, up to a factor); without it, all are equal."""
    margins: list[Identifier] = Field(min_length=1)
    """Closed questions or derived variables whose population stands in margins.csv."""
    confidence: float = Field(default=0.95, gt=0.5, lt=1)
    """Level of the intervals."""
    significance: float = Field(default=0.05, gt=0, lt=0.5)
    """Level of the tests, after adjustment."""
    withheld_below: int = Field(default=11, ge=1)
    """Shares with fewer respondents are not published."""
    fragile_below: int = Field(default=30, ge=1)
    """Shares with fewer respondents are marked fragile and not tested."""
    few_respondents: int = Field(default=20, ge=1)
    """A margin level with fewer respondents is a warning."""
    extreme_weight: float = Field(default=5, gt=1)
    """A weight more than so many times the median one, or less than that part of it, is a warning."""
    most_design_effect: float = Field(default=1.8, gt=1)
    """A higher design effect of the weights (Kish) is a warning."""
    largest_weight: float = Field(default=6, gt=1)
    """A weight more than so many times the mean one is a warning."""
    seed: int = Field(20170307, ge=0)
    """Seed of everything drawn at random."""


class Discriminant(CodebookTable):
    """The discriminant analysis: which answers separate the groups of a variable, and how well."""

    group: Identifier
    """The variable whose groups are to be separated."""
    active: list[Identifier] = Field(min_length=1)
    """Questions that may separate them; margins and what they are made of may not."""
    illustrative: list[Identifier] = []
    """Variables that are only placed on the result."""
    concerned: Text = Text(fr="concerné", en="concerned")
    """What the indicator made of `applicable = false` answers calls those concerned."""
    not_concerned: Text = Text(fr="non concerné", en="not concerned")
    """And those who are not."""
    adjusted_for: Identifier | None = None
    """Variable held constant in the adjusted tests and in the stratified permutations."""
    least_share: float = Field(default=0.02, ge=0, lt=0.5)
    """A category that a smaller part of respondents chose is passive."""
    folds: int = Field(default=10, ge=2)
    """Parts of the cross-validation."""
    repeats: int = Field(default=10, ge=1)
    """How often it is repeated."""
    permutations: int = Field(default=999, ge=99)
    """Draws for the multivariate test."""
    guess_permutations: int = Field(default=499, ge=99)
    """Draws for the classification."""
    longest_list: int = Field(default=12, ge=1)
    """The most questions that the shortest sufficient list may have."""
    power: float = Field(default=0.8, gt=0.05, lt=1)
    """With which a difference is to be detected, in the table of detectable differences."""


class Place(CodebookTable):
    """Groups of communes that communes.csv names: a column of their ids and one of their names."""

    id: Identifier
    """Its id."""
    column: str
    """Column of their ids."""
    name: str
    """Column of their names."""
    label: Text
    """What they are ("Intercommunality")."""


class Participation(CodebookTable):
    """Respondents per 1,000 inhabitants, by the commune groups of the breakdowns and by `place`."""

    residence: Identifier
    """The question that names the commune of a respondent."""
    population: str = "population"
    """Column of communes.csv that counts inhabitants."""
    population_label: Text
    """What that column counts, with its year and source."""
    place: list[Place] = []
    """Further groups of communes."""


class Compare(CodebookTable):
    """How this wave is compared with an earlier one (make compare)."""

    measures: list[Identifier] = []
    """The measures tracked from wave to wave, whose p-values are adjusted together; by default all."""
    power: float = Field(default=0.8, gt=0.05, lt=1)
    """With which the smallest change is to be seen."""
