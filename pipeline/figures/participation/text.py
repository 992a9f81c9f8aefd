"""What a figure of participation says: title, notes and alternative text, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.figures import notes
from pipeline.figures.frame import Words
from pipeline.figures.participation.data import ParticipationData
from pipeline.figures.words import compose
from pipeline.text.number_format import decimal, number
from pipeline.weighting.participation import OTHER


def words(participation: ParticipationData) -> Words:
    """Return titles, notes and alternative text, from the numbers."""
    context, figure, finding = participation.context, participation.figure, participation.finding
    titles = [context.say("figures.participation_neutral")]
    if finding:
        titles = [context.say("figures.participation_title", **_parts(participation, finding)), *titles]
    return compose(context, figure, titles=titles, paragraphs=_notes(participation), alt=_alt(participation))


def _parts(participation: ParticipationData, row: object) -> dict[str, str]:
    language = participation.context.language
    return {
        "group": participation.label(row),
        "rate": decimal(row.rate_per_1000, language, 1),
        "overall": decimal(participation.everyone["rate_per_1000"], language, 1),
        "n": number(row.respondents, language),
        "inhabitants": number(row.population, language),
    }


def _notes(participation: ParticipationData) -> Iterator[str]:
    context, method = participation.context, participation.context.codebook.method
    rows = [row for table in participation.parts.values() for row in table.itertuples()]
    inhabitants = context.text(context.codebook.participation.population_label)
    few, fragile = method.withheld_below, method.fragile_below
    respondents = number(participation.everyone["respondents"], context.language)
    yield context.say(
        "figures.participation_reading", **_parts(participation, participation.finding or rows[0])
    )
    yield notes.joined(
        context.say("figures.participation_inhabitants_are", population=inhabitants),
        context.say("figures.participation_known", n=respondents),
        context.say("figures.note_base"),
        context.say("figures.participation_merged", n=few) if any(row.group == OTHER for row in rows) else "",
        context.say("figures.withheld_comparison", n=few) if any(row.status for row in rows) else "",
        context.say("figures.small_comparison", n=fragile)
        if any(row.respondents < fragile for row in rows)
        else "",
    )
    yield _left_out(participation)
    source, outlines = participation.figure.outlines_source, ""
    if source and participation.map:
        outlines = context.say("figures.participation_outlines", source=context.text(source))
    yield notes.joined(notes.source(context), outlines)


def _left_out(participation: ParticipationData, most: int = 6) -> str:
    """Return which communes the map does not show: the first `most` by name."""
    names = participation.without_outline
    if not names:
        return ""
    listed = f"{', '.join(names[:most])}{' …' if len(names) > most else ''}"
    count = number(len(names), participation.context.language)
    return participation.context.say("figures.participation_undrawn", n=count, names=listed)


def _alt(participation: ParticipationData) -> Iterator[str]:
    """Yield the rates of the groups of the breakdown, and that there is a map."""
    context, parts = participation.context, participation.parts
    table = parts.get(participation.figure.breakdown, next(iter(parts.values())))
    rates = [
        context.say("figures.participation_alt_one", **_parts(participation, row))
        for row in table.itertuples()
    ]
    overall = decimal(participation.everyone["rate_per_1000"], context.language, 1)
    yield context.say(
        "figures.participation_alt", overall=overall, rates=context.say("figures.list").join(rates)
    )
    if participation.map:
        yield context.say("figures.participation_alt_map")
