"""Every question, measure and number by groups, gathered from the tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipeline.publishing.crossing import Cell, Crossing, Subject
from pipeline.publishing.wording import Wording
from pipeline.topics import EVERYONE, PLACE, levels_in_base, services

_TESTED = ["question", "service", "base", "breakdown"]
_NONE = float("nan")


@dataclass(frozen=True)
class Crossings:
    """Every crossing of the tables.

    Attributes
    ----------
    wording : labels; its edition holds estimates and contrasts.
    """

    wording: Wording
    tests: pd.DataFrame
    pairs: pd.DataFrame
    means: pd.DataFrame

    @cached_property
    def subjects(self) -> dict[str, Subject]:
        """Measures, closed questions and numbers that the tables hold, by id."""
        wording, book = self.wording, self.wording.codebook
        text = wording.edition.text
        found = {
            one.id: Subject(
                one.id, "measure", one.question, text(one.label), [one.base], services(book, one.question)
            )
            for one in book.measure
        }
        estimates = wording.edition.estimates
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
        return [one.variable for one in self.wording.codebook.breakdown]

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
            if any(cell.group != EVERYONE for cell in cells):
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
        return _by(self.wording.edition.estimates, PLACE)

    @cached_property
    def _contrasts(self) -> dict[tuple, dict]:
        return _by(self.wording.edition.contrasts, PLACE)

    @cached_property
    def _means(self) -> dict[tuple, dict]:
        return _by(self.means, [*_TESTED, "group"])

    @cached_property
    def _tests(self) -> dict[tuple, dict]:
        return _by(self.tests, _TESTED)

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
