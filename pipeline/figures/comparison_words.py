"""What a comparison says: title, notes and alternative text, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.figures import notes
from pipeline.figures.comparison_findings import Comparison, Finding
from pipeline.figures.frame import Words
from pipeline.figures.rows import name
from pipeline.formats import lower_first, upper_first


def words(comparison: Comparison) -> Words:
    """Title, notes and alternative text, from the numbers."""
    edition, figure = comparison.edition, comparison.figure
    finding = comparison.finding
    titles = [_neutral(comparison)]
    if finding:
        titles = [upper_first(_told(comparison, finding)), *titles]
    return Words(
        titles=titles,
        subtitle=edition.text(figure.subtitle),
        notes=[note for note in _notes(comparison) if note],
        alt=_alt(comparison),
        identity=notes.identity(edition, figure),
        mark=notes.mark(edition),
    )


def _told(comparison: Comparison, finding: Finding) -> str:
    edition = comparison.edition
    more = "more" if finding.direction > 0 else "less"
    parts = {
        "group": comparison.group_labels[finding.group],
        "of": edition.base_of(comparison.measure.base),
        "says": edition.text(comparison.measure.says),
        "than": edition.say(f"than_{edition.sort(comparison.breakdown)}"),
        "services": finding.services,
        "tested": finding.tested,
    }
    one = "_one" if finding.services == 1 else ""
    shape = "title_single" if list(comparison.labels) == [""] else f"title_comparison{one}"
    return edition.say(f"{shape}_{more}", **parts)


def _neutral(comparison: Comparison) -> str:
    edition = comparison.edition
    by = next(b for b in edition.codebook.breakdown if b.variable == comparison.breakdown)
    return edition.say(
        "neutral_comparison", measure=edition.text(comparison.measure.label), by=edition.text(by.label)
    )


def _notes(comparison: Comparison) -> Iterator[str]:
    edition, single = comparison.edition, list(comparison.labels) == [""]
    yield notes.joined(_reading(comparison), edition.say("note_filled") if comparison.finding else "")
    yield notes.joined(
        edition.say(
            "note_test",
            rest=edition.say(f"rest_{edition.sort(comparison.breakdown)}"),
            threshold=edition.percent(edition.codebook.method.significance),
            comparisons=comparison.comparisons,
        )
        if comparison.comparisons
        else "",
        notes.statuses(edition, set(comparison.cells["care"]), "comparison"),
    )
    yield notes.trust(edition)
    yield notes.joined(
        notes.field(edition, comparison.measure.base), edition.say("note_base" if single else "note_n")
    )
    yield notes.source(edition)


def _reading(comparison: Comparison) -> str:
    """One cell put in words: the largest significant difference, else the first with a value."""
    edition, cells = comparison.edition, comparison.cells
    finding = comparison.finding
    if finding:
        chosen = cells[(cells["group"] == finding.group) & (cells["direction"] == finding.direction)]
        row = chosen.loc[chosen["difference"].abs().idxmax()]
    else:
        solid = cells[cells["share"].notna() & (cells["status"] == "")]
        if solid.empty:
            return ""
        row = solid.iloc[0]
    overall = comparison.everyone.set_index("service").loc[row["service"], "share"]
    single = "" if row["service"] else "_single"
    return edition.say(
        f"reading_comparison{single}",
        where=lower_first(edition.where(comparison.breakdown, row["group"])),
        share=edition.percent(row["share"]),
        of=edition.base_of(comparison.measure.base),
        says=edition.text(comparison.measure.says),
        service=comparison.labels[row["service"]],
        interval=edition.interval(row["ci_low"], row["ci_high"]),
        overall=edition.percent(overall),
    )


def _alt(comparison: Comparison) -> str:
    edition = comparison.edition
    measure = lower_first(edition.text(comparison.measure.label))
    parts = [edition.say("alt_comparison", heading=measure)]
    if comparison.finding is None:
        parts.append(edition.say("alt_nothing"))
    else:
        parts.append(edition.say("alt_counts", counts=edition.say("list").join(_counts(comparison))))
    return notes.joined(*parts, edition.say("alt_table", file=f"{name(comparison.figure)}.csv"))


def _counts(comparison: Comparison) -> Iterator[str]:
    """Group by group, how many services are above and below the rest."""
    for group, label in comparison.group_labels.items():
        direction = comparison.cells.loc[comparison.cells["group"] == group, "direction"]
        more, less = int((direction > 0).sum()), int((direction < 0).sum())
        yield comparison.edition.say("alt_group", group=label, more=more, less=less)
