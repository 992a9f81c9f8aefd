"""What curves say: title, notes and alternative text, from their numbers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.figures import notes
from pipeline.figures.comparison.text import titles
from pipeline.figures.curves.data import Curves
from pipeline.figures.frame import Words
from pipeline.figures.records import name
from pipeline.text.number_format import lower_first


def words(curves: Curves) -> Words:
    """Title, notes and alternative text, from the numbers."""
    edition, figure = curves.edition, curves.figure
    return Words(
        titles=titles(curves.told),
        subtitle=edition.text(figure.subtitle),
        notes=[note for note in _notes(curves) if note],
        alt=_alt(curves),
        identity=notes.identity(edition, figure),
        mark=notes.mark(edition),
    )


def _notes(curves: Curves) -> Iterator[str]:
    edition, main = curves.edition, curves.main
    yield notes.joined(_reading(curves), edition.say("curves_filled") if curves.told.finding else "")
    edges = [main.group_labels[group] for group in dict.fromkeys([curves.groups[0], curves.groups[-1]])]
    comparisons = max(one.comparisons for one in curves.steps.values())
    tested = {
        "rest": edition.say(f"rest_{edition.sort(main.breakdown)}"),
        "threshold": edition.percent(edition.codebook.method.significance),
        "comparisons": comparisons,
    }
    yield notes.joined(
        edition.say("curves_order", limit=curves.at(curves.shown)),
        edition.say("curves_band", confidence=edition.confidence, groups=edition.say("list").join(edges)),
        edition.say("curves_test", **tested) if comparisons else "",
        notes.statuses(edition, set(curves.points["care"]) - {"small"}, "curves"),
    )
    yield notes.trust(edition)
    low, high = (f"{end:.0f}" for end in (curves.points["n"].min(), curves.points["n"].max()))
    yield notes.joined(notes.field(edition, main.first.base), edition.say("curves_n", low=low, high=high))
    yield notes.source(edition)


def _reading(curves: Curves) -> str:
    """One point put in words: of the title's group the furthest from the rest, else the first."""
    edition, told = curves.edition, curves.told
    cells = told.cells[told.cells["share"].notna() & (told.cells["status"] == "")]
    finding = told.finding
    if finding:
        cells = cells[(cells["group"] == finding.group) & (cells["direction"] == finding.direction)]
        row = cells.loc[cells["difference"].abs().idxmax()]
    elif cells.empty:
        return edition.say("reading_nothing")
    else:
        row = cells.iloc[0]
    line = told.lines[row["line"]]
    overall = told.everyone.set_index("line").loc[row["line"], "share"]
    return edition.say(
        f"reading_curves{'' if line.about else '_single'}",
        where=lower_first(edition.where(told.breakdown, row["group"])),
        share=edition.percent(row["share"]),
        of=edition.base_of(line.base),
        says=line.says,
        service=line.about,
        overall=edition.percent(overall),
    )


def _alt(curves: Curves) -> str:
    edition, everyone = curves.edition, curves.main.everyone
    known = everyone[everyone["share"].notna()]
    sentence = edition.say(
        "alt_curves",
        heading=lower_first(edition.text(curves.figure.subtitle)),
        groups=", ".join(curves.main.group_labels.values()),
    )
    ends = (
        [
            edition.say("alt_one", name=curves.label(row.service), share=edition.percent(row.share))
            for row in known.iloc[[0, -1]].itertuples()
        ]
        if len(known) > 1
        else []
    )
    heading = edition.say("alt_curves_ends", limit=curves.at(curves.shown)) if ends else ""
    told = f"{titles(curves.told)[0]}."
    return notes.joined(
        sentence, told, heading, *ends, edition.say("alt_table", file=f"{name(curves.figure)}.csv")
    )
