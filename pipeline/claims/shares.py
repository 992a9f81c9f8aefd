"""The shares that an assertion is about, as sets of people: who counts, and who among them.

Which shares the tables of the wave withhold, so that no claim tells them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import pandas as pd

from pipeline.claims.model import Along, ProfileDiffers, Ranked, Register, Share, Subject
from pipeline.codebook.domains import membership
from pipeline.codebook.model import Codebook
from pipeline.tables.disclosure_control import WITHHELD
from pipeline.tables.estimands import EVERYONE, POOLED

_DENOMINATOR = ["question", "service", "base", "breakdown", "group"]


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
        """Whether a share is one of them, or of one of their groups."""
        inside = domain.tobytes()
        return inside in self.domains or ((outcome & domain).tobytes(), inside) in self.shares


def withheld_shares(codebook: Codebook, respondents: pd.DataFrame, estimates: pd.DataFrame) -> WithheldShares:
    """The shares that `estimates` withholds, one service at a time."""
    alone = estimates[estimates["service"] != POOLED]
    whole = alone["status"].eq(WITHHELD).groupby([alone[name] for name in _DENOMINATOR]).transform("all")
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
LEVELS_BELOW = "below"


@dataclass(frozen=True)
class Estimate:
    """The mean of one or more shares.

    Attributes
    ----------
    parts : (outcome, domain) of each share, booleans of shape (respondents,); several for the mean
        over services.
    """

    parts: tuple[Part, ...]

    def share(self, weight: np.ndarray) -> float:
        """The estimate, a fraction; NaN when nobody counts in one of its parts."""
        return float(np.mean([weighted_share(weight, *part) for part in self.parts]))

    @property
    def n(self) -> int:
        """Respondents who count in the smallest of its parts."""
        return min(int(domain.sum()) for _, domain in self.parts)


@dataclass(frozen=True)
class Case:
    """One comparison that an assertion makes: about one service, several together, or none.

    Attributes
    ----------
    services : the services it is about, empty when the question is about none or all are compared.
    estimates : level -> estimate, in the order of the codebook.
    """

    services: tuple[str, ...]
    estimates: dict[str, Estimate]


@dataclass(frozen=True)
class Answers:
    """What assertions are evaluated on: answers, what they mean, and which shares are not told."""

    codebook: Codebook
    register: Register
    respondents: pd.DataFrame
    withheld: WithheldShares = field(default_factory=WithheldShares)
    _known: dict[tuple, Part] = field(default_factory=dict, repr=False, compare=False)

    def cases(self, one: Share | Along | Ranked) -> Iterator[Case]:
        """Every comparison of an assertion; it holds when it holds in all of them."""
        along = getattr(one, "along", "answer" if isinstance(one, Ranked) else "")
        if isinstance(one, ProfileDiffers) and one.question:
            yield from self._profiles(one)
        elif along == "service":
            yield Case((), self._pooled(one, {s: self.estimate(one, (s,)) for s in self._services(one)}))
        else:
            for services in self._together(one):
                yield Case(services, self._pooled(one, self._levels(one, along, services)))

    def estimate(self, subject: Subject, services: tuple[str, ...], **within: str) -> Estimate:
        """The share of a subject, for services together when there are several."""
        parts = tuple(
            self._part(subject, service, {**subject.within, **within}) for service in services or ("",)
        )
        if subject.aggregate == "joint":
            parts = (tuple(np.logical_and.reduce(both) for both in zip(*parts, strict=True)),)
        return Estimate(parts)

    def count(self, within: dict[str, str]) -> Estimate:
        """All respondents of a group, as the base of an estimate."""
        counted = np.ones(len(self.respondents), dtype=bool)
        for variable, level in within.items():
            counted &= self.respondents[variable].eq(level).to_numpy()
        return Estimate(((counted, counted),))

    def levels(self, subject: Subject, along: str, services: tuple[str, ...]) -> dict[str, Estimate]:
        """Level -> estimate along a variable of the codebook."""
        return {
            level.id: self.estimate(subject, services, **{along: level.id})
            for level in self.codebook.levels(along)
        }

    def _levels(
        self, one: Share | Along | Ranked, along: str, services: tuple[str, ...]
    ) -> dict[str, Estimate]:
        if along == "answer":
            competing = self.register.ranked[one.question]
            return {
                answer: self.estimate(one.model_copy(update={"answer": answer}), services)
                for answer in competing
            }
        if along == "measure":
            return {
                name: self.estimate(one.model_copy(update={"measure": name, "measures": None}), services)
                for name in one.measures
            }
        everyone = {"all": self.estimate(one, services)}
        return everyone if not along else {**self.levels(one, along, services), **everyone}

    def _profiles(self, one: ProfileDiffers) -> Iterator[Case]:
        """The ranked answers of each service, or of each group."""
        if one.along == "service":
            for service in self._services(one):
                yield Case((service,), self._levels(one, "answer", (service,)))
            return
        for services, level in product(self._together(one), self.codebook.levels(one.along)):
            inside = one.model_copy(update={"within": {**one.within, one.along: level.id}})
            yield Case(services, self._levels(inside, "answer", services))

    def _pooled(self, one: Share | Along | Ranked, levels: dict[str, Estimate]) -> dict[str, Estimate]:
        """The levels, and those of `below` taken together when the assertion pools them."""
        if getattr(one, "pairs", "all") != "pooled":
            return levels
        together = [levels[level].parts for level in one.below]
        if one.along in ("service", "measure"):
            return {**levels, LEVELS_BELOW: Estimate(tuple(part for parts in together for part in parts))}
        merged = [
            tuple(np.logical_or.reduce(sets) for sets in zip(*same, strict=True))
            for same in zip(*together, strict=True)
        ]
        return {**levels, LEVELS_BELOW: Estimate(tuple(merged))}

    def _services(self, one: Subject) -> list[str]:
        """The services named, else all that the question is about."""
        question = one.question or self.codebook.measures[one.measure].question
        return one.services or [service.id for service in self.codebook.services_of(question)]

    def _together(self, one: Subject) -> list[tuple[str, ...]]:
        if not one.services:
            return [()]
        return [tuple(one.services)] if one.aggregate else [(service,) for service in one.services]

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
        """Question, answers that count, base."""
        if subject.measure:
            measure = self.codebook.measures[subject.measure]
            return measure.question, measure.answers, subject.base or measure.base
        return subject.question, [subject.answer], subject.base or "all"


def weighted_share(weight: np.ndarray, outcome: np.ndarray, domain: np.ndarray) -> float:
    """Weight of outcome and domain over the weight of the domain; NaN for an empty domain."""
    whole = weight[domain].sum()
    return float(weight[outcome & domain].sum() / whole) if whole > 0 else float("nan")
