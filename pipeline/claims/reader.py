"""Reads published.toml: a Register, or every fault of it at once.

What must hold between a register of published results and its codebook.

Each check yields (code of the sentence, place, value).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.claims.model import (
    Along,
    Assertion,
    Bounds,
    Count,
    InTop,
    Ranked,
    Register,
    SpreadLess,
    Subject,
    TopSet,
)
from pipeline.claims.verified import Verified
from pipeline.codebook.model import Codebook, Language
from pipeline.codebook.reader import read_form
from pipeline.errors.faults import CONFIGURATION, Fault, Faults
from pipeline.stages.runner import read_table

Finding = tuple[str, str, str]
WHOLE = ("service", "answer", "measure")


def all_of(register: Register, codebook: Codebook) -> list[Finding]:
    """Every finding of every check."""
    found = [*_twice(register), *_named_in_register(register), *_ranked(register, codebook)]
    for place, assertion in register.assertions():
        found += _assertion(place, assertion, register, codebook)
    return found


def _twice(register: Register) -> Iterator[Finding]:
    for name in ("claim", "section", "topic", "ambiguity"):
        ids = Counter(one.id for one in getattr(register, name))
        yield from (("codebook_twice", name, one) for one in sorted(ids) if ids[one] > 1)


def _named_in_register(register: Register) -> Iterator[Finding]:
    sections = {section.id for section in register.section}
    ambiguities = {one.id for one in register.ambiguity}
    for claim in register.claim:
        if claim.section not in sections:
            yield "claim_unknown_section", f"claim[{claim.id}].section", claim.section
        if register.topic and claim.topic not in register.topics:
            yield "claim_unknown_topic", f"claim[{claim.id}].topic", claim.topic
        yield from _unknown("claim_unknown_ambiguity", f"claim[{claim.id}].see", claim.see, ambiguities)


def _ranked(register: Register, codebook: Codebook) -> Iterator[Finding]:
    for question, answers in register.ranked.items():
        if not codebook.closed(question):
            yield "codebook_unknown_question", "ranked", question
        else:
            yield from _unknown(
                "codebook_unknown_answer", f"ranked.{question}", answers, _ids(codebook, question)
            )


def _assertion(place: str, assertion: Assertion, register: Register, codebook: Codebook) -> Iterator[Finding]:
    if isinstance(assertion, Bounds):
        yield from _bounds(place, assertion)
    if isinstance(assertion, Count):
        yield from _within(place, assertion.within, codebook)
    if isinstance(assertion, SpreadLess):
        yield from _subject(f"{place}.left", assertion.left, codebook)
        yield from _subject(f"{place}.right", assertion.right, codebook)
        if not codebook.closed(assertion.along):
            yield "codebook_unknown_question", f"{place}.along", assertion.along
    if isinstance(assertion, Subject):
        yield from _subject(place, assertion, codebook)
    if isinstance(assertion, Along):
        yield from _along(place, assertion, register, codebook)
    if isinstance(assertion, Ranked):
        yield from _rank(place, assertion, register)


def _bounds(place: str, bounds: Bounds) -> Iterator[Finding]:
    low = [one for one in (bounds.at_least, bounds.more_than) if one is not None]
    high = [one for one in (bounds.at_most, bounds.less_than) if one is not None]
    if not (low or high or bounds.rounds_to is not None):
        yield "claim_no_bound", place, ""
    if len(low) > 1 or len(high) > 1 or (bounds.rounds_to is not None and (low or high)):
        yield "claim_two_bounds", place, ""
    elif low and high and low[0] > high[0]:
        yield "claim_interval", place, f"{low[0]} > {high[0]}"


def _subject(place: str, subject: Subject, codebook: Codebook) -> Iterator[Finding]:
    measures = getattr(subject, "measures", None)
    if sum(one is not None for one in (subject.measure, subject.question, measures)) != 1:
        yield "claim_subject", place, ""
    yield from _unknown(
        "codebook_unknown_measure",
        f"{place}.measure",
        [subject.measure, *(measures or [])],
        codebook.measures,
    )
    question = subject.question
    if subject.measure in codebook.measures:
        question = codebook.measures[subject.measure].question
    if question and not codebook.closed(question):
        yield "codebook_unknown_question", f"{place}.question", question
    elif question:
        yield from _unknown(
            "codebook_unknown_answer", f"{place}.answer", [subject.answer], _ids(codebook, question)
        )
        asked = {service.id for service in codebook.services_of(question)}
        yield from _unknown("claim_unknown_service", f"{place}.services", subject.services or [], asked)
    yield from _unknown("codebook_unknown_base", f"{place}.base", [subject.base], codebook.bases)
    yield from _within(place, subject.within, codebook)


def _within(place: str, within: dict[str, str], codebook: Codebook) -> Iterator[Finding]:
    for variable, level in within.items():
        if not codebook.closed(variable):
            yield "codebook_unknown_question", f"{place}.within", variable
        else:
            yield from _unknown(
                "claim_unknown_level", f"{place}.within.{variable}", [level], _ids(codebook, variable)
            )


def _along(place: str, one: Along, register: Register, codebook: Codebook) -> Iterator[Finding]:
    """The levels compared are levels of the variable along which they are compared."""
    if one.along not in WHOLE and not codebook.closed(one.along):
        yield "codebook_unknown_question", f"{place}.along", one.along
        return
    levels = {
        "service": set(codebook.services),
        "answer": set(register.ranked.get(one.question or "", [])),
        "measure": set(one.measures or []),
    }.get(one.along) or _ids(codebook, one.along)
    for key in ("levels", "above", "below"):
        named = [level for level in getattr(one, key, None) or [] if level != "all"]
        yield from _unknown("claim_unknown_level", f"{place}.{key}", named, levels)


def _rank(place: str, one: Ranked, register: Register) -> Iterator[Finding]:
    competing = register.ranked.get(one.question, [])
    named = one.answers if isinstance(one, TopSet | InTop) else [one.answer]
    yield from _unknown("claim_not_ranked", place, named, competing)


def _ids(codebook: Codebook, variable: str) -> set[str]:
    return {level.id for level in codebook.levels(variable)} if codebook.closed(variable) else set()


def _unknown(code: str, place: str, named: Iterable[str | None], known: Iterable[str]) -> Iterator[Finding]:
    yield from ((code, place, name) for name in named if name is not None and name not in known)


def read(path: Path, codebook: Codebook) -> Register:
    """Read a register and check that the codebook knows all that it names.

    Raises
    ------
    Faults
        With exit code 3 and every fault of form, or, when the form is right, every fault of sense.
    """
    register = read_form(path, Register)
    found = [
        Fault(code, path.name, column=place, value=value) for code, place, value in all_of(register, codebook)
    ]
    if found:
        raise Faults(found, CONFIGURATION)
    return register


def read_verified(path: Path, tables: Path, codebook: Codebook, language: Language) -> Verified:
    """A register with the verdicts that `verify` wrote into a folder."""
    names = ["claims", "claims-readings", "claims-estimates", "claims-weightings"]
    found = [read_table(tables / f"{name}.csv") for name in names]
    return Verified(codebook, read(path, codebook), language, *found)
