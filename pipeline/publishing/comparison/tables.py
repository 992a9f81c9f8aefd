"""The tables of the report on two waves: shares and their change, questions, samples, published results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.codebook.reserved_ids import ALL_SERVICES, EVERYONE
from pipeline.figures import notes
from pipeline.figures.context import Context
from pipeline.publishing.comparison.changes import SIGNIFICANT, differences, measures, verdict
from pipeline.publishing.tables.labels import labelled_column
from pipeline.publishing.tables.model import Column, Kind, ReaderTable
from pipeline.text.number_format import percent, points, typographic
from pipeline.waves.claims import NOT_COMPARABLE, NOT_TESTABLE
from pipeline.waves.questionnaires import ALONE, BREAKS, DECLARED, HARMLESS

OVERALL_CHANGES, CHANGES_BY_GROUP, QUESTIONS, ASKED, SAMPLES, RETESTED_CLAIMS, LONG_CHANGES = (
    "overall", "groups", "questions", "questionnaire", "samples", "claims", "long",
)  # fmt: skip


def labelled(context: Context, table: pd.DataFrame, kinds: dict[str, Kind]) -> list[tuple]:
    """Return rows in these columns, with labels where the file has ids."""
    return list(zip(*(_column(context, table, name) for name in kinds), strict=True))


def _column(context: Context, table: pd.DataFrame, name: str) -> list:
    if name == "detectable":
        # Without a sign: it is a size, not a change.
        return (100 * table[name]).tolist()
    if name == SIGNIFICANT:
        tested = zip(table["p_adjusted"], table[name], strict=True)
        return [yes_no(context, p, significant) for p, significant in tested]
    return labelled_column(context, table, name)


def yes_no(context: Context, p: float, significant: bool) -> str:
    """Return whether something is significant, in words; "" when it was not tested."""
    return "" if pd.isna(p) else context.say("report.yes" if significant else "report.no")


def heads(context: Context, kinds: dict[str, Kind]) -> list[Column]:
    """Return heads of columns, with the names of the waves."""
    choices = ("measure", "group", "significant", "question")
    return [
        Column(context.say(f"changes.col_{name}"), kind, choice=name in choices)
        for name, kind in kinds.items()
    ]


def population(context: Context) -> str:
    """Return who is counted."""
    return context.say("figures.field_all", population=context.text(context.codebook.survey.population))


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


def questionnaires(context: Context) -> ReaderTable:
    """Return what the codebooks say differently, breaks first."""
    table, language = context.tables["codebook"], context.language
    order = {name: i for i, name in enumerate((BREAKS, DECLARED, ALONE, HARMLESS))}
    table = table.assign(order=table["effect"].map(order)).sort_values("order", kind="stable")
    rows = []
    for row in table.to_dict("records"):
        words = {name: context.say(f"changes.{name}_{row[name]}") for name in ("effect", "table", "change")}
        words["aspect"] = context.say(f"changes.aspect_{row['aspect']}") if row["aspect"] else ""
        words |= {side: typographic(row[f"{side}_{language}"], language) for side in ("before", "after")}
        rows.append(tuple((row | words)[name] for name in _ASKED))
    columns = [Column(context.say(f"changes.col_{name}"), choice=name == "effect") for name in _ASKED]
    title = context.say("changes.title_questionnaire")
    return ReaderTable(ASKED, title, context.say("changes.population_questionnaire"), columns, rows)


def weights(context: Context) -> ReaderTable:
    """Return how many answered each wave, and how unequal their weights are, overall and by group."""
    table = context.tables["weights"].rename(columns={"group_variable": "breakdown"})
    small = context.codebook.method.withheld_below
    hidden = (table[["n_old", "n_new"]] < small).any(axis=1)
    rows = labelled(context, table[~hidden], _WEIGHTS)
    title = context.say("changes.title_weights")
    return ReaderTable(SAMPLES, title, population(context), heads(context, _WEIGHTS), rows)


def margins(context: Context) -> ReaderTable:
    """Return what each wave was weighted to, and who answered it."""
    table = context.tables["margins"]
    variables = context.codebook.by_id
    level_ids = {name: [level.id for level in context.codebook.levels(name)] for name in variables}
    rows = []
    for row in table.to_dict("records"):
        if row["margin"] not in variables:
            continue
        named = row["level"] in level_ids[row["margin"]]
        label = (
            context.group_label(row["margin"], row["level"]) if named else context.say("report.not_answered")
        )
        words = {"margin": context.variable_label(row["margin"]), "level": label}
        rows.append(tuple((row | words)[name] for name in _MARGINS))
    title = context.say("changes.title_margins")
    return ReaderTable(SAMPLES, title, population(context), heads(context, _MARGINS), rows)


def claims(context: Context) -> ReaderTable:
    """Return every published result: verdict before and after, and what became of the number that decides."""
    rows = [tuple(row[name] for name in _CLAIMS) for row in _retested(context)]
    columns = [
        replace(column, choice=name.startswith("verdict"))
        for name, column in zip(_CLAIMS, heads(context, _CLAIMS), strict=True)
    ]
    title = context.say("changes.title_claims")
    return ReaderTable(RETESTED_CLAIMS, title, context.say("changes.population_claims"), columns, rows)


def _retested(context: Context) -> Iterator[dict]:
    verified = context.verified
    limit = context.codebook.method.significance
    for _, row in _moved_first(context.tables["claims"]).iterrows():
        written = percent if row["quantity"] == "share" else points
        values = {
            f"value_{wave}": written(row[f"estimate_{wave}"], context.language, 1) for wave in ("old", "new")
        }
        yield (
            row.to_dict()
            | values
            | {
                "claim": verified.sentence(row["claim"]),
                "verdict_old": verdict(context, row["verdict_old"]),
                "verdict_new": verdict(context, row["verdict_new"]),
                "tested": verified.tested(row),
                "significant": yes_no(context, row["p_adjusted"], row["p_adjusted"] < limit),
            }
        )


def _moved_first(claims: pd.DataFrame) -> pd.DataFrame:
    """Return results whose verdict changed, then those that keep it, then those not tested again."""
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


def catalogue(context: Context) -> list[ReaderTable]:
    """Return all tables: those of figures under their number, then the others, then the long one."""
    codebook = context.codebook
    figures = [figure for figure in codebook.figure if figure.kind == "evolution"]
    drawn = [table for table in (of_figure(context, figure) for figure in figures) if table.rows]
    tables = [_overall(context, "tracked"), _overall(context, "others")]
    tables += [_by_group(context, breakdown.variable) for breakdown in codebook.breakdown]
    tables += [_tests(context)]
    tables += [make(context) for make in (questionnaires, weights, margins)]
    tables += [claims(context)] if context.register else []
    filled = [table for table in tables if table.rows]
    return [
        *(replace(table, key=f"T{table.figure:02d}") for table in drawn),
        *(replace(table, key=f"A{i:02d}") for i, table in enumerate(filled, 1)),
        replace(_long(context), key="L1"),
    ]


def of_figure(context: Context, figure: Figure) -> ReaderTable:
    """Return the lines of an evolution."""
    table = differences(context)
    measure_ids = figure.measures or [figure.measure]
    in_figure = (
        (table["kind"] == "measure") & table["measure"].isin(measure_ids) & (table["breakdown"] == EVERYONE)
    )
    in_figure &= table["service"] != ALL_SERVICES
    title = context.say("changes.title_figure", measure=context.measure_label(measure_ids[0]))
    rows = table[in_figure].sort_values("difference", ascending=False, kind="stable")
    columns = ["service"] if len(measure_ids) == 1 and rows["service"].all() else ["measure", "service"]
    return replace(_differences(context, OVERALL_CHANGES, title, rows, columns), figure=figure.number)


def _overall(context: Context, scope: str) -> ReaderTable:
    rows = _clearest_first(measures(context, tracked=scope == "tracked"))
    return _differences(
        context, OVERALL_CHANGES, context.say(f"changes.title_{scope}"), rows, ["measure", "service"]
    )


def _by_group(context: Context, variable: str) -> ReaderTable:
    title = context.say("changes.title_by", by=context.breakdown_label(variable))
    rows = _clearest_first(measures(context, variable))
    return _differences(context, CHANGES_BY_GROUP, title, rows, ["measure", "service", "group"])


def _long(context: Context) -> ReaderTable:
    table = differences(context)
    empty = _differences(context, LONG_CHANGES, context.say("changes.title_long"), table.iloc[:0], [])
    return replace(empty, rows=labelled(context, table, _LONG), columns=heads(context, _LONG))


def _differences(
    context: Context, section: str, title: str, rows: pd.DataFrame, label_columns: list[str]
) -> ReaderTable:
    kinds = dict.fromkeys(label_columns, "text") | _CHANGE
    reading = [
        context.say("changes.note_differences", confidence=context.confidence),
        context.say("changes.note_break"),
        notes.trust(context),
    ]
    return ReaderTable(
        section=section,
        title=title,
        population=population(context),
        columns=heads(context, kinds),
        rows=labelled(context, rows, kinds),
        notes=[sentence for sentence in reading if sentence],
    )


def _tests(context: Context) -> ReaderTable:
    table = context.tables["tests"]
    limit = context.codebook.method.significance
    table = table.assign(**{SIGNIFICANT: table["p_adjusted"] < limit})
    rows = labelled(context, _clearest_first(table), _TESTS)
    title = context.say("changes.title_tests")
    return ReaderTable(QUESTIONS, title, population(context), heads(context, _TESTS), rows)


def _clearest_first(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values(["p_adjusted", "p"], kind="stable")
