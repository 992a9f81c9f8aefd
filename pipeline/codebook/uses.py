"""What must hold where one table of a codebook uses another: checks for `checks.all_of`.

They follow names, and can only be told when these are sound.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.codebook.columns import repeated
from pipeline.codebook.drawn import drawn
from pipeline.codebook.making import grouping
from pipeline.codebook.model import Codebook, Question

Finding = tuple[str, str, str]


def uses(codebook: Codebook) -> Iterator[Finding]:
    """Every finding about bases, measures, rules, breakdowns, analyses and figures."""
    yield from _counted(codebook)
    yield from _rules(codebook)
    yield from _broken_down(codebook)
    yield from _discriminant(codebook)
    yield from _participation(codebook)
    yield from _compared(codebook)
    for figure in codebook.figure:
        yield from drawn(figure, codebook)


def _counted(codebook: Codebook) -> Iterator[Finding]:
    """Bases and measures that name a question or an answer that is not there."""
    named = [
        (f"base[{base.id}]", base.where.question, base.where.answers) for base in codebook.base if base.where
    ]
    named += [(f"measure[{one.id}]", one.question, one.answers) for one in codebook.measure]
    for place, question, answers in named:
        if not codebook.closed(question):
            yield "codebook_unknown_question", place, question
            continue
        levels = {answer.id for answer in codebook.levels(question)}
        yield from (("codebook_unknown_answer", place, answer) for answer in answers if answer not in levels)
    for measure in codebook.measure:
        if measure.base not in codebook.bases:
            yield "codebook_unknown_base", f"measure[{measure.id}]", measure.base


def _rules(codebook: Codebook) -> Iterator[Finding]:
    """Rules that set rows aside: each kind has keys that it needs."""
    needs = {"value": ["column", "values"], "outside": ["question"], "below": ["variable", "less_than"]}
    for rule in codebook.set_aside:
        place = f"set_aside[{rule.id}]"
        yield from (
            ("codebook_missing_key", f"{place}.{key}", "")
            for key in needs.get(rule.kind, [])
            if not getattr(rule, key)
        )
        names = [name for name in (rule.question, rule.variable, *rule.ignoring) if name]
        yield from (
            ("codebook_unknown_question", place, name) for name in names if name not in codebook.by_id
        )


def _broken_down(codebook: Codebook) -> Iterator[Finding]:
    """Breakdowns, margins and families of tests."""
    for place, names in {
        "breakdown": [one.variable for one in codebook.breakdown],
        "method.margins": codebook.method.margins,
    }.items():
        yield from ((code, place, name) for name in names for code in grouping(codebook, name))
    method = codebook.method
    low, high = method.bounds or (1, 1)
    if method.calibration in ("logit", "truncated_linear") and not 0 <= low < 1 < high:
        yield "codebook_bounds", "method.bounds", "" if method.bounds is None else f"{low:g}, {high:g}"
    breakdowns = {one.variable for one in codebook.breakdown}
    pairs = []
    for family in codebook.test_family:
        place = f"test_family[{family.id}]"
        yield from (
            ("codebook_unknown_question", place, name)
            for name in family.questions
            if not codebook.closed(name)
        )
        yield from (
            ("codebook_unknown_breakdown", place, name)
            for name in family.breakdowns
            if name not in breakdowns
        )
        pairs += [
            f"{question} x {breakdown}" for question in family.questions for breakdown in family.breakdowns
        ]
    yield from (("codebook_family_twice", "test_family", pair) for pair in repeated(pairs))


def _discriminant(codebook: Codebook) -> Iterator[Finding]:
    """The discriminant analysis: closed variables, none twice, and none that tells the group or a margin."""
    asked = codebook.discriminant
    if asked is None:
        return
    place = "discriminant"
    if asked.group not in {one.variable for one in codebook.breakdown}:
        yield "codebook_unknown_breakdown", f"{place}.group", asked.group
    named = {"active": asked.active, "illustrative": asked.illustrative}
    if asked.adjusted_for:
        for code in grouping(codebook, asked.adjusted_for):
            yield code, f"{place}.adjusted_for", asked.adjusted_for
    for key, names in named.items():
        yield from (("codebook_open", f"{place}.{key}", name) for name in names if not codebook.closed(name))
    for name in repeated([*asked.active, *asked.illustrative]):
        yield "codebook_role_twice", place, name
    settled = codebook.behind([asked.group, *codebook.method.margins])
    yield from (("codebook_settled", f"{place}.active", name) for name in asked.active if name in settled)


def _participation(codebook: Codebook) -> Iterator[Finding]:
    """Participation is counted by commune, and a place is no variable."""
    asked = codebook.participation
    if asked is None:
        return
    residence = codebook.by_id.get(asked.residence)
    if not isinstance(residence, Question) or residence.kind != "commune":
        yield "codebook_unknown_question", "participation.residence", asked.residence
    names = [place.id for place in asked.place]
    taken = set(repeated(names)) | (set(names) & set(codebook.by_id))
    yield from (("codebook_twice", "participation.place", name) for name in sorted(taken))


def _compared(codebook: Codebook) -> Iterator[Finding]:
    """The measures tracked from wave to wave."""
    yield from (
        ("codebook_unknown_measure", "compare.measures", name)
        for name in codebook.compare.measures
        if name not in codebook.measures
    )
