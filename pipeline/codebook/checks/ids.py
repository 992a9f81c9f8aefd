"""Ids: none used twice, none that the tables use themselves."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.codebook.checks.findings import Finding, repeated
from pipeline.codebook.model import Codebook
from pipeline.codebook.reserved_ids import ALL_SERVICES, BY_SERVICE, EVERYONE, RESERVED_COLUMNS


def findings(codebook: Codebook) -> Iterator[Finding]:
    """Return every finding about ids."""
    yield from _used_twice(codebook)
    yield from _reserved(codebook)


def _used_twice(codebook: Codebook) -> Iterator[Finding]:
    """Return ids used twice in their table or question, and measures called like questions."""
    variables = [variable.id for variable in [*codebook.question, *codebook.derived]]
    ids_of_table = {
        "question": variables,
        "service": [service.id for service in codebook.service],
        "service_family": [family.id for family in codebook.service_family],
        "base": [base.id for base in codebook.base],
        "measure": [measure.id for measure in codebook.measure],
        "test_family": [family.id for family in codebook.test_family],
        "set_aside": [rule.id for rule in codebook.set_aside],
        "figure": [str(figure.number) for figure in codebook.figure],
    }
    for key, ids in ids_of_table.items():
        yield from (Finding("codebook_twice", key, name) for name in repeated(ids))
    # The panel and `make table` know questions and measures by their ids alone.
    yield from (
        Finding("codebook_twice", "measure", measure.id)
        for measure in codebook.measure
        if measure.id in variables
    )
    for question in codebook.question:
        key, levels = f"question[{question.id}].answers", [answer.id for answer in question.answers]
        yield from (Finding("codebook_twice", key, name) for name in repeated(levels))


def _reserved(codebook: Codebook) -> Iterator[Finding]:
    """Return variables, breakdowns, groups and services called like what the tables add to them."""
    for variable in [*codebook.question, *codebook.derived]:
        if variable.id in RESERVED_COLUMNS:
            yield Finding("codebook_reserved", f"question[{variable.id}]", variable.id)
    for breakdown in codebook.breakdown:
        name = breakdown.variable
        if name in (EVERYONE, BY_SERVICE):
            yield Finding("codebook_reserved", "breakdown", name)
        levels = codebook.levels(name) if codebook.closed(name) else []
        if any(level.id == EVERYONE for level in levels):
            yield Finding("codebook_reserved", f"question[{name}].answers", EVERYONE)
    if ALL_SERVICES in codebook.services:
        yield Finding("codebook_reserved", f"service[{ALL_SERVICES}]", ALL_SERVICES)
