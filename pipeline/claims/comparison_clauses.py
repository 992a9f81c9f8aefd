"""Clauses that compare levels: higher, highest, lowest, higher by so much."""

from __future__ import annotations

from pipeline.claims.assertions import Along, Difference, Extreme, Order
from pipeline.claims.ranking_clauses import asked_about, of_answers, those_of
from pipeline.claims.writer import Writer


def order(writer: Writer, one: Order) -> str:
    words = writer.words
    if one.along == "answer":
        return asked_about(writer, one) + words.agreed(
            one.question,
            "more_cited.many" if len(one.above) > 1 else "more_cited.one",
            above=of_answers(writer, one.question, one.above),
            noun=words.noun(one.question).in_(words.language),
            nouns=words.nouns(one.question),
            below=those_of(writer, one.question, one.below),
        )
    if one.along == "measure":
        key = "higher_subjects" if len(one.above) > 1 else "higher_subject"
        return writer.opening(as_measure(one, one.above[0])) + words.say(
            key, above=_measured(writer, one, one.above), below=_measured(writer, one, one.below)
        )
    return writer.opening(one) + words.say(
        "higher",
        subject=writer.subject(one),
        above=writer.levels(one, one.above),
        below=writer.levels(one, one.below),
    )


def extreme(writer: Writer, one: Extreme) -> str:
    words, many = writer.words, len(one.levels) > 1
    order = words.say("any_order") if many else ""
    if one.along == "measure":
        first = as_measure(one, one.levels[0])
        return writer.opening(first) + words.say(
            f"{one.kind}_subject", subject=_measured(writer, one, one.levels), order=order
        )
    if one.along == "answer":
        key = f"{one.kind}_cited.{'many' if many else 'one'}"
        return asked_about(writer, one) + words.agreed(
            one.question, key, answers=of_answers(writer, one.question, one.levels),
            noun=words.noun(one.question).in_(words.language), nouns=words.nouns(one.question),
        )  # fmt: skip
    said = words.say(
        one.kind, subject=writer.subject(one), levels=writer.levels(one, one.levels), order=order
    )
    return writer.opening(one) + said


def difference(writer: Writer, one: Difference) -> str:
    words = writer.words
    if one.along == "measure":
        first = as_measure(one, one.above[0])
        above, below = (_measured(writer, one, levels) for levels in (one.above, one.below))
        key = "higher_subjects_by" if len(one.above) > 1 else "higher_subject_by"
        told = {"above": above}
    elif one.along == "answer":
        first, key = one, "higher_by"
        above, below = (_cited(writer, one, levels) for levels in (one.above, one.below))
        told = {"subject": words.say("citing", people=words.people(one)), "above": above}
    else:
        first, key = one, "higher_by"
        below = writer.levels(one, one.below)
        told = {"subject": writer.subject(one), "above": writer.levels(one, one.above)}
    than = words.say("than_pooled" if one.pairs == "pooled" else "than", below=below)
    return writer.opening(first) + words.say(key, **told, by=words.points(one), than=than)


def _cited(writer: Writer, one: Difference, answers: list[str]) -> str:
    return writer.words.both(
        [writer.words.say("for_one", service=writer.words.answer(one.question, answer)) for answer in answers]
    )


def as_measure(one: Along, measure: str) -> Along:
    return one.model_copy(update={"measure": measure, "measures": None})


def _measured(writer: Writer, one: Along, measures: list[str]) -> str:
    return writer.words.both([writer.subject(as_measure(one, measure)) for measure in measures])
