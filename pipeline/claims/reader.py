"""Reads published.toml: a Register, or every fault of it at once.

The codebook must know all that a register names. Each check yields (code of the sentence, key in the
register, value).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.claims.kinds.assertion import Assertion
from pipeline.claims.kinds.rankings import Ranked
from pipeline.claims.model import Register
from pipeline.claims.subjects import Along, Bounds, Subject
from pipeline.codebook.model import Codebook
from pipeline.codebook.reader import read_form
from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.errors.faults import CONFIGURATION, Fault, Faults

Finding = tuple[str, str, str]
# What can be compared besides the levels of a variable.
ALONG_OTHERS = ("service", "answer", "measure")


def all_of(register: Register, codebook: Codebook) -> list[Finding]:
    """Return every finding of every check."""
    findings = [*_twice(register), *_named_in_register(register), *_ranked(register, codebook)]
    for key, assertion in register.assertions():
        findings += _assertion(key, assertion, register, codebook)
    return findings


def _twice(register: Register) -> Iterator[Finding]:
    for table in ("claim", "section", "topic", "ambiguity"):
        count = Counter(entry.id for entry in getattr(register, table))
        yield from (("codebook_twice", table, name) for name in sorted(count) if count[name] > 1)


def _named_in_register(register: Register) -> Iterator[Finding]:
    ambiguities = {ambiguity.id for ambiguity in register.ambiguity}
    for claim in register.claim:
        if claim.section not in register.sections:
            yield "claim_unknown_section", f"claim[{claim.id}].section", claim.section
        if register.topic and claim.topic not in register.topics:
            yield "claim_unknown_topic", f"claim[{claim.id}].topic", claim.topic
        yield from _unknown("claim_unknown_ambiguity", f"claim[{claim.id}].see", claim.see, ambiguities)


def _ranked(register: Register, codebook: Codebook) -> Iterator[Finding]:
    for question, answers in register.ranked.items():
        if not codebook.closed(question):
            yield "codebook_unknown_question", "ranked", question
        else:
            answer_ids = _ids(codebook, question)
            yield from _unknown("codebook_unknown_answer", f"ranked.{question}", answers, answer_ids)


def _assertion(key: str, assertion: Assertion, register: Register, codebook: Codebook) -> Iterator[Finding]:
    """Check what an assertion is made of, whatever its kind."""
    if isinstance(assertion, Bounds):
        yield from _bounds(key, assertion)
    if assertion.counts_respondents:
        yield from _within(key, assertion.within, codebook)
    for name, subject in assertion.sides().items():
        yield from _subject(f"{key}.{name}", subject, codebook)
    if assertion.sides() and not codebook.closed(assertion.compared_along):
        yield "codebook_unknown_question", f"{key}.along", assertion.compared_along
    if isinstance(assertion, Subject):
        yield from _subject(key, assertion, codebook)
    if isinstance(assertion, Along):
        yield from _along(key, assertion, register, codebook)
    if isinstance(assertion, Ranked):
        competing = register.ranked.get(assertion.question, [])
        yield from _unknown("claim_not_ranked", key, assertion.answers_ranked, competing)


def _bounds(key: str, bounds: Bounds) -> Iterator[Finding]:
    low = [bound for bound in (bounds.at_least, bounds.more_than) if bound is not None]
    high = [bound for bound in (bounds.at_most, bounds.less_than) if bound is not None]
    if not (low or high or bounds.rounds_to is not None):
        yield "claim_no_bound", key, ""
    if len(low) > 1 or len(high) > 1 or (bounds.rounds_to is not None and (low or high)):
        yield "claim_two_bounds", key, ""
    elif low and high and low[0] > high[0]:
        yield "claim_interval", key, f"{low[0]} > {high[0]}"


def _subject(key: str, subject: Subject, codebook: Codebook) -> Iterator[Finding]:
    measures = getattr(subject, "measures", None)
    if sum(name is not None for name in (subject.measure, subject.question, measures)) != 1:
        yield "claim_subject", key, ""
    named = [subject.measure, *(measures or [])]
    yield from _unknown("codebook_unknown_measure", f"{key}.measure", named, codebook.measures)
    question = subject.question
    if subject.measure in codebook.measures:
        question = codebook.measures[subject.measure].question
    if question and not codebook.closed(question):
        yield "codebook_unknown_question", f"{key}.question", question
    elif question:
        answers = _ids(codebook, question)
        yield from _unknown("codebook_unknown_answer", f"{key}.answer", [subject.answer], answers)
        services = {service.id for service in codebook.services_of(question)}
        yield from _unknown("claim_unknown_service", f"{key}.services", subject.services or [], services)
    yield from _unknown("codebook_unknown_base", f"{key}.base", [subject.base], codebook.bases)
    yield from _within(key, subject.within, codebook)


def _within(key: str, within: dict[str, str], codebook: Codebook) -> Iterator[Finding]:
    for variable, level in within.items():
        if not codebook.closed(variable):
            yield "codebook_unknown_question", f"{key}.within", variable
        else:
            level_ids = _ids(codebook, variable)
            yield from _unknown("claim_unknown_level", f"{key}.within.{variable}", [level], level_ids)


def _along(key: str, compared: Along, register: Register, codebook: Codebook) -> Iterator[Finding]:
    """Check that the levels compared are levels of the variable along which they are compared."""
    if compared.along not in ALONG_OTHERS and not codebook.closed(compared.along):
        yield "codebook_unknown_question", f"{key}.along", compared.along
        return
    levels = {
        "service": set(codebook.services),
        "answer": set(register.ranked.get(compared.question or "", [])),
        "measure": set(compared.measures or []),
    }.get(compared.along) or _ids(codebook, compared.along)
    for field in ("levels", "above", "below"):
        named = [level for level in getattr(compared, field, None) or [] if level != EVERYONE]
        yield from _unknown("claim_unknown_level", f"{key}.{field}", named, levels)


def _ids(codebook: Codebook, variable: str) -> set[str]:
    return {level.id for level in codebook.levels(variable)} if codebook.closed(variable) else set()


def _unknown(code: str, key: str, named: Iterable[str | None], ids: Iterable[str]) -> Iterator[Finding]:
    """Yield a finding for each name that is none of these ids."""
    yield from ((code, key, name) for name in named if name is not None and name not in ids)


def read(path: Path, codebook: Codebook) -> Register:
    """Read a register and check that the codebook knows all that it names.

    Raises
    ------
    Faults
        With exit code 3 and every fault of form, or, when the form is right, every fault of sense.
    """
    register = read_form(path, Register)
    faults = [
        Fault(code, path.name, column=key, value=value) for code, key, value in all_of(register, codebook)
    ]
    if faults:
        raise Faults(faults, CONFIGURATION)
    return register
