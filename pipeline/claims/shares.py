"""The shares that an assertion is about, as sets of people, and those that the wave's tables withhold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from pipeline.claims.subjects import Subject
from pipeline.codebook.domains import membership
from pipeline.codebook.model import Codebook
from pipeline.codebook.reserved_ids import ALL_SERVICES, EVERYONE, WITHHELD
from pipeline.statistics.linear_combinations import Combination
from pipeline.tables.keys import GROUP_KEYS


@dataclass(frozen=True)
class WithheldShares:
    """Sets of people, as bytes of their booleans.

    Attributes
    ----------
    domains : denominators of which every share is withheld.
    shares : (outcome, denominator) of each share withheld.
    """

    domains: frozenset[bytes] = frozenset()
    shares: frozenset[tuple[bytes, bytes]] = frozenset()

    def has(self, outcome: np.ndarray, domain: np.ndarray) -> bool:
        """Return whether a share is one of them, or of one of their groups."""
        inside = domain.tobytes()
        return inside in self.domains or ((outcome & domain).tobytes(), inside) in self.shares


def withheld_shares(codebook: Codebook, respondents: pd.DataFrame, estimates: pd.DataFrame) -> WithheldShares:
    """Return the shares that `estimates` withholds, one service at a time."""
    alone = estimates[estimates["service"] != ALL_SERVICES]
    whole = alone["status"].eq(WITHHELD).groupby([alone[name] for name in GROUP_KEYS]).transform("all")
    domains, shares = set(), set()
    for row in alone.assign(whole=whole)[alone["status"] == WITHHELD].itertuples():
        answers = codebook.measures[row.measure].answers if row.measure else [row.answer]
        outcome, domain = membership(codebook, respondents, row.question, answers, row.base, row.service)
        if row.breakdown != EVERYONE:
            domain = domain & respondents[row.breakdown].eq(row.group).to_numpy()
        shares.add(((outcome & domain).tobytes(), domain.tobytes()))
        if row.whole:
            domains.add(domain.tobytes())
    return WithheldShares(frozenset(domains), frozenset(shares))


Part = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class ClaimEstimate:
    """The mean of one or more shares.

    Attributes
    ----------
    parts : (outcome, domain) of each share, booleans of shape (respondents,); several for the mean
        over services.
    """

    parts: tuple[Part, ...]

    @property
    def n(self) -> int:
        """Respondents who count in the smallest of its parts."""
        return min(int(domain.sum()) for _, domain in self.parts)


@dataclass
class Parts:
    """The distinct shares that a register is about, in the order in which they were first met."""

    _positions: dict[tuple[bytes, bytes], int] = field(default_factory=dict)
    _parts: list[Part] = field(default_factory=list)

    def position(self, part: Part) -> int:
        """Return the position of a share, which is added when it is new."""
        outcome, domain = part
        key = outcome.tobytes(), domain.tobytes()
        if key not in self._positions:
            self._positions[key] = len(self._parts)
            self._parts.append(part)
        return self._positions[key]

    def mean(self, estimate: ClaimEstimate) -> Combination:
        """Return an estimate as the mean of its parts."""
        positions = np.array([self.position(part) for part in estimate.parts])
        return Combination(positions, np.full(len(positions), 1 / len(positions)))

    def which(self, condition: Callable[[np.ndarray, np.ndarray], bool]) -> np.ndarray:
        """Return of which shares a condition on outcome and domain is true, booleans of shape (shares,)."""
        return np.array([condition(*part) for part in self._parts], dtype=bool)

    def columns(self, n: int) -> tuple[np.ndarray, np.ndarray]:
        """Return outcomes and domains of all shares for n respondents, booleans of shape (n, shares)."""
        outcomes, domains = np.zeros((2, n, len(self._parts)), dtype=bool)
        for position, (outcome, domain) in enumerate(self._parts):
            outcomes[:, position], domains[:, position] = outcome & domain, domain
        return outcomes, domains


@dataclass(frozen=True)
class Case:
    """One comparison that an assertion makes: about one service, several together, or none.

    Attributes
    ----------
    services : the services it is about, empty when the question is about none or all are compared.
    estimates : level -> estimate, in the order of the codebook.
    """

    services: tuple[str, ...]
    estimates: dict[str, ClaimEstimate]


@dataclass(frozen=True)
class SurveyAnswers:
    """What assertions are evaluated on.

    Attributes
    ----------
    codebook : what the answers mean.
    ranked : question -> its answers that compete for a rank (`Register.ranked`).
    respondents : one row a respondent, answer ids.
    withheld : the shares that the tables of the wave do not tell.
    """

    codebook: Codebook
    ranked: Mapping[str, list[str]]
    respondents: pd.DataFrame
    withheld: WithheldShares = field(default_factory=WithheldShares)
    _known: dict[tuple, Part] = field(default_factory=dict, repr=False, compare=False)

    def cases(self, subject: Subject, along: str) -> list[Case]:
        """Return every comparison of a subject along something ("" for none), one a service or set of them.

        An assertion holds when it holds in all of its comparisons.
        """
        if along == "service":
            compared = {service: self.estimate(subject, (service,)) for service in self.services_of(subject)}
            return [Case((), compared)]
        return [
            Case(services, self._compared(subject, along, services))
            for services in self.service_sets(subject)
        ]

    def estimate(self, subject: Subject, services: tuple[str, ...], **within: str) -> ClaimEstimate:
        """Return the share of a subject, for services together when there are several."""
        parts = tuple(
            self._part(subject, service, {**subject.within, **within}) for service in services or ("",)
        )
        if subject.aggregate == "joint":
            parts = (tuple(np.logical_and.reduce(sets) for sets in zip(*parts, strict=True)),)
        return ClaimEstimate(parts)

    def count(self, within: dict[str, str]) -> ClaimEstimate:
        """Return all respondents of a group, as the base of an estimate."""
        counted = np.ones(len(self.respondents), dtype=bool)
        for variable, level in within.items():
            counted &= self.respondents[variable].eq(level).to_numpy()
        return ClaimEstimate(((counted, counted),))

    def levels(self, subject: Subject, along: str, services: tuple[str, ...]) -> dict[str, ClaimEstimate]:
        """Return level -> estimate along a variable of the codebook."""
        return {
            level.id: self.estimate(subject, services, **{along: level.id})
            for level in self.codebook.levels(along)
        }

    def ranked_answers(self, subject: Subject, services: tuple[str, ...]) -> dict[str, ClaimEstimate]:
        """Return the share of each answer that competes for a rank in the subject's question."""
        return {
            answer: self.estimate(subject.model_copy(update={"answer": answer}), services)
            for answer in self.ranked[subject.question]
        }

    def services_of(self, subject: Subject) -> list[str]:
        """Return the services that a subject names, else all that its question is about."""
        question = subject.question or self.codebook.measures[subject.measure].question
        return subject.services or [service.id for service in self.codebook.services_of(question)]

    def service_sets(self, subject: Subject) -> list[tuple[str, ...]]:
        """Return the services of a subject one by one, or all in one set where it takes them together."""
        if not subject.services:
            return [()]
        if subject.aggregate:
            return [tuple(subject.services)]
        return [(service,) for service in subject.services]

    def _compared(self, subject: Subject, along: str, services: tuple[str, ...]) -> dict[str, ClaimEstimate]:
        """Return level -> estimate; of a variable of the codebook, with everyone last."""
        if along == "answer":
            return self.ranked_answers(subject, services)
        if along == "measure":
            return {
                measure: self.estimate(subject.of_measure(measure), services) for measure in subject.measures
            }
        levels = self.levels(subject, along, services) if along else {}
        return {**levels, EVERYONE: self.estimate(subject, services)}

    def _part(self, subject: Subject, service: str, within: dict[str, str]) -> Part:
        question, answers, base = self._counted(subject)
        key = (question, *answers, base, service)
        if key not in self._known:
            self._known[key] = membership(self.codebook, self.respondents, question, answers, base, service)
        outcome, domain = self._known[key]
        for variable, level in within.items():
            domain = domain & self.respondents[variable].eq(level).to_numpy()
        return outcome & domain, domain

    def _counted(self, subject: Subject) -> tuple[str, list[str], str]:
        """Return question, answers that count, base."""
        if subject.measure:
            measure = self.codebook.measures[subject.measure]
            return measure.question, measure.answers, subject.base or measure.base
        return subject.question, [subject.answer], subject.base or EVERYONE
