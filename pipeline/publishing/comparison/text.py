"""What changed between two waves, as sentences computed from the tables.

What stands around the changes, as sentences: questionnaires, samples, published results, method.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.claims.verdicts import VERDICTS
from pipeline.codebook.reserved_ids import ALL_SERVICES, EVERYONE
from pipeline.figures import notes
from pipeline.publishing.comparison.context import SIGNIFICANT, Changes
from pipeline.text.number_format import bare_percent, number, points, signed_points, upper_first
from pipeline.waves.claims import NOT_COMPARABLE, NOT_TESTABLE
from pipeline.waves.differences import BREAK
from pipeline.waves.questionnaires import BREAKS

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
            confidence = changes.publication.context.confidence
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
        where = "" if row.breakdown == EVERYONE else f" ({publication.group(row.breakdown, row.group)})"
        told.append(
            changes.say(
                "one",
                name=changes.name(row) + where,
                before=publication.context.percent(row.share_old),
                after=publication.context.percent(row.share_new),
                gap=points(row.difference, language),
                low=signed_points(row.ci_low, language),
                high=signed_points(row.ci_high, language),
            )
        )
    return publication.context.say("list").join(told)


def _detectable(changes: Changes, tested: pd.DataFrame) -> str:
    language, context = changes.publication.language, changes.publication.context
    found = tested["detectable"]
    ends = {"low": found.min(), "high": found.max(), "median": found.median()}
    told = {name: bare_percent(value, language) for name, value in ends.items()}
    return changes.say("detectable", power=context.percent(context.codebook.compare.power), **told)


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


def questionnaire(changes: Changes) -> Iterator[str]:
    """How the codebooks differ, and what cannot be compared for it."""
    table = changes.tables["codebook"]
    if table.empty:
        yield changes.say("questionnaire_none")
        return
    counts = {
        name: whole(changes, (table["effect"] == name).sum())
        for name in ("breaks", "declared", "alone", "harmless")
    }
    yield changes.say("questionnaire", changes=whole(changes, len(table)), **counts)
    broken = table[table["effect"] == BREAKS]
    if len(broken):
        yield changes.say("broken", list=_broken(changes, broken))
    lost = changes.measures()
    lost = lost[lost["status"] == BREAK]
    pooled = lost["service"] == ALL_SERVICES
    if (~pooled).any():
        yield changes.say("broken_shares", count=whole(changes, (~pooled).sum()))
    if pooled.any():
        yield changes.say("broken_pooled", count=whole(changes, pooled.sum()))


def samples(changes: Changes) -> str:
    """How many answered each wave, and what that is worth."""
    everyone = changes.tables["weights"].iloc[0]
    told = {
        f"{wave}_{name}": whole(changes, everyone[f"{column}_{wave}"])
        for wave in ("old", "new")
        for name, column in (("n", "n"), ("effective", "n_effective"))
    }
    return changes.say("samples", **told)


def claims(changes: Changes) -> Iterator[str]:
    """How many published results keep their verdict, and what becomes of the others."""
    table = changes.tables["claims"]
    lost = table["verdict_new"] == NOT_COMPARABLE
    silent = table[["verdict_old", "verdict_new"]].eq(NOT_TESTABLE).any(axis=1)
    told = table[~lost & ~silent]
    moved = told[told["verdict_old"] != told["verdict_new"]]
    counts = {"all": len(table), "testable": len(told), "same": len(told) - len(moved), "moved": len(moved)}
    yield changes.say(
        "claims", lost=whole(changes, lost.sum()), **{k: whole(changes, v) for k, v in counts.items()}
    )
    if len(moved):
        pairs = moved.groupby(["verdict_old", "verdict_new"]).size()
        ranked = sorted(pairs.items(), key=lambda one: [VERDICTS.index(name) for name in one[0]])
        moves = [
            changes.say(
                "claims_move",
                before=changes.verdict(before),
                after=changes.verdict(after),
                count=whole(changes, count),
            )
            for (before, after), count in ranked
        ]
        limit = changes.publication.codebook.method.significance
        yield changes.say("claims_moved", list=changes.publication.context.say("list").join(moves))
        yield changes.say("claims_significant", count=whole(changes, (moved["p_adjusted"] < limit).sum()))
    if notes.mark(changes.publication.context):
        yield changes.say("claims_synthetic")


def method(changes: Changes) -> list[str]:
    """How two waves are compared, and what that cannot tell."""
    context, codebook = changes.publication.context, changes.publication.codebook
    limits = {
        "threshold": context.percent(codebook.method.significance),
        "power": context.percent(codebook.compare.power),
    }
    small = {"withheld": codebook.method.withheld_below, "fragile": codebook.method.fragile_below}
    volunteers = any(one.survey.sample == "volunteer" for one in context.codebooks)
    return [
        *([changes.publication.say("method_synthetic")] if notes.mark(context) else []),
        *([changes.say("method_volunteer")] if volunteers else []),
        changes.say("method_difference"),
        changes.say("method_independent"),
        changes.say("method_adjusted", **limits),
        changes.say("method_break"),
        changes.say("method_detectable", **limits),
        changes.say("method_composition"),
        changes.publication.say("method_small", **small),
        changes.publication.say("method_rounding"),
    ]


def _broken(changes: Changes, broken: pd.DataFrame) -> str:
    """The questions, services and variables across whose change nothing is compared."""
    publication, named = changes.publication, []
    for row in broken.itertuples():
        name = row.id.split(".")[0]
        if row.table == "service":
            named.append(publication.service(name))
        elif row.table in ("base", "measure"):
            found = getattr(publication.codebook, f"{row.table}s")[name]
            named.append(publication.context.text(found.label))
        else:
            named.append(publication.heading(name))
    quoted = [changes.say("quoted", text=one) for one in dict.fromkeys(named)]
    return publication.context.say("list").join(quoted)
