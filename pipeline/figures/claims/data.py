"""What the figure of verdicts shows: the results that answers can tell, counted by verdict and topic."""

from __future__ import annotations

import pandas as pd

from pipeline.claims.verified import Verified
from pipeline.codebook.model import Figure
from pipeline.figures import records as rows
from pipeline.figures.claims.text import AGAINST, SHOWN
from pipeline.figures.context import Context


def shown(context: Context) -> pd.DataFrame:
    """The results that answers can tell, with whether their verdict is firm; topics in their order."""
    verified = context.verified
    claims = verified.claims[verified.claims["verdict"].isin(SHOWN)]
    place = {topic: i for i, topic in enumerate(verified.register.topics)}
    order = claims["topic"].map(place)
    firm = claims["hangs_on"] == ""
    # Firm verdicts first, so that the hollow dots of a cell stand together.
    claims = claims.assign(firm=firm, order=order, hollow=~firm)
    return claims.sort_values(["order", "hollow"], kind="stable").drop(columns=["order", "hollow"])


def data_of(context: Context, figure: Figure, claims: pd.DataFrame) -> pd.DataFrame:
    """Counts by verdict, then by topic and verdict, then a row a dot: the result and what decided."""
    verified = context.verified
    records = _counts(context, claims)
    records += [
        {
            "measure": verified.sentence(row["claim"]),
            "level": verified.verdict(row["verdict"]),
            "breakdown": verified.say("figure.topic"),
            "group": verified.topic(row["topic"]),
            "value": row["estimate"],
            "unit": row["quantity"],
            "ci_low": row["ci_low"],
            "ci_high": row["ci_high"],
            "n": row["n"],
            "p": row["p_for"],
            "p_adjusted": row["p_for_adjusted"],
            "status": "" if row["firm"] else "hollow",
        }
        for _, row in claims.iterrows()
    ]
    return rows.tidy(context, figure, records)


def _counts(context: Context, claims: pd.DataFrame) -> list[dict]:
    """How many results have each verdict, over all topics and in each."""
    verified = context.verified
    untold = len(verified.claims) - len(claims)
    records = [{"value": len(claims)}, {"level": verified.verdict("not_testable"), "value": untold}]
    records += _counted(verified, claims, {})
    against = " + ".join(verified.verdict(verdict) for verdict in AGAINST)
    records.append({"level": against, "value": claims["verdict"].isin(AGAINST).sum()})
    for topic, part in claims.groupby("topic", sort=False):
        place = {"breakdown": verified.say("figure.topic"), "group": verified.topic(str(topic))}
        records += [place | {"value": len(part)}, *_counted(verified, part, place)]
    return [{"measure": verified.say("figure.claim"), "unit": "count"} | record for record in records]


def _counted(verified: Verified, claims: pd.DataFrame, place: dict) -> list[dict]:
    counts = claims["verdict"].value_counts()
    return [
        place | {"level": verified.verdict(verdict), "value": counts.get(verdict, 0)} for verdict in SHOWN
    ]
