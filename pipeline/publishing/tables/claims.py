"""Published results re-tested, as tables: verdicts, other readings, other weightings, shares."""

from __future__ import annotations

import pandas as pd

from pipeline.claims.readings import RETAINED
from pipeline.claims.verdicts import SILENT, VERDICTS
from pipeline.claims.verified_results import VerifiedResults
from pipeline.claims.weightings import CALIBRATED
from pipeline.codebook.model import Figure
from pipeline.figures.context import Context
from pipeline.publishing.tables.model import Column, ReaderTable, shorthand

CLAIMS = "claims"
_CHOICES = ("verdict", "topic", "place")
_VERDICTS = {
    "claim": "text", "verdict": "text", "topic": "text", "place": "text", "tested": "text", "value": "text",
    "n": "whole", "p_for": "p", "p_against": "p", "hangs_on": "text", "id": "text",
}  # fmt: skip
_READINGS = {
    "claim": "text", "verdict": "text", "verdict_retained": "text", "tested": "text", "value": "text",
    "n": "whole", "p_for": "p", "p_against": "p", "id": "text", "reading": "text",
}  # fmt: skip
_ESTIMATES = {
    "id": "text", "reading": "text", "service": "text", "level": "text", "share": "percent",
    "ci_low": "percent", "ci_high": "percent", "n": "whole", "status": "status",
}  # fmt: skip


def counts(context: Context, figure: Figure) -> ReaderTable:
    """Return how many results of each topic have each verdict; first all of them."""
    verified = context.verified
    table = pd.crosstab(verified.claims["topic"], verified.claims["verdict"])
    table = table.reindex(index=verified.register.topics, columns=VERDICTS, fill_value=0)
    everything = (context.say("claims.figure.all_topics"), *table.sum())
    return ReaderTable(
        section=CLAIMS,
        title=context.text(figure.subtitle),
        population=context.say("claims.table.population"),
        columns=[
            Column(context.say("claims.table.topic")),
            *(Column(verified.verdict(verdict), "whole") for verdict in VERDICTS),
        ],
        rows=[everything, *((verified.topic(topic), *row) for topic, *row in table.itertuples())],
    )


def claims(context: Context) -> ReaderTable:
    """Return every published result with its verdict, in the order of the document."""
    verified = context.verified
    rows = [
        _tested(verified, row, RETAINED)
        | {
            "topic": verified.topic(row["topic"]),
            "place": verified.section(row["section"]),
            "hangs_on": verified.hanging(row["hangs_on"]),
        }
        for _, row in verified.claims.iterrows()
    ]
    return _table(context, "title", rows, _VERDICTS, _note(context))


def readings(context: Context) -> ReaderTable:
    """Return the other readings of results that admit some."""
    verified = context.verified
    verdicts = verified.claims.set_index("claim")["verdict"]
    alternatives = verified.readings[
        (verified.readings["weighting"] == CALIBRATED) & (verified.readings["reading"] != RETAINED)
    ]
    rows = [
        _tested(verified, row, row["reading"])
        | {
            "verdict_retained": verified.verdict(verdicts[row["claim"]]),
            "reading": verified.reading(row["reading"]),
        }
        for _, row in alternatives.iterrows()
    ]
    return _table(context, "title_readings", rows, _READINGS, _note(context))


def weightings(context: Context) -> ReaderTable:
    """Return the results whose verdict is not the same under all weightings, a column a weighting."""
    verified = context.verified
    weighting_ids = verified.weightings["weighting"].tolist()
    retained = verified.readings[verified.readings["reading"] == RETAINED]
    verdicts = retained.pivot(index="claim", columns="weighting", values="verdict")[weighting_ids]
    moved = [claim for claim in verified.claims["claim"] if len(set(verdicts.loc[claim]) - set(SILENT)) > 1]
    columns = [
        Column(context.say("claims.table.claim")),
        *(Column(verified.weighting(name)) for name in weighting_ids),
        Column(context.say("claims.table.id")),
    ]
    rows = [
        (
            verified.sentence(claim),
            *(verified.verdict(verdicts.loc[claim, name]) for name in weighting_ids),
            claim,
        )
        for claim in moved
    ]
    population = context.say("claims.table.population_weightings")
    return ReaderTable(CLAIMS, context.say("claims.table.title_weightings"), population, columns, rows)


def estimates(context: Context) -> ReaderTable:
    """Return every share that a reading is about."""
    verified = context.verified
    rows = []
    for _, row in verified.estimates.iterrows():
        claim, reading = verified.register.claims[row["claim"]], row["reading"]
        rows.append(
            row.to_dict()
            | {
                "id": row["claim"],
                "reading": verified.reading(reading),
                "service": verified.services(row["services"], claim, reading),
                "level": verified.level(claim, reading, row["level"]),
                "status": shorthand(row["status"]),
            }
        )
    return _table(context, "title_estimates", rows, _ESTIMATES, [])


def _tested(verified: VerifiedResults, row: pd.Series, reading: str) -> dict:
    return {
        "claim": verified.sentence(row["claim"], reading),
        "verdict": verified.verdict(row["verdict"]),
        "tested": verified.tested(row),
        "value": verified.value(row),
        "n": row["n"],
        "p_for": row["p_for_adjusted"],
        "p_against": row["p_against_adjusted"],
        "id": row["claim"],
    }


def _note(context: Context) -> list[str]:
    method = context.codebook.method
    return [
        context.say(
            "claims.table.note",
            confidence=context.confidence,
            two_sided=context.percent(1 - 2 * method.significance),
            threshold=context.percent(method.significance),
        )
    ]


def _table(
    context: Context, title: str, rows: list[dict], kinds: dict[str, str], sentences: list[str]
) -> ReaderTable:
    heads = {"status": context.say("report.col_status")}
    return ReaderTable(
        section=CLAIMS,
        title=context.say(f"claims.table.{title}"),
        population=context.say("claims.table.population"),
        columns=[
            Column(heads.get(name) or context.say(f"claims.table.{name}"), kind, choice=name in _CHOICES)
            for name, kind in kinds.items()
        ],
        rows=[tuple(row[name] for name in kinds) for row in rows],
        notes=sentences,
    )
