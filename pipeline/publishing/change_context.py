"""What stands around the changes, as tables: what was asked otherwise, both samples, published results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from pipeline.comparing.change import ALONE, BREAKS, DECLARED, HARMLESS
from pipeline.comparing.retested import NOT_COMPARABLE, NOT_TESTABLE
from pipeline.formats import percent, points, typographic
from pipeline.publishing.change_cells import ASKED, CLAIMS, SAMPLES, heads, labelled, population, yes_no
from pipeline.publishing.changes import Changes
from pipeline.publishing.reader_table import Column, Kind, ReaderTable

_ASKED = ["effect", "table", "id", "change", "aspect", "before", "after"]

_WEIGHTS: dict[str, Kind] = {
    "breakdown": "text", "group": "text", "n_old": "whole", "n_new": "whole", "n_effective_old": "whole",
    "n_effective_new": "whole", "design_effect_old": "decimal", "design_effect_new": "decimal",
    "ratio_max_old": "decimal", "ratio_max_new": "decimal",
}  # fmt: skip

_MARGINS: dict[str, Kind] = {
    "margin": "text", "level": "text", "share_population_old": "percent", "share_population_new": "percent",
    "share_before_old": "percent", "share_before_new": "percent",
}  # fmt: skip

_CLAIMS: dict[str, Kind] = {
    "claim": "text", "verdict_old": "text", "verdict_new": "text", "tested": "text", "value_old": "text",
    "value_new": "text", "difference": "points", "ci_low": "points", "ci_high": "points",
    "significant": "text", "p_adjusted": "p", "n_old": "whole", "n_new": "whole",
}  # fmt: skip


def asked(changes: Changes) -> ReaderTable:
    """What the codebooks say differently, breaks first."""
    table, language = changes.tables["codebook"], changes.publication.language
    order = {name: i for i, name in enumerate((BREAKS, DECLARED, ALONE, HARMLESS))}
    table = table.assign(order=table["effect"].map(order)).sort_values("order", kind="stable")
    rows = []
    for row in table.to_dict("records"):
        told = {name: changes.say(f"{name}_{row[name]}") for name in ("effect", "table", "change")}
        told["aspect"] = changes.say(f"aspect_{row['aspect']}") if row["aspect"] else ""
        told |= {side: typographic(row[f"{side}_{language}"], language) for side in ("before", "after")}
        rows.append(tuple((row | told)[name] for name in _ASKED))
    columns = [Column(changes.say(f"col_{name}"), choice=name == "effect") for name in _ASKED]
    title = changes.say("title_questionnaire")
    return ReaderTable(ASKED, title, changes.say("population_questionnaire"), columns, rows)


def weights(changes: Changes) -> ReaderTable:
    """How many answered each wave, and how unequal their weights are, overall and by group."""
    table = changes.tables["weights"].rename(columns={"group_variable": "breakdown"})
    small = changes.publication.codebook.method.withheld_below
    hidden = (table[["n_old", "n_new"]] < small).any(axis=1)
    rows = labelled(changes, table[~hidden], _WEIGHTS)
    title = changes.say("title_weights")
    return ReaderTable(SAMPLES, title, population(changes), heads(changes, _WEIGHTS), rows)


def margins(changes: Changes) -> ReaderTable:
    """What each wave was weighted to, and who answered it."""
    table = changes.tables["margins"]
    publication = changes.publication
    variables = publication.codebook.by_id
    known = {name: [level.id for level in publication.codebook.levels(name)] for name in variables}
    rows = []
    for row in table.to_dict("records"):
        if row["margin"] not in variables:
            continue
        named = row["level"] in known[row["margin"]]
        label = publication.group(row["margin"], row["level"]) if named else publication.say("not_answered")
        told = row | {"margin": publication.variable(row["margin"]), "level": label}
        rows.append(tuple(told[name] for name in _MARGINS))
    title = changes.say("title_margins")
    return ReaderTable(SAMPLES, title, population(changes), heads(changes, _MARGINS), rows)


def claims(changes: Changes) -> ReaderTable:
    """Every published result: verdict before and after, and what became of the number that decides."""
    rows = [tuple(row[name] for name in _CLAIMS) for row in _retested(changes)]
    columns = [
        replace(column, choice=name.startswith("verdict"))
        for name, column in zip(_CLAIMS, heads(changes, _CLAIMS), strict=True)
    ]
    title = changes.say("title_claims")
    return ReaderTable(CLAIMS, title, changes.say("population_claims"), columns, rows)


def _retested(changes: Changes) -> Iterator[dict]:
    verified, publication = changes.verified, changes.publication
    limit = publication.codebook.method.significance
    for _, row in _moved_first(changes.tables["claims"]).iterrows():
        written = percent if row["quantity"] == "share" else points
        values = {
            f"value_{wave}": written(row[f"estimate_{wave}"], publication.language, 1)
            for wave in ("old", "new")
        }
        yield (
            row.to_dict()
            | values
            | {
                "claim": verified.sentence(row["claim"]),
                "verdict_old": changes.verdict(row["verdict_old"]),
                "verdict_new": changes.verdict(row["verdict_new"]),
                "tested": verified.tested(row),
                "significant": yes_no(changes, row["p_adjusted"], row["p_adjusted"] < limit),
            }
        )


def _moved_first(claims: pd.DataFrame) -> pd.DataFrame:
    """Results whose verdict changed, then those that keep it, then those that were not tested again."""
    last = claims["verdict_new"].map({NOT_COMPARABLE: 2, NOT_TESTABLE: 3})
    order = last.fillna((claims["verdict_old"] == claims["verdict_new"]).astype(int))
    return claims.assign(order=order).sort_values("order", kind="stable")
