"""Columns of the export: none claimed twice, each pattern filled, each answer with the column it needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.codebook.checks.findings import Finding, repeated
from pipeline.codebook.model import Codebook
from pipeline.codebook.questions import OPTION, SERVICE


def findings(codebook: Codebook) -> Iterator[Finding]:
    """Return every finding about columns of the export."""
    columns = [column for variable in codebook.variables for column in variable.columns]
    columns += [codebook.source.respondent, *codebook.source.unused]
    columns += [question.postal_column for question in codebook.question]
    yield from (
        Finding("codebook_column_twice", "question", name) for name in repeated(filter(None, columns))
    )
    yield from _patterns(codebook)
    yield from _options(codebook)


def _patterns(codebook: Codebook) -> Iterator[Finding]:
    """Return columns whose braces stand for nothing, that no service fills, or that cannot be split."""
    for question in codebook.question:
        key = f"question[{question.id}]"
        words = set(re.findall(r"{.*?}", question.column)) - {SERVICE, OPTION}
        yield from (Finding("codebook_braces", f"{key}.column", word) for word in sorted(words))
        if question.battery and not codebook.services_of(question.id):
            yield Finding("codebook_no_service", key, question.column)
        if not all(question.separators or [""]):
            yield Finding("codebook_separator", f"{key}.separators")


def _options(codebook: Codebook) -> Iterator[Finding]:
    """Return questions with a column an answer that are of another kind, or have an answer without option."""
    for question in codebook.question:
        key = f"question[{question.id}]"
        if not question.by_option:
            continue
        if question.kind != "multiple":
            yield Finding("codebook_option_kind", key, question.kind)
        yield from (
            Finding("codebook_option", key, answer.id) for answer in question.answers if answer.option is None
        )
