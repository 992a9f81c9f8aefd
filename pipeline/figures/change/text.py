"""What an evolution says: title, notes and alternative text, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.codebook.reserved_ids import FRAGILE, WITHHELD
from pipeline.figures import notes
from pipeline.figures.change.data import BREAK, Evolution
from pipeline.figures.frame import Words
from pipeline.figures.records import name
from pipeline.text.number_format import bare_percent, lower_first, number, points, signed_points


def words(evolution: Evolution) -> Words:
    """Title, notes and alternative text, from the numbers."""
    context, figure = evolution.context, evolution.figure
    return Words(
        titles=titles(evolution),
        subtitle=context.text(figure.subtitle),
        notes=[note for note in _notes(evolution) if note],
        alt=_alt(evolution),
        identity=notes.identity(context, figure),
        mark=notes.mark(context),
    )


def titles(evolution: Evolution) -> list[str]:
    """How many lines rose and fell, or the largest change of measures that differ; then the bare subject."""
    context = evolution.context
    named = _waves(evolution) | {"measure": evolution.first.measure}
    if evolution.several or len(evolution.lines) == 1:
        return [_largest(evolution), context.say("evolution_plain_several", **named)]
    up, down = evolution.count(1), evolution.count(-1)
    form = {(True, True): "both", (True, False): "up", (False, True): "down", (False, False): "none"}
    key = form[up > 0, down > 0]
    counts = {"tested": len(evolution.tested), "up": _services(evolution, up), "down": down}
    if not up:
        counts["down"] = _services(evolution, down)
    return [context.say(f"evolution_title_{key}", **counts, **named), context.say("evolution_plain", **named)]


def change(evolution: Evolution, row: object) -> str:
    """ "+15 [+11 ; +19]"; why there is none."""
    context, language = evolution.context, evolution.context.language
    if pd.isna(row.difference):
        return context.say(f"evolution_{row.status or 'constant'}")
    told = signed_points(row.difference, language)
    if pd.isna(row.ci_low):
        return told
    ends = context.say("list").join(signed_points(end, language) for end in (row.ci_low, row.ci_high))
    return f"{told} [{ends}]"


def line_name(evolution: Evolution, line: str) -> str:
    """How a sentence names a line: its service, or what it counts."""
    found = evolution.lines[line]
    return found.label if evolution.several else found.about or found.label


def _waves(evolution: Evolution) -> dict[str, str]:
    return dict(zip(("old", "new"), evolution.context.wave_names, strict=True))


def _services(evolution: Evolution, count: int) -> str:
    """ "1 service", "2 services"."""
    return evolution.context.say(f"evolution_services_{'one' if count == 1 else 'many'}", count=count)


def _largest(evolution: Evolution) -> str:
    context, found = evolution.context, evolution.significant
    if found.empty:
        return context.say("evolution_title_largest_none", **_waves(evolution))
    row = found.loc[found["difference"].abs().idxmax()]
    return context.say(
        "evolution_title_largest",
        line=evolution.lines[row["line"]].label,
        before=context.percent(row["share_old"]),
        after=context.percent(row["share_new"]),
        **_waves(evolution),
    )


def _notes(evolution: Evolution) -> Iterator[str]:
    context, found = evolution.context, set(evolution.rows["status"])
    yield notes.joined(_reading(evolution), context.say("evolution_order"))
    yield notes.joined(
        _test(evolution),
        context.say("evolution_note_break") if BREAK in found else "",
        notes.statuses(context, found & {WITHHELD, FRAGILE}, "evolution"),
    )
    yield notes.trust(context)
    yield notes.joined(notes.field(context, evolution.first.base), _bases(evolution))
    yield notes.source(context)


def _reading(evolution: Evolution) -> str:
    """The largest significant change in words, else the first line with an interval."""
    context = evolution.context
    told = evolution.significant if len(evolution.significant) else evolution.tested
    if told.empty:
        return ""
    row = told.loc[told["difference"].abs().idxmax()]
    line = evolution.lines[row["line"]]
    return context.say(
        "evolution_reading" if line.about else "evolution_reading_single",
        share=context.percent(row["share_new"]),
        before=context.percent(row["share_old"]),
        of=context.base_of(line.base),
        says=line.says,
        line=line.about,
        gap=points(row["difference"], context.language),
        confidence=context.confidence,
        low=signed_points(row["ci_low"], evolution.context.language),
        high=signed_points(row["ci_high"], evolution.context.language),
        **_waves(evolution),
    )


def _test(evolution: Evolution) -> str:
    context, tested = evolution.context, evolution.tested
    if tested.empty:
        return ""
    low, high = (
        bare_percent(end, context.language)
        for end in (tested["detectable"].min(), tested["detectable"].max())
    )
    return context.say(
        "evolution_test",
        threshold=context.percent(context.codebook.method.significance),
        comparisons=int(tested["comparisons"].max()),
        power=context.percent(context.codebook.compare.power),
        low=low,
        high=high,
    )


def _bases(evolution: Evolution) -> str:
    shown = evolution.rows[evolution.rows["n_old"].notna()]
    if shown.empty:
        return ""
    ends = {
        f"{wave}_{end}": number(getattr(shown[f"n_{wave}"], find)(), evolution.context.language)
        for wave in ("old", "new")
        for end, find in (("low", "min"), ("high", "max"))
    }
    return evolution.context.say("evolution_n", **ends, **_waves(evolution))


def _alt(evolution: Evolution) -> str:
    context = evolution.context
    heading = lower_first(context.text(evolution.figure.subtitle))
    parts = [context.say("evolution_alt", heading=heading, **_waves(evolution))]
    told = []
    for row in evolution.significant.itertuples():
        before, after = context.percent(row.share_old), context.percent(row.share_new)
        told.append(f"{line_name(evolution, row.line)} {before} → {after}")
    if told:
        parts.append(context.say("evolution_alt_changed", list=context.say("list").join(told)))
    else:
        parts.append(context.say("evolution_title_largest_none", **_waves(evolution)) + ".")
    return notes.joined(*parts, context.say("alt_table", file=f"{name(evolution.figure)}.csv"))
