"""Services, questions and their answers."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.codebook.elements import CodebookTable, Identifier, Level, Text
from pipeline.codebook.reserved_ids import EVERYONE

SERVICE, OPTION = "{service}", "{option}"
# The answer of those who ticked nothing and said so; no id of an answer can be written like this.
NOTHING_TICKED = "-"


class Answer(Text):
    """One answer of a closed question: its id, its labels and the spellings met in exports."""

    id: Level
    """Its id: what the tables hold."""
    codes: list[str] = []
    """What a cell of the export says for it; case and spaces do not matter. Its id always does."""
    option: str | None = None
    """What {option} stands for in the question's column, when each answer has a column of its own."""
    written: bool = False
    """People could write ("other: …"): any text in its column, or in a cell any that is not like another
    answer, ticks it, and is not kept."""
    applicable: bool = True
    """false for the answer of those whom the question does not concern."""
    where: Text | None = None
    """How a sentence names the people of this group ("in urban poles")."""
    start: float | None = Field(default=None, alias="from")
    """Lower limit of a band or class, included; open without it."""
    end: float | None = Field(default=None, alias="to")
    """Upper limit, included; open without it."""
    the: Text | None = None
    """How a sentence names what was answered ("the price", "les tarifs")."""


class ServiceFamily(Text):
    """A family under which services are listed."""

    id: Identifier
    """Its id."""


class Service(CodebookTable):
    """One item that batteries of questions are asked about."""

    id: Identifier
    """Its id."""
    family: Identifier
    """Id of its family."""
    code: str
    """What {service} stands for in the columns of batteries."""
    label: Text
    """Its name in tables and figures."""
    the: Text | None = None
    """How a sentence names it, with its article ("la piscine", "the swimming pool")."""
    asked_in: list[Identifier] | None = None
    """The batteries it is in; without it, all of them."""
    equivalent: list[str] = []
    """Earlier waves (their survey.id) taken to have asked the same though wording or answers differ; without
    it, nothing is compared across the change."""


class Noun(Text):
    """What an answer to a question is ("motif"), with its plural if that is not made with an s."""

    plural_fr: str | None = None
    """Plural in French."""
    plural_en: str | None = None
    """Plural in English."""
    feminine: bool = False
    """Whether the French noun is feminine."""


class Question(CodebookTable):
    """One question, or one battery when its column holds {service}.

    In sentences, an answer is a `noun`, and people `says` that they gave it ("citent {answer}"); with
    the service it is about, they `told` it ("citent {answer} à propos {of}").
    """

    id: Identifier
    """Its id: its column in the tables of answers."""
    kind: Literal["single", "ordered", "multiple", "yes_no", "number", "commune", "text"]
    """Kind of answer. Free text ("text") never leaves the raw file."""
    column: str
    """Its column in the export; {service} stands for each service's code, {option} for each answer's
    option (one column an answer)."""
    label: Text
    """The question as it was asked."""
    heading: Text | None = None
    """Its short title in the report."""
    answers: list[Answer] = []
    """Its answers, in the order of every output."""
    noun: Noun | None = None
    """What an answer to it is ("motif")."""
    says: Text | None = None
    """What people do who gave {answer} ("citent {answer}")."""
    told: Text | None = None
    """The same with the service: {the}, {of} or {to} ("citent {answer} à propos {of}")."""
    asked: Identifier | None = None
    """The base that was to answer; without it, everyone."""
    bases: list[Identifier] = [EVERYONE]
    """Bases among which its answers are counted."""
    separators: list[str] = ["|"]
    """What separates several answers in one cell ("|", ";", ", ")."""
    postal_column: str | None = None
    """Column of the postal code that goes with a commune."""
    minimum: float | None = None
    """Smallest number that is accepted."""
    maximum: float | None = None
    """Largest number that is accepted."""
    required: bool = False
    """Whether an empty cell is a fault."""
    equivalent: list[str] = []
    """Earlier waves (their survey.id) taken to have asked the same though wording or answers differ; without
    it, nothing is compared across the change."""

    @property
    def battery(self) -> bool:
        """Return whether it is asked about each service."""
        return SERVICE in self.column

    @property
    def closed(self) -> bool:
        """Return whether its answers are those of a list."""
        return self.kind in ("single", "ordered", "multiple", "yes_no")

    def answer(self, name: str) -> Answer:
        """Return the answer of that id."""
        return next(answer for answer in self.answers if answer.id == name)

    @property
    def bases_named(self) -> list[str]:
        """Return every base that it names: those among which it is counted, and the one asked."""
        return [*self.bases, *([self.asked] if self.asked else [])]

    @property
    def by_option(self) -> bool:
        """Return whether each answer has a column of its own."""
        return OPTION in self.column


class Variable(BaseModel):
    """One column of the cleaned answers: a question, or a question about one service."""

    model_config = ConfigDict(frozen=True)

    name: str
    question: Question
    service: Service | None = None

    @property
    def column(self) -> str:
        """Return its column in the export; with one column an answer, their common pattern."""
        return self.question.column.replace(SERVICE, self.service.code if self.service else "")

    @property
    def columns(self) -> dict[str, str]:
        """Return its columns in the export -> answer id; without one column an answer, the id is ""."""
        if not self.question.by_option:
            return {self.column: ""}
        return {
            self.column.replace(OPTION, answer.option or ""): answer.id for answer in self.question.answers
        }
