"""What an evolution says: title, notes and alternative text, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.figures import notes
from pipeline.figures.change.data import BREAK, FRAGILE, WITHHELD, Evolution
from pipeline.figures.frame import Words
from pipeline.figures.records import name
from pipeline.text.number_format import bare_percent, lower_first, number, points, signed_points


def words(evolution: Evolution) -> Words:
    """Title, notes and alternative text, from the numbers."""
    edition, figure = evolution.edition, evolution.figure
    return Words(
        titles=titles(evolution),
        subtitle=edition.text(figure.subtitle),
        notes=[note for note in _notes(evolution) if note],
        alt=_alt(evolution),
        identity=notes.identity(edition, figure),
        mark=notes.mark(edition),
    )


def titles(evolution: Evolution) -> list[str]:
    """How many lines rose and fell, or the largest change of measures that differ; then the bare subject."""
    edition = evolution.edition
    named = _waves(evolution) | {"measure": evolution.first.measure}
    if evolution.several or len(evolution.lines) == 1:
        return [_largest(evolution), edition.say("evolution_plain_several", **named)]
    up, down = evolution.count(1), evolution.count(-1)
    form = {(True, True): "both", (True, False): "up", (False, True): "down", (False, False): "none"}
    key = form[up > 0, down > 0]
    counts = {"tested": len(evolution.tested), "up": _services(evolution, up), "down": down}
    if not up:
        counts["down"] = _services(evolution, down)
    return [edition.say(f"evolution_title_{key}", **counts, **named), edition.say("evolution_plain", **named)]


def change(evolution: Evolution, row: object) -> str:
    """ "+15 [+11 ; +19]"; why there is none."""
    edition, language = evolution.edition, evolution.edition.language
    if pd.isna(row.difference):
        return edition.say(f"evolution_{row.status or 'constant'}")
    told = signed_points(row.difference, language)
    if pd.isna(row.ci_low):
        return told
    ends = edition.say("list").join(signed_points(end, language) for end in (row.ci_low, row.ci_high))
    return f"{told} [{ends}]"


def line_name(evolution: Evolution, line: str) -> str:
    """How a sentence names a line: its service, or what it counts."""
    found = evolution.lines[line]
    return found.label if evolution.several else found.about or found.label


def _waves(evolution: Evolution) -> dict[str, str]:
    return dict(zip(("old", "new"), evolution.edition.wave_names, strict=True))


def _services(evolution: Evolution, count: int) -> str:
    """ "1 service", "2 services"."""
    return evolution.edition.say(f"evolution_services_{'one' if count == 1 else 'many'}", count=count)


def _largest(evolution: Evolution) -> str:
    edition, found = evolution.edition, evolution.significant
    if found.empty:
        return edition.say("evolution_title_largest_none", **_waves(evolution))
    row = found.loc[found["difference"].abs().idxmax()]
    return edition.say(
        "evolution_title_largest",
        line=evolution.lines[row["line"]].label,
        before=edition.percent(row["share_old"]),
        after=edition.percent(row["share_new"]),
        **_waves(evolution),
    )


def _notes(evolution: Evolution) -> Iterator[str]:
    edition, found = evolution.edition, set(evolution.rows["status"])
    yield notes.joined(_reading(evolution), edition.say("evolution_order"))
    yield notes.joined(
        _test(evolution),
        edition.say("evolution_note_break") if BREAK in found else "",
        notes.statuses(edition, found & {WITHHELD, FRAGILE}, "evolution"),
    )
    yield notes.trust(edition)
    yield notes.joined(notes.field(edition, evolution.first.base), _bases(evolution))
    yield notes.source(edition)


def _reading(evolution: Evolution) -> str:
    """The largest significant change in words, else the first line with an interval."""
    edition = evolution.edition
    told = evolution.significant if len(evolution.significant) else evolution.tested
    if told.empty:
        return ""
    row = told.loc[told["difference"].abs().idxmax()]
    line = evolution.lines[row["line"]]
    return edition.say(
        "evolution_reading" if line.about else "evolution_reading_single",
        share=edition.percent(row["share_new"]),
        before=edition.percent(row["share_old"]),
        of=edition.base_of(line.base),
        says=line.says,
        line=line.about,
        gap=points(row["difference"], edition.language),
        confidence=edition.confidence,
        low=signed_points(row["ci_low"], evolution.edition.language),
        high=signed_points(row["ci_high"], evolution.edition.language),
        **_waves(evolution),
    )


def _test(evolution: Evolution) -> str:
    edition, tested = evolution.edition, evolution.tested
    if tested.empty:
        return ""
    low, high = (
        bare_percent(end, edition.language)
        for end in (tested["detectable"].min(), tested["detectable"].max())
    )
    return edition.say(
        "evolution_test",
        threshold=edition.percent(edition.codebook.method.significance),
        comparisons=int(tested["comparisons"].max()),
        power=edition.percent(edition.codebook.compare.power),
        low=low,
        high=high,
    )


def _bases(evolution: Evolution) -> str:
    shown = evolution.rows[evolution.rows["n_old"].notna()]
    if shown.empty:
        return ""
    ends = {
        f"{wave}_{end}": number(getattr(shown[f"n_{wave}"], find)(), evolution.edition.language)
        for wave in ("old", "new")
        for end, find in (("low", "min"), ("high", "max"))
    }
    return evolution.edition.say("evolution_n", **ends, **_waves(evolution))


def _alt(evolution: Evolution) -> str:
    edition = evolution.edition
    heading = lower_first(edition.text(evolution.figure.subtitle))
    parts = [edition.say("evolution_alt", heading=heading, **_waves(evolution))]
    told = []
    for row in evolution.significant.itertuples():
        before, after = edition.percent(row.share_old), edition.percent(row.share_new)
        told.append(f"{line_name(evolution, row.line)} {before} → {after}")
    if told:
        parts.append(edition.say("evolution_alt_changed", list=edition.say("list").join(told)))
    else:
        parts.append(edition.say("evolution_title_largest_none", **_waves(evolution)) + ".")
    return notes.joined(*parts, edition.say("alt_table", file=f"{name(evolution.figure)}.csv"))
