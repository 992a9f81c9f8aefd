"""The comparison of two waves as tables: shares and their change, then every other table.

Cells of the tables on two waves: labels where the files have ids, heads with the names of the waves.

What stands around the changes, as tables: what was asked otherwise, both samples, published results.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.codebook.reserved_ids import ALL_SERVICES, EVERYONE
from pipeline.figures import notes
from pipeline.publishing.comparison.context import SIGNIFICANT, Changes
from pipeline.publishing.tables.model import Column, Kind, ReaderTable, shorthand
from pipeline.text.number_format import percent, points, typographic
from pipeline.waves.claims import NOT_COMPARABLE, NOT_TESTABLE
from pipeline.waves.questionnaires import ALONE, BREAKS, DECLARED, HARMLESS

OVERALL, GROUPS, QUESTIONS, ASKED, SAMPLES, CLAIMS, LONG = (
    "overall", "groups", "questions", "questionnaire", "samples", "claims", "long",
)  # fmt: skip


def labelled(changes: Changes, table: pd.DataFrame, kinds: dict[str, Kind]) -> list[tuple]:
    """Rows with labels where the file has ids."""
    publication = changes.publication
    label = {
        "measure": lambda m: publication.context.text(publication.codebook.measures[m].label) if m else "",
        "question": publication.variable,
        "service": publication.service,
        "base": publication.base,
        "breakdown": publication.breakdown,
        "method": publication.method,
        "status": shorthand,
    }
    by_pair = {
        "group": ("breakdown", publication.group),
        "answer": ("question", publication.answer),
        SIGNIFICANT: ("p_adjusted", lambda p, significant: yes_no(changes, p, significant)),
    }
    columns = []
    for name in kinds:
        if name in label:
            found = {value: label[name](value) for value in table[name].unique()}
            columns.append([found[value] for value in table[name]])
        elif name == "detectable":
            # Without a sign: it is a size, not a change.
            columns.append((100 * table[name]).tolist())
        elif name in by_pair:
            whose, written = by_pair[name]
            columns.append([written(*pair) for pair in zip(table[whose], table[name], strict=True)])
        else:
            columns.append(table[name].tolist())
    return list(zip(*columns, strict=True))


def yes_no(changes: Changes, p: float, significant: bool) -> str:
    """Whether something is significant, in words; "" when it was not tested."""
    return "" if pd.isna(p) else changes.publication.say("yes" if significant else "no")


def heads(changes: Changes, kinds: dict[str, Kind]) -> list[Column]:
    """Heads of columns, with the names of the waves."""
    choices = ("measure", "group", "significant", "question")
    return [Column(changes.say(f"col_{name}"), kind, choice=name in choices) for name, kind in kinds.items()]


def population(changes: Changes) -> str:
    """Who is counted."""
    context = changes.publication.context
    return context.say("field_all", population=context.text(context.codebook.survey.population))


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


_CHANGE: dict[str, Kind] = {
    "share_old": "percent", "share_new": "percent", "difference": "points", "ci_low": "points",
    "ci_high": "points", "significant": "text", "p_adjusted": "p", "detectable": "decimal",
    "share_recomposed": "percent", "composition": "points", "n_old": "whole", "n_new": "whole",
    "status": "status",
}  # fmt: skip
_LONG: dict[str, Kind] = {
    "measure": "text", "question": "text", "service": "text", "answer": "text", "base": "text",
    "breakdown": "text", "group": "text", **_CHANGE, "p": "p",
}  # fmt: skip
_TESTS: dict[str, Kind] = {
    "question": "text", "service": "text", "base": "text", "significant": "text", "p_adjusted": "p",
    "method": "text", "statistic": "decimal", "df1": "decimal", "df2": "decimal", "p": "p",
    "cramer_v_corrected": "decimal", "n_old": "whole", "n_new": "whole", "status": "status",
}  # fmt: skip


def catalogue(changes: Changes) -> list[ReaderTable]:
    """All tables: those of figures under their number, then the others, then the long one."""
    book = changes.publication.codebook
    figures = [figure for figure in book.figure if figure.kind == "evolution"]
    drawn = [one for one in (of_figure(changes, figure) for figure in figures) if one.rows]
    others = [_overall(changes, "tracked"), _overall(changes, "others")]
    others += [_by_group(changes, one.variable) for one in book.breakdown]
    others += [_tests(changes)]
    others += [make(changes) for make in (asked, weights, margins)]
    others += [claims(changes)] if changes.register else []
    kept = [table for table in others if table.rows]
    return [
        *(replace(table, key=f"T{table.figure:02d}") for table in drawn),
        *(replace(table, key=f"A{i:02d}") for i, table in enumerate(kept, 1)),
        replace(_long(changes), key="L1"),
    ]


def of_figure(changes: Changes, figure: Figure) -> ReaderTable:
    """The lines of an evolution."""
    table = changes.differences
    names = figure.measures or [figure.measure]
    kept = (table["kind"] == "measure") & table["measure"].isin(names) & (table["breakdown"] == EVERYONE)
    kept &= table["service"] != ALL_SERVICES
    label = changes.publication.context.text(changes.publication.codebook.measures[names[0]].label)
    title = changes.say("title_figure", measure=label)
    rows = table[kept].sort_values("difference", ascending=False, kind="stable")
    columns = ["service"] if len(names) == 1 and rows["service"].all() else ["measure", "service"]
    found = _differences(changes, OVERALL, title, rows, columns)
    return replace(found, figure=figure.number)


def _overall(changes: Changes, which: str) -> ReaderTable:
    rows = _clearest_first(changes.measures(tracked=which == "tracked"))
    return _differences(changes, OVERALL, changes.say(f"title_{which}"), rows, ["measure", "service"])


def _by_group(changes: Changes, variable: str) -> ReaderTable:
    title = changes.say("title_by", by=changes.publication.breakdown(variable))
    rows = _clearest_first(changes.measures(variable))
    return _differences(changes, GROUPS, title, rows, ["measure", "service", "group"])


def _long(changes: Changes) -> ReaderTable:
    found = _differences(changes, LONG, changes.say("title_long"), changes.differences.iloc[:0], [])
    return replace(found, rows=labelled(changes, changes.differences, _LONG), columns=heads(changes, _LONG))


def _differences(
    changes: Changes, section: str, title: str, rows: pd.DataFrame, names: list[str]
) -> ReaderTable:
    kinds = dict.fromkeys(names, "text") | _CHANGE
    context = changes.publication.context
    said = [changes.say("note_differences", confidence=context.confidence), changes.say("note_break")]
    return ReaderTable(
        section=section,
        title=title,
        population=population(changes),
        columns=heads(changes, kinds),
        rows=labelled(changes, rows, kinds),
        notes=[one for one in [*said, notes.trust(context)] if one],
    )


def _tests(changes: Changes) -> ReaderTable:
    table = changes.tables["tests"]
    limit = changes.publication.codebook.method.significance
    table = table.assign(**{SIGNIFICANT: table["p_adjusted"] < limit})
    rows = labelled(changes, _clearest_first(table), _TESTS)
    title = changes.say("title_tests")
    return ReaderTable(QUESTIONS, title, population(changes), heads(changes, _TESTS), rows)


def _clearest_first(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values(["p_adjusted", "p"], kind="stable")
