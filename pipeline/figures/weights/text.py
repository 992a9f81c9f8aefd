"""What a figure of the weighting says: title, notes and alternative text, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.figures import notes
from pipeline.figures.frame import Words
from pipeline.figures.weights.data import WeightsData
from pipeline.figures.words import compose
from pipeline.text.number_format import decimal, number


def words(weights: WeightsData) -> Words:
    """Return titles, notes and alternative text, from the numbers."""
    context, figure = weights.context, weights.figure
    titles, parts = [context.say("figures.weighting_neutral")], _parts(weights)
    # A largest gap of 0.0 points is no finding.
    if parts["gap"] != decimal(0, context.language, 1):
        titles = [context.say(f"figures.weighting_title_{_side(weights)}", **parts), *titles]
    return compose(context, figure, titles=titles, paragraphs=_notes(weights), alt=_alt(weights))


def sizes(weights: WeightsData) -> dict[str, str]:
    """Return respondents, effective size and design effect, as they are printed."""
    language, everyone = weights.context.language, weights.everyone
    return {
        "n": number(everyone["n"], language),
        "n_effective": number(everyone["n_effective"], language),
        "design_effect": decimal(everyone["design_effect"], language, 2),
    }


def _side(weights: WeightsData) -> str:
    return "more" if weights.finding.gap_before_points > 0 else "less"


def _parts(weights: WeightsData) -> dict[str, str]:
    row, language = weights.finding, weights.context.language
    return {
        "level": weights.level(row),
        "gap": decimal(abs(row.gap_before_points), language, 1),
        "after": decimal(abs(row.gap_after_points), language, 1),
    }


def _notes(weights: WeightsData) -> Iterator[str]:
    context = weights.context
    yield context.say(f"figures.weighting_reading_{_side(weights)}", **_parts(weights))
    yield context.say("figures.weighting_note", margins=context.margin_names)
    population = context.text(context.codebook.survey.population)
    yield notes.joined(
        context.say("figures.field_all", population=population), context.say("figures.note_base")
    )
    yield notes.source(context)


def _alt(weights: WeightsData) -> Iterator[str]:
    """Yield what is drawn, the largest gap, and the sizes."""
    context = weights.context
    yield context.say("figures.weighting_alt")
    reading = context.say(f"figures.weighting_reading_{_side(weights)}", **_parts(weights))
    # Without "How to read:".
    yield reading.split(context.say("figures.colon"), 1)[1]
    yield context.say("figures.weighting_alt_sizes", **sizes(weights))
