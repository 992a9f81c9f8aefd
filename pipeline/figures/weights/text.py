"""What a figure of the weighting says: title, notes and alternative text, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.figures import notes
from pipeline.figures.frame import Words
from pipeline.figures.records import name
from pipeline.figures.weights.data import Spread
from pipeline.text.number_format import decimal, number


def words(spread: Spread) -> Words:
    """Title, notes and alternative text, from the numbers."""
    edition, figure = spread.edition, spread.figure
    told, parts = [], _parts(spread)
    if parts["gap"] != decimal(0, edition.language, 1):
        told = [edition.say(f"weighting_title_{_side(spread)}", **parts)]
    return Words(
        titles=[*told, edition.say("weighting_neutral")],
        subtitle=edition.text(figure.subtitle),
        notes=list(_notes(spread)),
        alt=_alt(spread),
        identity=notes.identity(edition, figure),
        mark=notes.mark(edition),
    )


def sizes(spread: Spread) -> dict[str, str]:
    """Respondents, effective size and design effect, as they are printed."""
    language, everyone = spread.edition.language, spread.everyone
    return {
        "n": number(everyone["n"], language),
        "n_effective": number(everyone["n_effective"], language),
        "design_effect": decimal(everyone["design_effect"], language, 2),
    }


def _side(spread: Spread) -> str:
    return "more" if spread.finding.gap_before_points > 0 else "less"


def _parts(spread: Spread) -> dict[str, str]:
    row, language = spread.finding, spread.edition.language
    return {
        "level": spread.level(row),
        "gap": decimal(abs(row.gap_before_points), language, 1),
        "after": decimal(abs(row.gap_after_points), language, 1),
    }


def _notes(spread: Spread) -> Iterator[str]:
    edition = spread.edition
    yield edition.say(f"weighting_reading_{_side(spread)}", **_parts(spread))
    yield edition.say("weighting_note", margins=edition.margin_names)
    population = edition.text(edition.codebook.survey.population)
    yield notes.joined(edition.say("field_all", population=population), edition.say("note_base"))
    yield notes.source(edition)


def _alt(spread: Spread) -> str:
    edition = spread.edition
    return notes.joined(
        edition.say("weighting_alt"),
        edition.say(f"weighting_reading_{_side(spread)}", **_parts(spread)).split(edition.say("colon"), 1)[1],
        edition.say("weighting_alt_sizes", **sizes(spread)),
        edition.say("alt_table", file=f"{name(spread.figure)}.csv"),
    )
