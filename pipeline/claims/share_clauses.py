"""Clauses about shares one by one, numbers of respondents, and what is no share."""

from __future__ import annotations

from pipeline.claims.assertions import Count, Fact, Range, Share, Subject, Untested
from pipeline.claims.grammar import listed
from pipeline.claims.writer import Writer
from pipeline.formats import number


def share(writer: Writer, one: Share) -> str:
    return writer.opening(one) + _amount(writer, one)


def _amount(writer: Writer, one: Share | Range) -> str:
    words = writer.words
    people = "" if one.within and words.are_the_group(one) else words.people(one)
    return " ".join(filter(None, [words.amount(one), people, writer.verb(one)]))


def range(writer: Writer, one: Range) -> str:
    words = writer.words
    if one.along == "measure":
        kinds = [one.model_copy(update={"measure": name, "measures": None}) for name in one.measures]
        return writer.opening(kinds[0]) + words.say("semicolon").join(_amount(writer, kind) for kind in kinds)
    if one.along == "answer":
        return writer.opening(one) + words.agreed(
            one.question,
            "cited_by",
            nouns=words.nouns(one.question),
            answers=words.both(_answers(writer, one)),
            amount=words.amount(one),
            people=words.people(one),
        )
    if one.along == "service":
        services = words.services(one.levels or one.services or [s.id for s in asked(writer, one)])
        each = words.say("each", services=words.one_of(services))
        return writer.opening(one, each) + _amount(writer, one)
    levels = one.levels or [level.id for level in words.codebook.levels(one.along)]
    places = [words.place(one.along, level) for level in levels]
    return writer.opening(one, words.say("everywhere", places=listed(places, words.say("as_in")))) + _amount(
        writer, one
    )


def asked(writer: Writer, one: Subject) -> list:
    codebook = writer.words.codebook
    return codebook.services_of(one.question or codebook.measures[one.measure].question)


def _answers(writer: Writer, one: Range) -> list[str]:
    answers = one.levels or writer.register.ranked[one.question]
    return [writer.words.answer(one.question, answer) for answer in answers]


def count(writer: Writer, one: Count) -> str:
    words = writer.words
    where = "".join(f"{words.place(*pair)}, " for pair in one.within.items())
    low, high = (one.at_least, one.at_most)
    if low is not None and low == high:
        return where + words.say("count_one" if low < 2 else "count_many", n=number(low, words.language))
    told = {
        name: number(value, words.language)
        for name, value in (("low", low), ("high", high))
        if value is not None
    }
    if len(told) == 2:
        return where + words.say("count_between", **told)
    if told:
        return where + words.say(
            f"count_{'at_least' if 'low' in told else 'at_most'}", n=next(iter(told.values()))
        )
    beyond = one.more_than if one.more_than is not None else one.less_than
    key = "count_more_than" if one.more_than is not None else "count_less_than"
    return where + words.say(key, n=number(beyond, words.language))


def fact(writer: Writer, one: Fact) -> str:
    return writer.words.say("fact", value=writer.words.text(one.value))


def untested(writer: Writer, one: Untested) -> str:
    return writer.words.say("untested", note=writer.words.text(one.note).rstrip("."))
