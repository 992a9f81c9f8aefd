"""What a figure of change says: title, notes and alternative text, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.codebook.reserved_ids import FRAGILE, WITHHELD
from pipeline.figures import notes
from pipeline.figures.change.data import ChangeData
from pipeline.figures.frame import Words
from pipeline.figures.words import compose
from pipeline.text.number_format import bare_percent, lower_first, number, points, signed_points
from pipeline.waves.differences import BREAK


def words(change: ChangeData) -> Words:
    """Return titles, notes and alternative text, from the numbers."""
    context, figure = change.context, change.figure
    return compose(context, figure, titles=_titles(change), paragraphs=_notes(change), alt=_alt(change))


def _titles(change: ChangeData) -> list[str]:
    """Return how many lines rose and fell, or the largest change of several measures; then the subject."""
    context = change.context
    subject = {"measure": change.first.measure}
    if change.several or len(change.lines) == 1:
        return [_largest(change), context.say("figures.evolution_plain_several", **subject)]
    up, down = change.count(1), change.count(-1)
    form = {(True, True): "both", (True, False): "up", (False, True): "down", (False, False): "none"}
    key = form[up > 0, down > 0]
    counts = {"tested": len(change.tested), "up": _services(change, up), "down": down}
    if not up:
        counts["down"] = _services(change, down)
    title = context.say(f"figures.evolution_title_{key}", **counts, **subject)
    return [title, context.say("figures.evolution_plain", **subject)]


def difference(change: ChangeData, row: object) -> str:
    """Return "+15 [+11 ; +19]", the change in points; or why there is none."""
    context, language = change.context, change.context.language
    if pd.isna(row.difference):
        return context.say(f"figures.evolution_{row.status or 'constant'}")
    printed = signed_points(row.difference, language)
    if pd.isna(row.ci_low):
        return printed
    ends = context.say("figures.list").join(signed_points(end, language) for end in (row.ci_low, row.ci_high))
    return f"{printed} [{ends}]"


def _line_name(change: ChangeData, line: str) -> str:
    """Return how a sentence names a line: by its service, or by what it counts."""
    words = change.lines[line]
    return words.label if change.several else words.about or words.label


def _services(change: ChangeData, count: int) -> str:
    """Return "1 service", "2 services"."""
    return change.context.say(f"figures.evolution_services_{'one' if count == 1 else 'many'}", count=count)


def _largest(change: ChangeData) -> str:
    """Return the largest significant change, or that there is none."""
    context, significant = change.context, change.significant
    if significant.empty:
        return context.say("figures.evolution_title_largest_none")
    row = significant.loc[significant["difference"].abs().idxmax()]
    return context.say(
        "figures.evolution_title_largest",
        line=change.lines[row["line"]].label,
        before=context.percent(row["share_old"]),
        after=context.percent(row["share_new"]),
    )


def _notes(change: ChangeData) -> Iterator[str]:
    context, statuses = change.context, set(change.rows["status"])
    yield notes.joined(_reading(change), context.say("figures.evolution_order"))
    yield notes.joined(
        _test(change),
        context.say("figures.evolution_note_break") if BREAK in statuses else "",
        notes.statuses(context, statuses & {WITHHELD, FRAGILE}, "evolution"),
    )
    yield notes.trust(context)
    yield notes.joined(notes.field(context, change.first.base), _bases(change))
    yield notes.source(context)


def _reading(change: ChangeData) -> str:
    """Return the largest significant change in words, else the first line with an interval."""
    context = change.context
    changes = change.significant if len(change.significant) else change.tested
    if changes.empty:
        return ""
    row = changes.loc[changes["difference"].abs().idxmax()]
    line = change.lines[row["line"]]
    return context.say(
        "figures.evolution_reading" if line.about else "figures.evolution_reading_single",
        share=context.percent(row["share_new"]),
        before=context.percent(row["share_old"]),
        of=context.base_of(line.base),
        says=line.says,
        line=line.about,
        gap=points(row["difference"], context.language),
        confidence=context.confidence,
        low=signed_points(row["ci_low"], change.context.language),
        high=signed_points(row["ci_high"], change.context.language),
    )


def _test(change: ChangeData) -> str:
    """Return how changes were tested, and how small ones could be seen."""
    context, tested = change.context, change.tested
    if tested.empty:
        return ""
    low, high = (
        bare_percent(end, context.language)
        for end in (tested["detectable"].min(), tested["detectable"].max())
    )
    return context.say(
        "figures.evolution_test",
        threshold=context.percent(context.codebook.method.significance),
        comparisons=int(tested["comparisons"].max()),
        power=context.percent(context.codebook.compare.power),
        low=low,
        high=high,
    )


def _bases(change: ChangeData) -> str:
    """Return the smallest and the largest base of each wave."""
    published = change.rows[change.rows["n_old"].notna()]
    if published.empty:
        return ""
    ends = {
        f"{wave}_{end}": number(getattr(published[f"n_{wave}"], extreme)(), change.context.language)
        for wave in ("old", "new")
        for end, extreme in (("low", "min"), ("high", "max"))
    }
    return change.context.say("figures.evolution_n", **ends)


def _alt(change: ChangeData) -> Iterator[str]:
    """Yield what is drawn, then every significant change."""
    context = change.context
    heading = lower_first(context.text(change.figure.subtitle))
    yield context.say("figures.evolution_alt", heading=heading)
    changes = []
    for row in change.significant.itertuples():
        before, after = context.percent(row.share_old), context.percent(row.share_new)
        changes.append(f"{_line_name(change, row.line)} {before} → {after}")
    if changes:
        yield context.say("figures.evolution_alt_changed", list=context.say("figures.list").join(changes))
    else:
        yield f"{context.say('figures.evolution_title_largest_none')}."
