"""Look-ups in the tables of a wave: one share, how it differs from the rest, the test of its question."""

from __future__ import annotations

from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.figures.context import Context
from pipeline.publishing.tables.model import Estimate
from pipeline.tables.keys import SHARE_KEYS


def estimate(context: Context, **key: str) -> Estimate | None:
    """Return the share at a key of the tables; what the key leaves out is "", breakdown and group "all"."""
    whole = {**dict.fromkeys(SHARE_KEYS, ""), "breakdown": EVERYONE, "group": EVERYONE, **key}
    row = context.row("estimates", **whole)
    if row is None:
        return None
    return Estimate(
        share=row["share"],
        low=row["ci_low"],
        high=row["ci_high"],
        n=row["n"],
        weighted=row["weighted_base"],
        direction=direction(context, **whole),
        status=row["status"] or row["precision"],
        letters=row["letters"],
    )


def direction(context: Context, **key: str) -> str:
    """Return how a share differs from the rest: "more", "less", "ns"; "" when that was not tested."""
    row = context.row("contrasts", **{**dict.fromkeys(SHARE_KEYS, ""), **key})
    # p is missing (not equal to itself) where nothing was tested.
    if row is None or row["status"] != "" or row["p_adjusted"] != row["p_adjusted"]:
        return ""
    if row["p_adjusted"] >= context.codebook.method.significance:
        return "ns"
    return "more" if row["difference"] > 0 else "less"


def question_test(context: Context, *, question: str, service: str, base: str, breakdown: str) -> dict | None:
    """Return the test of all answers to a question by groups; None where there is none."""
    return context.row("tests", question=question, service=service, base=base, breakdown=breakdown)
