"""What a figure of participation says: title, notes and alternative text, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.figures import notes
from pipeline.figures.frame import Words
from pipeline.figures.participation.data import OTHER_PLACES, Rates
from pipeline.figures.records import file_stem
from pipeline.text.number_format import decimal, number


def words(rates: Rates) -> Words:
    """Title, notes and alternative text, from the numbers."""
    context, figure = rates.context, rates.figure
    told = (
        [context.say("figures.participation_title", **_parts(rates, rates.finding))] if rates.finding else []
    )
    return Words(
        titles=[*told, context.say("figures.participation_neutral")],
        subtitle=context.text(figure.subtitle),
        notes=[note for note in _notes(rates) if note],
        alt=_alt(rates),
        identity=notes.identity(context, figure),
        mark=notes.mark(context),
    )


def _parts(rates: Rates, row: object) -> dict[str, str]:
    language = rates.context.language
    return {
        "group": rates.label(row),
        "rate": decimal(row.rate_per_1000, language, 1),
        "overall": decimal(rates.everyone["rate_per_1000"], language, 1),
        "n": number(row.respondents, language),
        "inhabitants": number(row.population, language),
    }


def _notes(rates: Rates) -> Iterator[str]:
    context = rates.context
    first = rates.finding or next(next(iter(rates.parts.values())).itertuples())
    inhabitants = context.text(context.codebook.participation.population_label)
    few, fragile = context.codebook.method.withheld_below, context.codebook.method.fragile_below
    shown = [row for rows in rates.parts.values() for row in rows.itertuples()]
    respondents = number(rates.everyone["respondents"], context.language)
    yield context.say("figures.participation_reading", **_parts(rates, first))
    yield notes.joined(
        context.say("figures.participation_inhabitants_are", population=inhabitants),
        context.say("figures.participation_known", n=respondents),
        context.say("figures.note_base"),
        context.say("figures.participation_merged", n=few)
        if any(r.group == OTHER_PLACES for r in shown)
        else "",
        context.say("figures.withheld_comparison", n=few) if any(r.status for r in shown) else "",
        context.say("figures.small_comparison", n=fragile)
        if any(r.respondents < fragile for r in shown)
        else "",
    )
    source = rates.figure.outlines_source
    outlines = context.say("figures.participation_outlines", source=context.text(source)) if source else ""
    yield _left_out(rates)
    yield notes.joined(notes.source(context), outlines if rates.map else "")


def _left_out(rates: Rates, most: int = 6) -> str:
    """Which communes the map does not show."""
    names = rates.without_outline
    if not names:
        return ""
    listed = f"{', '.join(names[:most])}{' …' if len(names) > most else ''}"
    count = number(len(names), rates.context.language)
    return rates.context.say("figures.participation_undrawn", n=count, names=listed)


def _alt(rates: Rates) -> str:
    context = rates.context
    told = [
        context.say("figures.participation_alt_one", **_parts(rates, row))
        for row in rates.parts.get(rates.figure.breakdown, next(iter(rates.parts.values()))).itertuples()
    ]
    overall = decimal(rates.everyone["rate_per_1000"], context.language, 1)
    return notes.joined(
        context.say(
            "figures.participation_alt", overall=overall, rates=context.say("figures.list").join(told)
        ),
        context.say("figures.participation_alt_map") if rates.map else "",
        context.say("figures.alt_table", file=f"{file_stem(rates.figure)}.csv"),
    )
