"""What a comparison says: title, notes and alternative text, from its numbers.

Titles of a comparison, from the most telling to the plainest.

The numbers of a comparison as records of open data.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.figures import notes
from pipeline.figures.comparison.data import Comparison, Finding
from pipeline.figures.frame import Words
from pipeline.figures.records import estimate_record, file_stem
from pipeline.text.number_format import lower_first, of_people, upper_first


def titles(comparison: Comparison) -> list[str]:
    """What the numbers show, then the bare subject; only the neutral title when nothing is significant."""
    context = comparison.context
    by = next(b for b in context.codebook.breakdown if b.variable == comparison.breakdown)
    named = {"measure": comparison.first.measure, "by": context.text(by.label)}
    several = "" if comparison.form in ("services", "single") else "_several"
    if comparison.finding is None:
        return [context.say(f"neutral_comparison{several}", **named)]
    told = _told(comparison, comparison.finding) if not several else largest(comparison)
    return [upper_first(told), context.say(f"plain_comparison{several}", **named)]


def _told(comparison: Comparison, finding: Finding) -> str:
    """The group that differs from the rest on the most lines."""
    context, line = comparison.context, comparison.first
    parts = {
        "group": comparison.group_labels[finding.group],
        "than": context.say(f"than_{context.sort(comparison.breakdown)}"),
        "services": finding.lines,
        "tested": finding.tested,
    }
    more = "more" if finding.direction > 0 else "less"
    shape = "people" if line.people else "comparison"
    one = "_single" if comparison.form == "single" else ("_one" if finding.lines == 1 else "")
    if line.people:
        parts |= {"people": line.people, "of_people": of_people(line.people)}
    else:
        parts |= {"of": context.base_of(line.base), "says": line.says}
    return context.say(f"title_{shape}{one}_{more}", **parts)


def largest(comparison: Comparison) -> str:
    """The largest significant difference, of lines that count different things."""
    context, row = comparison.context, comparison.largest
    line = comparison.lines[row["line"]]
    parts = {
        "group": comparison.group_labels[row["group"]],
        "share": context.percent(row["share"]),
        "overall": context.percent(overall(comparison, row)),
    }
    if comparison.form == "answers":
        form = "answer" if line.about else "answer_alone"
        return context.say(f"title_{form}", service=line.about, answer=line.level, **parts)
    return context.say("title_share", says=line.says, **parts)


def overall(comparison: Comparison, row: pd.Series) -> float:
    return comparison.everyone.set_index("line").loc[row["line"], "share"]


def words(comparison: Comparison) -> Words:
    """Title, notes and alternative text, from the numbers."""
    context, figure = comparison.context, comparison.figure
    return Words(
        titles=titles(comparison),
        subtitle=context.text(figure.subtitle),
        notes=[note for note in _notes(comparison) if note],
        alt=_alt(comparison),
        identity=notes.identity(context, figure),
        mark=notes.mark(context),
    )


def _notes(comparison: Comparison) -> Iterator[str]:
    context, single = comparison.context, len(comparison.lines) == 1
    each = "_each" if comparison.form == "measures" else ""
    yield notes.joined(_reading(comparison), context.say("note_filled") if comparison.finding else "")
    yield notes.joined(
        context.say(
            f"note_test{each}",
            rest=context.say(f"rest_{context.sort(comparison.breakdown)}"),
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
        notes.field(context, comparison.first.base), context.say("note_base" if single else counted)
    )
    yield notes.source(context)


def _chosen(comparison: Comparison) -> Iterator[str]:
    """Which answers are shown, where the lines are answers."""
    if comparison.form != "answers":
        return
    say, shown, found = comparison.context.say, len(comparison.shown), len(comparison.lines)
    yield say("note_joint")
    if shown < found:
        yield say("note_clearest", shown=shown, found=found, file=f"{file_stem(comparison.figure)}.csv")


def _reading(comparison: Comparison) -> str:
    """One cell put in words: the largest significant difference, else the first with a value."""
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
            return context.say("reading_nothing")
        row = solid.iloc[0]
    line = comparison.lines[row["line"]]
    return context.say(
        f"reading_comparison{'' if line.about else '_single'}",
        where=lower_first(context.where(comparison.breakdown, row["group"])),
        share=context.percent(row["share"]),
        of=context.base_of(line.base),
        says=line.says,
        service=line.about,
        interval=context.interval(row["ci_low"], row["ci_high"]),
        overall=context.percent(overall(comparison, row)),
    )


def _alt(comparison: Comparison) -> str:
    context = comparison.context
    several = comparison.form not in ("services", "single")
    heading = context.text(comparison.figure.subtitle) if several else comparison.first.measure
    parts = [context.say("alt_comparison", heading=lower_first(heading))]
    if comparison.finding is None:
        parts.append(context.say("alt_nothing"))
    elif several:
        parts.append(f"{largest(comparison)}.")
    else:
        parts.append(context.say("alt_counts", counts=context.say("list").join(_counts(comparison))))
    return notes.joined(*parts, context.say("alt_table", file=f"{file_stem(comparison.figure)}.csv"))


def _counts(comparison: Comparison) -> Iterator[str]:
    """Group by group, how many services are above and below the rest."""
    for group, label in comparison.group_labels.items():
        direction = comparison.cells.loc[comparison.cells["group"] == group, "direction"]
        more, less = int((direction > 0).sum()), int((direction < 0).sum())
        yield comparison.context.say("alt_group", group=label, more=more, less=less)


def records(comparison: Comparison) -> Iterator[dict]:
    """Every number drawn or told, as records of open data."""
    context = comparison.context
    for row in [*comparison.everyone.itertuples(), *comparison.cells.itertuples()]:
        line = comparison.lines[row.line]
        tests = {"p": getattr(row, "p", None), "p_adjusted": getattr(row, "p_adjusted", None)}
        names = {"measure": line.measure, "service": line.about or line.label, "level": line.level}
        yield estimate_record(context, row, **names) | tests
    if comparison.form == "answers":
        counts = {"count_differing": len(comparison.lines), "count_drawn": len(comparison.shown)}
        for key, count in counts.items():
            yield {"measure": context.say(key), "value": count, "unit": "answers"}
    if comparison.form not in ("services", "single"):
        return
    breakdown = context.text(context.codebook.by_id[comparison.breakdown].label)
    measure = comparison.first.measure
    for group, label in comparison.group_labels.items():
        cells = comparison.cells[comparison.cells["group"] == group]
        counts = {
            "count_more": (cells["direction"] > 0).sum(),
            "count_less": (cells["direction"] < 0).sum(),
            "count_tested": cells["p_adjusted"].notna().sum(),
        }
        for key, count in counts.items():
            named = {"measure": context.say(key, measure=measure), "breakdown": breakdown, "group": label}
            yield named | {"value": int(count), "unit": "services"}
