"""The changes between the questionnaires of two waves, and which of their questions may be compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import pandas as pd

from pipeline.codebook.model import (
    Answer,
    Bands,
    Base,
    Codebook,
    CodebookTable,
    CommuneGroups,
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


def _matched(old: Sequence[Named], new: Sequence[Named]) -> Iterator[tuple[Named | None, Named | None]]:
    """Yield entries with the same id, in the order of the new ones; then those of the old ones alone."""
    old_entries, new_entries = {entry.id: entry for entry in old}, {entry.id: entry for entry in new}
    yield from ((old_entries.get(id_), entry) for id_, entry in new_entries.items())
    yield from ((entry, None) for id_, entry in old_entries.items() if id_ not in new_entries)


def _added_or_dropped(table: str, old: Named | None, new: Named | None, variable: str = "") -> Change:
    """Return the change of an entry that one codebook lacks.

    An answer or a group of a `variable` breaks the comparison of that whole variable: the same people
    had other answers to choose from.
    """
    entry = new if old is None else old
    text = entry if isinstance(entry, Text) else entry.label
    label = Text(fr=text.fr, en=text.en)
    return Change(
        table,
        f"{variable}.{entry.id}" if variable else entry.id,
        ADDED if old is None else DROPPED,
        before=None if old is None else label,
        after=label if old is None else None,
        effect=BREAKS if variable else ALONE,
    )


def _question_changes(old: Question, new: Question) -> Iterator[Change]:
    """Yield changes of wording, kind, base asked and answers."""
    yield from _reworded("question", new.id, old.label, new.label)
    yield from _redefined("question", new.id, "kind", old.kind, new.kind)
    yield from _redefined("question", new.id, "asked", old.asked or "", new.asked or "")
    for old_answer, new_answer in _matched(old.answers, new.answers):
        if old_answer is None or new_answer is None:
            yield _added_or_dropped("answer", old_answer, new_answer, variable=new.id)
        else:
            yield from _answer_changes(f"{new.id}.{new_answer.id}", old_answer, new_answer)


def _service_changes(old: Service, new: Service) -> Iterator[Change]:
    """Yield changes of its name, its code in the export, and the questions asked about it."""
    yield from _reworded("service", new.id, old.label, new.label)
    if old.code != new.code:
        yield Change("service", new.id, RECODED, "codes", _value(old.code), _value(new.code))
    before, after = (_value(_listed(service.asked_in or [])) for service in (old, new))
    if before != after:
        yield Change("service", new.id, REDEFINED, "asked", before, after, ALONE)


def _band_changes(old: Bands, new: Bands) -> Iterator[Change]:
    """Yield changes of the limits of bands; not of their labels, which no respondent has read."""
    yield from _redefined("derived", new.id, "column", old.of, new.of)
    for old_band, new_band in _matched(old.bands, new.bands):
        if old_band is None or new_band is None:
            yield _added_or_dropped("group", old_band, new_band, variable=new.id)
        else:
            key = f"{new.id}.{new_band.id}"
            yield from _redefined("group", key, "limits", _limits(old_band), _limits(new_band))


def _commune_group_changes(old: CommuneGroups, new: CommuneGroups) -> Iterator[Change]:
    """Yield changes of the rule that puts communes into groups."""
    yield from _redefined("derived", new.id, "column", old.column, new.column)
    for old_group, new_group in _matched(old.groups, new.groups):
        if old_group is None or new_group is None:
            yield _added_or_dropped("group", old_group, new_group, variable=new.id)
        else:
            classes = _listed(old_group.classes), _listed(new_group.classes)
            yield from _redefined("group", f"{new.id}.{new_group.id}", "classes", *classes)


def _base_changes(old: Base, new: Base) -> Iterator[Change]:
    """Yield the change of who is counted."""
    rules = (
        "" if base.where is None else f"{base.where.question}: {_listed(base.where.answers)}"
        for base in (old, new)
    )
    yield from _redefined("base", new.id, "answers", *rules)


def _measure_changes(old: Measure, new: Measure) -> Iterator[Change]:
    """Yield changes of the answers counted, and of the base among which."""
    outcomes = (f"{measure.question}: {_listed(measure.answers)}" for measure in (old, new))
    yield from _redefined("measure", new.id, "answers", *outcomes)
    yield from _redefined("measure", new.id, "base", old.base, new.base)


def _kind_change(old: CodebookTable, new: CodebookTable) -> Change:
    """Return the change of a derived variable that is now derived in another way."""
    return Change("derived", new.id, REDEFINED, "kind", _value(old.kind), _value(new.kind), BREAKS)


def same_words(old: Text, new: Text) -> bool:
    """Return whether two labels say the same in every language that both have, typography and case apart.

    Without a language in common they do not: nothing shows that they say the same.
    """
    labels = [(getattr(old, language), getattr(new, language)) for language in ("fr", "en")]
    labels = [(old_label, new_label) for old_label, new_label in labels if old_label and new_label]
    return bool(labels) and all(_plain(old_label) == _plain(new_label) for old_label, new_label in labels)


def _answer_changes(key: str, old: Answer, new: Answer) -> Iterator[Change]:
    yield from _reworded("answer", key, old, new)
    yield from _redefined("answer", key, "limits", _limits(old), _limits(new))
    yield from _redefined("answer", key, "applicable", str(old.applicable), str(new.applicable))
    before, after = (_value(_listed(answer.codes)) for answer in (old, new))
    if before != after:
        yield Change("answer", key, RECODED, "codes", before, after)


def _reworded(table: str, key: str, old: Text, new: Text) -> Iterator[Change]:
    if not same_words(old, new):
        before, after = (Text(fr=text.fr, en=text.en) for text in (old, new))
        yield Change(table, key, REWORDED, "label", before, after, BREAKS)


def _redefined(table: str, key: str, aspect: str, old: str, new: str) -> Iterator[Change]:
    if old != new:
        yield Change(table, key, REDEFINED, aspect, _value(old), _value(new), BREAKS)


def _value(value: str) -> Text:
    """Return a value as a label: codes and limits read alike in both languages."""
    return Text(fr=value, en=value)


def _limits(answer: Answer) -> str:
    """Return the limits of an answer ("20-30"), empty at an open end."""
    ends = ("" if end is None else f"{end:g}" for end in (answer.start, answer.end))
    return "" if answer.start is None and answer.end is None else "-".join(ends)


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(sorted(ids))


def _plain(text: str) -> str:
    """Return the words of a label: an apostrophe, a space or a full stop set otherwise is no rewording."""
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
        """Return every difference, in the order of the new codebook."""
        changes = []
        for table in ("question", "service", "derived", "base", "measure"):
            for old, new in _matched(getattr(self.old, table), getattr(self.new, table)):
                if old is None or new is None:
                    changes.append(_added_or_dropped(table, old, new))
                else:
                    changes += self._changes_between(old, new)
        return changes

    def comparable_variable(self, name: str) -> bool:
        """Return whether a question or derived variable is comparable."""
        old, new = self.old.by_id.get(name), self.new.by_id.get(name)
        if old is None or new is None or type(old) is not type(new) or name in self._broken_variables:
            return False
        # A variable derived from a question that changed has changed with it.
        return all(map(self.comparable_variable, getattr(new, "made_from", [])))

    def comparable_service(self, name: str) -> bool:
        """Return whether a service is comparable; "" stands for questions about no service, which are."""
        in_both = name in self.old.services and name in self.new.services
        return name == "" or (in_both and name not in self._broken_services)

    def comparable_battery(self, question: str) -> bool:
        """Return whether a battery is about the same services, all of them comparable."""
        old, new = (
            {service.id for service in codebook.services_of(question)} for codebook in (self.old, self.new)
        )
        return old == new and all(map(self.comparable_service, new))

    def comparable_base(self, name: str) -> bool:
        """Return whether the same people are counted: the same answers to a comparable question."""
        if name not in self.old.bases or name not in self.new.bases:
            return False
        old, new = self.old.bases[name].where, self.new.bases[name].where
        if old is None or new is None:
            return old is new
        if old.question != new.question or not self.comparable_variable(new.question):
            return False
        return set(old.answers) == set(new.answers) or self._declared(new.question)

    def comparable_measure(self, name: str) -> bool:
        """Return whether the same answers to a comparable question are counted among a comparable base."""
        old, new = self.old.measures.get(name), self.new.measures.get(name)
        if old is None or new is None or (old.question, old.base) != (new.question, new.base):
            return False
        if not (self.comparable_variable(new.question) and self.comparable_base(new.base)):
            return False
        return set(old.answers) == set(new.answers) or self._declared(new.question)

    def comparable_share(self, row: object) -> bool:
        """Return whether a row of the estimates, which both waves have, is comparable.

        Parameters
        ----------
        row : with the attributes measure, question, service, base and breakdown.
        """
        if row.service == ALL_SERVICES:
            same_services = self.comparable_battery(row.question)
        else:
            same_services = self.comparable_service(row.service)
        same_groups = row.breakdown == EVERYONE or self.comparable_variable(row.breakdown)
        if row.measure:
            same_outcome = self.comparable_measure(row.measure)
        else:
            same_outcome = self.comparable_variable(row.question)
        return same_services and same_groups and same_outcome and self.comparable_base(row.base)

    @property
    def any_comparable(self) -> bool:
        """Return whether at least one closed question can be compared."""
        return any(self.comparable_variable(question.id) for question in self.new.question if question.closed)

    def table(self) -> pd.DataFrame:
        """Return one row a change, labels in both languages."""
        rows = [_row(change) for change in self.changes]
        return pd.DataFrame(rows, columns=QUESTIONNAIRE_COLUMNS).fillna("")

    def _changes_between(self, old: CodebookTable, new: CodebookTable) -> list[Change]:
        """Return the changes of an entry that both codebooks have, with their effect on the comparison."""
        if type(old) is not type(new):
            changes = [_kind_change(old, new)]
        elif type(new) in _CHANGES_OF:
            changes = list(_CHANGES_OF[type(new)](old, new))
        else:
            # An age or a cross is compared through what it is made from.
            changes = []
        if self._declared_equivalent(new):
            changes = [
                replace(change, effect=DECLARED) if change.effect == BREAKS else change for change in changes
            ]
        return changes

    def _declared_equivalent(self, entry: CodebookTable) -> bool:
        """Return whether an entry, or the question that it counts, is declared equivalent."""
        if isinstance(entry, Base):
            return entry.where is not None and self._declared(entry.where.question)
        if isinstance(entry, Measure):
            return self._declared(entry.question)
        return self.old.survey.id in getattr(entry, "equivalent", [])

    def _declared(self, variable: str) -> bool:
        return self.old.survey.id in getattr(self.new.by_id[variable], "equivalent", [])

    @cached_property
    def _broken_services(self) -> set[str]:
        """Return the services across whose change nothing is compared."""
        return {change.id for change in self.changes if change.effect == BREAKS and change.table == "service"}

    @cached_property
    def _broken_variables(self) -> set[str]:
        """Return the variables across whose change nothing is compared, for an answer or a group too."""
        return {
            change.id.split(".")[0]
            for change in self.changes
            if change.effect == BREAKS and change.table not in ("service", "base", "measure")
        }


def _row(change: Change) -> list[str | None]:
    labels = [
        getattr(text, language, None) for text in (change.before, change.after) for language in ("fr", "en")
    ]
    return [change.table, change.id, change.change, change.aspect, *labels, change.effect]


_CHANGES_OF = {
    Question: _question_changes,
    Service: _service_changes,
    Bands: _band_changes,
    CommuneGroups: _commune_group_changes,
    Base: _base_changes,
    Measure: _measure_changes,
}
