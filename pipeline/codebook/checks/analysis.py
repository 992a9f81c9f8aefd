"""What is counted, weighted and tested: every question, answer, base and breakdown that is named is there."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.codebook.checks.derived_variables import no_grouping
from pipeline.codebook.checks.findings import Finding, repeated
from pipeline.codebook.model import Codebook, Question

# Keys that each kind of rule for rows needs, and the kinds of question that it can look at: of anything
# else no row would ever be set aside, without a word.
_RULE_NEEDS = {"value": ["column", "values"], "outside": ["question"], "below": ["variable", "less_than"]}
_RULE_LOOKS_AT = {"outside": ("question", ("commune",)), "below": ("variable", ("number", "age"))}


def findings(codebook: Codebook) -> Iterator[Finding]:
    """Return every finding about bases, measures, rules, margins, breakdowns and analyses."""
    yield from _answers_counted(codebook)
    yield from _bases_decided(codebook)
    yield from _rules(codebook)
    yield from _weighting(codebook)
    yield from _breakdowns(codebook)
    yield from _discriminant(codebook)
    yield from _participation(codebook)
    yield from (
        Finding("codebook_unknown_measure", "compare.measures", name)
        for name in codebook.compare.measures
        if name not in codebook.measures
    )


def _answers_counted(codebook: Codebook) -> Iterator[Finding]:
    """Return bases and measures that name a question, an answer or a base that is not there."""
    counted = [
        (f"base[{base.id}]", base.where.question, base.where.answers) for base in codebook.base if base.where
    ]
    counted += [(f"measure[{measure.id}]", measure.question, measure.answers) for measure in codebook.measure]
    for key, question, answers in counted:
        if not codebook.closed(question):
            yield Finding("codebook_unknown_question", key, question)
            continue
        levels = {level.id for level in codebook.levels(question)}
        yield from (
            Finding("codebook_unknown_answer", key, answer) for answer in answers if answer not in levels
        )
    for measure in codebook.measure:
        if measure.base not in codebook.bases:
            yield Finding("codebook_unknown_base", f"measure[{measure.id}]", measure.base)


def _bases_decided(codebook: Codebook) -> Iterator[Finding]:
    """Return bases that cannot tell who is counted: their question is not asked about the service."""
    counted = [
        (f"question[{question.id}]", question.id, base)
        for question in codebook.question
        for base in dict.fromkeys(question.bases_named)
    ]
    counted += [(f"measure[{measure.id}]", measure.question, measure.base) for measure in codebook.measure]
    for key, question, base in counted:
        where = codebook.bases[base].where if base in codebook.bases else None
        decides = codebook.by_id.get(where.question) if where else None
        if not getattr(decides, "battery", False):
            continue
        if not _services_asked(codebook, question) <= _services_asked(codebook, decides.id):
            yield Finding("codebook_base_service", key, base)


def _services_asked(codebook: Codebook, question: str) -> set[str]:
    """Return the services that a question is asked about; {""} when it is about none."""
    battery = getattr(codebook.by_id.get(question), "battery", False)
    return {service.id for service in codebook.services_of(question)} if battery else {""}


def _rules(codebook: Codebook) -> Iterator[Finding]:
    """Return rules for rows that lack a key of their kind, or look at no fitting question."""
    for rule in codebook.set_aside:
        key = f"set_aside[{rule.id}]"
        yield from (
            Finding("codebook_missing_key", f"{key}.{needed}")
            for needed in _RULE_NEEDS.get(rule.kind, [])
            if not getattr(rule, needed)
        )
        names = [name for name in (rule.question, rule.variable, *rule.ignoring) if name]
        yield from (
            Finding("codebook_unknown_question", key, name) for name in names if name not in codebook.by_id
        )
        if rule.kind in _RULE_LOOKS_AT:
            looks_at, kinds = _RULE_LOOKS_AT[rule.kind]
            question = codebook.by_id.get(getattr(rule, looks_at))
            if question and (question.kind not in kinds or getattr(question, "battery", False)):
                yield Finding("codebook_unknown_question", key, question.id)


def _weighting(codebook: Codebook) -> Iterator[Finding]:
    """Return margins that are no groups, and bounds that leave no room."""
    method = codebook.method
    for name in method.margins:
        yield from (Finding(code, "method.margins", name) for code in no_grouping(codebook, name))
    low, high = method.bounds or (1, 1)
    # A ratio of 1 leaves a base weight as it is: bounds that exclude it would move every weight.
    if method.calibration in ("logit", "truncated_linear") and not 0 <= low < 1 < high:
        bounds = "" if method.bounds is None else f"{low:g}, {high:g}"
        yield Finding("codebook_bounds", "method.bounds", bounds)


def _breakdowns(codebook: Codebook) -> Iterator[Finding]:
    """Return breakdowns that are no groups, and families of tests that name none or share a test."""
    breakdowns = {breakdown.variable for breakdown in codebook.breakdown}
    for breakdown in codebook.breakdown:
        name = breakdown.variable
        yield from (Finding(code, "breakdown", name) for code in no_grouping(codebook, name))
    tests = []
    for family in codebook.test_family:
        key = f"test_family[{family.id}]"
        yield from (
            Finding("codebook_unknown_question", key, name)
            for name in family.questions
            if not codebook.closed(name)
        )
        yield from (
            Finding("codebook_unknown_breakdown", key, name)
            for name in family.breakdowns
            if name not in breakdowns
        )
        tests += [
            f"{question} x {breakdown}" for question in family.questions for breakdown in family.breakdowns
        ]
    # A p-value is adjusted within one family.
    yield from (Finding("codebook_family_twice", "test_family", test) for test in repeated(tests))


def _discriminant(codebook: Codebook) -> Iterator[Finding]:
    """Return variables of the discriminant analysis that are open, there twice, or that tell the group."""
    analysis = codebook.discriminant
    if analysis is None:
        return
    key = "discriminant"
    if analysis.group not in {breakdown.variable for breakdown in codebook.breakdown}:
        yield Finding("codebook_unknown_breakdown", f"{key}.group", analysis.group)
    if analysis.adjusted_for:
        for code in no_grouping(codebook, analysis.adjusted_for):
            yield Finding(code, f"{key}.adjusted_for", analysis.adjusted_for)
    for role, names in {"active": analysis.active, "illustrative": analysis.illustrative}.items():
        yield from (
            Finding("codebook_open", f"{key}.{role}", name) for name in names if not codebook.closed(name)
        )
    for name in repeated([*analysis.active, *analysis.illustrative]):
        yield Finding("codebook_role_twice", key, name)
    # Margins are the same in every group by calibration, and the group separates itself.
    settled = codebook.behind([analysis.group, *codebook.method.margins])
    yield from (
        Finding("codebook_settled", f"{key}.active", name) for name in analysis.active if name in settled
    )


def _participation(codebook: Codebook) -> Iterator[Finding]:
    """Return a residence that is no commune, and places called like a variable or like each other."""
    participation = codebook.participation
    if participation is None:
        return
    residence = codebook.by_id.get(participation.residence)
    if not isinstance(residence, Question) or residence.kind != "commune" or residence.battery:
        yield Finding("codebook_unknown_question", "participation.residence", participation.residence)
    ids = [place.id for place in participation.place]
    taken = set(repeated(ids)) | (set(ids) & set(codebook.by_id))
    yield from (Finding("codebook_twice", "participation.place", name) for name in sorted(taken))
