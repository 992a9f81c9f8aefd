"""What the verdicts come to, as sentences computed from their tables."""

from __future__ import annotations

from pipeline.claims.results import ALTERNATIVES, BETWEEN
from pipeline.claims.verdicts import SILENT, VERDICTS
from pipeline.claims.verified import Verified
from pipeline.formats import number, percent


def summary(verified: Verified) -> list[str]:
    """Counts by verdict, what each breakdown can establish, what hangs on weights and on readings."""
    return [
        _counts(verified),
        *_breakdowns(verified),
        _hanging(verified, "weighting"),
        _hanging(verified, "reading"),
        *_contradicted(verified),
        *([verified.say("summary.synthetic")] if verified.codebook.survey.synthetic else []),
    ]


def method(verified: Verified) -> str:
    """What the verdicts mean."""
    threshold = percent(verified.codebook.method.significance, verified.language)
    return verified.say("summary.method", threshold=threshold)


def _counts(verified: Verified) -> str:
    counts = verified.claims["verdict"].value_counts()
    told = {name: _whole(verified, counts.get(name, 0)) for name in VERDICTS}
    tested = len(verified.claims) - counts.get("not_testable", 0)
    everything = {"all": _whole(verified, len(verified.claims)), "tested": _whole(verified, tested)}
    return verified.say("summary.counts", **everything, **told)


def _breakdowns(verified: Verified) -> list[str]:
    """How many statements that compare groups are established, for each breakdown that has some."""
    told = []
    for breakdown in verified.codebook.breakdown:
        along = (
            verified.claims["along"].str.split(BETWEEN).map(lambda names, v=breakdown.variable: v in names)
        )
        mine = verified.claims[along]
        if len(mine):
            values = {
                "by": breakdown.label.in_(verified.language),
                "all": _whole(verified, len(mine)),
                "established": _whole(verified, (mine["verdict"] == "established").sum()),
            }
            told.append(verified.say("summary.breakdown", **values))
    return told


def _hanging(verified: Verified, on: str) -> str:
    told = ~verified.claims["verdict"].isin(SILENT)
    if on == "reading":
        told &= verified.claims[ALTERNATIVES] != ""
    count = (told & verified.hangs(on)).sum()
    return verified.say(f"summary.{on}", count=_whole(verified, count), all=_whole(verified, told.sum()))


def _contradicted(verified: Verified) -> list[str]:
    """The results that the answers exclude, in full."""
    claims = verified.claims.loc[verified.claims["verdict"] == "contradicted", "claim"]
    if claims.empty:
        return []
    return [
        verified.say("summary.contradicted", sentences=" ".join(verified.sentence(one) for one in claims))
    ]


def _whole(verified: Verified, count: int) -> str:
    return number(float(count), verified.language)
