"""Which parts of two questionnaires may be compared: what broke, and what hangs on it.

What two codebooks say differently: the changes of one question, service or derived variable.

One difference between two codebooks, and what has the same id in both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import pandas as pd

from pipeline.codebook.model import (
    AgeOf,
    Answer,
    Bands,
    Base,
    Codebook,
    CodebookTable,
    CommuneGroups,
    Cross,
    Derived,
    Measure,
    Question,
    Service,
    Text,
)
from pipeline.codebook.reserved_ids import ALL_SERVICES, EVERYONE

ADDED, DROPPED, REWORDED, RECODED, REDEFINED = "added", "dropped", "reworded", "recoded", "redefined"
# What a change does to the comparison: nothing is tested across it; nothing, as the codebook declares;
# nothing; there is nothing to compare with.
BREAKS, DECLARED, HARMLESS, ALONE = "breaks", "declared", "harmless", "alone"


@dataclass(frozen=True)
class Change:
    """One difference between two codebooks.

    Attributes
    ----------
    table : "question", "answer", "service", "derived", "group", "base" or "measure".
    id : of what changed; an answer or a group comes after its question and a point.
    change : "added", "dropped", "reworded", "recoded" (its code in the export) or "redefined".
    aspect : what of it: "label", "kind", "codes", "limits", "applicable", "asked", "column", "classes",
        "answers", "base"; "" for what was added or dropped.
    before, after : what it was and what it is.
    effect : "breaks", "declared" (equivalent), "harmless" or "alone" (in one wave only).
    """

    table: str
    id: str
    change: str
    aspect: str = ""
    before: Text | None = None
    after: Text | None = None
    effect: str = HARMLESS


class Named(Protocol):
    id: str


def paired(old: Sequence[Named], new: Sequence[Named]) -> Iterator[tuple[Named | None, Named | None]]:
    """What has the same id in both, in the order of the new ones; then what only the old ones have."""
    before, after = {one.id: one for one in old}, {one.id: one for one in new}
    yield from ((before.get(name), one) for name, one in after.items())
    yield from ((one, None) for name, one in before.items() if name not in after)


def one_sided(table: str, pair: tuple[Named | None, Named | None], prefix: str = "") -> Iterator[Change]:
    """What is in one codebook only; nothing when it is in both.

    An answer or a group, under the `prefix` of its variable, breaks the comparison of all of it.
    """
    for one, change, place in zip(pair, (DROPPED, ADDED), ("before", "after"), strict=True):
        other = pair[1] if change == DROPPED else pair[0]
        if other is None and one is not None:
            text = one if isinstance(one, Text) else one.label
            label = {place: Text(fr=text.fr, en=text.en)}
            yield Change(table, prefix + one.id, change, effect=BREAKS if prefix else ALONE, **label)


def of_question(old: Question, new: Question) -> Iterator[Change]:
    """Wording, kind, who was asked and answers."""
    yield from _reworded("question", new.id, old.label, new.label)
    yield from _redefined("question", new.id, "kind", old.kind, new.kind)
    yield from _redefined("question", new.id, "asked", old.asked or "", new.asked or "")
    for pair in paired(old.answers, new.answers):
        yield from one_sided("answer", pair, prefix=f"{new.id}.")
        if None not in pair:
            yield from _of_answer(f"{new.id}.{pair[1].id}", *pair)


def of_service(old: Service, new: Service) -> Iterator[Change]:
    """Its name, its code in the export, and the questions that are asked about it."""
    yield from _reworded("service", new.id, old.label, new.label)
    if old.code != new.code:
        yield Change("service", new.id, RECODED, "codes", _value(old.code), _value(new.code))
    before, after = (_value(_listed(one.asked_in or [])) for one in (old, new))
    if before != after:
        yield Change("service", new.id, REDEFINED, "asked", before, after, ALONE)


def of_bands(old: Bands, new: Bands) -> Iterator[Change]:
    """Limits of bands: their labels are names, nobody was asked them."""
    yield from _redefined("derived", new.id, "column", old.of, new.of)
    for pair in paired(old.bands, new.bands):
        yield from one_sided("group", pair, prefix=f"{new.id}.")
        if None not in pair:
            yield from _redefined("group", f"{new.id}.{pair[1].id}", "limits", *map(_limits, pair))


def of_commune_groups(old: CommuneGroups, new: CommuneGroups) -> Iterator[Change]:
    """The rule from communes to groups."""
    yield from _redefined("derived", new.id, "column", old.column, new.column)
    for pair in paired(old.groups, new.groups):
        yield from one_sided("group", pair, prefix=f"{new.id}.")
        if None not in pair:
            classes = (_listed(one.classes) for one in pair)
            yield from _redefined("group", f"{new.id}.{pair[1].id}", "classes", *classes)


def of_base(old: Base, new: Base) -> Iterator[Change]:
    """Who is counted."""
    rules = ["" if b.where is None else f"{b.where.question}: {_listed(b.where.answers)}" for b in (old, new)]
    yield from _redefined("base", new.id, "answers", *rules)


def of_measure(old: Measure, new: Measure) -> Iterator[Change]:
    """What is counted, and among whom."""
    counted = (f"{one.question}: {_listed(one.answers)}" for one in (old, new))
    yield from _redefined("measure", new.id, "answers", *counted)
    yield from _redefined("measure", new.id, "base", old.base, new.base)


def of_kind(old: CodebookTable, new: CodebookTable) -> Change:
    """A derived variable that is now made in another way."""
    return Change("derived", new.id, REDEFINED, "kind", _value(old.kind), _value(new.kind), BREAKS)


def same_words(old: Text, new: Text) -> bool:
    """Whether two labels say the same in every language that both have, typography and case apart."""
    pairs = [(getattr(old, language), getattr(new, language)) for language in ("fr", "en")]
    told = [(_plain(a), _plain(b)) for a, b in pairs if a and b]
    return bool(told) and all(a == b for a, b in told)


def _of_answer(name: str, old: Answer, new: Answer) -> Iterator[Change]:
    yield from _reworded("answer", name, old, new)
    yield from _redefined("answer", name, "limits", _limits(old), _limits(new))
    yield from _redefined("answer", name, "applicable", str(old.applicable), str(new.applicable))
    before, after = (_value(_listed(one.codes)) for one in (old, new))
    if before != after:
        yield Change("answer", name, RECODED, "codes", before, after)


def _reworded(table: str, name: str, old: Text, new: Text) -> Iterator[Change]:
    if not same_words(old, new):
        before, after = (Text(fr=one.fr, en=one.en) for one in (old, new))
        yield Change(table, name, REWORDED, "label", before, after, BREAKS)


def _redefined(table: str, name: str, aspect: str, old: str, new: str) -> Iterator[Change]:
    if old != new:
        yield Change(table, name, REDEFINED, aspect, _value(old), _value(new), BREAKS)


def _value(value: str) -> Text:
    """What is no label reads alike in both languages."""
    return Text(fr=value, en=value)


def _limits(one: Answer) -> str:
    """ "20-30"; an open end is left out."""
    ends = ("" if end is None else f"{end:g}" for end in (one.start, one.end))
    return "" if one.start is None and one.end is None else "-".join(ends)


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(sorted(ids))


def _plain(text: str) -> str:
    """Letters and digits of a label: what a reader would hear."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return re.sub(r"[\s?!.:;«»\"“”-]+", " ", plain).strip()


QUESTIONNAIRE_COLUMNS = [
    "table",
    "id",
    "change",
    "aspect",
    "before_fr",
    "before_en",
    "after_fr",
    "after_en",
    "effect",
]


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
        about = self.pooled(row.question) if row.service == ALL_SERVICES else self.service(row.service)
        by = row.breakdown == EVERYONE or self.variable(row.breakdown)
        counted = self.measure(row.measure) if row.measure else self.variable(row.question)
        return about and by and counted and self.base(row.base)

    @property
    def related(self) -> bool:
        """Whether anything at all can be compared."""
        return any(self.variable(one.id) for one in self.new.question if one.closed)

    def table(self) -> pd.DataFrame:
        """One row a change, labels in both languages."""
        return pd.DataFrame([_row(one) for one in self.changes], columns=QUESTIONNAIRE_COLUMNS).fillna("")

    def _of(self, old: CodebookTable, new: CodebookTable) -> list[Change]:
        """The changes of one thing that both codebooks have, with what they do to the comparison."""
        tell = _TOLD.get(type(new))
        if type(old) is not type(new):
            found = [of_kind(old, new)]
        elif tell:
            found = list(tell(old, new))
        else:
            found = []
        if self._declared_itself(new):
            found = [replace(one, effect=DECLARED) if one.effect == BREAKS else one for one in found]
        return found

    def _declared_itself(self, one: CodebookTable) -> bool:
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
    Question: of_question,
    Service: of_service,
    Bands: of_bands,
    CommuneGroups: of_commune_groups,
    Base: of_base,
    Measure: of_measure,
}
