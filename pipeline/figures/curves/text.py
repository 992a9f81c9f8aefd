"""What curves say: title, notes and alternative text, from their numbers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.figures import notes
from pipeline.figures.comparison.text import overall, titles
from pipeline.figures.curves.data import CurvesData
from pipeline.figures.frame import Words
from pipeline.figures.words import compose
from pipeline.text.number_format import lower_first


def words(curves: CurvesData) -> Words:
    """Return titles, notes and alternative text, from the numbers."""
    context, figure = curves.context, curves.figure
    return compose(
        context, figure, titles=titles(curves.clearest), paragraphs=_notes(curves), alt=_alt(curves)
    )


def _notes(curves: CurvesData) -> Iterator[str]:
    context, main = curves.context, curves.main
    yield notes.joined(
        _reading(curves), context.say("figures.curves_filled") if curves.clearest.finding else ""
    )
    edges = [main.group_labels[group] for group in dict.fromkeys([curves.groups[0], curves.groups[-1]])]
    comparisons = max(comparison.comparisons for comparison in curves.steps.values())
    tested = {
        "rest": context.say(f"figures.rest_{context.places_or_people(main.breakdown)}"),
        "threshold": context.percent(context.codebook.method.significance),
        "comparisons": comparisons,
    }
    yield notes.joined(
        context.say("figures.curves_order", limit=curves.at(curves.head_limit)),
        context.say(
            "figures.curves_band",
            confidence=context.confidence,
            groups=context.say("figures.list").join(edges),
        ),
        context.say("figures.curves_test", **tested) if comparisons else "",
        notes.statuses(context, set(curves.points["care"]) - {"small"}, "curves"),
    )
    yield notes.trust(context)
    # Where every group is withheld, so is how many they are.
    sizes = curves.points["n"].dropna()
    ends = {"low": f"{sizes.min():.0f}", "high": f"{sizes.max():.0f}"} if len(sizes) else {}
    bases = context.say("figures.curves_n", **ends) if ends else ""
    yield notes.joined(notes.field(context, main.first.base), bases)
    yield notes.source(context)


def _reading(curves: CurvesData) -> str:
    """Return one point in words: of the title's group the furthest from the rest, else the first."""
    context, comparison = curves.context, curves.clearest
    cells, finding = comparison.cells, comparison.finding
    cells = cells[cells["share"].notna() & (cells["status"] == "")]
    if finding:
        cells = cells[(cells["group"] == finding.group) & (cells["direction"] == finding.direction)]
        row = cells.loc[cells["difference"].abs().idxmax()]
    elif cells.empty:
        return context.say("figures.reading_nothing")
    else:
        row = cells.iloc[0]
    line = comparison.lines[row["line"]]
    return context.say(
        f"figures.reading_curves{'' if line.about else '_single'}",
        where=lower_first(context.where(comparison.breakdown, row["group"])),
        share=context.percent(row["share"]),
        of=context.base_of(line.base),
        says=line.says,
        service=line.about,
        overall=context.percent(overall(comparison, row)),
    )


def _alt(curves: CurvesData) -> Iterator[str]:
    """Yield what is drawn, what was found, and the services with the largest and the smallest share."""
    context, everyone = curves.context, curves.main.everyone
    yield context.say(
        "figures.alt_curves",
        heading=lower_first(context.text(curves.figure.subtitle)),
        groups=", ".join(curves.main.group_labels.values()),
    )
    yield f"{titles(curves.clearest)[0]}."
    estimated = everyone[everyone["share"].notna()]
    if len(estimated) > 1:
        yield context.say("figures.alt_curves_ends", limit=curves.at(curves.head_limit))
        for row in estimated.iloc[[0, -1]].itertuples():
            yield context.say(
                "figures.alt_one", name=curves.label(row.service), share=context.percent(row.share)
            )
