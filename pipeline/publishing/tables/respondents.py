"""Who answered and how well: rows in and out, weighting, margins, missing answers, doubtful answers."""

from __future__ import annotations

import pandas as pd

from pipeline.figures.context import Context
from pipeline.publishing.tables.model import Column, ReaderTable, shorthand
from pipeline.text.number_format import upper_first

ANSWERED, QUALITY = "answered", "quality"


def account(context: Context) -> ReaderTable:
    """Return rows of the file, rows set aside under each rule, respondents kept."""
    labels = {rule.id: upper_first(context.text(rule.label)) for rule in context.codebook.set_aside}
    table = context.tables["quality/account"]
    rows = [(labels.get(r.rule) or context.say(f"report.rule_{r.rule}"), r.rows) for r in table.itertuples()]
    columns = [Column(context.say("report.col_rule")), Column(context.say("report.col_rows"), "whole")]
    return _table(context, ANSWERED, "account", columns, rows)


def weighting(context: Context) -> ReaderTable:
    """Return respondents, people represented and effective sizes, for everyone and by group."""
    rows = [
        (
            context.group_label(r.group_variable, r.group),
            r.n,
            r.population,
            r.n_effective,
            r.design_effect,
            r.ratio_min,
            r.ratio_max,
        )
        for r in context.tables["weighting"].itertuples()
    ]
    heads = {
        "group": "text",
        "n": "whole",
        "population": "whole",
        "n_effective": "whole",
        "design_effect": "decimal",
        "ratio_min": "decimal",
        "ratio_max": "decimal",
    }
    notes = [context.say("report.note_effective")]
    return _table(context, ANSWERED, "weighting", _columns(context, heads), rows, notes)


def margins(context: Context) -> ReaderTable:
    """Return shares of each level of the margins in the population, before and after weighting."""
    rows = [
        (
            context.variable_label(r.margin),
            context.group_label(r.margin, r.level),
            r.respondents,
            r.population,
            r.share_population,
            r.share_before,
            (r.share_before - r.share_population),
            r.share_before / r.share_population if r.share_population else None,
            r.share_after,
            float(r.gap_after_points) / 100,
        )
        for r in context.tables["weighting-margins"].itertuples()
    ]
    heads = {
        "margin": "text",
        "level": "text",
        "n": "whole",
        "population": "whole",
        "share_population": "percent",
        "share_before": "percent",
        "gap_before": "points",
        "ratio": "decimal",
        "share_after": "percent",
        "gap_after": "points",
    }
    return _table(context, ANSWERED, "margins", _columns(context, heads), rows)


def missing(context: Context) -> ReaderTable:
    """Return for each question how many were asked, how many answered."""
    rows = [
        (
            context.variable_label(r.question),
            context.service_label(r.service),
            r.asked,
            r.answered,
            r.missing,
            r.share_missing,
            shorthand(r.status),
        )
        for r in context.tables["quality/missing"].itertuples()
    ]
    heads = {
        "question": "text",
        "service": "text",
        "asked": "whole",
        "answered": "whole",
        "missing": "whole",
        "share_missing": "percent",
        "status": "status",
    }
    return _table(context, QUALITY, "missing", _columns(context, heads), rows)


def doubtful(context: Context) -> ReaderTable:
    """Return contradictions and straight lines, by question; how communes were recognised is elsewhere."""
    rows = []
    contradictions = context.tables["quality/contradictions"]
    if len(contradictions):
        questions = contradictions["variable"].str.partition(".")[0]
        counts = contradictions.groupby(questions, sort=False)["respondents"].sum()
        rows += [
            (context.say("report.doubt_contradiction"), context.variable_label(q), n)
            for q, n in counts.items()
        ]
    for r in context.tables["quality/straight-lining"].itertuples():
        rows.append(
            (context.say("report.doubt_straight_line"), context.variable_label(r.question), r.respondents)
        )
    heads = {"doubt": "text", "question": "text", "count": "whole"}
    return _table(context, QUALITY, "doubtful", _columns(context, heads), rows)


def communes(context: Context) -> ReaderTable:
    """Return how many communes were recognised by name, alias, former name or postal code."""
    table: pd.DataFrame = context.tables["quality/communes"]
    rows = [(context.say(f"report.how_{r.how}"), r.respondents) for r in table.itertuples()]
    heads = {"how": "text", "respondents": "whole"}
    return _table(context, QUALITY, "communes", _columns(context, heads), rows)


def _columns(context: Context, heads: dict[str, str]) -> list[Column]:
    return [Column(context.say(f"report.col_{name}"), kind) for name, kind in heads.items()]


def _table(
    context: Context,
    section: str,
    name: str,
    columns: list[Column],
    rows: list[tuple],
    notes: list[str] | None = None,
) -> ReaderTable:
    return ReaderTable(
        section=section,
        title=context.say(f"report.title_{name}"),
        population=context.say(f"report.population_{name}"),
        columns=columns,
        rows=rows,
        notes=notes or [],
    )
