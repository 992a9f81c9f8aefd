"""What a figure of the weighting says: title, notes and alternative text, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.figures import notes
from pipeline.figures.frame import Words
from pipeline.figures.records import file_stem
from pipeline.figures.weights.data import Spread
from pipeline.text.number_format import decimal, number


def words(spread: Spread) -> Words:
    """Title, notes and alternative text, from the numbers."""
    context, figure = spread.context, spread.figure
    told, parts = [], _parts(spread)
    if parts["gap"] != decimal(0, context.language, 1):
        told = [context.say(f"weighting_title_{_side(spread)}", **parts)]
    return Words(
        titles=[*told, context.say("weighting_neutral")],
        subtitle=context.text(figure.subtitle),
        notes=list(_notes(spread)),
        alt=_alt(spread),
        identity=notes.identity(context, figure),
        mark=notes.mark(context),
    )


def sizes(spread: Spread) -> dict[str, str]:
    """Respondents, effective size and design effect, as they are printed."""
    language, everyone = spread.context.language, spread.everyone
    return {
        "n": number(everyone["n"], language),
        "n_effective": number(everyone["n_effective"], language),
        "design_effect": decimal(everyone["design_effect"], language, 2),
    }


def _side(spread: Spread) -> str:
    return "more" if spread.finding.gap_before_points > 0 else "less"


def _parts(spread: Spread) -> dict[str, str]:
    row, language = spread.finding, spread.context.language
    return {
        "level": spread.level(row),
        "gap": decimal(abs(row.gap_before_points), language, 1),
        "after": decimal(abs(row.gap_after_points), language, 1),
    }


def _notes(spread: Spread) -> Iterator[str]:
    context = spread.context
    yield context.say(f"weighting_reading_{_side(spread)}", **_parts(spread))
    yield context.say("weighting_note", margins=context.margin_names)
    population = context.text(context.codebook.survey.population)
    yield notes.joined(context.say("field_all", population=population), context.say("note_base"))
    yield notes.source(context)


def _alt(spread: Spread) -> str:
    context = spread.context
    return notes.joined(
        context.say("weighting_alt"),
        context.say(f"weighting_reading_{_side(spread)}", **_parts(spread)).split(context.say("colon"), 1)[1],
        context.say("weighting_alt_sizes", **sizes(spread)),
        context.say("alt_table", file=f"{file_stem(spread.figure)}.csv"),
    )
