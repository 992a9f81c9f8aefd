"""How far shares vary from level to level, or whether they do."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby, permutations, product
from typing import Literal

import numpy as np

from pipeline.claims.evaluation import EQUAL, CaseResult, Values, inside, spread, without_everyone
from pipeline.claims.kinds.assertion import Assertion, combined, valued
from pipeline.claims.sentences import Writer
from pipeline.claims.shares import Case, ClaimEstimate, Parts, SurveyAnswers
from pipeline.claims.statements import (
    Compared,
    ComparedShares,
    Differs,
    Statement,
    Within,
    any_of,
    every,
    limits,
)
from pipeline.claims.subjects import Along, Bounds, Subject
from pipeline.codebook.elements import Identifier
from pipeline.statistics.linear_combinations import Combination


class Spread(Along, Bounds, Assertion):
    """The largest share less the smallest lies within bounds."""

    kind: Literal["spread"]

    def holds(self, values: Values) -> bool:
        return inside(self, spread(without_everyone(values)))

    def meaning(self, shares: ComparedShares) -> Statement:
        """Say that no difference exceeds the upper bound, and that one of them reaches the lower bound."""
        low, high = limits(self)
        pairs = list(permutations(shares.groups, 2))
        parts: list[Statement] = []
        if np.isfinite(high):
            parts += [shares.gap(a, b, -np.inf, high) for a, b in pairs]
        if np.isfinite(low):
            parts.append(any_of([shares.gap(a, b, low) for a, b in pairs]))
        return every(parts)

    def clause(self, writer: Writer) -> str:
        words, subject, along = writer.words, writer.varying(self), writer.variation(self)
        return writer.opening(self) + words.say("varies", subject=subject, by=words.points(self), along=along)


class SpreadLess(Assertion):
    """One share varies less than another along the same variable."""

    kind: Literal["spread_lt"]
    along: Identifier
    left: Subject
    right: Subject

    @property
    def compared_along(self) -> str:
        return self.along

    def subjects(self) -> list[Subject]:
        return [self.left, self.right]

    def sides(self) -> dict[str, Subject]:
        return {"left": self.left, "right": self.right}

    def cases(self, answers: SurveyAnswers) -> list[Case]:
        return [
            Case((name,), answers.levels(subject, self.along, tuple(subject.services or ())))
            for name, subject in self.sides().items()
        ]

    def evaluate(self, cases: list[Case], share_of: Callable[[ClaimEstimate], float]) -> list[CaseResult]:
        spread_left, spread_right = (spread(values) for values in valued(cases, share_of))
        spreads = {"left": spread_left, "right": spread_right}
        return [CaseResult((), spreads, spread_left < spread_right - EQUAL)]

    def statement(self, cases: list[Case], parts: Parts) -> Statement:
        """Say that some difference on the right exceeds every difference on the left."""
        shares_left, shares_right = combined(cases, parts)
        pairs_left, pairs_right = (
            list(permutations(shares.groups, 2)) for shares in (shares_left, shares_right)
        )
        return any_of(
            [
                every(
                    Within(
                        shares_right.gap(a, b).number.less(shares_left.gap(c, d).number),
                        "difference",
                        0.0,
                        about=Compared((), f"{a} - {b}", f"{c} - {d}"),
                    )
                    for c, d in pairs_left
                )
                for a, b in pairs_right
            ]
        )

    def clause(self, writer: Writer) -> str:
        words = writer.words
        return words.say(
            "varies_less",
            subject=words.say(
                "subject", people=words.people(self.left), verb=writer.verb_with_services(self.left)
            ),
            along=words.along(self.along),
            people=words.people(self.right),
            verb=writer.verb_with_services(self.right),
        )


class ProfileDiffers(Along, Assertion):
    """The shares of a measure, or of all ranked answers, are not the same at every level."""

    kind: Literal["profile_differs"]

    @property
    def service_in_verb(self) -> bool:
        return False

    def cases(self, answers: SurveyAnswers) -> list[Case]:
        """Return, of a question, the ranked answers of each service, or of each group."""
        if not self.question:
            return answers.cases(self, self.along)
        if self.along == "service":
            return [
                Case((service,), answers.ranked_answers(self, (service,)))
                for service in answers.services_of(self)
            ]
        return [
            Case(services, answers.ranked_answers(self._inside(level.id), services))
            for services, level in product(answers.service_sets(self), answers.codebook.levels(self.along))
        ]

    def _inside(self, level: str) -> ProfileDiffers:
        return self.model_copy(update={"within": {**self.within, self.along: level}})

    def holds(self, values: Values) -> bool:
        return spread(without_everyone(values)) > EQUAL

    def evaluate(self, cases: list[Case], share_of: Callable[[ClaimEstimate], float]) -> list[CaseResult]:
        if not self.question:
            return super().evaluate(cases, share_of)
        return [
            _profiles_differ(services, valued(profiles, share_of))
            for services, profiles in self._profiles(cases)
        ]

    def statement(self, cases: list[Case], parts: Parts) -> Statement:
        """Say that profiles differ along services or a variable; in the latter case for each service."""
        levels = combined(cases, parts)
        grouped = self.along not in ("service", "answer", "measure")
        if not self.question:
            return every(Differs(_columns(case), grouped, Compared(case.services)) for case in levels)
        return every(
            Differs(tuple(tuple(case.of_level.values()) for case in profiles), grouped, Compared(services))
            for services, profiles in self._profiles(levels)
        )

    def _profiles(self, cases: list) -> list[tuple[tuple[str, ...], list]]:
        """Return the profiles that are compared with each other, as cases or as shares, by their services."""
        if self.along == "service":
            services = dict.fromkeys(service for case in cases for service in case.services)
            return [(tuple(services), cases)]
        together = groupby(cases, key=lambda case: case.services)
        return [(services, list(profiles)) for services, profiles in together]

    def clause(self, writer: Writer) -> str:
        words, along = writer.words, writer.variation(self)
        if not self.question:
            return writer.opening(self) + words.say("differs", subject=writer.varying(self), along=along)
        nouns, people = words.nouns(self.question), words.among(self)
        cited = words.agreed(self.question, "cited", nouns=nouns, people=people)
        return writer.opening(self) + words.say("differ", subject=cited, along=along)


def _columns(shares: ComparedShares) -> tuple[tuple[Combination, ...], ...]:
    """Return one share a level, as profiles of one item."""
    return tuple((shares.of_level[level],) for level in shares.groups)


def _profiles_differ(services: tuple[str, ...], profiles: list[Values]) -> CaseResult:
    """Return whether the share of one answer differs; the values are the spread of each answer."""
    spreads = {
        answer: spread({str(k): profile[answer] for k, profile in enumerate(profiles)})
        for answer in profiles[0]
    }
    return CaseResult(services, spreads, any(value > EQUAL for value in spreads.values()))
