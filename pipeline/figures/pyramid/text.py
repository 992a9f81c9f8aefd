"""What a pyramid says: title, notes and alternative text, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.figures import notes
from pipeline.figures.frame import Words
from pipeline.figures.pyramid.data import PyramidData
from pipeline.figures.words import compose
from pipeline.text.number_format import decimal, lower_first


def words(pyramid: PyramidData) -> Words:
    """Return titles, notes and alternative text, from the numbers."""
    context, figure = pyramid.context, pyramid.figure
    titles = [context.say("figures.neutral_pyramid")]
    if pyramid.finding is not None:
        titles = [context.say("figures.title_pyramid", **_parts(pyramid, pyramid.finding)), *titles]
    return compose(context, figure, titles=titles, paragraphs=_notes(pyramid), alt=_alt(pyramid))


def _parts(pyramid: PyramidData, row: pd.Series) -> dict[str, str]:
    context = pyramid.context
    return {
        "age": pyramid.ages[row["age"]],
        "share": context.percent(row["share_before"]),
        "population": context.percent(row["share_population"]),
        "ratio": decimal(row["ratio"], context.language, 2),
    }


def _notes(pyramid: PyramidData) -> Iterator[str]:
    context = pyramid.context
    row = pyramid.finding if pyramid.finding is not None else pyramid.by_age.iloc[0]
    yield context.say("figures.reading_pyramid", **_parts(pyramid, row))
    population = context.text(context.codebook.survey.population)
    counts = [
        f"{lower_first(context.text(context.codebook.heading(margin)))}, {n}"
        for margin, n in pyramid.missing.items()
    ]
    missing = (
        context.say("figures.note_missing", counts=context.say("figures.list").join(counts)) if counts else ""
    )
    yield notes.joined(
        context.say("figures.field_all", population=population),
        context.say("figures.note_unweighted"),
        missing,
    )
    yield notes.source(context)


def _alt(pyramid: PyramidData) -> Iterator[str]:
    """Yield what is drawn, then the shares of each age."""
    context = pyramid.context
    ages = [context.say("figures.alt_age", **_parts(pyramid, row)) for _, row in pyramid.by_age.iterrows()]
    yield context.say("figures.alt_pyramid")
    yield context.say("figures.alt_ages", ages=context.say("figures.list").join(ages))
