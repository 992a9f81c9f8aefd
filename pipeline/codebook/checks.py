"""What must hold between the tables of a codebook.

Each check yields (code of the sentence, place, value); an empty list means that the codebook makes
sense as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.codebook import making
from pipeline.codebook.columns import columns, repeated
from pipeline.codebook.model import Codebook, Question, Text
from pipeline.codebook.uses import uses

Finding = tuple[str, str, str]
_BRACES = re.compile(r"\{(\w*)\}")


def all_of(codebook: Codebook) -> list[Finding]:
    """Every finding of every check."""
    found = [
        *_twice(codebook),
        *columns(codebook),
        *_unlabelled(codebook),
        *_placeholders(codebook),
        *_questions(codebook),
        *_limits(codebook),
        *making.derived(codebook),
    ]
    # What uses a derived variable that cannot be made is told too: it goes with it.
    lost = making.unmade(codebook)
    return found + [
        ("codebook_lost" if value in lost else code, place, value)
        for code, place, value in uses(making.makeable(codebook))
    ]


def _twice(codebook: Codebook) -> Iterator[Finding]:
    """Ids used twice."""
    groups = {
        "question": [one.id for one in [*codebook.question, *codebook.derived]],
        "service": [one.id for one in codebook.service],
        "service_family": [one.id for one in codebook.service_family],
        "base": [one.id for one in codebook.base],
        "measure": [one.id for one in codebook.measure],
        "test_family": [one.id for one in codebook.test_family],
        "set_aside": [one.id for one in codebook.set_aside],
        "figure": [str(one.number) for one in codebook.figure],
    }
    for place, ids in groups.items():
        yield from (("codebook_twice", place, name) for name in repeated(ids))
    for question in codebook.question:
        levels = [answer.id for answer in question.answers]
        yield from (("codebook_twice", f"question[{question.id}].answers", name) for name in repeated(levels))


def _unlabelled(codebook: Codebook) -> Iterator[Finding]:
    """Labels that lack a language of the survey."""
    for place, text in _texts(codebook, ""):
        for language in codebook.survey.languages:
            if not getattr(text, language):
                yield "codebook_label", place, language


def _placeholders(codebook: Codebook) -> Iterator[Finding]:
    """Words in braces, in texts that name a service or an answer, that stand for nothing."""
    service = {"the", "of", "to"}
    for name, tables, answer in (
        ("measure", codebook.measure, set()),
        ("question", codebook.question, {"answer"}),
    ):
        for one in tables:
            for key, allowed in (("says", answer), ("told", service | answer)):
                text = getattr(one, key) or Text()
                # English has no contractions: the service is always {the}.
                used = {(word, "fr") for word in _BRACES.findall(text.fr or "")}
                used |= {(word, "en") for word in _BRACES.findall(text.en or "")}
                yield from (
                    ("codebook_placeholder", f"{name}[{one.id}].{key}", f"{{{word}}}")
                    for word, language in sorted(used)
                    if word not in allowed or (language == "en" and word in ("of", "to"))
                )


def _texts(table: object, place: str) -> Iterator[tuple[str, Text]]:
    if isinstance(table, Text):
        yield place.strip("."), table
    if isinstance(table, list):
        for one in table:
            yield from _texts(one, f"{place}[{getattr(one, 'id', getattr(one, 'number', ''))}]")
    elif hasattr(table, "model_fields_set"):
        for name in sorted(table.model_fields_set):
            yield from _texts(getattr(table, name), f"{place}.{name}")


def _questions(codebook: Codebook) -> Iterator[Finding]:
    families = {family.id for family in codebook.service_family}
    for service in codebook.service:
        if service.family not in families:
            yield "codebook_unknown_family", f"service[{service.id}]", service.family
        for question in service.asked_in or []:
            if question not in codebook.by_id:
                yield "codebook_unknown_question", f"service[{service.id}].asked_in", question
    for question in codebook.question:
        place = f"question[{question.id}]"
        if question.closed and len(question.answers) < 2:
            yield "codebook_no_answers", place, question.kind
        yield from (
            ("codebook_unknown_base", place, base) for base in _bases(question) if base not in codebook.bases
        )
        yield from (("codebook_code_twice", place, code) for code in _spellings_twice(question))


def _bases(question: Question) -> list[str]:
    return [*question.bases, *([question.asked] if question.asked else [])]


def _spellings_twice(question: Question) -> list[str]:
    spellings = [
        spelling
        for answer in question.answers
        for spelling in {text.casefold() for text in [answer.id, *answer.codes]}
    ]
    return repeated(spellings)


def _limits(codebook: Codebook) -> Iterator[Finding]:
    """Pairs of limits of which the first is above the second."""
    days, method = codebook.survey.fieldwork, codebook.method
    pairs = [("survey.fieldwork", days.start, days.end)]
    pairs += [("method.withheld_below, fragile_below", method.withheld_below, method.fragile_below)]
    pairs += [
        (f"question[{one.id}].minimum, maximum", one.minimum, one.maximum)
        for one in codebook.question
        if None not in (one.minimum, one.maximum)
    ]
    for place, low, high in pairs:
        if low > high:
            ends = (f"{end:g}" if isinstance(end, float) else f"{end}" for end in (low, high))
            yield "codebook_limits", place, " – ".join(ends)
