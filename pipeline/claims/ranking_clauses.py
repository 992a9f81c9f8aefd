"""Clauses about answers in the order in which they are given most."""

from __future__ import annotations

from pipeline.claims.assertions import InTop, Rank, Subject, TopSet
from pipeline.claims.grammar import of, plural
from pipeline.claims.writer import Writer


def asked_about(writer: Writer, one: Subject) -> str:
    """The service, and among whom: "pour la piscine, parmi les usagers non satisfaits, "."""
    return writer.opening(one) + writer.words.say("among", people=writer.words.among(one))


def of_answers(writer: Writer, question: str, answers: list[str]) -> str:
    """ "de l'attente et des tarifs"; in English "waiting and prices"."""
    named = [writer.words.answer(question, answer) for answer in answers]
    return writer.words.both([of(one) for one in named] if writer.words.language == "fr" else named)


def those_of(writer: Writer, question: str, answers: list[str]) -> str:
    form = "many" if len(answers) > 1 else "one"
    named = of_answers(writer, question, answers)
    return writer.words.agreed(question, f"those_of.{form}", answers=named)


def rank(writer: Writer, one: Rank) -> str:
    words = writer.words
    places = words.one_of([words.agreed(one.question, f"place.{rank}") for rank in sorted(set(one.ranks))])
    key = "ranked_first" if one.ranks == [1] else "ranked"
    return asked_about(writer, one) + words.agreed(
        one.question,
        key,
        place=places,
        noun=words.noun(one.question).in_(words.language),
        answers=of_answers(writer, one.question, [one.answer]),
    )


def top_set(writer: Writer, one: TopSet) -> str:
    words, many = writer.words, len(one.answers) > 1
    return asked_about(writer, one) + words.agreed(
        one.question,
        "top.many" if many else "ranked_first",
        count=words.say(f"count.{len(one.answers)}"),
        noun=words.noun(one.question).in_(words.language),
        nouns=words.nouns(one.question),
        answers=of_answers(writer, one.question, one.answers),
    )


def in_top(writer: Writer, one: InTop) -> str:
    words = writer.words
    named = [words.answer(one.question, answer) for answer in one.answers]
    many = len(named) > 1 or plural(named[0])
    return asked_about(writer, one) + words.agreed(
        one.question,
        "in_top.many" if many else "in_top.one",
        answers=words.both(named),
        count=words.say(f"count.{one.top}"),
        nouns=words.nouns(one.question),
    )
