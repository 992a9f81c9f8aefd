"""Which results published about the old wave the new one can be asked again."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.claims import checks
from pipeline.claims.assertions import Assertion, Count, Fact, SpreadLess, Subject, Untested
from pipeline.claims.model import Claim, Register
from pipeline.comparing.questionnaires import Questionnaires


def comparable(claim: Claim, register: Register, asked: Questionnaires) -> bool:
    """Whether the new codebook knows all that the retained reading names, unchanged."""
    questions = {getattr(one, "question", None) for one in claim.test}
    ranked = {name: answers for name, answers in register.ranked.items() if name in questions}
    alone = {"claim": [claim.model_copy(update={"alt": []})], "ranked": ranked}
    if checks.all_of(register.model_copy(update=alone), asked.new):
        return False
    return all(_named(one, asked) for one in claim.test)


def _named(one: Assertion, asked: Questionnaires) -> bool:
    """Whether everything that an assertion is about is comparable."""
    if isinstance(one, Fact | Untested):
        return True
    if isinstance(one, Count):
        return False  # how many people answered is a fact of the old sample
    subjects = [one.left, one.right] if isinstance(one, SpreadLess) else [one]
    along = getattr(one, "along", "")
    by = [along] if along in asked.new.by_id else []
    return _variables(by, asked) and all(_subject(subject, along, asked) for subject in subjects)


def _subject(one: Subject, along: str, asked: Questionnaires) -> bool:
    measures = [name for name in (one.measure, *(getattr(one, "measures", None) or [])) if name]
    if along == "service" and not one.services:
        question = one.question or asked.new.measures[measures[0]].question
        if not asked.pooled(question):
            return False
    variables = [*one.within, *([one.question] if one.question else [])]
    return (
        _variables(variables, asked)
        and all(map(asked.measure, measures))
        and all(map(asked.service, one.services or []))
        and (one.base is None or asked.base(one.base))
    )


def _variables(names: Iterable[str], asked: Questionnaires) -> bool:
    return all(map(asked.variable, names))
