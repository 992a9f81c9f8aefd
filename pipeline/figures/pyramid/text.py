"""What a pyramid says: title, notes and alternative text, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.figures import notes
from pipeline.figures.frame import Words
from pipeline.figures.pyramid.data import Pyramid
from pipeline.figures.records import name
from pipeline.text.number_format import decimal, lower_first


def words(pyramid: Pyramid) -> Words:
    """Title, notes and alternative text, from the numbers."""
    edition, figure = pyramid.edition, pyramid.figure
    titles = [edition.say("neutral_pyramid")]
    if pyramid.finding is not None:
        titles = [edition.say("title_pyramid", **_parts(pyramid, pyramid.finding)), *titles]
    return Words(
        titles=titles,
        subtitle=edition.text(figure.subtitle),
        notes=[note for note in _notes(pyramid) if note],
        alt=_alt(pyramid),
        identity=notes.identity(edition, figure),
        mark=notes.mark(edition),
    )


def _parts(pyramid: Pyramid, row: pd.Series) -> dict[str, str]:
    edition = pyramid.edition
    return {
        "age": pyramid.ages[row["age"]],
        "share": edition.percent(row["share_before"]),
        "population": edition.percent(row["share_population"]),
        "ratio": decimal(row["ratio"], edition.language, 2),
    }


def _notes(pyramid: Pyramid) -> Iterator[str]:
    edition = pyramid.edition
    row = pyramid.finding if pyramid.finding is not None else pyramid.by_age.iloc[0]
    yield edition.say("reading_pyramid", **_parts(pyramid, row))
    population = edition.text(edition.codebook.survey.population)
    labels = {v: lower_first(edition.text(edition.codebook.heading(v))) for v in pyramid.missing}
    counts = [f"{labels[variable]}, {n}" for variable, n in pyramid.missing.items()]
    missing = edition.say("note_missing", counts=edition.say("list").join(counts)) if counts else ""
    yield notes.joined(
        edition.say("field_all", population=population), edition.say("note_unweighted"), missing
    )
    yield notes.source(edition)


def _alt(pyramid: Pyramid) -> str:
    edition = pyramid.edition
    ages = [edition.say("alt_age", **_parts(pyramid, row)) for _, row in pyramid.by_age.iterrows()]
    return notes.joined(
        edition.say("alt_pyramid"),
        edition.say("alt_ages", ages=edition.say("list").join(ages)),
        edition.say("alt_table", file=f"{name(pyramid.figure)}.csv"),
    )
