"""What a comparison says: title, notes and alternative text, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.figures import notes
from pipeline.figures.comparison_findings import Comparison
from pipeline.figures.comparison_titles import largest, overall, titles
from pipeline.figures.frame import Words
from pipeline.figures.rows import name
from pipeline.formats import lower_first


def words(comparison: Comparison) -> Words:
    """Title, notes and alternative text, from the numbers."""
    edition, figure = comparison.edition, comparison.figure
    return Words(
        titles=titles(comparison),
        subtitle=edition.text(figure.subtitle),
        notes=[note for note in _notes(comparison) if note],
        alt=_alt(comparison),
        identity=notes.identity(edition, figure),
        mark=notes.mark(edition),
    )


def _notes(comparison: Comparison) -> Iterator[str]:
    edition, single = comparison.edition, len(comparison.lines) == 1
    each = "_each" if comparison.form == "measures" else ""
    yield notes.joined(_reading(comparison), edition.say("note_filled") if comparison.finding else "")
    yield notes.joined(
        edition.say(
            f"note_test{each}",
            rest=edition.say(f"rest_{edition.sort(comparison.breakdown)}"),
            threshold=edition.percent(edition.codebook.method.significance),
            comparisons=comparison.comparisons,
        )
        if comparison.comparisons
        else "",
        *_chosen(comparison),
        notes.statuses(edition, set(comparison.cells["care"]), "comparison"),
    )
    yield notes.trust(edition)
    counted = "note_n" if comparison.form == "services" else "note_n_lines"
    yield notes.joined(
        notes.field(edition, comparison.first.base), edition.say("note_base" if single else counted)
    )
    yield notes.source(edition)


def _chosen(comparison: Comparison) -> Iterator[str]:
    """Which answers are shown, where the lines are answers."""
    if comparison.form != "answers":
        return
    say, shown, found = comparison.edition.say, len(comparison.shown), len(comparison.lines)
    yield say("note_joint")
    if shown < found:
        yield say("note_clearest", shown=shown, found=found, file=f"{name(comparison.figure)}.csv")


def _reading(comparison: Comparison) -> str:
    """One cell put in words: the largest significant difference, else the first with a value."""
    edition, cells = comparison.edition, comparison.cells
    finding = comparison.finding
    if comparison.form in ("measures", "answers") and finding:
        row = comparison.largest
    elif finding:
        chosen = cells[(cells["group"] == finding.group) & (cells["direction"] == finding.direction)]
        row = chosen.loc[chosen["difference"].abs().idxmax()]
    else:
        solid = cells[cells["share"].notna() & (cells["status"] == "")]
        if solid.empty:
            return edition.say("reading_nothing")
        row = solid.iloc[0]
    line = comparison.lines[row["line"]]
    return edition.say(
        f"reading_comparison{'' if line.about else '_single'}",
        where=lower_first(edition.where(comparison.breakdown, row["group"])),
        share=edition.percent(row["share"]),
        of=edition.base_of(line.base),
        says=line.says,
        service=line.about,
        interval=edition.interval(row["ci_low"], row["ci_high"]),
        overall=edition.percent(overall(comparison, row)),
    )


def _alt(comparison: Comparison) -> str:
    edition = comparison.edition
    several = comparison.form not in ("services", "single")
    heading = edition.text(comparison.figure.subtitle) if several else comparison.first.measure
    parts = [edition.say("alt_comparison", heading=lower_first(heading))]
    if comparison.finding is None:
        parts.append(edition.say("alt_nothing"))
    elif several:
        parts.append(f"{largest(comparison)}.")
    else:
        parts.append(edition.say("alt_counts", counts=edition.say("list").join(_counts(comparison))))
    return notes.joined(*parts, edition.say("alt_table", file=f"{name(comparison.figure)}.csv"))


def _counts(comparison: Comparison) -> Iterator[str]:
    """Group by group, how many services are above and below the rest."""
    for group, label in comparison.group_labels.items():
        direction = comparison.cells.loc[comparison.cells["group"] == group, "direction"]
        more, less = int((direction > 0).sum()), int((direction < 0).sum())
        yield comparison.edition.say("alt_group", group=label, more=more, less=less)
