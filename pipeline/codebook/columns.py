"""What must hold between a codebook and the columns of its export: checks for `checks.all_of`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from pipeline.codebook.model import Codebook
from pipeline.codebook.questions import OPTION, SERVICE
from pipeline.codebook.reserved_ids import ALL_SERVICES, BY_SERVICE, EVERYONE, RESERVED_COLUMNS


def repeated(names: Iterable[str]) -> list[str]:
    """What stands there more than once."""
    return sorted(name for name, times in Counter(names).items() if times > 1)


def columns(codebook: Codebook) -> Iterator[tuple[str, str, str]]:
    """Columns claimed twice, ids that are reserved, answers without the column that they need."""
    named = [column for variable in codebook.variables for column in variable.columns]
    named += [codebook.source.respondent, *codebook.source.unused]
    named += [question.postal_column for question in codebook.question]
    yield from (("codebook_column_twice", "question", name) for name in repeated(filter(None, named)))
    for one in [*codebook.question, *codebook.derived]:
        if one.id in RESERVED_COLUMNS:
            yield "codebook_reserved", f"question[{one.id}]", one.id
    yield from _reserved(codebook)
    yield from _patterns(codebook)
    yield from _options(codebook)
    base_weight = codebook.method.base_weight
    weighing = codebook.by_id.get(base_weight)
    # Asked about each service, a number is not one weight a respondent.
    if base_weight is not None and (getattr(weighing, "kind", "") != "number" or weighing.battery):
        yield "codebook_base_weight", "method.base_weight", base_weight


def _reserved(codebook: Codebook) -> Iterator[tuple[str, str, str]]:
    """Breakdowns, groups and services called like what the tables add to them."""
    for breakdown in codebook.breakdown:
        name = breakdown.variable
        if name in (EVERYONE, BY_SERVICE):
            yield "codebook_reserved", "breakdown", name
        levels = codebook.levels(name) if codebook.closed(name) else []
        if any(level.id == EVERYONE for level in levels):
            yield "codebook_reserved", f"question[{name}].answers", EVERYONE
    if ALL_SERVICES in codebook.services:
        yield "codebook_reserved", f"service[{ALL_SERVICES}]", ALL_SERVICES


def _patterns(codebook: Codebook) -> Iterator[tuple[str, str, str]]:
    """Columns whose braces stand for nothing, that no service fills, or whose cells cannot be split."""
    for question in codebook.question:
        place = f"question[{question.id}]"
        words = set(re.findall(r"{.*?}", question.column)) - {SERVICE, OPTION}
        yield from (("codebook_braces", f"{place}.column", word) for word in sorted(words))
        if question.battery and not codebook.services_of(question.id):
            yield "codebook_no_service", place, question.column
        if not all(question.separators or [""]):
            yield "codebook_separator", f"{place}.separators", ""


def _options(codebook: Codebook) -> Iterator[tuple[str, str, str]]:
    for question in codebook.question:
        place = f"question[{question.id}]"
        if not question.by_option:
            continue
        if question.kind != "multiple":
            yield "codebook_option_kind", place, question.kind
        for answer in question.answers:
            if answer.option is None:
                yield "codebook_option", place, answer.id
