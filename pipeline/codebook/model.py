"""What a survey is: the shape of codebook.toml.

Every class below is one kind of table of the codebook. An unknown key, a missing key or a value of
the wrong type is a fault; `reading.read` collects all of them with their place. What ties tables
together (an answer named by a measure, a question named by a base) is checked in `checks`.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Language = Literal["fr", "en"]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Level = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$")]


class Table(BaseModel):
    """A table of the codebook: no unknown keys, not changed once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Table):
    """A label, in French, in English or in both."""

    fr: str | None = None
    en: str | None = None

    def in_(self, language: Language) -> str:
        """The label in one language, or in the other when the survey has only that one."""
        return (self.fr or self.en or "") if language == "fr" else (self.en or self.fr or "")


class Fieldwork(Table):
    start: date = Field(alias="from")
    end: date = Field(alias="to")


class Survey(Table):
    """Who was asked, when, by whom, and whether the answers are real."""

    id: str
    title: Text
    population: Text
    producer: Text
    place: Text
    fieldwork: Fieldwork
    sample: Literal["volunteer", "random"]
    synthetic: bool
    expected_respondents: int = Field(gt=0)
    licence: str
    contact: str = ""
    languages: list[Language] = ["fr", "en"]


class Source(Table):
    """How the export is written."""

    encoding: Literal["utf-8", "windows-1252"] = "utf-8"
    separator: Literal[",", ";", "\t"] = ","
    respondent: str
    missing: list[str] = [""]
    unused: list[str] = []


class Answer(Text):
    """One answer of a closed question: its id, its labels and the spellings met in exports.

    `applicable = false` marks the answer of those whom the question does not concern; `where` is how
    a sentence names the people of a group ("dans les pôles urbains"), `the` how it names what was
    answered ("les horaires d'ouverture").
    """

    id: Level
    codes: list[str] = []
    applicable: bool = True
    where: Text | None = None
    start: float | None = Field(default=None, alias="from")
    end: float | None = Field(default=None, alias="to")
    the: Text | None = None


class ServiceFamily(Text):
    id: Identifier


class Service(Table):
    """One item that batteries of questions are asked about; `code` fills {service} in columns.

    `the` is how a sentence names it, with its article: "les services de l'État", "the town hall".
    `equivalent` as in `Question`.
    """

    id: Identifier
    family: Identifier
    code: str
    label: Text
    the: Text | None = None
    asked_in: list[Identifier] | None = None
    equivalent: list[str] = []


class Noun(Text):
    """What an answer to a question is ("motif"); its plural, if not with an s, and its gender."""

    plural_fr: str | None = None
    plural_en: str | None = None
    feminine: bool = False


class Question(Table):
    """One question, or one battery when `column` holds {service}.

    `asked` names the base that was to answer it, `bases` those among which its levels are counted;
    `heading` is its short title in the report.
    In sentences, an answer is a `noun`, and people `says` that they gave it ("citent {answer}"); with
    the service it is about, they `told` it ("citent {answer} à propos {of}").
    `equivalent` names earlier waves (their survey.id) whose wording or answers differ but that are taken
    to have asked the same: without it, nothing is compared across the change.
    """

    id: Identifier
    kind: Literal["single", "ordered", "multiple", "yes_no", "number", "commune", "text"]
    column: str
    label: Text
    heading: Text | None = None
    answers: list[Answer] = []
    noun: Noun | None = None
    says: Text | None = None
    told: Text | None = None
    asked: Identifier | None = None
    bases: list[Identifier] = ["all"]
    separators: list[str] = ["|"]
    postal_column: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    required: bool = False
    equivalent: list[str] = []

    @property
    def battery(self) -> bool:
        return "{service}" in self.column

    @property
    def closed(self) -> bool:
        return self.kind in ("single", "ordered", "multiple", "yes_no")


class AgeOf(Table):
    """Age in completed years on 1 January of `year`, from an age or from a year of birth."""

    id: Identifier
    kind: Literal["age"]
    label: Text
    age: Identifier
    birth_year: Identifier | None = None
    year: int

    @property
    def answers(self) -> list[Answer]:
        return []


class Bands(Table):
    """A number cut into named bands, `from` and `to` both included; without a limit a band is open."""

    id: Identifier
    kind: Literal["bands"]
    label: Text
    of: Identifier
    bands: list[Answer]
    equivalent: list[str] = []

    @property
    def answers(self) -> list[Answer]:
        return list(self.bands)


class CommuneGroup(Answer):
    classes: list[str]


class CommuneGroups(Table):
    """Groups of communes, by the values of one column of communes.csv."""

    id: Identifier
    kind: Literal["commune_groups"]
    label: Text
    of: Identifier
    column: str
    groups: list[CommuneGroup]
    equivalent: list[str] = []

    @property
    def answers(self) -> list[Answer]:
        return list(self.groups)


class Cross(Table):
    """Every combination of two or more closed variables."""

    id: Identifier
    kind: Literal["cross"]
    label: Text
    of: list[Identifier] = Field(min_length=2)

    @property
    def answers(self) -> list[Answer]:
        return []


Derived = Annotated[AgeOf | Bands | CommuneGroups | Cross, Field(discriminator="kind")]


class Where(Table):
    question: Identifier
    answers: list[Level]


class Base(Table):
    """Who is counted: those whose answer to `where.question` (same service) is listed."""

    id: Identifier
    label: Text
    of: Text
    where: Where | None = None


class Measure(Table):
    """A named share: of those in `base` who answered `question`, the part with one of `answers`.

    `says` is what these people do; `told` the same with the service it is about, as {the} ("the town
    hall"), {of} ("de la mairie") or {to} ("à la mairie"); `people` who they are ("dissatisfied users").
    """

    id: Identifier
    question: Identifier
    answers: list[Level]
    base: Identifier = "all"
    label: Text
    says: Text
    told: Text | None = None
    people: Text | None = None
    tone: Literal["bad", "good", "neutral"] = "neutral"


class Breakdown(Table):
    """A variable by whose groups every question is tabulated."""

    variable: Identifier
    label: Text


class TestFamily(Table):
    """Tests that are adjusted together; a question in no family forms its own with each breakdown."""

    __test__ = False

    id: Identifier
    label: Text
    questions: list[Identifier]
    breakdowns: list[Identifier]


class SetAside(Table):
    """A rule under which a row does not count; the first that fits a row is the one counted."""

    id: Identifier
    label: Text
    kind: Literal["value", "empty", "outside", "below", "duplicate"]
    column: str | None = None
    values: list[str] = []
    question: Identifier | None = None
    variable: Identifier | None = None
    less_than: float | None = None
    ignoring: list[Identifier] = []


class Method(Table):
    """Constants of the method; the defaults are those of docs/method.md.

    `bounds` are the smallest and largest ratio of a weight to its base weight, for logit and
    truncated_linear.
    """

    calibration: Literal["raking", "linear", "logit", "truncated_linear"] = "raking"
    bounds: tuple[float, float] | None = None
    margins: list[Identifier] = Field(min_length=1)
    confidence: float = Field(default=0.95, gt=0.5, lt=1)
    significance: float = Field(default=0.05, gt=0, lt=0.5)
    withheld_below: int = Field(default=11, ge=1)
    fragile_below: int = Field(default=30, ge=1)
    few_respondents: int = Field(default=20, ge=1)
    seed: int = 20170307


class Discriminant(Table):
    """The discriminant analysis: which answers separate the groups of a variable, and how well.

    Attributes
    ----------
    group : the variable whose groups are to be separated.
    active : questions that may separate them; margins and what they are made of may not.
    illustrative : variables that are only placed on the result.
    concerned, not_concerned : what the indicator made of `applicable = false` answers calls its levels.
    adjusted_for : variable held constant in the adjusted tests and in the stratified permutations.
    least_share : a category that a smaller part of respondents chose is passive.
    folds, repeats : cross-validation.
    permutations, guess_permutations : draws for the multivariate test and for the classification.
    longest_list : the most questions that the shortest sufficient list may have.
    power : with which a difference is to be detected, in the table of detectable differences.
    """

    group: Identifier
    active: list[Identifier] = Field(min_length=1)
    illustrative: list[Identifier] = []
    concerned: Text = Text(fr="concerné", en="concerned")
    not_concerned: Text = Text(fr="non concerné", en="not concerned")
    adjusted_for: Identifier | None = None
    least_share: float = Field(default=0.02, ge=0, lt=0.5)
    folds: int = Field(default=10, ge=2)
    repeats: int = Field(default=10, ge=1)
    permutations: int = Field(default=999, ge=99)
    guess_permutations: int = Field(default=499, ge=99)
    longest_list: int = Field(default=12, ge=1)
    power: float = Field(default=0.8, gt=0.05, lt=1)


class Compare(Table):
    """How waves are compared.

    Attributes
    ----------
    measures : those tracked from wave to wave, whose p-values are adjusted together; by default all.
    power : with which the smallest change is to be seen.
    """

    measures: list[Identifier] = []
    power: float = Field(default=0.8, gt=0.05, lt=1)


class Place(Table):
    """Groups of communes that communes.csv names: a column of their ids and one of their names."""

    id: Identifier
    column: str
    name: str
    label: Text


class Participation(Table):
    """Respondents per 1,000 inhabitants, by the commune groups of the breakdowns and by `place`.

    Attributes
    ----------
    residence : the question that names the commune of a respondent.
    population : column of communes.csv that counts inhabitants; `population_label` says which.
    """

    residence: Identifier
    population: str = "population"
    population_label: Text
    place: list[Place] = []


class Figure(Table):
    """One figure to draw: a grammar and what it shows.

    A comparison is of one `measure` by service, of several `measures`, or of the answers to `question`;
    an evolution, which `make compare` draws, is of one `measure` or several.
    `unit` is that of the limits of classes; `outlines` a GeoJSON of communes in the wave's folder.
    """

    number: int = Field(ge=1, le=99)
    slug: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    kind: Literal[
        "levels",
        "comparison",
        "heat",
        "pyramid",
        "verdicts",
        "separation",
        "profile",
        "guessing",
        "curves",
        "weighting",
        "participation",
        "evolution",
    ]
    subtitle: Text
    question: Identifier | None = None
    measure: Identifier | None = None
    measures: list[Identifier] = []
    base: Identifier = "all"
    breakdown: Identifier | None = None
    unit: Text | None = None
    outlines: str | None = None
    outlines_source: Text | None = None
    below: list[Level] = []
    below_head: Text | None = None
    above_head: Text | None = None
    aside: Identifier | None = None
    aside_head: Text | None = None
    leave_out: list[Level] = []
    sex: Identifier | None = None
    age: Identifier | None = None


class Variable(BaseModel):
    """One column of the cleaned answers: a question, or a question about one service."""

    model_config = ConfigDict(frozen=True)

    name: str
    question: Question
    service: Service | None = None

    @property
    def column(self) -> str:
        """Its column in the export."""
        return self.question.column.replace("{service}", self.service.code if self.service else "")


class Codebook(Table):
    """A whole survey, as data."""

    survey: Survey
    source: Source
    service_family: list[ServiceFamily] = []
    service: list[Service] = []
    question: list[Question] = Field(min_length=1)
    derived: list[Derived] = []
    base: list[Base] = Field(min_length=1)
    measure: list[Measure] = []
    breakdown: list[Breakdown] = []
    test_family: list[TestFamily] = []
    set_aside: list[SetAside] = []
    method: Method
    discriminant: Discriminant | None = None
    participation: Participation | None = None
    compare: Compare = Compare()
    figure: list[Figure] = []

    @cached_property
    def variables(self) -> list[Variable]:
        """Every column of the cleaned answers, batteries unfolded, in the order of the questionnaire."""
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
        """The services that a battery is asked about."""
        return [s for s in self.service if s.asked_in is None or question in s.asked_in]

    def variables_of(self, question: str) -> list[Variable]:
        return [variable for variable in self.variables if variable.question.id == question]

    def levels(self, variable: str) -> list[Answer]:
        """The answers of a question, or the groups of a derived variable, in their order."""
        found = self.by_id[variable]
        if not isinstance(found, Cross):
            return list(found.answers)
        crossed: list[Answer] = [Answer(id="x", fr="", en="")][:0]
        for part in found.of:
            crossed = _product(crossed, self.levels(part))
        return crossed

    def closed(self, variable: str) -> bool:
        """Whether a question or derived variable has levels."""
        found = self.by_id.get(variable)
        return found.closed if isinstance(found, Question) else bool(found) and not isinstance(found, AgeOf)

    @cached_property
    def by_id(self) -> dict[str, Question | AgeOf | Bands | CommuneGroups | Cross]:
        return {one.id: one for one in [*self.question, *self.derived]}

    @cached_property
    def bases(self) -> dict[str, Base]:
        return {base.id: base for base in self.base}

    @cached_property
    def measures(self) -> dict[str, Measure]:
        return {measure.id: measure for measure in self.measure}

    @cached_property
    def services(self) -> dict[str, Service]:
        return {service.id: service for service in self.service}


def _product(left: list[Answer], right: list[Answer]) -> list[Answer]:
    if not left:
        return right
    return [
        Answer(
            id=f"{a.id}_{b.id}",
            fr=f"{a.fr}, {b.fr}" if a.fr else None,
            en=f"{a.en}, {b.en}" if a.en else None,
        )
        for a in left
        for b in right
    ]
