"""Look-ups in the tables of a comparison: changes of the tracked measures, verdicts then and now."""

from __future__ import annotations

import pandas as pd

from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.figures.context import Context
from pipeline.waves.claims import NOT_COMPARABLE

SIGNIFICANT = "significant"


def differences(context: Context) -> pd.DataFrame:
    """Return the differences between the waves, with whether each is significant."""
    table = context.tables["differences"]
    return table.assign(**{SIGNIFICANT: table["p_adjusted"] < context.codebook.method.significance})


def measures(context: Context, breakdown: str = EVERYONE, tracked: bool = True) -> pd.DataFrame:
    """Return differences of the measures that are tracked, or of the others: a row a service and group."""
    table, codebook = differences(context), context.codebook
    followed = table["measure"].isin(codebook.compare.measures or list(codebook.measures))
    rows = (table["kind"] == "measure") & (table["breakdown"] == breakdown)
    return table[rows & (followed if tracked else ~followed)]


def measure_name(context: Context, row: object) -> str:
    """Return how a sentence names a measure: "Sea rescue, share not satisfied among users"."""
    measure, service = context.measure_label(row.measure), context.service_label(row.service)
    return f"{service}, {measure[:1].lower()}{measure[1:]}" if service else measure


def verdict(context: Context, verdict: str) -> str:
    """Return a verdict in words, also that of a result that the new wave cannot tell."""
    if verdict == NOT_COMPARABLE:
        return context.say("changes.verdict_not_comparable")
    return context.verified.verdict(verdict)
