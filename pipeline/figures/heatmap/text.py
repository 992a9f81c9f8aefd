"""What a heat table says: title, notes and alternative text, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.codebook.reserved_ids import ALL_SERVICES
from pipeline.figures import notes
from pipeline.figures.frame import Words
from pipeline.figures.heatmap.data import Heat
from pipeline.figures.records import name
from pipeline.text.number_format import lower_first


def words(heat: Heat) -> Words:
    """Title, notes and alternative text, from the numbers."""
    context, figure = heat.context, heat.figure
    titles = [context.say("neutral_heat")]
    if heat.finding is not None:
        titles = [context.say("title_heat", **_parts(heat, heat.finding)), context.say("plain_heat")]
    return Words(
        titles=titles,
        subtitle=context.text(figure.subtitle),
        notes=[note for note in _notes(heat) if note],
        alt=_alt(heat),
        identity=notes.identity(context, figure),
        mark=notes.mark(context),
    )


def _parts(heat: Heat, cell: pd.Series) -> dict[str, str]:
    context = heat.context
    pooled = heat.shares[cell["answer"]].get(ALL_SERVICES, float("nan"))
    return {
        "service": context.row_label(cell["service"], heat.figure.question),
        "answer": heat.answer_labels[cell["answer"]],
        "share": context.percent(cell["share"]),
        "pooled": context.percent(pooled),
        "of": context.base_of(heat.figure.base),
        "interval": context.interval(cell["ci_low"], cell["ci_high"]),
    }


def _highest(heat: Heat) -> pd.Series | None:
    """The finding, or the largest share when nothing is significant."""
    if heat.finding is not None:
        return heat.finding
    table = heat.estimates
    solid = table[(table["service"] != ALL_SERVICES) & (table["status"] == "") & table["share"].notna()]
    return None if solid.empty else solid.loc[solid["share"].idxmax()]


def _notes(heat: Heat) -> Iterator[str]:
    context, figure = heat.context, heat.figure
    cell = _highest(heat)
    reading = context.say("reading_heat", **_parts(heat, cell)) if cell is not None else ""
    comparisons = heat.estimates["comparisons"].max()
    over = ""
    if pd.notna(comparisons):
        threshold = context.percent(context.codebook.method.significance)
        over = context.say("note_over", threshold=threshold, comparisons=int(comparisons))
    yield notes.joined(reading, over, notes.statuses(context, set(heat.bases["status"]), "heat"))
    yield notes.trust(context)
    yield notes.joined(notes.field(context, figure.base), context.say("note_pairs"), _left_out(heat))
    yield notes.source(context)


def _left_out(heat: Heat) -> str:
    if not heat.figure.leave_out:
        return ""
    context, question = heat.context, heat.figure.question
    labels = (lower_first(context.levels(question, answer)) for answer in heat.figure.leave_out)
    return context.say("note_left_out", answers=", ".join(labels))


def _alt(heat: Heat) -> str:
    context = heat.context
    parts = [context.say("alt_heat")]
    if ALL_SERVICES in heat.shares.index:
        pooled = heat.shares.loc[ALL_SERVICES]
        ranked = [f"{heat.answer_labels[a]} {context.percent(share)}" for a, share in pooled.items()]
        parts.append(context.say("alt_pooled", ranked=", ".join(ranked)))
    if heat.finding is not None:
        parts.append(context.say("alt_over", **_parts(heat, heat.finding)))
    return notes.joined(*parts, context.say("alt_table", file=f"{name(heat.figure)}.csv"))
