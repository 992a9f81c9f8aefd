"""What two codebooks say differently: the changes of one question, service or derived variable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from pipeline.codebook.model import (
    Answer,
    Bands,
    Base,
    CommuneGroups,
    Measure,
    Question,
    Service,
    Table,
    Text,
)
from pipeline.comparing.change import (
    ALONE,
    BREAKS,
    RECODED,
    REDEFINED,
    REWORDED,
    Change,
    one_sided,
    paired,
)


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


def of_kind(old: Table, new: Table) -> Change:
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
