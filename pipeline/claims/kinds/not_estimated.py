"""What answers cannot tell: facts of the survey's design, and what is out of their reach."""

from __future__ import annotations

from typing import ClassVar, Literal

from pipeline.claims.kinds.assertion import Assertion
from pipeline.claims.sentences import Writer
from pipeline.claims.shares import Case, SurveyAnswers
from pipeline.codebook.elements import Identifier, Text


class NotEstimated(Assertion):
    """Nothing of it can be compared."""

    testable: ClassVar[bool] = False

    def cases(self, answers: SurveyAnswers) -> list[Case]:
        return []


class Fact(NotEstimated):
    """A fact of the survey's design: nothing to estimate."""

    kind: Literal["fact"]
    key: Identifier
    value: Text | str

    def clause(self, writer: Writer) -> str:
        return writer.words.say("fact", value=writer.words.text(self.value))


class Untested(NotEstimated):
    """Something that answers cannot tell, and why."""

    kind: Literal["text"]
    note: Text | str

    def clause(self, writer: Writer) -> str:
        return writer.words.say("untested", note=writer.words.text(self.note).rstrip("."))
