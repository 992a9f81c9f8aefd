"""One claim in full as lines of text, and what the verdicts of all claims come to as sentences."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

import pandas as pd

from pipeline.claims.readings import RETAINED
from pipeline.claims.verdict_tables import ALTERNATIVES, BETWEEN
from pipeline.claims.verdicts import SILENT, VERDICTS
from pipeline.claims.verified_results import VerifiedResults
from pipeline.codebook.reserved_ids import FRAGILE, WITHHELD
from pipeline.text.number_format import NARROW_SPACE, NO_BREAK_SPACE, NONE, decimal, number, percent

WIDTH = 100
INDENT = "  "


def account(verified: VerifiedResults, claim: str) -> str:
    """Return everything known about one claim: estimates, what decides, every reading and weighting.

    Raises
    ------
    KeyError
        When the register has no such claim.
    """
    published = verified.register.claims[claim]
    row = verified.claims.set_index("claim", drop=False).loc[claim]
    heading = " · ".join([verified.section(published.section), verified.topic(published.topic)])
    lines = [claim, *_wrapped(heading), "", *_wrapped(verified.sentence(claim)), ""]
    lines += [verified.say("account.verdict", verdict=verified.verdict(row["verdict"])), ""]
    confidence = percent(verified.codebook.method.confidence, verified.language)
    lines += [verified.say("account.estimates", confidence=confidence), *_estimates(verified, claim), ""]
    if row["quantity"]:
        lines += [_head(verified, "decisive"), *_decisive(verified, row), ""]
    lines += [_head(verified, "readings"), *_readings(verified, claim), ""]
    lines += [_head(verified, "weightings"), *_weightings(verified, claim)]
    lines += [*_wrapped(verified.say("account.note"), INDENT)]
    lines += _open(verified, published.see)
    return "\n".join(lines)


def _head(verified: VerifiedResults, name: str) -> str:
    return verified.say(f"account.{name}")


def _estimates(verified: VerifiedResults, claim: str) -> list[str]:
    """Return the shares of the reading retained: service, level, share, interval, base."""
    estimates = _retained(verified.estimates, claim)
    if estimates.empty:
        return [INDENT + verified.say("account.nothing")]
    published = verified.register.claims[claim]
    return _aligned(
        (
            verified.services(row["services"], published),
            verified.level(published, RETAINED, row["level"]),
            *_share(verified, row),
        )
        for _, row in estimates.iterrows()
    )


def _retained(table: pd.DataFrame, claim: str) -> pd.DataFrame:
    """Return the rows of the reading retained of a claim."""
    return table[(table["claim"] == claim) & (table["reading"] == RETAINED)]


def _share(verified: VerifiedResults, row: pd.Series) -> tuple[str, str, str, str]:
    if row["status"] == WITHHELD:
        return NONE, "", "", verified.say("account.withheld")
    share, low, high = (percent(row[name], verified.language, 1) for name in ("share", "ci_low", "ci_high"))
    interval = "" if pd.isna(row["ci_low"]) else verified.interval(low, high)
    fragile = verified.say("account.fragile") if row["status"] == FRAGILE else ""
    return share, interval, f"n = {number(row['n'], verified.language)}", fragile


def _decisive(verified: VerifiedResults, row: pd.Series) -> list[str]:
    """Return what the answers support least of the claim, with the interval that its test inverts."""
    method = verified.codebook.method
    # A difference is tested one-sided: the interval whose ends are these tests leaves out both tails.
    confidence = 1 - 2 * method.significance if row["quantity"] == "difference" else method.confidence
    value = verified.value(row)
    words = [verified.tested(row), value]
    if value and not pd.isna(row["ci_low"]):
        words.append(f"({percent(confidence, verified.language)})")
    return _wrapped(" ".join(filter(None, words)), INDENT)


def _readings(verified: VerifiedResults, claim: str) -> list[str]:
    lines = []
    for _, row in verified.rows(claim).iterrows():
        lines += _aligned([(verified.reading(row["reading"]), *_evidence(verified, row))])
        if row["reading"] != RETAINED:
            lines += _wrapped(verified.sentence(claim, row["reading"]), 2 * INDENT)
    return lines


def _weightings(verified: VerifiedResults, claim: str) -> list[str]:
    """Return the verdict on the reading retained, under each weighting."""
    readings = _retained(verified.readings, claim)
    return _aligned(
        (verified.weighting(row["weighting"]), *_evidence(verified, row)) for _, row in readings.iterrows()
    )


def _evidence(verified: VerifiedResults, row: pd.Series) -> tuple[str, str, str, str]:
    """Return verdict, p-values for and against with the adjusted ones, smallest base."""
    p_values = (_p_with_adjusted(verified, row, name) for name in ("p_for", "p_against"))
    n = "" if pd.isna(row["n"]) else f"n = {number(row['n'], verified.language)}"
    return verified.verdict(row["verdict"]), *p_values, n


def _p_with_adjusted(verified: VerifiedResults, row: pd.Series, name: str) -> str:
    p, adjusted = (_p(row[column], verified) for column in (name, f"{name}_adjusted"))
    if p == NONE:
        return ""
    return f"{_head(verified, name)} {p} ({_head(verified, 'p_for_adjusted')} {adjusted})"


def _p(p: float, verified: VerifiedResults) -> str:
    if not pd.isna(p) and p < 0.001:
        return f"<{NARROW_SPACE}{decimal(0.001, verified.language, 3)}"
    return decimal(p, verified.language, 3)


def _open(verified: VerifiedResults, see: list[str]) -> list[str]:
    """Return what the document leaves open, with what was decided."""
    notes = {ambiguity.id: ambiguity.note.in_(verified.language) for ambiguity in verified.register.ambiguity}
    if not see:
        return []
    lines = ["", _head(verified, "see")]
    for name in see:
        lines += _wrapped(verified.say("account.open", name=name, note=notes[name]), INDENT)
    return lines


def _aligned(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Return cells in columns as wide as their longest; columns that hold nothing are left out."""
    columns = [column for column in zip(*rows, strict=True) if any(column)]
    padded = []
    for column in columns:
        wide = max(len(cell) for cell in column)
        padded.append([cell.ljust(wide) for cell in column])
    return [INDENT + "  ".join(cells).rstrip() for cells in zip(*padded, strict=True)]


def _wrapped(text: str, indent: str = "") -> list[str]:
    """Return lines of at most WIDTH characters, no-break spaces kept."""
    # Private characters stand in for no-break spaces meanwhile, so that no line ends at one.
    held_together = text.replace(NO_BREAK_SPACE, "\ue000").replace(NARROW_SPACE, "\ue001")
    lines = textwrap.wrap(held_together, WIDTH, initial_indent=indent, subsequent_indent=indent)
    return [line.replace("\ue000", NO_BREAK_SPACE).replace("\ue001", NARROW_SPACE) for line in lines]


def summary(verified: VerifiedResults) -> list[str]:
    """Return counts by verdict, what each breakdown can establish, what hangs on weights and on readings."""
    return [
        _counts(verified),
        *_breakdowns(verified),
        _hanging(verified, "weighting"),
        _hanging(verified, "reading"),
        *_contradicted(verified),
        *([verified.say("summary.synthetic")] if verified.codebook.survey.synthetic else []),
    ]


def method(verified: VerifiedResults) -> str:
    """Return what the verdicts mean."""
    threshold = percent(verified.codebook.method.significance, verified.language)
    return verified.say("summary.method", threshold=threshold)


def _counts(verified: VerifiedResults) -> str:
    counts = verified.claims["verdict"].value_counts()
    by_verdict = {name: _whole(verified, counts.get(name, 0)) for name in VERDICTS}
    tested = len(verified.claims) - counts.get("not_testable", 0)
    in_all = {"all": _whole(verified, len(verified.claims)), "tested": _whole(verified, tested)}
    return verified.say("summary.counts", **in_all, **by_verdict)


def _breakdowns(verified: VerifiedResults) -> list[str]:
    """Return how many statements that compare groups are established, for each breakdown with some."""
    sentences = []
    along = verified.claims["along"].str.split(BETWEEN)
    for breakdown in verified.codebook.breakdown:
        claims = verified.claims[[breakdown.variable in variables for variables in along]]
        if len(claims):
            values = {
                "by": breakdown.label.in_(verified.language),
                "all": _whole(verified, len(claims)),
                "established": _whole(verified, (claims["verdict"] == "established").sum()),
            }
            sentences.append(verified.say("summary.breakdown", **values))
    return sentences


def _hanging(verified: VerifiedResults, on: str) -> str:
    """Return how many verdicts change under another "weighting", or another "reading" where there is one."""
    tested = ~verified.claims["verdict"].isin(SILENT)
    if on == "reading":
        tested &= verified.claims[ALTERNATIVES] != ""
    count = (tested & verified.hangs(on)).sum()
    return verified.say(f"summary.{on}", count=_whole(verified, count), all=_whole(verified, tested.sum()))


def _contradicted(verified: VerifiedResults) -> list[str]:
    """Return the results that the answers exclude, in full."""
    claims = verified.claims.loc[verified.claims["verdict"] == "contradicted", "claim"]
    if claims.empty:
        return []
    sentences = " ".join(verified.sentence(claim) for claim in claims)
    return [verified.say("summary.contradicted", sentences=sentences)]


def _whole(verified: VerifiedResults, count: int) -> str:
    return number(float(count), verified.language)
