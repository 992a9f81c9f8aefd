"""The numbers of a figure as open data: one row a number, in the long format of every published CSV."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.figures.context import Context
from pipeline.figures.notes import identity, mark, survey

FIGURE_COLUMNS = [
    "wave", "measure", "service", "level", "breakdown", "group", "value", "unit", "ci_low", "ci_high",
    "n", "n_weighted", "n_effective", "p", "p_adjusted", "status", "figure", "source",
]  # fmt: skip


def file_stem(figure: Figure) -> str:
    """Return the name of the figure's files, the same in every language so that links keep working."""
    return f"fig{figure.number:02d}_{figure.slug}"


def tidy(context: Context, figure: Figure, records: Iterable[dict]) -> pd.DataFrame:
    """Return the records of a figure as a table, with what is the same in each of them.

    A record names some of `FIGURE_COLUMNS`; names are labels in the reader's language, as the figure shows
    them, and a value is a fraction unless its unit says otherwise.
    """
    everywhere = {
        "wave": context.codebook.survey.id,
        "figure": file_stem(figure),
        "source": " ".join(filter(None, [survey(context), identity(context, figure), mark(context)])),
    }
    defaults = {"breakdown": EVERYONE, "group": EVERYONE, "unit": "share"}
    table = pd.DataFrame([defaults | record | everywhere for record in records])
    return table.reindex(columns=FIGURE_COLUMNS)


def estimate_record(context: Context, estimate: object, **names: str) -> dict:
    """Return the record of one row of the estimates, with these names beside its numbers."""
    record = {
        "service": context.row_label(estimate.service, estimate.question),
        "value": estimate.share,
        "ci_low": estimate.ci_low,
        "ci_high": estimate.ci_high,
        "n": estimate.n,
        "n_weighted": estimate.weighted_base,
        "n_effective": estimate.n_effective,
        "status": estimate.status,
    }
    if estimate.breakdown != EVERYONE:
        record["breakdown"] = context.text(context.codebook.by_id[estimate.breakdown].label)
        record["group"] = context.level_label(estimate.breakdown, estimate.group)
    return record | names
