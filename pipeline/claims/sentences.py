"""A claim as sentences, made from what it asserts; nothing of them is stored in the register.

Clauses that compare levels: higher, highest, lowest, higher by so much.

Clauses about shares one by one, numbers of respondents, and what is no share.

Clauses on how far shares vary from level to level, or whether they do.

Clauses about answers in the order in which they are given most.
"""

from __future__ import annotations

from collections.abc import Callable

from pipeline.claims.model import (
    Along,
    Assertion,
    Count,
    Difference,
    Extreme,
    Fact,
    InTop,
    Order,
    ProfileDiffers,
    Range,
    Rank,
    Register,
    Share,
    Spread,
    SpreadLess,
    Subject,
    TopSet,
    Untested,
)
from pipeline.claims.wording import Wording, Writer, listed, of, plural
from pipeline.codebook.model import Codebook, Language
from pipeline.text.number_format import number, typographic, upper_first


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


def sentence(
    assertions: tuple[Assertion, ...], register: Register, codebook: Codebook, language: Language
) -> str:
    """One reading of a claim in words, set in the language's typography.

    Parameters
    ----------
    assertions : those that must hold together, each a sentence.
    """
    writer = Writer(Wording(codebook, language), register)
    written = [f"{upper_first(_CLAUSES[type(one)](writer, one))}." for one in assertions]
    return typographic(" ".join(written), language)


_CLAUSES: dict[type, Callable[..., str]] = {
    Share: share,
    Range: range,
    Order: order,
    Extreme: extreme,
    Difference: difference,
    Spread: spread,
    SpreadLess: spread_less,
    ProfileDiffers: differs,
    Rank: rank,
    TopSet: top_set,
    InTop: in_top,
    Count: count,
    Fact: fact,
    Untested: untested,
}
