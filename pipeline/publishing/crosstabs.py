"""Every question, measure and number by groups, gathered from the tables.

A subject by a breakdown: what can be broken down, its cells, its test and its pairs of groups.

What was asked for by its ids, found among what there is; or what is not there, with what is nearest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import pandas as pd
from rapidfuzz import fuzz, process

from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.errors.faults import Fault
from pipeline.publishing.context import Wording
from pipeline.responses.spelling import folded
from pipeline.tables.estimands import levels_in_base, services
from pipeline.tables.keys import SHARE_KEYS, TEST_KEYS

_NONE = float("nan")


@dataclass(frozen=True)
class Subject:
    """What can be broken down.

    Attributes
    ----------
    bases : who may be counted; the first is the default.
    services : what it was asked about; [""] for nothing in particular.
    """

    id: str
    kind: Literal["measure", "question", "number"]
    question: str
    label: str
    bases: list[str]
    services: list[str]


@dataclass(frozen=True)
class Cell:
    """One share (or mean) of one group; NaN where there is none.

    Attributes
    ----------
    difference, p, p_adjusted : the group against the rest.
    status : "", "imprecise", "fragile" or "withheld"; a withheld cell holds no number.
    """

    answer: str
    group: str
    value: float
    low: float
    high: float
    n: float
    n_effective: float
    letters: str
    status: str
    difference: float = _NONE
    p: float = _NONE
    p_adjusted: float = _NONE


@dataclass(frozen=True)
class Crossing:
    """A subject by a breakdown, about one service, among one base.

    Attributes
    ----------
    cells : answer by answer, everyone first, then each group.
    test : row of the tests on all answers to the question; None where there is none.
    pairs : rows of groups compared two by two.
    """

    subject: Subject
    service: str
    base: str
    breakdown: str
    cells: list[Cell]
    test: dict | None = None
    pairs: list[dict] = field(default_factory=list)


@dataclass(frozen=True)
class Crossings:
    """Every crossing of the tables.

    Attributes
    ----------
    wording : labels; its context holds estimates and contrasts.
    """

    wording: Wording
    tests: pd.DataFrame
    pairs: pd.DataFrame
    means: pd.DataFrame

    @cached_property
    def subjects(self) -> dict[str, Subject]:
        """Measures, closed questions and numbers that the tables hold, by id."""
        wording, book = self.wording, self.wording.codebook
        text = wording.context.text
        found = {
            one.id: Subject(
                one.id, "measure", one.question, text(one.label), [one.base], services(book, one.question)
            )
            for one in book.measure
        }
        estimates = wording.context.estimates
        closed = estimates.loc[estimates["kind"] == "level", "question"].unique()
        kinds = [(name, "question") for name in closed] + [
            (q, "number") for q in self.means["question"].unique()
        ]
        for name, kind in kinds:
            bases = getattr(book.by_id[name], "bases", [EVERYONE]) if kind == "question" else [EVERYONE]
            found.setdefault(
                name, Subject(name, kind, name, wording.variable(name), bases, services(book, name))
            )
        return found

    @property
    def breakdowns(self) -> list[str]:
        return self.wording.breakdowns

    @cached_property
    def family_sizes(self) -> dict[str, int]:
        """How many tests of each family were done: p is adjusted over them."""
        return self.tests.loc[self.tests["p"].notna(), "family"].value_counts().to_dict()

    def every(self) -> Iterator[Crossing]:
        """Every crossing that the tables hold, in the order of subjects."""
        for subject in self.subjects.values():
            for breakdown in self.breakdowns:
                yield from self.of(subject, breakdown)

    def of(self, subject: Subject, breakdown: str) -> Iterator[Crossing]:
        """The crossings of one subject, base by base and service by service."""
        places = [(service, base) for base in subject.bases for service in subject.services]
        for service, base in places:
            cells = self._cells(subject, service, base, breakdown)
            # A variable is not tabulated by itself: everyone's share alone would show nothing there.
            if breakdown == EVERYONE or any(cell.group != EVERYONE for cell in cells):
                place = (subject.question, service, base, breakdown)
                pairs = self._pairs.get((*_topic(subject, service, base), breakdown), [])
                yield Crossing(subject, service, base, breakdown, cells, self._tests.get(place), pairs)

    def _cells(self, subject: Subject, service: str, base: str, breakdown: str) -> list[Cell]:
        groups = [(EVERYONE, EVERYONE), *((breakdown, group) for group in self.wording.groups(breakdown))]
        if subject.kind == "number":
            rows = [self._means.get((subject.question, service, base, *group)) for group in groups]
            return [_mean(row) for row in rows if row]
        kind, measure, question, *_ = _topic(subject, service, base)
        levels = levels_in_base(self.wording.codebook, question, base)
        places = [
            (kind, measure, question, service, answer, base, *group)
            for answer in ([""] if measure else [level.id for level in levels])
            for group in groups
        ]
        return [_share(self._estimates[p], self._contrasts.get(p)) for p in places if p in self._estimates]

    @cached_property
    def _estimates(self) -> dict[tuple, dict]:
        return _by(self.wording.context.estimates, SHARE_KEYS)

    @cached_property
    def _contrasts(self) -> dict[tuple, dict]:
        return _by(self.wording.context.contrasts, SHARE_KEYS)

    @cached_property
    def _means(self) -> dict[tuple, dict]:
        return _by(self.means, [*TEST_KEYS, "group"])

    @cached_property
    def _tests(self) -> dict[tuple, dict]:
        return _by(self.tests, TEST_KEYS)

    @cached_property
    def _pairs(self) -> dict[tuple, list[dict]]:
        keys = ["kind", "measure", "question", "service", "base", "breakdown"]
        return {place: rows.to_dict("records") for place, rows in self.pairs.groupby(keys, sort=False)}


def _topic(subject: Subject, service: str, base: str) -> tuple[str, ...]:
    measure = subject.id if subject.kind == "measure" else ""
    return "measure" if measure else "level", measure, subject.question, service, base


def _share(row: dict, contrast: dict | None) -> Cell:
    against = contrast or {}
    compared = (against.get(name, _NONE) for name in ("difference", "p", "p_adjusted"))
    numbers = (row[name] for name in ("share", "ci_low", "ci_high", "n", "n_effective"))
    return Cell(
        row["answer"], row["group"], *numbers, row["letters"], row["status"] or row["precision"], *compared
    )


def _mean(row: dict) -> Cell:
    numbers = (row[name] for name in ("mean", "ci_low", "ci_high", "n"))
    return Cell("", row["group"], *numbers, _NONE, "", row["status"])


def _by(table: pd.DataFrame, keys: list[str]) -> dict[tuple, dict]:
    """Rows of a table by what identifies them."""
    return {tuple(row[name] for name in keys): row for row in table.to_dict("records")}


NEAREST = 3


@dataclass(frozen=True)
class Asked:
    """Ids as typed; "" for what was not given."""

    subject: str
    breakdown: str
    service: str = ""
    base: str = ""


def asked(crossings: Crossings, wanted: Asked) -> tuple[list[Crossing], list[Fault]]:
    """The crossings asked for, or every fault of the request."""
    wording = crossings.wording
    subjects = {one.id: one.label for one in crossings.subjects.values()}
    breakdowns = {
        one: wording.breakdown(one) if one == EVERYONE else wording.variable(one)
        for one in crossings.breakdowns
    }
    faults = [
        *_missing_or_unknown("table_asked", wanted.subject, subjects),
        *_missing_or_unknown("table_breakdown", wanted.breakdown, breakdowns),
    ]
    if wanted.subject in subjects:
        faults += _narrowed(crossings, crossings.subjects[wanted.subject], wanted)
    if faults:
        return [], faults
    found = [
        one
        for one in crossings.of(crossings.subjects[wanted.subject], wanted.breakdown)
        if wanted.service in ("", one.service) and wanted.base in ("", one.base)
    ]
    return found, [] if found else [Fault("table_nothing", value=wanted.subject, column="BY")]


def _narrowed(crossings: Crossings, subject: Subject, wanted: Asked) -> list[Fault]:
    """Faults of the service and the base, for a subject that exists."""
    wording, faults = crossings.wording, []
    services = {one: wording.service(one) for one in subject.services if one}
    if wanted.service and not services:
        faults.append(Fault("table_no_service", value=subject.id))
    elif wanted.service:
        faults += _missing_or_unknown("table_service", wanted.service, services)
    if wanted.base:
        faults += _missing_or_unknown(
            "table_base", wanted.base, {one: wording.base(one) for one in subject.bases}
        )
    return faults


def _missing_or_unknown(code: str, given: str, known: dict[str, str]) -> list[Fault]:
    if given in known:
        return []
    if not given:
        widest = max(map(len, known))
        listed = "".join(f"\n    {one:<{widest}}  {label}" for one, label in known.items())
        return [Fault(f"{code}_missing", values={"candidates": listed})]
    return [Fault(code, value=given, values={"candidates": ", ".join(_nearest(given, known))})]


def _nearest(given: str, known: dict[str, str]) -> list[str]:
    """The ids whose id or label is most like what was typed, with their labels."""
    texts = {**{(one, "id"): one for one in known}, **{(one, "label"): label for one, label in known.items()}}
    scored = process.extract(given, texts, scorer=fuzz.WRatio, processor=folded, limit=None)
    ids = dict.fromkeys(one for _, _, (one, _) in scored)
    return [f"{one} ({known[one]})" for one in list(ids)[:NEAREST]]
