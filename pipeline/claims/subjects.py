"""What assertions are made of: a share (its subject), the bounds on it, the variable it is compared along."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from pipeline.codebook.elements import CodebookTable, Identifier, Level

Fraction = Annotated[float, Field(ge=-1, le=1)]
Services = Annotated[list[Identifier], Field(min_length=1)]
LevelIds = Annotated[list[Level], Field(min_length=1)]


class Subject(CodebookTable):
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

    @property
    def compared_along(self) -> str:
        """What is compared: a variable of the codebook, "service", "answer" or "measure"; "" for nothing."""
        return ""

    @property
    def service_in_verb(self) -> bool:
        """Whether its sentence may name the service in the verb; else it stands before the sentence."""
        return True


class Bounds(CodebookTable):
    """Where a share lies. `rounds_to` is a printed percentage, `likely_at_most` fails nothing."""

    at_least: float | None = None
    more_than: float | None = None
    at_most: float | None = None
    less_than: float | None = None
    rounds_to: Fraction | None = None
    likely_at_most: Fraction | None = None
    printed: Fraction | None = None
    convention: bool = False


class Along(Subject):
    """Compares the levels of a variable, or services, measures or ranked answers."""

    along: Identifier
    measures: list[Identifier] | None = None

    @property
    def compared_along(self) -> str:
        return self.along

    @property
    def service_in_verb(self) -> bool:
        """Not where answers or measures are compared: the service is that of all of them."""
        return self.along not in ("answer", "measure")

    def of_measure(self, measure: str) -> Along:
        """Return the same assertion about one of its measures."""
        return self.model_copy(update={"measure": measure, "measures": None})
