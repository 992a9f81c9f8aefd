"""Shares one by one and numbers of respondents: assertions that something lies between bounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Literal

from pydantic import Field

from pipeline.claims.evaluation import CaseResult, Values, inside, without_everyone
from pipeline.claims.grammar import listed
from pipeline.claims.kinds.assertion import Assertion
from pipeline.claims.sentences import Writer
from pipeline.claims.shares import Case, ClaimEstimate, Parts, SurveyAnswers
from pipeline.claims.statements import ComparedShares, Counted, Statement, every
from pipeline.claims.subjects import Along, Bounds, LevelIds, Subject
from pipeline.codebook.elements import Identifier, Level
from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.text.number_format import number


class Share(Subject, Bounds, Assertion):
    """A share lies within bounds."""

    kind: Literal["share"]

    def holds(self, values: Values) -> bool:
        return inside(self, values[EVERYONE])

    def meaning(self, shares: ComparedShares) -> Statement:
        return shares.share(EVERYONE, self)

    def clause(self, writer: Writer) -> str:
        return writer.opening(self) + writer.amount(self)


class Range(Along, Bounds, Assertion):
    """The shares of several levels, or of all, each lie within bounds."""

    kind: Literal["range"]
    levels: LevelIds | None = None

    def holds(self, values: Values) -> bool:
        return all(inside(self, values[level]) for level in self.levels or without_everyone(values))

    def meaning(self, shares: ComparedShares) -> Statement:
        return every(shares.share(level, self) for level in self.levels or shares.groups)

    def clause(self, writer: Writer) -> str:
        if self.along == "measure":
            return self._measures_clause(writer)
        if self.along == "answer":
            return self._answers_clause(writer)
        words = writer.words
        if self.along == "service":
            services = words.services(self.levels or writer.services_of(self))
            everywhere = words.say("each", services=words.one_of(services))
        else:
            levels = self.levels or [level.id for level in words.codebook.levels(self.along)]
            wheres = [words.where(self.along, level) for level in levels]
            everywhere = words.say("everywhere", places=listed(wheres, words.say("as_in")))
        return writer.opening(self, everywhere) + writer.amount(self)

    def _measures_clause(self, writer: Writer) -> str:
        shares = [self.of_measure(measure) for measure in self.measures]
        amounts = [writer.amount(share) for share in shares]
        return writer.opening(shares[0]) + writer.words.say("semicolon").join(amounts)

    def _answers_clause(self, writer: Writer) -> str:
        words = writer.words
        answers = self.levels or writer.ranked[self.question]
        return writer.opening(self) + words.agreed(
            self.question,
            "cited_by",
            nouns=words.nouns(self.question),
            answers=words.both([words.answer(self.question, answer) for answer in answers]),
            amount=words.amount(self),
            people=words.people(self),
        )


class Count(Bounds, Assertion):
    """So many people answered."""

    counts_respondents: ClassVar[bool] = True

    kind: Literal["count"]
    within: dict[Identifier, Level] = Field(default_factory=dict)

    def cases(self, answers: SurveyAnswers) -> list[Case]:
        return [Case((), {EVERYONE: answers.count(self.within)})]

    def evaluate(self, cases: list[Case], share_of: Callable[[ClaimEstimate], float]) -> list[CaseResult]:
        count = float(cases[0].estimates[EVERYONE].n)
        return [CaseResult((), {EVERYONE: count}, inside(self, count))]

    def statement(self, cases: list[Case], parts: Parts) -> Statement:
        count = cases[0].estimates[EVERYONE].n
        return Counted(count, inside(self, count))

    def clause(self, writer: Writer) -> str:
        words = writer.words
        opening = "".join(f"{words.where(*group)}, " for group in self.within.items())
        low, high = self.at_least, self.at_most
        if low is not None and low == high:
            key = "count_one" if low < 2 else "count_many"
            return opening + words.say(key, n=number(low, words.language))
        ends = {
            name: number(bound, words.language)
            for name, bound in (("low", low), ("high", high))
            if bound is not None
        }
        if len(ends) == 2:
            return opening + words.say("count_between", **ends)
        if ends:
            key = "count_at_least" if "low" in ends else "count_at_most"
            return opening + words.say(key, n=next(iter(ends.values())))
        if self.more_than is not None:
            return opening + words.say("count_more_than", n=number(self.more_than, words.language))
        return opening + words.say("count_less_than", n=number(self.less_than, words.language))
