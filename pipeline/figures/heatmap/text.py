"""What a heat table says: title, notes and alternative text, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.codebook.reserved_ids import ALL_SERVICES
from pipeline.figures import notes
from pipeline.figures.frame import Words
from pipeline.figures.heatmap.data import HeatmapData
from pipeline.figures.words import compose
from pipeline.text.number_format import lower_first


def words(heatmap: HeatmapData) -> Words:
    """Return title, notes and alternative text, from the numbers."""
    context, figure = heatmap.context, heatmap.figure
    titles = [context.say("figures.neutral_heat")]
    if heatmap.finding is not None:
        titles = [
            context.say("figures.title_heat", **_parts(heatmap, heatmap.finding)),
            context.say("figures.plain_heat"),
        ]
    return compose(context, figure, titles=titles, paragraphs=_notes(heatmap), alt=_alt(heatmap))


def _parts(heatmap: HeatmapData, cell: pd.Series) -> dict[str, str]:
    context = heatmap.context
    pooled = heatmap.shares[cell["answer"]].get(ALL_SERVICES, float("nan"))
    return {
        "service": context.row_label(cell["service"], heatmap.figure.question),
        "answer": heatmap.answer_labels[cell["answer"]],
        "share": context.percent(cell["share"]),
        "pooled": context.percent(pooled),
        "of": context.base_of(heatmap.figure.base),
        "interval": context.interval(cell["ci_low"], cell["ci_high"]),
    }


def _highest(heatmap: HeatmapData) -> pd.Series | None:
    """Return the finding, or the largest share when nothing is significant."""
    if heatmap.finding is not None:
        return heatmap.finding
    table = heatmap.estimates
    solid = table[(table["service"] != ALL_SERVICES) & (table["status"] == "") & table["share"].notna()]
    return None if solid.empty else solid.loc[solid["share"].idxmax()]


def _alone(heatmap: HeatmapData, cell: pd.Series) -> str:
    """Return which sentence tells a cell: without all services together where these are withheld."""
    pooled = heatmap.shares[cell["answer"]].get(ALL_SERVICES, float("nan"))
    return "_alone" if pd.isna(pooled) else ""


def _notes(heatmap: HeatmapData) -> Iterator[str]:
    context, figure = heatmap.context, heatmap.figure
    cell = _highest(heatmap)
    reading = ""
    if cell is not None:
        reading = context.say(f"figures.reading_heat{_alone(heatmap, cell)}", **_parts(heatmap, cell))
    comparisons = heatmap.estimates["comparisons"].max()
    over = ""
    if pd.notna(comparisons):
        threshold = context.percent(context.codebook.method.significance)
        over = context.say("figures.note_over", threshold=threshold, comparisons=int(comparisons))
    yield notes.joined(reading, over, notes.statuses(context, set(heatmap.bases["status"]), "heat"))
    yield notes.trust(context)
    yield notes.joined(
        notes.field(context, figure.base), context.say("figures.note_pairs"), _left_out(heatmap)
    )
    yield notes.source(context)


def _left_out(heatmap: HeatmapData) -> str:
    if not heatmap.figure.leave_out:
        return ""
    context, question = heatmap.context, heatmap.figure.question
    labels = (lower_first(context.level_label(question, answer)) for answer in heatmap.figure.leave_out)
    return context.say("figures.note_left_out", answers=", ".join(labels))


def _alt(heatmap: HeatmapData) -> Iterator[str]:
    """Yield what the table is, the answers of all services together, and the finding."""
    context = heatmap.context
    yield context.say("figures.alt_heat")
    pooled = heatmap.shares.reindex([ALL_SERVICES]).loc[ALL_SERVICES].dropna()
    if len(pooled):
        ranked = [f"{heatmap.answer_labels[a]} {context.percent(share)}" for a, share in pooled.items()]
        yield context.say("figures.alt_pooled", ranked=", ".join(ranked))
    if heatmap.finding is not None:
        yield context.say("figures.alt_over", **_parts(heatmap, heatmap.finding))
