"""Comparisons of levels: higher, highest, lowest, higher by so much."""

from __future__ import annotations

from itertools import product
from typing import Literal

import numpy as np

from pipeline.claims.evaluation import EQUAL, Values, inside, without_everyone
from pipeline.claims.kinds.assertion import Assertion
from pipeline.claims.sentences import Writer
from pipeline.claims.shares import Case, ClaimEstimate, SurveyAnswers
from pipeline.claims.statements import ComparedShares, Statement, every, limits
from pipeline.claims.subjects import Along, Bounds, LevelIds
from pipeline.codebook.reserved_ids import LEVELS_BELOW


class Order(Along, Assertion):
    """Each level of `above` has a larger share than each level of `below`."""

    kind: Literal["order"]
    above: LevelIds
    below: LevelIds

    def holds(self, values: Values) -> bool:
        return all(values[high] > values[low] + EQUAL for high, low in product(self.above, self.below))

    def meaning(self, shares: ComparedShares) -> Statement:
        return shares.above(self.above, self.below)

    def clause(self, writer: Writer) -> str:
        words = writer.words
        if self.along == "answer":
            return writer.asked_about(self) + words.agreed(
                self.question,
                "more_cited.many" if len(self.above) > 1 else "more_cited.one",
                above=words.of_answers(self.question, self.above),
                noun=words.noun(self.question).in_(words.language),
                nouns=words.nouns(self.question),
                below=words.those_of(self.question, self.below),
            )
        if self.along == "measure":
            key = "higher_subjects" if len(self.above) > 1 else "higher_subject"
            above, below = (writer.measures(self, measures) for measures in (self.above, self.below))
            opening = writer.opening(self.of_measure(self.above[0]))
            return opening + words.say(key, above=above, below=below)
        above, below = writer.levels(self, self.above), writer.levels(self, self.below)
        subject = writer.subject(self)
        return writer.opening(self) + words.say("higher", subject=subject, above=above, below=below)


class Extreme(Along, Assertion):
    """The levels named have the largest shares of all, or the smallest."""

    kind: Literal["max", "min"]
    levels: LevelIds

    def holds(self, values: Values) -> bool:
        sign = 1 if self.kind == "max" else -1
        unnamed = [level for level in without_everyone(values) if level not in self.levels]
        return all(
            sign * values[named] > sign * values[level] + EQUAL
            for named, level in product(self.levels, unnamed)
        )

    def meaning(self, shares: ComparedShares) -> Statement:
        unnamed = [level for level in shares.groups if level not in self.levels]
        if self.kind == "max":
            return shares.above(self.levels, unnamed)
        return shares.above(unnamed, self.levels)

    def clause(self, writer: Writer) -> str:
        words, many = writer.words, len(self.levels) > 1
        any_order = words.say("any_order") if many else ""
        if self.along == "measure":
            opening = writer.opening(self.of_measure(self.levels[0]))
            subject = writer.measures(self, self.levels)
            return opening + words.say(f"{self.kind}_subject", subject=subject, order=any_order)
        if self.along == "answer":
            return writer.asked_about(self) + words.agreed(
                self.question,
                f"{self.kind}_cited.{'many' if many else 'one'}",
                answers=words.of_answers(self.question, self.levels),
                noun=words.noun(self.question).in_(words.language),
                nouns=words.nouns(self.question),
            )
        subject, levels = writer.subject(self), writer.levels(self, self.levels)
        return writer.opening(self) + words.say(self.kind, subject=subject, levels=levels, order=any_order)


class Difference(Along, Bounds, Assertion):
    """Levels of `above` exceed those of `below`, one by one or taken together, by so much."""

    kind: Literal["difference"]
    above: LevelIds
    below: LevelIds
    pairs: Literal["all", "pooled"] = "all"

    def cases(self, answers: SurveyAnswers) -> list[Case]:
        cases = answers.cases(self, self.along)
        if self.pairs != "pooled":
            return cases
        return [
            Case(case.services, {**case.estimates, LEVELS_BELOW: self._together(case.estimates)})
            for case in cases
        ]

    def _together(self, estimates: dict[str, ClaimEstimate]) -> ClaimEstimate:
        """Return the levels of `below` as one: their mean, or the union of groups of people."""
        parts_of = [estimates[level].parts for level in self.below]
        if self.along in ("service", "measure"):
            return ClaimEstimate(tuple(part for parts in parts_of for part in parts))
        merged = [
            tuple(np.logical_or.reduce(sets) for sets in zip(*parts, strict=True))
            for parts in zip(*parts_of, strict=True)
        ]
        return ClaimEstimate(tuple(merged))

    @property
    def _lows(self) -> list[str]:
        return [LEVELS_BELOW] if self.pairs == "pooled" else self.below

    def holds(self, values: Values) -> bool:
        return all(inside(self, values[high] - values[low]) for high, low in product(self.above, self._lows))

    def meaning(self, shares: ComparedShares) -> Statement:
        low_bound, high_bound = limits(self)
        return every(
            shares.gap(high, low, low_bound, high_bound) for high, low in product(self.above, self._lows)
        )

    def clause(self, writer: Writer) -> str:
        words = writer.words
        key, first = "higher_by", self
        if self.along == "measure":
            key = "higher_subjects_by" if len(self.above) > 1 else "higher_subject_by"
            first = self.of_measure(self.above[0])
            above, below = (writer.measures(self, measures) for measures in (self.above, self.below))
            compared = {"above": above}
        elif self.along == "answer":
            above, below = (self._for_answers(writer, answers) for answers in (self.above, self.below))
            compared = {"subject": words.say("citing", people=words.people(self)), "above": above}
        else:
            below = writer.levels(self, self.below)
            compared = {"subject": writer.subject(self), "above": writer.levels(self, self.above)}
        than = words.say("than_pooled" if self.pairs == "pooled" else "than", below=below)
        return writer.opening(first) + words.say(key, **compared, by=words.points(self), than=than)

    def _for_answers(self, writer: Writer, answers: list[str]) -> str:
        words = writer.words
        named = [words.answer(self.question, answer) for answer in answers]
        return words.both([words.say("for_one", service=answer) for answer in named])
