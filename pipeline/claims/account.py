"""One claim in full, as lines of text: estimates, what decides, every reading, every weighting.

What the verdicts come to, as sentences computed from their tables.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

import pandas as pd

from pipeline.claims.readings import RETAINED
from pipeline.claims.results import ALTERNATIVES, BETWEEN
from pipeline.claims.verdicts import SILENT, VERDICTS
from pipeline.claims.verified import Verified
from pipeline.text.number_format import NARROW_SPACE, NO_BREAK_SPACE, NONE, decimal, number, percent

WIDTH = 100
INDENT = "  "


def account(verified: Verified, claim: str) -> str:
    """Everything known about one claim.

    Raises
    ------
    KeyError
        When the register has no such claim.
    """
    found = verified.register.claims[claim]
    row = verified.claims.set_index("claim", drop=False).loc[claim]
    place = " · ".join([verified.section(found.section), verified.topic(found.topic)])
    lines = [claim, *_wrapped(place), "", *_wrapped(verified.sentence(claim)), ""]
    lines += [verified.say("account.verdict", verdict=verified.verdict(row["verdict"])), ""]
    confidence = percent(verified.codebook.method.confidence, verified.language)
    lines += [verified.say("account.estimates", confidence=confidence), *_estimates(verified, claim), ""]
    if row["quantity"]:
        lines += [_head(verified, "decisive"), *_decisive(verified, row), ""]
    lines += [_head(verified, "readings"), *_readings(verified, claim), ""]
    lines += [_head(verified, "weightings"), *_weightings(verified, claim)]
    lines += [*_wrapped(verified.say("account.note"), INDENT)]
    lines += _open(verified, found.see)
    return "\n".join(lines)


def _head(verified: Verified, name: str) -> str:
    return verified.say(f"account.{name}")


def _estimates(verified: Verified, claim: str) -> list[str]:
    """The shares of the reading retained: service, level, share, interval, base."""
    table = verified.estimates
    mine = table[(table["claim"] == claim) & (table["reading"] == RETAINED)]
    if mine.empty:
        return [INDENT + verified.say("account.nothing")]
    found = verified.register.claims[claim]
    return _aligned(
        [
            (
                verified.services(row["services"], found),
                verified.level(found, RETAINED, row["level"]),
                *_share(verified, row),
            )
            for _, row in mine.iterrows()
        ]
    )


def _share(verified: Verified, row: pd.Series) -> tuple[str, str, str, str]:
    if row["status"] == "withheld":
        return NONE, "", "", verified.say("account.withheld")
    share, low, high = (percent(row[name], verified.language, 1) for name in ("share", "ci_low", "ci_high"))
    interval = "" if pd.isna(row["ci_low"]) else verified.interval(low, high)
    fragile = verified.say("account.fragile") if row["status"] == "fragile" else ""
    return share, interval, f"n = {number(row['n'], verified.language)}", fragile


def _decisive(verified: Verified, row: pd.Series) -> list[str]:
    """The part of the claim that the answers support least, with the interval that its test inverts."""
    method = verified.codebook.method
    confidence = 1 - 2 * method.significance if row["quantity"] == "difference" else method.confidence
    told = [verified.tested(row), verified.value(row)]
    if told[1] and not pd.isna(row["ci_low"]):
        told.append(f"({percent(confidence, verified.language)})")
    return _wrapped(" ".join(filter(None, told)), INDENT)


def _readings(verified: Verified, claim: str) -> list[str]:
    lines = []
    for _, row in verified.rows(claim).iterrows():
        lines += _aligned([(verified.reading(row["reading"]), *_told(verified, row))])
        if row["reading"] != RETAINED:
            lines += _wrapped(verified.sentence(claim, row["reading"]), 2 * INDENT)
    return lines


def _weightings(verified: Verified, claim: str) -> list[str]:
    """The reading retained, under each weighting."""
    table = verified.readings
    mine = table[(table["claim"] == claim) & (table["reading"] == RETAINED)]
    rows = [(verified.weighting(row["weighting"]), *_told(verified, row)) for _, row in mine.iterrows()]
    return _aligned(rows)


def _told(verified: Verified, row: pd.Series) -> tuple[str, ...]:
    """Verdict, p-values with the adjusted ones, smallest base."""
    told = [verified.verdict(row["verdict"])]
    for name in ("p_for", "p_against"):
        p, adjusted = (_p(row[column], verified) for column in (name, f"{name}_adjusted"))
        told.append(
            ""
            if p == NONE
            else f"{_head(verified, name)} {p} ({_head(verified, 'p_for_adjusted')} {adjusted})"
        )
    told.append("" if pd.isna(row["n"]) else f"n = {number(row['n'], verified.language)}")
    return tuple(told)


def _p(p: float, verified: Verified) -> str:
    if not pd.isna(p) and p < 0.001:
        return f"<{NARROW_SPACE}{decimal(0.001, verified.language, 3)}"
    return decimal(p, verified.language, 3)


def _open(verified: Verified, see: list[str]) -> list[str]:
    notes = {one.id: one.note.in_(verified.language) for one in verified.register.ambiguity}
    if not see:
        return []
    lines = ["", _head(verified, "see")]
    for name in see:
        lines += _wrapped(verified.say("account.open", name=name, note=notes[name]), INDENT)
    return lines


def _aligned(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Cells in columns as wide as their longest; columns that hold nothing left out."""
    columns = [column for column in zip(*rows, strict=True) if any(column)]
    padded = []
    for column in columns:
        wide = max(len(cell) for cell in column)
        padded.append([cell.ljust(wide) for cell in column])
    return [INDENT + "  ".join(cells).rstrip() for cells in zip(*padded, strict=True)]


def _wrapped(text: str, indent: str = "") -> list[str]:
    """Lines of at most WIDTH characters, no-break spaces kept."""
    kept = text.replace(NO_BREAK_SPACE, "\ue000").replace(NARROW_SPACE, "\ue001")
    lines = textwrap.wrap(kept, WIDTH, initial_indent=indent, subsequent_indent=indent)
    return [line.replace("\ue000", NO_BREAK_SPACE).replace("\ue001", NARROW_SPACE) for line in lines]


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
