"""Clauses on how far shares vary from level to level, or whether they do."""

from __future__ import annotations

from pipeline.claims.assertions import Along, ProfileDiffers, Spread, SpreadLess, Subject
from pipeline.claims.comparison_clauses import as_measure
from pipeline.claims.share_clauses import asked
from pipeline.claims.writer import Writer


def spread(writer: Writer, one: Spread) -> str:
    words = writer.words
    return writer.opening(one) + words.say(
        "varies", subject=_varying(writer, one), by=words.points(one), along=_variation(writer, one)
    )


def spread_less(writer: Writer, one: SpreadLess) -> str:
    words = writer.words
    return words.say(
        "varies_less",
        subject=words.say("subject", people=words.people(one.left), verb=_alone(writer, one.left)),
        along=words.along(one.along),
        people=words.people(one.right),
        verb=_alone(writer, one.right),
    )


def _alone(writer: Writer, subject: Subject) -> str:
    """The verb with the services of a subject, which has no opening of its own."""
    services = subject.services or []
    if len(services) == 1 and writer.words.names_service(subject):
        return writer.words.verb(subject, services[0])
    named = writer.words.both(writer.words.services(services))
    verb = writer.words.verb(subject)
    return f"{verb} {writer.words.say('for_one', service=named)}" if named else verb


def differs(writer: Writer, one: ProfileDiffers) -> str:
    words = writer.words
    if one.question:
        cited = words.agreed(one.question, "cited", nouns=words.nouns(one.question), people=words.among(one))
        return writer.opening(one) + words.say("differ", subject=cited, along=_variation(writer, one))
    return writer.opening(one) + words.say(
        "differs", subject=_varying(writer, one), along=_variation(writer, one)
    )


def _varying(writer: Writer, one: Along) -> str:
    if one.along == "measure":
        return writer.words.say("share_of", people=writer.words.people(as_measure(one, one.measures[0])))
    if one.along == "answer":
        return writer.words.say("citing", people=writer.words.people(one))
    return writer.subject(one)


def _variation(writer: Writer, one: Along) -> str:
    words = writer.words
    if one.along == "service":
        services = one.services or [service.id for service in asked(writer, one)]
        return words.say("between", items=words.both(words.services(services)))
    if one.along == "answer":
        ranked = writer.register.ranked[one.question]
        return words.say("between", items=words.both([words.answer(one.question, a) for a in ranked]))
    if one.along == "measure":
        labels = [
            words.say("quoted", label=words.codebook.measures[m].label.in_(words.language))
            for m in one.measures
        ]
        return words.say("between", items=words.both(labels))
    return words.along(one.along)
