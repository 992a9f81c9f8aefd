"""What the figure of published results shows: those that answers can tell, counted by verdict and topic."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.claims.verified_results import VerifiedResults
from pipeline.figures.context import Context

# Columns of the figure, from left to right; results that answers cannot tell are counted in a note.
DRAWN_VERDICTS = ("established", "consistent", "not_shown", "contradicted", "too_few")
AGAINST = ("not_shown", "contradicted")


def select(context: Context) -> pd.DataFrame | None:
    """Return the results that answers can tell, topics in their order; None when there are none.

    The column `firm` says whether the verdict is the same in every reading and weighting.
    """
    verified = context.verified
    if verified is None:
        return None
    claims = verified.claims[verified.claims["verdict"].isin(DRAWN_VERDICTS)]
    position = {topic: i for i, topic in enumerate(verified.register.topics)}
    order = claims["topic"].map(position)
    firm = claims["hangs_on"] == ""
    # Firm verdicts first, so that the hollow dots of a cell stand together.
    claims = claims.assign(firm=firm, order=order, hollow=~firm)
    claims = claims.sort_values(["order", "hollow"], kind="stable").drop(columns=["order", "hollow"])
    return None if claims.empty else claims


def records(context: Context, claims: pd.DataFrame) -> Iterator[dict]:
    """Yield counts by verdict, then by topic and verdict, then each dot: the result and what decided."""
    verified = context.verified
    for count in _counts(context, claims):
        yield {"measure": context.say("claims.figure.claim"), "unit": "count"} | count
    for _, row in claims.iterrows():
        yield {
            "measure": verified.sentence(row["claim"]),
            "level": verified.verdict(row["verdict"]),
            "breakdown": context.say("claims.figure.topic"),
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


def _counts(context: Context, claims: pd.DataFrame) -> Iterator[dict]:
    """Yield how many results have each verdict, over all topics and in each."""
    verified = context.verified
    yield {"value": len(claims)}
    not_told = len(verified.claims) - len(claims)
    yield {"level": verified.verdict("not_testable"), "value": not_told}
    yield from _by_verdict(verified, claims)
    against = " + ".join(verified.verdict(verdict) for verdict in AGAINST)
    yield {"level": against, "value": claims["verdict"].isin(AGAINST).sum()}
    for topic, part in claims.groupby("topic", sort=False):
        key = {"breakdown": context.say("claims.figure.topic"), "group": verified.topic(str(topic))}
        yield key | {"value": len(part)}
        for count in _by_verdict(verified, part):
            yield key | count


def _by_verdict(verified: VerifiedResults, claims: pd.DataFrame) -> Iterator[dict]:
    counts = claims["verdict"].value_counts()
    for verdict in DRAWN_VERDICTS:
        yield {"level": verified.verdict(verdict), "value": counts.get(verdict, 0)}
