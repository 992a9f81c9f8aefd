"""What a figure of participation says: title, notes and alternative text, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.figures import notes
from pipeline.figures.frame import Words
from pipeline.figures.participation.data import OTHER, Rates
from pipeline.figures.records import name
from pipeline.text.number_format import decimal, number


def words(rates: Rates) -> Words:
    """Title, notes and alternative text, from the numbers."""
    edition, figure = rates.edition, rates.figure
    told = [edition.say("participation_title", **_parts(rates, rates.finding))] if rates.finding else []
    return Words(
        titles=[*told, edition.say("participation_neutral")],
        subtitle=edition.text(figure.subtitle),
        notes=[note for note in _notes(rates) if note],
        alt=_alt(rates),
        identity=notes.identity(edition, figure),
        mark=notes.mark(edition),
    )


def _parts(rates: Rates, row: object) -> dict[str, str]:
    language = rates.edition.language
    return {
        "group": rates.label(row),
        "rate": decimal(row.rate_per_1000, language, 1),
        "overall": decimal(rates.everyone["rate_per_1000"], language, 1),
        "n": number(row.respondents, language),
        "inhabitants": number(row.population, language),
    }


def _notes(rates: Rates) -> Iterator[str]:
    edition = rates.edition
    first = rates.finding or next(next(iter(rates.parts.values())).itertuples())
    inhabitants = edition.text(edition.codebook.participation.population_label)
    few, fragile = edition.codebook.method.withheld_below, edition.codebook.method.fragile_below
    shown = [row for rows in rates.parts.values() for row in rows.itertuples()]
    respondents = number(rates.everyone["respondents"], edition.language)
    yield edition.say("participation_reading", **_parts(rates, first))
    yield notes.joined(
        edition.say("participation_inhabitants_are", population=inhabitants),
        edition.say("participation_known", n=respondents),
        edition.say("note_base"),
        edition.say("participation_merged", n=few) if any(r.group == OTHER for r in shown) else "",
        edition.say("withheld_comparison", n=few) if any(r.status for r in shown) else "",
        edition.say("small_comparison", n=fragile) if any(r.respondents < fragile for r in shown) else "",
    )
    source = rates.figure.outlines_source
    outlines = edition.say("participation_outlines", source=edition.text(source)) if source else ""
    yield _left_out(rates)
    yield notes.joined(notes.source(edition), outlines if rates.map else "")


def _left_out(rates: Rates, most: int = 6) -> str:
    """Which communes the map does not show."""
    names = rates.without_outline
    if not names:
        return ""
    listed = f"{', '.join(names[:most])}{' …' if len(names) > most else ''}"
    count = number(len(names), rates.edition.language)
    return rates.edition.say("participation_undrawn", n=count, names=listed)


def _alt(rates: Rates) -> str:
    edition = rates.edition
    told = [
        edition.say("participation_alt_one", **_parts(rates, row))
        for row in rates.parts.get(rates.figure.breakdown, next(iter(rates.parts.values()))).itertuples()
    ]
    overall = decimal(rates.everyone["rate_per_1000"], edition.language, 1)
    return notes.joined(
        edition.say("participation_alt", overall=overall, rates=edition.say("list").join(told)),
        edition.say("participation_alt_map") if rates.map else "",
        edition.say("alt_table", file=f"{name(rates.figure)}.csv"),
    )
