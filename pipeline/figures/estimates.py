"""Parts of the estimates that figures ask for, and how far their bases carry."""

from __future__ import annotations

import pandas as pd

from pipeline.codebook.model import Figure, Measure
from pipeline.codebook.reserved_ids import ALL_SERVICES, EVERYONE
from pipeline.figures.context import Context

# From the limit of fragile bases to this one, numbers are tested but drawn paler.
SMALL_BASE = 50


def care(estimates: pd.DataFrame) -> pd.Series:
    """Return how each base is to be read: "withheld", "fragile", "small", or "" for a solid one."""
    small = (estimates["status"] == "") & (estimates["n"] < SMALL_BASE)
    return estimates["status"].mask(small, "small")


def measured(context: Context, measure: Measure, breakdown: str = EVERYONE) -> pd.DataFrame:
    """Return the estimates of a named share, one row a service and group; pooled services left out."""
    table = context.tables["estimates"]
    kept = table[
        (table["kind"] == "measure")
        & (table["measure"] == measure.id)
        & (table["breakdown"] == breakdown)
        & (table["service"] != ALL_SERVICES)
    ]
    return kept.reset_index(drop=True)


def counted(context: Context, figure: Figure) -> pd.DataFrame:
    """Return the estimates of the levels of the figure's question among everyone in its base."""
    table = context.tables["estimates"]
    question = context.codebook.by_id[figure.question]
    shown = [
        answer.id for answer in question.answers if answer.applicable and answer.id not in figure.leave_out
    ]
    kept = table[
        (table["kind"] == "level")
        & (table["question"] == figure.question)
        & (table["base"] == figure.base)
        & (table["breakdown"] == EVERYONE)
        & table["answer"].isin(shown)
    ]
    return kept.reset_index(drop=True)
