"""Services, questions and their answers: what they name is there, and can be told apart."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.codebook.checks.findings import Finding, repeated
from pipeline.codebook.model import Codebook, Question


def findings(codebook: Codebook) -> Iterator[Finding]:
    """Return every finding about services and questions."""
    yield from _services(codebook)
    for question in codebook.question:
        key = f"question[{question.id}]"
        if question.closed and len(question.answers) < 2:
            yield Finding("codebook_no_answers", key, question.kind)
        yield from (
            Finding("codebook_unknown_base", key, base)
            for base in question.bases_named
            if base not in codebook.bases
        )
        yield from (Finding("codebook_code_twice", key, code) for code in _spellings_twice(question))
    yield from _base_weight(codebook)
    yield from _limits(codebook)


def _services(codebook: Codebook) -> Iterator[Finding]:
    """Return services whose family or batteries are not there."""
    families = {family.id for family in codebook.service_family}
    for service in codebook.service:
        if service.family not in families:
            yield Finding("codebook_unknown_family", f"service[{service.id}]", service.family)
        for question in service.asked_in or []:
            if question not in codebook.by_id:
                yield Finding("codebook_unknown_question", f"service[{service.id}].asked_in", question)


def _spellings_twice(question: Question) -> list[str]:
    """Return what a cell could say for two answers."""
    return repeated(
        spelling
        for answer in question.answers
        for spelling in {text.casefold() for text in [answer.id, *answer.codes]}
    )


def _base_weight(codebook: Codebook) -> Iterator[Finding]:
    """Return a base weight that is not one number a respondent."""
    base_weight = codebook.method.base_weight
    question = codebook.by_id.get(base_weight)
    # Asked about each service, a number is not one weight a respondent.
    if base_weight is not None and (getattr(question, "kind", "") != "number" or question.battery):
        yield Finding("codebook_base_weight", "method.base_weight", base_weight)


def _limits(codebook: Codebook) -> Iterator[Finding]:
    """Return pairs of limits of which the first is above the second."""
    fieldwork, method = codebook.survey.fieldwork, codebook.method
    limits = [("survey.fieldwork", fieldwork.start, fieldwork.end)]
    limits += [("method.withheld_below, fragile_below", method.withheld_below, method.fragile_below)]
    limits += [
        (f"question[{question.id}].minimum, maximum", question.minimum, question.maximum)
        for question in codebook.question
        if None not in (question.minimum, question.maximum)
    ]
    for key, low, high in limits:
        if low > high:
            ends = (f"{end:g}" if isinstance(end, float) else f"{end}" for end in (low, high))
            yield Finding("codebook_limits", key, " – ".join(ends))
