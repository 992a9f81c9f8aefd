"""Medians of answers given in classes, a row a service and a column a group."""

from __future__ import annotations

import pandas as pd

from pipeline.figures import notes
from pipeline.publishing.publication import Publication
from pipeline.publishing.reader_table import Column, Estimate, ReaderTable
from pipeline.topics import EVERYONE

NAMES = ["question", "service", "base", "breakdown", "group"]


def medians(publication: Publication) -> list[ReaderTable]:
    """One table a question and breakdown, in the codebook's order."""
    table = publication.medians
    asked = table[["question", "base"]].drop_duplicates().itertuples(index=False)
    return [
        _of_question(publication, table[(table["question"] == question) & (table["base"] == base)], breakdown)
        for question, base in asked
        for breakdown in (one.variable for one in publication.codebook.breakdown)
    ]


def _of_question(publication: Publication, table: pd.DataFrame, breakdown: str) -> ReaderTable:
    question, base = table["question"].iloc[0], table["base"].iloc[0]
    found = {(row.service, row.breakdown, row.group): _estimate(row) for row in table.itertuples()}
    places = [(EVERYONE, EVERYONE), *((breakdown, group) for group in publication.groups(breakdown))]
    rows = [
        (
            publication.service(service) or publication.variable(question),
            *(found.get((service, *place)) for place in places),
        )
        for service in table["service"].unique()
    ]
    heads = [publication.group(*place) for place in places]
    return ReaderTable(
        section=question,
        title=publication.say(
            "title_medians_of", question=publication.heading(question), by=publication.breakdown(breakdown)
        ),
        population=notes.field(publication.edition, base),
        columns=[
            Column(publication.say("col_service")),
            *(Column(head, "estimate", unit="decimal") for head in heads),
        ],
        rows=rows,
        notes=[publication.say("note_medians")],
    )


def _estimate(row) -> Estimate:
    """A median with its interval and base; medians have no weighted base of their own."""
    return Estimate(row.median, row.ci_low, row.ci_high, row.n, float("nan"), "", row.status)
