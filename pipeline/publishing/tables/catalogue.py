"""Every table of a publication in its order, with the name that links and sheets give it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipeline.publishing.context import Publication
from pipeline.publishing.tables import by_group as group_tables
from pipeline.publishing.tables import by_group as typical_tables
from pipeline.publishing.tables import claims as claim_tables
from pipeline.publishing.tables import discriminant as discriminant_tables
from pipeline.publishing.tables import long_format as long_tables
from pipeline.publishing.tables import of_figures as figure_tables
from pipeline.publishing.tables import respondents as answer_tables
from pipeline.publishing.tables import screening as analysis_tables
from pipeline.publishing.tables.model import ReaderTable


def catalogue(publication: Publication, drawn: dict[int, pd.DataFrame]) -> list[ReaderTable]:
    """All tables: of figures (T02), the others (A01), long ones (L1), the figures' own numbers (T02-long).

    Parameters
    ----------
    drawn : number -> numbers of each figure that was drawn.
    """
    figures = sorted((f for f in publication.codebook.figure if f.number in drawn), key=lambda f: f.number)
    of_figures = [figure_tables.of_figure(publication, f, drawn[f.number]) for f in figures]
    shown = {(one.id, f.breakdown) for f in figures for one in figure_tables.compared(publication, f)}
    drawn_margins = any(f.kind == "pyramid" for f in figures)
    others = [*_by_groups(publication, shown), *_analyses(publication), *_answers(publication, drawn_margins)]
    others += [*discriminant_tables.tables(publication), *_claims(publication)]
    long = [table for table in (make(publication) for make in _LONG) if table.rows]
    long += [claim_tables.estimates(publication)] if publication.context.verified else []
    return [
        *(replace(table, key=f"T{table.figure:02d}") for table in of_figures),
        *(replace(table, key=f"A{i:02d}") for i, table in enumerate(others, 1)),
        *(replace(table, key=f"L{i}") for i, table in enumerate(long, 1)),
        *(
            replace(long_tables.twin(publication, f, drawn[f.number]), key=f"T{f.number:02d}-long")
            for f in figures
        ),
    ]


_LONG = [
    long_tables.estimates,
    long_tables.tests,
    long_tables.items,
    long_tables.contrasts,
    long_tables.pairs,
    long_tables.medians,
    long_tables.means,
    long_tables.dictionary,
]


def _by_groups(publication: Publication, shown: set[tuple]) -> list[ReaderTable]:
    """Measures of batteries by each breakdown, batteries without measure, questions asked once."""
    book = publication.codebook
    breakdowns, tables = publication.breakdowns, []
    for question in (q for q in book.question if q.battery and q.closed):
        named = [measure for measure in book.measure if measure.question == question.id]
        for breakdown in breakdowns:
            tables += [
                group_tables.of_measures(publication, [measure], breakdown)
                for measure in named
                if (measure.id, breakdown) not in shown
            ]
            if not named:
                tables.append(group_tables.of_levels(publication, question.id, question.bases[0], breakdown))
    tables += typical_tables.medians(publication)
    once = [group_tables.of_questions_asked_once(publication, breakdown) for breakdown in breakdowns]
    return tables + [table for table in once if table]


def _analyses(publication: Publication) -> list[ReaderTable]:
    makers = (analysis_tables.screening, analysis_tables.test_values)
    return [make(publication, b.variable) for make in makers for b in publication.codebook.breakdown]


def _claims(publication: Publication) -> list[ReaderTable]:
    """Published results re-tested, when there are some."""
    if publication.context.verified is None:
        return []
    makers = (claim_tables.claims, claim_tables.readings, claim_tables.weightings)
    return [make(publication) for make in makers]


def _answers(publication: Publication, drawn_margins: bool) -> list[ReaderTable]:
    """Who answered, and how well; without the margins when a figure shows them."""
    makers = [answer_tables.account, answer_tables.weighting]
    makers += [] if drawn_margins else [answer_tables.margins]
    makers += [answer_tables.missing, answer_tables.doubtful]
    makers += [answer_tables.communes] if len(publication.quality["communes"]) else []
    return [make(publication) for make in makers]
