"""Every table of a context in its order, with the name that links and sheets give it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipeline.figures.context import Context
from pipeline.publishing.tables import by_group as group_tables
from pipeline.publishing.tables import by_group as typical_tables
from pipeline.publishing.tables import claims as claim_tables
from pipeline.publishing.tables import discriminant as discriminant_tables
from pipeline.publishing.tables import long_format as long_tables
from pipeline.publishing.tables import of_figures as figure_tables
from pipeline.publishing.tables import respondents as answer_tables
from pipeline.publishing.tables import screening as analysis_tables
from pipeline.publishing.tables.model import ReaderTable


def catalogue(context: Context, drawn: dict[int, pd.DataFrame]) -> list[ReaderTable]:
    """Return all tables: of figures (T02), others (A01), long ones (L1), figures' own numbers (T02-long).

    Parameters
    ----------
    drawn : number -> numbers of each figure that was drawn.
    """
    figures = sorted((f for f in context.codebook.figure if f.number in drawn), key=lambda f: f.number)
    of_figures = [figure_tables.of_figure(context, f, drawn[f.number]) for f in figures]
    in_figures = {
        (measure.id, f.breakdown) for f in figures for measure in figure_tables.compared(context, f)
    }
    drawn_margins = any(f.kind == "pyramid" for f in figures)
    further = [*_by_groups(context, in_figures), *_analyses(context), *_answers(context, drawn_margins)]
    further += [*discriminant_tables.tables(context), *_claims(context)]
    long = [table for table in (make(context) for make in _LONG) if table.rows]
    long += [claim_tables.estimates(context)] if context.verified else []
    return [
        *(replace(table, key=f"T{table.figure:02d}") for table in of_figures),
        *(replace(table, key=f"A{i:02d}") for i, table in enumerate(further, 1)),
        *(replace(table, key=f"L{i}") for i, table in enumerate(long, 1)),
        *(
            replace(long_tables.twin(context, f, drawn[f.number]), key=f"T{f.number:02d}-long")
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


def _by_groups(context: Context, in_figures: set[tuple]) -> list[ReaderTable]:
    """Return measures of batteries by each breakdown, batteries without measure, questions asked once."""
    book = context.codebook
    breakdowns, tables = context.breakdowns, []
    for question in (q for q in book.question if q.battery and q.closed):
        named = [measure for measure in book.measure if measure.question == question.id]
        for breakdown in breakdowns:
            tables += [
                group_tables.of_measures(context, [measure], breakdown)
                for measure in named
                if (measure.id, breakdown) not in in_figures
            ]
            if not named:
                tables.append(group_tables.of_levels(context, question.id, question.bases[0], breakdown))
    tables += typical_tables.medians(context)
    once = [group_tables.of_questions_asked_once(context, breakdown) for breakdown in breakdowns]
    return tables + [table for table in once if table]


def _analyses(context: Context) -> list[ReaderTable]:
    makers = (analysis_tables.screening, analysis_tables.test_values)
    return [make(context, b.variable) for make in makers for b in context.codebook.breakdown]


def _claims(context: Context) -> list[ReaderTable]:
    """Return published results re-tested, when there are some."""
    if context.verified is None:
        return []
    makers = (claim_tables.claims, claim_tables.readings, claim_tables.weightings)
    return [make(context) for make in makers]


def _answers(context: Context, drawn_margins: bool) -> list[ReaderTable]:
    """Return who answered, and how well; without the margins when a figure shows them."""
    makers = [answer_tables.account, answer_tables.weighting]
    makers += [] if drawn_margins else [answer_tables.margins]
    makers += [answer_tables.missing, answer_tables.doubtful]
    makers += [answer_tables.communes] if len(context.tables["quality/communes"]) else []
    return [make(context) for make in makers]
