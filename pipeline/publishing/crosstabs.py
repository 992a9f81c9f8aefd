"""Crossings: every measure, question and number by groups, or those that a reader asks for by ids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from rapidfuzz import fuzz, process

from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.errors.faults import Fault
from pipeline.figures.context import Context
from pipeline.responses.spelling import folded
from pipeline.tables.estimands import levels_in_base, services

_NONE = float("nan")


@dataclass(frozen=True)
class CrossedSubject:
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

    subject: CrossedSubject
    service: str
    base: str
    breakdown: str
    cells: list[Cell]
    test: dict | None = None
    pairs: list[dict] = field(default_factory=list)


@dataclass(frozen=True)
class Crossings:
    """Every crossing that the tables of a wave hold."""

    context: Context

    @cached_property
    def subjects(self) -> dict[str, CrossedSubject]:
        """Return measures, closed questions and numbers that the tables hold, by id."""
        context, codebook = self.context, self.context.codebook
        subjects = {
            measure.id: CrossedSubject(
                id=measure.id,
                kind="measure",
                question=measure.question,
                label=context.text(measure.label),
                bases=[measure.base],
                services=services(codebook, measure.question),
            )
            for measure in codebook.measure
        }
        estimates, means = context.tables["estimates"], context.tables["means"]
        closed = estimates.loc[estimates["kind"] == "level", "question"].unique()
        kinds = [(question, "question") for question in closed]
        kinds += [(question, "number") for question in means["question"].unique()]
        for question, kind in kinds:
            bases = getattr(codebook.by_id[question], "bases", [EVERYONE])
            subject = CrossedSubject(
                id=question,
                kind=kind,
                question=question,
                label=context.variable_label(question),
                bases=bases if kind == "question" else [EVERYONE],
                services=services(codebook, question),
            )
            subjects.setdefault(question, subject)
        return subjects

    @cached_property
    def family_sizes(self) -> dict[str, int]:
        """Return how many tests of each family were done: p is adjusted over them."""
        tests = self.context.tables["tests"]
        return tests.loc[tests["p"].notna(), "family"].value_counts().to_dict()

    def every(self) -> Iterator[Crossing]:
        """Yield every crossing, in the order of subjects."""
        for subject in self.subjects.values():
            for breakdown in self.context.breakdowns:
                yield from self.of(subject, breakdown)

    def of(self, subject: CrossedSubject, breakdown: str) -> Iterator[Crossing]:
        """Yield the crossings of one subject, base by base and service by service."""
        for base in subject.bases:
            for service in subject.services:
                cells = self._cells(subject, service, base, breakdown)
                # A variable is not tabulated by itself: everyone's share alone would show nothing there.
                if breakdown == EVERYONE or any(cell.group != EVERYONE for cell in cells):
                    key = {"service": service, "base": base, "breakdown": breakdown}
                    test = self.context.row("tests", question=subject.question, **key)
                    pairs = self._pairs.get((*_topic(subject).values(), *key.values()), [])
                    yield Crossing(subject, service, base, breakdown, cells, test, pairs)

    def _cells(self, subject: CrossedSubject, service: str, base: str, breakdown: str) -> list[Cell]:
        context = self.context
        groups = [(EVERYONE, EVERYONE), *((breakdown, group) for group in context.groups(breakdown))]
        if subject.kind == "number":
            about = {"question": subject.question, "service": service, "base": base}
            rows = [context.row("means", **about, breakdown=by, group=group) for by, group in groups]
            return [_cell_of_mean(row) for row in rows if row]
        levels = [level.id for level in levels_in_base(context.codebook, subject.question, base)]
        cells = []
        for answer in [""] if subject.kind == "measure" else levels:
            for by, group in groups:
                key = _topic(subject) | {"service": service, "answer": answer, "base": base}
                key |= {"breakdown": by, "group": group}
                if row := context.row("estimates", **key):
                    cells.append(_cell_of_share(row, context.row("contrasts", **key)))
        return cells

    @cached_property
    def _pairs(self) -> dict[tuple, list[dict]]:
        names = ("kind", "measure", "question", "service", "base", "breakdown")
        pairs: dict[tuple, list[dict]] = {}
        # Rows first: pandas takes longer over many small groups than over one large table.
        for row in self.context.tables["pairs"].to_dict("records"):
            pairs.setdefault(tuple(row[name] for name in names), []).append(row)
        return pairs


def _topic(subject: CrossedSubject) -> dict[str, str]:
    """Return the first columns of a key of the estimates."""
    if subject.kind == "measure":
        return {"kind": "measure", "measure": subject.id, "question": subject.question}
    return {"kind": "level", "measure": "", "question": subject.question}


def _cell_of_share(row: dict, contrast: dict | None) -> Cell:
    against_rest = contrast or {}
    return Cell(
        answer=row["answer"],
        group=row["group"],
        value=row["share"],
        low=row["ci_low"],
        high=row["ci_high"],
        n=row["n"],
        n_effective=row["n_effective"],
        letters=row["letters"],
        status=row["status"] or row["precision"],
        **{name: against_rest.get(name, _NONE) for name in ("difference", "p", "p_adjusted")},
    )


def _cell_of_mean(row: dict) -> Cell:
    return Cell(
        answer="",
        group=row["group"],
        value=row["mean"],
        low=row["ci_low"],
        high=row["ci_high"],
        n=row["n"],
        n_effective=_NONE,
        letters="",
        status=row["status"],
    )


NEAREST = 3


@dataclass(frozen=True)
class Request:
    """Ids as a reader typed them; "" for what was not given."""

    subject: str
    breakdown: str
    service: str = ""
    base: str = ""


def requested(crossings: Crossings, request: Request) -> tuple[list[Crossing], list[Fault]]:
    """Return the crossings asked for, or every fault of the request."""
    context = crossings.context
    subjects = {subject.id: subject.label for subject in crossings.subjects.values()}
    breakdowns = {
        breakdown: context.breakdown_label(breakdown)
        if breakdown == EVERYONE
        else context.variable_label(breakdown)
        for breakdown in context.breakdowns
    }
    faults = [
        *_missing_or_unknown("table_asked", request.subject, subjects),
        *_missing_or_unknown("table_breakdown", request.breakdown, breakdowns),
    ]
    if request.subject in subjects:
        faults += _faults_of_service_and_base(context, crossings.subjects[request.subject], request)
    if faults:
        return [], faults
    matched = [
        crossing
        for crossing in crossings.of(crossings.subjects[request.subject], request.breakdown)
        if request.service in ("", crossing.service) and request.base in ("", crossing.base)
    ]
    return matched, [] if matched else [Fault("table_nothing", value=request.subject, column="BY")]


def _faults_of_service_and_base(context: Context, subject: CrossedSubject, request: Request) -> list[Fault]:
    """Return faults of a request for a subject that exists."""
    faults = []
    labels = {service: context.service_label(service) for service in subject.services if service}
    if request.service and not labels:
        faults.append(Fault("table_no_service", value=subject.id))
    elif request.service:
        faults += _missing_or_unknown("table_service", request.service, labels)
    if request.base:
        bases = {base: context.base_label(base) for base in subject.bases}
        faults += _missing_or_unknown("table_base", request.base, bases)
    return faults


def _missing_or_unknown(code: str, typed: str, labels: dict[str, str]) -> list[Fault]:
    """Return the fault of an id that is not among those that have a label."""
    if typed in labels:
        return []
    if not typed:
        widest = max(map(len, labels))
        listed = "".join(f"\n    {name:<{widest}}  {label}" for name, label in labels.items())
        return [Fault(f"{code}_missing", values={"candidates": listed})]
    return [Fault(code, value=typed, values={"candidates": ", ".join(_nearest(typed, labels))})]


def _nearest(typed: str, labels: dict[str, str]) -> list[str]:
    """Return the ids whose id or label is most like what was typed, with their labels."""
    texts = {(name, "id"): name for name in labels}
    texts |= {(name, "label"): label for name, label in labels.items()}
    scored = process.extract(typed, texts, scorer=fuzz.WRatio, processor=folded, limit=None)
    nearest = dict.fromkeys(name for _, _, (name, _) in scored)
    return [f"{name} ({labels[name]})" for name in list(nearest)[:NEAREST]]
