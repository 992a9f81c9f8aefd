"""What stands around the changes, as sentences: questionnaires, samples, published results, method."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.claims.verdicts import VERDICTS
from pipeline.comparing.change import BREAKS
from pipeline.comparing.differences import BREAK
from pipeline.comparing.retested import NOT_COMPARABLE, NOT_TESTABLE
from pipeline.figures import notes
from pipeline.publishing.change_findings import whole
from pipeline.publishing.changes import Changes
from pipeline.topics import POOLED


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
    pooled = lost["service"] == POOLED
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
        yield changes.say("claims_moved", list=changes.publication.edition.say("list").join(moves))
        yield changes.say("claims_significant", count=whole(changes, (moved["p_adjusted"] < limit).sum()))
    if notes.mark(changes.publication.edition):
        yield changes.say("claims_synthetic")


def method(changes: Changes) -> list[str]:
    """How two waves are compared, and what that cannot tell."""
    edition, codebook = changes.publication.edition, changes.publication.codebook
    limits = {
        "threshold": edition.percent(codebook.method.significance),
        "power": edition.percent(codebook.compare.power),
    }
    small = {"withheld": codebook.method.withheld_below, "fragile": codebook.method.fragile_below}
    volunteers = any(one.survey.sample == "volunteer" for one in edition.codebooks)
    return [
        *([changes.publication.say("method_synthetic")] if notes.mark(edition) else []),
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
            named.append(publication.edition.text(found.label))
        else:
            named.append(publication.heading(name))
    quoted = [changes.say("quoted", text=one) for one in dict.fromkeys(named)]
    return publication.edition.say("list").join(quoted)
