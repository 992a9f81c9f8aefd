"""What curves say: title, notes and alternative text, from their numbers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.figures import notes
from pipeline.figures.comparison.text import titles
from pipeline.figures.curves.data import Curves
from pipeline.figures.frame import Words
from pipeline.figures.records import file_stem
from pipeline.text.number_format import lower_first


def words(curves: Curves) -> Words:
    """Title, notes and alternative text, from the numbers."""
    context, figure = curves.context, curves.figure
    return Words(
        titles=titles(curves.told),
        subtitle=context.text(figure.subtitle),
        notes=[note for note in _notes(curves) if note],
        alt=_alt(curves),
        identity=notes.identity(context, figure),
        mark=notes.mark(context),
    )


def _notes(curves: Curves) -> Iterator[str]:
    context, main = curves.context, curves.main
    yield notes.joined(_reading(curves), context.say("curves_filled") if curves.told.finding else "")
    edges = [main.group_labels[group] for group in dict.fromkeys([curves.groups[0], curves.groups[-1]])]
    comparisons = max(one.comparisons for one in curves.steps.values())
    tested = {
        "rest": context.say(f"rest_{context.sort(main.breakdown)}"),
        "threshold": context.percent(context.codebook.method.significance),
        "comparisons": comparisons,
    }
    yield notes.joined(
        context.say("curves_order", limit=curves.at(curves.shown)),
        context.say("curves_band", confidence=context.confidence, groups=context.say("list").join(edges)),
        context.say("curves_test", **tested) if comparisons else "",
        notes.statuses(context, set(curves.points["care"]) - {"small"}, "curves"),
    )
    yield notes.trust(context)
    low, high = (f"{end:.0f}" for end in (curves.points["n"].min(), curves.points["n"].max()))
    yield notes.joined(notes.field(context, main.first.base), context.say("curves_n", low=low, high=high))
    yield notes.source(context)


def _reading(curves: Curves) -> str:
    """One point put in words: of the title's group the furthest from the rest, else the first."""
    context, told = curves.context, curves.told
    cells = told.cells[told.cells["share"].notna() & (told.cells["status"] == "")]
    finding = told.finding
    if finding:
        cells = cells[(cells["group"] == finding.group) & (cells["direction"] == finding.direction)]
        row = cells.loc[cells["difference"].abs().idxmax()]
    elif cells.empty:
        return context.say("reading_nothing")
    else:
        row = cells.iloc[0]
    line = told.lines[row["line"]]
    overall = told.everyone.set_index("line").loc[row["line"], "share"]
    return context.say(
        f"reading_curves{'' if line.about else '_single'}",
        where=lower_first(context.where(told.breakdown, row["group"])),
        share=context.percent(row["share"]),
        of=context.base_of(line.base),
        says=line.says,
        service=line.about,
        overall=context.percent(overall),
    )


def _alt(curves: Curves) -> str:
    context, everyone = curves.context, curves.main.everyone
    known = everyone[everyone["share"].notna()]
    sentence = context.say(
        "alt_curves",
        heading=lower_first(context.text(curves.figure.subtitle)),
        groups=", ".join(curves.main.group_labels.values()),
    )
    ends = (
        [
            context.say("alt_one", name=curves.label(row.service), share=context.percent(row.share))
            for row in known.iloc[[0, -1]].itertuples()
        ]
        if len(known) > 1
        else []
    )
    heading = context.say("alt_curves_ends", limit=curves.at(curves.shown)) if ends else ""
    told = f"{titles(curves.told)[0]}."
    return notes.joined(
        sentence, told, heading, *ends, context.say("alt_table", file=f"{file_stem(curves.figure)}.csv")
    )
