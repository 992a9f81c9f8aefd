"""The sentences of the report on two waves: what changed, what was asked otherwise, verdicts, method."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.claims.verdicts import VERDICTS
from pipeline.codebook.reserved_ids import ALL_SERVICES, EVERYONE
from pipeline.figures import notes
from pipeline.figures.context import Context
from pipeline.publishing.comparison.changes import SIGNIFICANT, measure_name, measures, verdict
from pipeline.text.number_format import bare_percent, number, points, signed_points, upper_first
from pipeline.waves.claims import NOT_COMPARABLE, NOT_TESTABLE
from pipeline.waves.differences import BREAK
from pipeline.waves.questionnaires import BREAKS, Questionnaires

# Changes that one sentence tells.
MOST_CHANGES = 5


def overall(context: Context) -> Iterator[str]:
    """Yield how many tracked measures changed, which most; what could be seen; what the population did."""
    table = measures(context)
    tested = table[table["p_adjusted"].notna()]
    clear = tested[tested[SIGNIFICANT]]
    counts = {"tested": whole(context, len(tested)), "changed": whole(context, len(clear))}
    if clear.empty:
        yield context.say("changes.none" if len(tested) else "changes.untested", **counts)
    else:
        up = (clear["difference"] > 0).sum()
        directions = {"up": whole(context, up), "down": whole(context, len(clear) - up)}
        yield context.say("changes.changed", **counts, **directions)
    for key, part in (("rises", clear["difference"] > 0), ("falls", clear["difference"] < 0)):
        if part.any():
            confidence = context.confidence
            yield context.say(f"changes.{key}", list=_largest(context, clear[part]), confidence=confidence)
    if len(tested):
        yield _detectable(context, tested)
    yield _composition(context, table)


def by_groups(context: Context, most: int = MOST_CHANGES) -> Iterator[str]:
    """Yield how many measures changed in the groups of each breakdown, and the `most` largest changes."""
    compared = Questionnaires(context.earlier, context.codebook)
    for breakdown in context.codebook.breakdown:
        by = upper_first(context.breakdown_label(breakdown.variable))
        if not compared.comparable_variable(breakdown.variable):
            yield context.say("changes.groups_break", by=by)
            continue
        table = measures(context, breakdown.variable)
        tested = table[table["p_adjusted"].notna()]
        clear = tested[tested[SIGNIFICANT]]
        key = {0: "groups_none", 1: "groups_one"}.get(len(clear), "groups")
        key = key if len(tested) else "groups_untested"
        counts = {"tested": whole(context, len(tested)), "changed": whole(context, len(clear))}
        yield context.say(f"changes.{key}", by=by, list=_largest(context, clear, most), **counts)


def questions(context: Context) -> str:
    """Return how many questions changed as a whole."""
    table = context.tables["tests"]
    tested = table["p_adjusted"].notna()
    changed = table["p_adjusted"] < context.codebook.method.significance
    counts = {"tested": whole(context, tested.sum()), "changed": whole(context, changed.sum())}
    return context.say("changes.questions", **counts)


def _largest(context: Context, rows: pd.DataFrame, most: int = MOST_CHANGES) -> str:
    """Return the largest changes, each with its interval; the group where there is one."""
    language = context.language
    largest = rows.reindex(rows["difference"].abs().sort_values(ascending=False, kind="stable").index)
    changes = []
    for row in largest.head(most).itertuples():
        where = "" if row.breakdown == EVERYONE else f" ({context.group_label(row.breakdown, row.group)})"
        changes.append(
            context.say(
                "changes.one",
                name=measure_name(context, row) + where,
                before=context.percent(row.share_old),
                after=context.percent(row.share_new),
                gap=points(row.difference, language),
                low=signed_points(row.ci_low, language),
                high=signed_points(row.ci_high, language),
            )
        )
    return context.say("figures.list").join(changes)


def _detectable(context: Context, tested: pd.DataFrame) -> str:
    """Return the smallest changes that could have been seen."""
    sizes = tested["detectable"]
    ends = {"low": sizes.min(), "high": sizes.max(), "median": sizes.median()}
    written = {name: bare_percent(size, context.language) for name, size in ends.items()}
    power = context.percent(context.codebook.compare.power)
    return context.say("changes.detectable", power=power, **written)


def _composition(context: Context, table: pd.DataFrame) -> str:
    """Return the largest part of a change that comes from another population."""
    recomposed = table[table["composition"].notna()]
    if recomposed.empty:
        return context.say("changes.composition_none")
    row = recomposed.loc[recomposed["composition"].abs().idxmax()]
    most = points(abs(row["composition"]), context.language, 1).removeprefix("+")
    return context.say("changes.composition", most=most, name=measure_name(context, row))


def whole(context: Context, count: float) -> str:
    """Return a count as the reader's language writes it."""
    return number(float(count), context.language)


def questionnaire(context: Context) -> Iterator[str]:
    """Yield how the codebooks differ, and what cannot be compared for it."""
    table = context.tables["codebook"]
    if table.empty:
        yield context.say("changes.questionnaire_none")
        return
    counts = {
        name: whole(context, (table["effect"] == name).sum())
        for name in ("breaks", "declared", "alone", "harmless")
    }
    yield context.say("changes.questionnaire", changes=whole(context, len(table)), **counts)
    broken = table[table["effect"] == BREAKS]
    if len(broken):
        yield context.say("changes.broken", list=_broken(context, broken))
    lost = measures(context)
    lost = lost[lost["status"] == BREAK]
    pooled = lost["service"] == ALL_SERVICES
    if (~pooled).any():
        yield context.say("changes.broken_shares", count=whole(context, (~pooled).sum()))
    if pooled.any():
        yield context.say("changes.broken_pooled", count=whole(context, pooled.sum()))


def samples(context: Context) -> str:
    """Return how many answered each wave, and what that is worth."""
    everyone = context.tables["weights"].iloc[0]
    sizes = {
        f"{wave}_{name}": whole(context, everyone[f"{column}_{wave}"])
        for wave in ("old", "new")
        for name, column in (("n", "n"), ("effective", "n_effective"))
    }
    return context.say("changes.samples", **sizes)


def claims(context: Context) -> Iterator[str]:
    """Yield how many published results keep their verdict, and what becomes of the others."""
    table = context.tables["claims"]
    lost = table["verdict_new"] == NOT_COMPARABLE
    silent = table[["verdict_old", "verdict_new"]].eq(NOT_TESTABLE).any(axis=1)
    testable = table[~lost & ~silent]
    moved = testable[testable["verdict_old"] != testable["verdict_new"]]
    counts = {
        "all": len(table),
        "testable": len(testable),
        "same": len(testable) - len(moved),
        "moved": len(moved),
        "lost": lost.sum(),
    }
    yield context.say("changes.claims", **{name: whole(context, count) for name, count in counts.items()})
    if len(moved):
        pairs = moved.groupby(["verdict_old", "verdict_new"]).size()
        ranked = sorted(pairs.items(), key=lambda pair: [VERDICTS.index(name) for name in pair[0]])
        moves = [
            context.say(
                "changes.claims_move",
                before=verdict(context, before),
                after=verdict(context, after),
                count=whole(context, count),
            )
            for (before, after), count in ranked
        ]
        limit = context.codebook.method.significance
        yield context.say("changes.claims_moved", list=context.say("figures.list").join(moves))
        yield context.say(
            "changes.claims_significant", count=whole(context, (moved["p_adjusted"] < limit).sum())
        )
    if notes.mark(context):
        yield context.say("changes.claims_synthetic")


def method(context: Context) -> list[str]:
    """Return how two waves are compared, and what that cannot tell."""
    codebook = context.codebook
    limits = {
        "threshold": context.percent(codebook.method.significance),
        "power": context.percent(codebook.compare.power),
    }
    small = {"withheld": codebook.method.withheld_below, "fragile": codebook.method.fragile_below}
    volunteers = any(codebook.survey.sample == "volunteer" for codebook in context.codebooks)
    return [
        *([context.say("report.method_synthetic")] if notes.mark(context) else []),
        *([context.say("changes.method_volunteer")] if volunteers else []),
        context.say("changes.method_difference"),
        context.say("changes.method_independent"),
        context.say("changes.method_adjusted", **limits),
        context.say("changes.method_break"),
        context.say("changes.method_detectable", **limits),
        context.say("changes.method_composition"),
        context.say("report.method_small", **small),
        context.say("report.method_rounding"),
    ]


def _broken(context: Context, broken: pd.DataFrame) -> str:
    """Return the questions, services and variables across whose change nothing is compared."""
    labels = []
    for row in broken.itertuples():
        name = row.id.split(".")[0]
        if row.table == "service":
            labels.append(context.service_label(name))
        elif row.table in ("base", "measure"):
            labels.append(context.base_label(name) if row.table == "base" else context.measure_label(name))
        else:
            labels.append(context.heading(name))
    quoted = [context.say("changes.quoted", text=label) for label in dict.fromkeys(labels)]
    return context.say("figures.list").join(quoted)
