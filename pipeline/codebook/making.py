"""Which derived variables can be made, and what keeps the others: checks for `checks.all_of`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import inf

from pipeline.codebook.columns import repeated
from pipeline.codebook.model import AgeOf, Bands, Codebook, CommuneGroups, Cross, Derived, Question

Finding = tuple[str, str, str]
Reason = tuple[str, str]


def derived(codebook: Codebook) -> Iterator[Finding]:
    """Every finding about derived variables."""
    for name, reasons in unmade(codebook).items():
        yield from ((code, f"derived[{name}]", of) for code, of in reasons)
    for one in codebook.derived:
        if isinstance(one, Bands):
            yield from (("codebook_bands_overlap", f"derived[{one.id}]", pair) for pair in _overlaps(one))
        if isinstance(one, CommuneGroups):
            classes = [name for group in one.groups for name in group.classes]
            yield from (("codebook_class_twice", f"derived[{one.id}]", name) for name in repeated(classes))


def makeable(codebook: Codebook) -> Codebook:
    """The codebook with only the derived variables that can be made."""
    lost = unmade(codebook)
    fields = {name: getattr(codebook, name) for name in Codebook.model_fields}
    fields["derived"] = [one for one in codebook.derived if one.id not in lost]
    return Codebook.model_construct(**fields)


def grouping(codebook: Codebook, variable: str) -> Iterator[str]:
    """Why a variable cannot put each person into one group, as the code of a sentence."""
    found = codebook.by_id.get(variable)
    if not codebook.closed(variable):
        yield "codebook_open"
    elif isinstance(found, Question) and (found.battery or found.kind == "multiple"):
        yield "codebook_several"


def unmade(codebook: Codebook) -> dict[str, list[Reason]]:
    """The derived variables that cannot be made from what stands before them, and why (code and name)."""
    before: dict[str, Question | Derived] = {one.id: one for one in codebook.question}
    lost: dict[str, list[Reason]] = {}
    for one in codebook.derived:
        reasons = []
        for name in one.made_from:
            if name in lost:
                reasons.append(("codebook_lost", name))
            elif name in before:
                reasons += [(code, name) for code in _unfit(one, before[name], codebook)]
            else:
                known = name in codebook.by_id
                reasons.append(("codebook_order" if known else "codebook_unknown_question", name))
        if reasons:
            lost[one.id] = reasons
        before[one.id] = one
    return lost


def _unfit(one: Derived, of: Question | Derived, codebook: Codebook) -> Iterator[str]:
    """Why a variable cannot be made from another one."""
    kind = "battery" if isinstance(of, Question) and of.battery else of.kind
    if isinstance(one, Cross):
        yield from grouping(codebook, of.id)
    elif kind not in {AgeOf: ("number",), Bands: ("number", "age"), CommuneGroups: ("commune",)}[type(one)]:
        yield "codebook_unknown_question"


def _overlaps(one: Bands) -> Iterator[str]:
    """Pairs of bands that share a number."""
    ends = [(-inf if b.start is None else b.start, inf if b.end is None else b.end, b.id) for b in one.bands]
    for (_, high, first), (low, _, second) in pairwise(sorted(ends)):
        if low <= high:
            yield f"{first}, {second}"
