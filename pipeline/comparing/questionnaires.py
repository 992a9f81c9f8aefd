"""Which parts of two questionnaires may be compared: what broke, and what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from pipeline.codebook.model import (
    AgeOf,
    Bands,
    Base,
    Codebook,
    CommuneGroups,
    Cross,
    Derived,
    Measure,
    Question,
    Service,
    Table,
)
from pipeline.comparing import wording
from pipeline.comparing.change import BREAKS, DECLARED, Change, one_sided, paired
from pipeline.topics import EVERYONE, POOLED

COLUMNS = ["table", "id", "change", "aspect", "before_fr", "before_en", "after_fr", "after_en", "effect"]


@dataclass(frozen=True)
class Questionnaires:
    """The codebooks of an earlier wave and of a later one.

    A question is comparable when neither its wording, its answers nor who was asked has changed, or when
    the new codebook declares it equivalent; a base, a measure or a derived variable, when it is defined
    alike on questions that are comparable. What only one wave has is not.
    """

    old: Codebook
    new: Codebook

    @cached_property
    def changes(self) -> list[Change]:
        """Every difference, in the order of the new codebook."""
        old, new = self.old, self.new
        tables = [("question", old.question, new.question), ("service", old.service, new.service)]
        tables += [("derived", old.derived, new.derived), ("base", old.base, new.base)]
        found = []
        for table, before, after in [*tables, ("measure", old.measure, new.measure)]:
            for pair in paired(before, after):
                found += one_sided(table, pair) if None in pair else self._of(*pair)
        return found

    def variable(self, name: str) -> bool:
        """Whether a question or derived variable is comparable."""
        old, new = self.old.by_id.get(name), self.new.by_id.get(name)
        if old is None or new is None or type(old) is not type(new) or name in self._broken["variable"]:
            return False
        return all(self.variable(one) for one in _made_of(new))

    def service(self, name: str) -> bool:
        """Whether a service is comparable; all services together, when each of them is."""
        known = name in self.old.services and name in self.new.services
        return name == "" or (known and name not in self._broken["service"])

    def pooled(self, question: str) -> bool:
        """Whether a battery is about the same services, all of them comparable."""
        asked = [[one.id for one in book.services_of(question)] for book in (self.old, self.new)]
        return set(asked[0]) == set(asked[1]) and all(self.service(one) for one in asked[1])

    def base(self, name: str) -> bool:
        """Whether the same people are counted: the same answers to a comparable question."""
        if name not in self.old.bases or name not in self.new.bases:
            return False
        old, new = self.old.bases[name].where, self.new.bases[name].where
        if old is None or new is None:
            return old is new
        if old.question != new.question or not self.variable(new.question):
            return False
        return set(old.answers) == set(new.answers) or self._declared(new.question)

    def measure(self, name: str) -> bool:
        """Whether the same answers to a comparable question are counted among a comparable base."""
        old, new = self.old.measures.get(name), self.new.measures.get(name)
        if old is None or new is None or (old.question, old.base) != (new.question, new.base):
            return False
        if not (self.variable(new.question) and self.base(new.base)):
            return False
        return set(old.answers) == set(new.answers) or self._declared(new.question)

    def levels(self, variable: str) -> list[str]:
        """Levels of a variable that both waves have, in the order of the new one."""
        before = {level.id for level in self.old.levels(variable)} if variable in self.old.by_id else set()
        return [level.id for level in self.new.levels(variable) if level.id in before]

    def share(self, row: object) -> bool:
        """Whether a row of the estimates, which both waves have, is comparable."""
        about = self.pooled(row.question) if row.service == POOLED else self.service(row.service)
        by = row.breakdown == EVERYONE or self.variable(row.breakdown)
        counted = self.measure(row.measure) if row.measure else self.variable(row.question)
        return about and by and counted and self.base(row.base)

    @property
    def related(self) -> bool:
        """Whether anything at all can be compared."""
        return any(self.variable(one.id) for one in self.new.question if one.closed)

    def table(self) -> pd.DataFrame:
        """One row a change, labels in both languages."""
        return pd.DataFrame([_row(one) for one in self.changes], columns=COLUMNS).fillna("")

    def _of(self, old: Table, new: Table) -> list[Change]:
        """The changes of one thing that both codebooks have, with what they do to the comparison."""
        tell = _TOLD.get(type(new))
        if type(old) is not type(new):
            found = [wording.of_kind(old, new)]
        else:
            found = list(tell(old, new)) if tell else []
        if self._declared_itself(new):
            found = [replace(one, effect=DECLARED) if one.effect == BREAKS else one for one in found]
        return found

    def _declared_itself(self, one: Table) -> bool:
        """Whether it, or the question that it counts, is declared equivalent to the earlier wave."""
        if isinstance(one, Base):
            return one.where is not None and self._declared(one.where.question)
        if isinstance(one, Measure):
            return self._declared(one.question)
        return self.old.survey.id in getattr(one, "equivalent", [])

    def _declared(self, variable: str) -> bool:
        return self.old.survey.id in getattr(self.new.by_id[variable], "equivalent", [])

    @cached_property
    def _broken(self) -> dict[str, set[str]]:
        """Ids across whose change nothing is compared, by table; answers and groups under their variable."""
        found: dict[str, set[str]] = {"service": set(), "variable": set()}
        for one in self.changes:
            if one.effect == BREAKS and one.table not in ("base", "measure"):
                found["service" if one.table == "service" else "variable"].add(one.id.split(".")[0])
        return found


def _row(one: Change) -> list[str | None]:
    labels = [getattr(text, language, None) for text in (one.before, one.after) for language in ("fr", "en")]
    return [one.table, one.id, one.change, one.aspect, *labels, one.effect]


def _made_of(variable: Question | Derived) -> list[str]:
    """The variables that another one is derived from."""
    if isinstance(variable, AgeOf):
        return [name for name in (variable.age, variable.birth_year) if name]
    if isinstance(variable, Cross):
        return list(variable.of)
    return [] if isinstance(variable, Question) else [variable.of]


_TOLD = {
    Question: wording.of_question,
    Service: wording.of_service,
    Bands: wording.of_bands,
    CommuneGroups: wording.of_commune_groups,
    Base: wording.of_base,
    Measure: wording.of_measure,
}
