"""What a comparison says: titles, notes and alternative text, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.figures import notes
from pipeline.figures.comparison.data import ComparisonData, GroupFinding
from pipeline.figures.frame import Words
from pipeline.figures.records import file_stem
from pipeline.figures.words import compose
from pipeline.text.number_format import lower_first, of_people, upper_first


def titles(comparison: ComparisonData) -> list[str]:
    """Return what the numbers show, then the bare subject; one neutral title when nothing is significant."""
    context = comparison.context
    by = next(by for by in context.codebook.breakdown if by.variable == comparison.breakdown)
    subject = {"measure": comparison.first.measure, "by": context.text(by.label)}
    several = "" if comparison.form in ("services", "single") else "_several"
    if comparison.finding is None:
        return [context.say(f"figures.neutral_comparison{several}", **subject)]
    finding = _finding(comparison, comparison.finding) if not several else largest(comparison)
    return [upper_first(finding), context.say(f"figures.plain_comparison{several}", **subject)]


def _finding(comparison: ComparisonData, finding: GroupFinding) -> str:
    """Return a sentence on the group that differs from the rest on the most lines."""
    context, line = comparison.context, comparison.first
    parts = {
        "group": comparison.group_labels[finding.group],
        "than": context.say(f"figures.than_{context.places_or_people(comparison.breakdown)}"),
        "services": finding.lines,
        "tested": finding.tested,
    }
    more = "more" if finding.direction > 0 else "less"
    shape = "people" if line.people else "comparison"
    count = "_single" if comparison.form == "single" else ("_one" if finding.lines == 1 else "")
    if line.people:
        parts |= {"people": line.people, "of_people": of_people(line.people)}
    else:
        parts |= {"of": context.base_of(line.base), "says": line.says}
    return context.say(f"figures.title_{shape}{count}_{more}", **parts)


def largest(comparison: ComparisonData) -> str:
    """Return a sentence on the largest significant difference, of lines that count different things."""
    context, row = comparison.context, comparison.largest
    line = comparison.lines[row["line"]]
    parts = {
        "group": comparison.group_labels[row["group"]],
        "share": context.percent(row["share"]),
        "overall": context.percent(overall(comparison, row)),
    }
    if comparison.form == "answers":
        form = "answer" if line.about else "answer_alone"
        return context.say(f"figures.title_{form}", service=line.about, answer=line.level, **parts)
    return context.say("figures.title_share", says=line.says, **parts)


def overall(comparison: ComparisonData, row: pd.Series) -> float:
    """Return the share of everyone on the line of this row."""
    return comparison.everyone.set_index("line").loc[row["line"], "share"]


def words(comparison: ComparisonData) -> Words:
    """Return titles, notes and alternative text, from the numbers."""
    context, figure = comparison.context, comparison.figure
    return compose(
        context, figure, titles=titles(comparison), paragraphs=_notes(comparison), alt=_alt(comparison)
    )


def _notes(comparison: ComparisonData) -> Iterator[str]:
    context, single = comparison.context, len(comparison.lines) == 1
    suffix = "_each" if comparison.form == "measures" else ""
    yield notes.joined(_reading(comparison), context.say("figures.note_filled") if comparison.finding else "")
    yield notes.joined(
        context.say(
            f"figures.note_test{suffix}",
            rest=context.say(f"figures.rest_{context.places_or_people(comparison.breakdown)}"),
            threshold=context.percent(context.codebook.method.significance),
            comparisons=comparison.comparisons,
        )
        if comparison.comparisons
        else "",
        *_chosen(comparison),
        notes.statuses(context, set(comparison.cells["care"]), "comparison"),
    )
    yield notes.trust(context)
    counted = "note_n" if comparison.form == "services" else "note_n_lines"
    yield notes.joined(
        notes.field(context, comparison.first.base),
        context.say("figures.note_base" if single else f"figures.{counted}"),
    )
    yield notes.source(context)


def _chosen(comparison: ComparisonData) -> Iterator[str]:
    """Yield which answers are shown, where the lines are answers."""
    if comparison.form != "answers":
        return
    say, drawn, differing = comparison.context.say, len(comparison.drawn_lines), len(comparison.lines)
    yield say("figures.note_joint")
    if drawn < differing:
        yield say(
            "figures.note_clearest", shown=drawn, found=differing, file=f"{file_stem(comparison.figure)}.csv"
        )


def _reading(comparison: ComparisonData) -> str:
    """Return one cell in words: the largest significant difference, else the first with a value."""
    context, cells = comparison.context, comparison.cells
    finding = comparison.finding
    if comparison.form in ("measures", "answers") and finding:
        row = comparison.largest
    elif finding:
        chosen = cells[(cells["group"] == finding.group) & (cells["direction"] == finding.direction)]
        row = chosen.loc[chosen["difference"].abs().idxmax()]
    else:
        solid = cells[cells["share"].notna() & (cells["status"] == "")]
        if solid.empty:
            return context.say("figures.reading_nothing")
        row = solid.iloc[0]
    line = comparison.lines[row["line"]]
    return context.say(
        f"figures.reading_comparison{'' if line.about else '_single'}",
        where=lower_first(context.where(comparison.breakdown, row["group"])),
        share=context.percent(row["share"]),
        of=context.base_of(line.base),
        says=line.says,
        service=line.about,
        interval=context.interval(row["ci_low"], row["ci_high"]),
        overall=context.percent(overall(comparison, row)),
    )


def _alt(comparison: ComparisonData) -> Iterator[str]:
    """Yield what is compared, then what was found."""
    context = comparison.context
    several = comparison.form not in ("services", "single")
    heading = context.text(comparison.figure.subtitle) if several else comparison.first.measure
    yield context.say("figures.alt_comparison", heading=lower_first(heading))
    if comparison.finding is None:
        yield context.say("figures.alt_nothing")
    elif several:
        yield f"{largest(comparison)}."
    else:
        yield context.say("figures.alt_counts", counts=context.say("figures.list").join(_counts(comparison)))


def _counts(comparison: ComparisonData) -> Iterator[str]:
    """Yield, group by group, how many services are above and below the rest."""
    for group, label in comparison.group_labels.items():
        direction = comparison.cells.loc[comparison.cells["group"] == group, "direction"]
        more, less = int((direction > 0).sum()), int((direction < 0).sum())
        yield comparison.context.say("figures.alt_group", group=label, more=more, less=less)
