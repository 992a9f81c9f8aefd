"""What every kind of assertion can be asked: what it compares, if it holds, what is tested, how it reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from pipeline.claims.evaluation import CaseResult, Values
from pipeline.claims.sentences import Writer
from pipeline.claims.shares import Case, ClaimEstimate, Parts, SurveyAnswers
from pipeline.claims.statements import ComparedShares, Statement, every
from pipeline.claims.subjects import Subject
from pipeline.codebook.elements import CodebookTable


class Assertion(CodebookTable):
    """One thing that a claim asserts.

    A kind is a class: its fields are its keys in published.toml, and `holds`, `meaning` and `clause` say
    when estimates satisfy it, what is tested, and how it reads. A new kind is a class in one of the modules
    beside this one, named in `model.AnyAssertion`.
    """

    # Answers can tell whether it is true.
    testable: ClassVar[bool] = True
    # It is about how many people answered: known, not estimated, and true of this wave only.
    counts_respondents: ClassVar[bool] = False

    @property
    def compared_along(self) -> str:
        """What is compared: a variable of the codebook, "service", "answer" or "measure"; "" for nothing."""
        return ""

    def subjects(self) -> list[Subject]:
        """Return the shares that it is about, as the register names them."""
        return [self] if isinstance(self, Subject) else []

    def sides(self) -> dict[str, Subject]:
        """Return the subjects that it sets against each other, by their key; most kinds have none."""
        return {}

    def cases(self, answers: SurveyAnswers) -> list[Case]:
        """Return everything that it compares; it holds when it holds in each case."""
        return answers.cases(self, self.compared_along)

    def evaluate(self, cases: list[Case], share_of: Callable[[ClaimEstimate], float]) -> list[CaseResult]:
        """Return what each comparison finds, and whether it holds.

        Parameters
        ----------
        cases : see `cases`.
        share_of : the weighted share of an estimate.
        """
        return [
            CaseResult(case.services, values, self.holds(values))
            for case, values in zip(cases, valued(cases, share_of), strict=True)
        ]

    def holds(self, values: Values) -> bool:
        """Return whether the values of one comparison satisfy it."""
        raise NotImplementedError

    def statement(self, cases: list[Case], parts: Parts) -> Statement:
        """Return what it says of all that it compares.

        Parameters
        ----------
        cases : see `cases`; at least one.
        parts : the shares met so far, to which those of the assertion are added.
        """
        return every([self.meaning(levels) for levels in combined(cases, parts)])

    def meaning(self, shares: ComparedShares) -> Statement:
        """Return what it says of the shares of one comparison."""
        raise NotImplementedError

    def clause(self, writer: Writer) -> str:
        """Return its sentence, without capital and full stop."""
        raise NotImplementedError


def valued(cases: list[Case], share_of: Callable[[ClaimEstimate], float]) -> list[Values]:
    """Return level -> share for each case."""
    return [{level: share_of(estimate) for level, estimate in case.estimates.items()} for case in cases]


def combined(cases: list[Case], parts: Parts) -> list[ComparedShares]:
    """Return level -> linear combination for each case; shares not met before are added to the parts."""
    return [
        ComparedShares(
            case.services, {level: parts.mean(estimate) for level, estimate in case.estimates.items()}
        )
        for case in cases
    ]
