"""What changed between two waves, as sentences computed from the tables."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.formats import bare_percent, number, points, signed_points, upper_first
from pipeline.publishing.changes import SIGNIFICANT, Changes

MOST = 5


def overall(changes: Changes) -> Iterator[str]:
    """How many tracked measures changed, which most; what could not be seen; what the population did."""
    table = changes.measures()
    tested = table[table["p_adjusted"].notna()]
    clear = tested[tested[SIGNIFICANT]]
    counts = {"tested": whole(changes, len(tested)), "changed": whole(changes, len(clear))}
    if clear.empty:
        yield changes.say("none" if len(tested) else "untested", **counts)
    else:
        up = (clear["difference"] > 0).sum()
        directions = {"up": whole(changes, up), "down": whole(changes, len(clear) - up)}
        yield changes.say("changed", **counts, **directions)
    for key, part in (("rises", clear["difference"] > 0), ("falls", clear["difference"] < 0)):
        if part.any():
            confidence = changes.publication.edition.confidence
            yield changes.say(key, list=_told(changes, clear[part]), confidence=confidence)
    if len(tested):
        yield _detectable(changes, tested)
    yield _composition(changes, table)


def by_groups(changes: Changes, most: int = MOST) -> Iterator[str]:
    """The same for each breakdown; at most so many changes are told."""
    publication = changes.publication
    for breakdown in publication.codebook.breakdown:
        by = upper_first(publication.breakdown(breakdown.variable))
        if not changes.asked.variable(breakdown.variable):
            yield changes.say("groups_break", by=by)
            continue
        table = changes.measures(breakdown.variable)
        tested = table[table["p_adjusted"].notna()]
        clear = tested[tested[SIGNIFICANT]]
        key = (
            {0: "groups_none", 1: "groups_one"}.get(len(clear), "groups")
            if len(tested)
            else "groups_untested"
        )
        counts = {"tested": whole(changes, len(tested)), "changed": whole(changes, len(clear))}
        yield changes.say(key, by=by, list=_told(changes, clear, most), **counts)


def questions(changes: Changes) -> str:
    """How many questions changed as a whole."""
    table = changes.tables["tests"]
    tested = table["p_adjusted"].notna()
    changed = table["p_adjusted"] < changes.publication.codebook.method.significance
    counts = {"tested": whole(changes, tested.sum()), "changed": whole(changes, changed.sum())}
    return changes.say("questions", **counts)


def _told(changes: Changes, rows: pd.DataFrame, most: int = MOST) -> str:
    """The largest changes, each with its interval; the group where there is one."""
    publication, language = changes.publication, changes.publication.language
    largest = rows.reindex(rows["difference"].abs().sort_values(ascending=False, kind="stable").index)
    told = []
    for row in largest.head(most).itertuples():
        where = "" if row.breakdown == "all" else f" ({publication.group(row.breakdown, row.group)})"
        told.append(
            changes.say(
                "one",
                name=changes.name(row) + where,
                before=publication.edition.percent(row.share_old),
                after=publication.edition.percent(row.share_new),
                gap=points(row.difference, language),
                low=signed_points(row.ci_low, language),
                high=signed_points(row.ci_high, language),
            )
        )
    return publication.edition.say("list").join(told)


def _detectable(changes: Changes, tested: pd.DataFrame) -> str:
    language, edition = changes.publication.language, changes.publication.edition
    found = tested["detectable"]
    ends = {"low": found.min(), "high": found.max(), "median": found.median()}
    told = {name: bare_percent(value, language) for name, value in ends.items()}
    return changes.say("detectable", power=edition.percent(edition.codebook.compare.power), **told)


def _composition(changes: Changes, table: pd.DataFrame) -> str:
    found = table[table["composition"].notna()]
    if found.empty:
        return changes.say("composition_none")
    row = found.loc[found["composition"].abs().idxmax()]
    most = points(abs(row["composition"]), changes.publication.language, 1).removeprefix("+")
    return changes.say("composition", most=most, name=changes.name(row))


def whole(changes: Changes, count: float) -> str:
    """A count as the reader's language writes it."""
    return number(float(count), changes.publication.language)
