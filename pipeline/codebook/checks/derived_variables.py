"""Derived variables: which can be made from what stands before them, and what keeps the others."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import inf

from pipeline.codebook.checks.findings import Finding, repeated
from pipeline.codebook.derived_variables import AgeOf, Bands, CommuneGroups, Cross, Derived
from pipeline.codebook.model import Codebook, Question

# Kinds of variable that each kind of derived variable is made from; a cross has a check of its own.
_MADE_FROM = {AgeOf: ("number",), Bands: ("number", "age"), CommuneGroups: ("commune",)}


def findings(codebook: Codebook) -> Iterator[Finding]:
    """Return every finding about derived variables."""
    for reasons in unmade(codebook).values():
        yield from reasons
    for variable in codebook.derived:
        key = f"derived[{variable.id}]"
        if isinstance(variable, Bands):
            yield from (Finding("codebook_bands_overlap", key, pair) for pair in _overlaps(variable))
        if isinstance(variable, CommuneGroups):
            classes = [name for group in variable.groups for name in group.classes]
            yield from (Finding("codebook_class_twice", key, name) for name in repeated(classes))


def makeable(codebook: Codebook) -> Codebook:
    """Return the codebook with only the derived variables that can be made."""
    lost = unmade(codebook)
    fields = {name: getattr(codebook, name) for name in Codebook.model_fields}
    fields["derived"] = [variable for variable in codebook.derived if variable.id not in lost]
    return Codebook.model_construct(**fields)


def unmade(codebook: Codebook) -> dict[str, list[Finding]]:
    """Return the derived variables that cannot be made from what stands before them, with the reasons."""
    before: dict[str, Question | Derived] = {question.id: question for question in codebook.question}
    lost: dict[str, list[Finding]] = {}
    for variable in codebook.derived:
        key, reasons = f"derived[{variable.id}]", []
        for source in variable.made_from:
            if source in lost:
                reasons.append(Finding("codebook_lost", key, source))
            elif source in before:
                reasons += [Finding(code, key, source) for code in _unfit(variable, before[source], codebook)]
            else:
                code = "codebook_order" if source in codebook.by_id else "codebook_unknown_question"
                reasons.append(Finding(code, key, source))
        if reasons:
            lost[variable.id] = reasons
        before[variable.id] = variable
    return lost


def no_grouping(codebook: Codebook, variable: str) -> Iterator[str]:
    """Return why a variable cannot put each person into one group, as the code of a sentence."""
    if not codebook.closed(variable):
        yield "codebook_open"
        return
    question = codebook.by_id[variable]
    if isinstance(question, Question) and (question.battery or question.kind == "multiple"):
        yield "codebook_several"


def _unfit(variable: Derived, source: Question | Derived, codebook: Codebook) -> Iterator[str]:
    """Return why a variable cannot be made from another one, as the code of a sentence."""
    kind = "battery" if isinstance(source, Question) and source.battery else source.kind
    if isinstance(variable, Cross):
        yield from no_grouping(codebook, source.id)
    elif kind not in _MADE_FROM[type(variable)]:
        yield "codebook_unknown_question"


def _overlaps(variable: Bands) -> Iterator[str]:
    """Return pairs of bands that share a number."""
    ends = [
        (-inf if band.start is None else band.start, inf if band.end is None else band.end, band.id)
        for band in variable.bands
    ]
    for (_, high, first), (low, _, second) in pairwise(sorted(ends)):
        if low <= high:
            yield f"{first}, {second}"
