"""Who answered and how well: rows in and out, weighting, margins, missing answers, doubtful answers."""

from __future__ import annotations

import pandas as pd

from pipeline.publishing.context import Publication
from pipeline.publishing.tables.model import Column, ReaderTable, shorthand
from pipeline.text.number_format import upper_first

ANSWERED, QUALITY = "answered", "quality"


def account(publication: Publication) -> ReaderTable:
    """Rows of the file, rows set aside under each rule, respondents kept."""
    labels = {
        rule.id: upper_first(publication.context.text(rule.label)) for rule in publication.codebook.set_aside
    }
    table = publication.quality["account"]
    rows = [(labels.get(r.rule) or publication.say(f"rule_{r.rule}"), r.rows) for r in table.itertuples()]
    columns = [Column(publication.say("col_rule")), Column(publication.say("col_rows"), "whole")]
    return _table(publication, ANSWERED, "account", columns, rows)


def weighting(publication: Publication) -> ReaderTable:
    """Respondents, people represented and effective sizes, for everyone and by group."""
    rows = [
        (
            publication.group(r.group_variable, r.group),
            r.n,
            r.population,
            r.n_effective,
            r.design_effect,
            r.ratio_min,
            r.ratio_max,
        )
        for r in publication.weighting.itertuples()
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
    notes = [publication.say("note_effective")]
    return _table(publication, ANSWERED, "weighting", _columns(publication, heads), rows, notes)


def margins(publication: Publication) -> ReaderTable:
    """Shares of each level of the margins in the population, before and after weighting."""
    rows = [
        (
            publication.variable(r.margin),
            publication.group(r.margin, r.level),
            r.respondents,
            r.population,
            r.share_population,
            r.share_before,
            (r.share_before - r.share_population),
            r.share_before / r.share_population if r.share_population else None,
            r.share_after,
            float(r.gap_after_points) / 100,
        )
        for r in publication.context.margins.itertuples()
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
    return _table(publication, ANSWERED, "margins", _columns(publication, heads), rows)


def missing(publication: Publication) -> ReaderTable:
    """For each question how many were asked, how many answered."""
    rows = [
        (
            publication.variable(r.question),
            publication.service(r.service),
            r.asked,
            r.answered,
            r.missing,
            r.share_missing,
            shorthand(r.status),
        )
        for r in publication.quality["missing"].itertuples()
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
    return _table(publication, QUALITY, "missing", _columns(publication, heads), rows)


def doubtful(publication: Publication) -> ReaderTable:
    """Contradictions and straight lines, by question; how communes were recognised is elsewhere."""
    rows = []
    contradictions = publication.quality["contradictions"]
    if len(contradictions):
        questions = contradictions["variable"].str.partition(".")[0]
        counts = contradictions.groupby(questions, sort=False)["respondents"].sum()
        rows += [
            (publication.say("doubt_contradiction"), publication.variable(q), n) for q, n in counts.items()
        ]
    for r in publication.quality["straight-lining"].itertuples():
        rows.append((publication.say("doubt_straight_line"), publication.variable(r.question), r.respondents))
    heads = {"doubt": "text", "question": "text", "count": "whole"}
    return _table(publication, QUALITY, "doubtful", _columns(publication, heads), rows)


def communes(publication: Publication) -> ReaderTable:
    """How many communes were recognised by name, alias, former name or postal code."""
    table: pd.DataFrame = publication.quality["communes"]
    rows = [(publication.say(f"how_{r.how}"), r.respondents) for r in table.itertuples()]
    heads = {"how": "text", "respondents": "whole"}
    return _table(publication, QUALITY, "communes", _columns(publication, heads), rows)


def _columns(publication: Publication, heads: dict[str, str]) -> list[Column]:
    return [Column(publication.say(f"col_{name}"), kind) for name, kind in heads.items()]


def _table(
    publication: Publication,
    section: str,
    name: str,
    columns: list[Column],
    rows: list[tuple],
    notes: list[str] | None = None,
) -> ReaderTable:
    return ReaderTable(
        section=section,
        title=publication.say(f"title_{name}"),
        population=publication.say(f"population_{name}"),
        columns=columns,
        rows=rows,
        notes=notes or [],
    )
