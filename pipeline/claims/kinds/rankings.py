"""Answers in the order in which they are given most: the rank of one, the first so many."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated, Literal

from pydantic import Field

from pipeline.claims.evaluation import Values, rank_of
from pipeline.claims.grammar import plural
from pipeline.claims.kinds.assertion import Assertion
from pipeline.claims.sentences import Writer
from pipeline.claims.shares import Case, SurveyAnswers
from pipeline.claims.statements import ComparedShares, Statement, any_of, every
from pipeline.claims.subjects import LevelIds, Subject
from pipeline.codebook.elements import Identifier, Level


class Ranked(Subject, Assertion):
    """About the order of the answers of a question, the most given first."""

    question: Identifier
    answer: None = None

    @property
    def service_in_verb(self) -> bool:
        return False

    @property
    def answers_ranked(self) -> list[str]:
        """The answers whose ranks are asserted."""
        raise NotImplementedError

    def cases(self, answers: SurveyAnswers) -> list[Case]:
        return answers.cases(self, "answer")


class Rank(Ranked):
    """An answer has one of these ranks."""

    kind: Literal["rank"]
    answer: Level
    ranks: list[Annotated[int, Field(ge=1)]] = Field(min_length=1)

    @property
    def answers_ranked(self) -> list[str]:
        return [self.answer]

    def holds(self, values: Values) -> bool:
        return rank_of(values, self.answer) in self.ranks

    def meaning(self, shares: ComparedShares) -> Statement:
        """Say that the rank is in one of the runs of consecutive ranks."""
        numbered = enumerate(sorted(set(self.ranks)))
        # Within a run of consecutive ranks, rank less position is the same.
        runs = [[rank for _, rank in run] for _, run in groupby(numbered, key=lambda pair: pair[1] - pair[0])]
        return any_of([shares.ranked(self.answer, run[0], run[-1]) for run in runs])

    def clause(self, writer: Writer) -> str:
        words = writer.words
        ranks = [words.agreed(self.question, f"place.{rank}") for rank in sorted(set(self.ranks))]
        return writer.asked_about(self) + words.agreed(
            self.question,
            "ranked_first" if self.ranks == [1] else "ranked",
            place=words.one_of(ranks),
            noun=words.noun(self.question).in_(words.language),
            answers=words.of_answers(self.question, [self.answer]),
        )


class TopSet(Ranked):
    """These are the most given answers, in any order."""

    kind: Literal["top_set"]
    answers: LevelIds

    @property
    def answers_ranked(self) -> list[str]:
        return self.answers

    def holds(self, values: Values) -> bool:
        return all(rank_of(values, answer) <= len(self.answers) for answer in self.answers)

    def meaning(self, shares: ComparedShares) -> Statement:
        unnamed = [answer for answer in shares.groups if answer not in self.answers]
        return shares.above(self.answers, unnamed)

    def clause(self, writer: Writer) -> str:
        words = writer.words
        return writer.asked_about(self) + words.agreed(
            self.question,
            "top.many" if len(self.answers) > 1 else "ranked_first",
            count=words.say(f"count.{len(self.answers)}"),
            noun=words.noun(self.question).in_(words.language),
            nouns=words.nouns(self.question),
            answers=words.of_answers(self.question, self.answers),
        )


class InTop(Ranked):
    """Each of these answers is among the so many most given."""

    kind: Literal["in_top"]
    answers: LevelIds
    top: int = Field(ge=1)

    @property
    def answers_ranked(self) -> list[str]:
        return self.answers

    def holds(self, values: Values) -> bool:
        return all(rank_of(values, answer) <= self.top for answer in self.answers)

    def meaning(self, shares: ComparedShares) -> Statement:
        return every(shares.ranked(answer, 1, self.top) for answer in self.answers)

    def clause(self, writer: Writer) -> str:
        words = writer.words
        named = [words.answer(self.question, answer) for answer in self.answers]
        many = len(named) > 1 or plural(named[0])
        return writer.asked_about(self) + words.agreed(
            self.question,
            "in_top.many" if many else "in_top.one",
            answers=words.both(named),
            count=words.say(f"count.{self.top}"),
            nouns=words.nouns(self.question),
        )
