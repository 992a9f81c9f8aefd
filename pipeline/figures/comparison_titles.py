"""Titles of a comparison, from the most telling to the plainest."""

from __future__ import annotations

import pandas as pd

from pipeline.figures.comparison_findings import Comparison, Finding
from pipeline.formats import of_people, upper_first


def titles(comparison: Comparison) -> list[str]:
    """What the numbers show, then the bare subject; only the neutral title when nothing is significant."""
    edition = comparison.edition
    by = next(b for b in edition.codebook.breakdown if b.variable == comparison.breakdown)
    named = {"measure": comparison.first.measure, "by": edition.text(by.label)}
    several = "" if comparison.form in ("services", "single") else "_several"
    if comparison.finding is None:
        return [edition.say(f"neutral_comparison{several}", **named)]
    told = _told(comparison, comparison.finding) if not several else largest(comparison)
    return [upper_first(told), edition.say(f"plain_comparison{several}", **named)]


def _told(comparison: Comparison, finding: Finding) -> str:
    """The group that differs from the rest on the most lines."""
    edition, line = comparison.edition, comparison.first
    parts = {
        "group": comparison.group_labels[finding.group],
        "than": edition.say(f"than_{edition.sort(comparison.breakdown)}"),
        "services": finding.lines,
        "tested": finding.tested,
    }
    more = "more" if finding.direction > 0 else "less"
    shape = "people" if line.people else "comparison"
    one = "_single" if comparison.form == "single" else ("_one" if finding.lines == 1 else "")
    if line.people:
        parts |= {"people": line.people, "of_people": of_people(line.people)}
    else:
        parts |= {"of": edition.base_of(line.base), "says": line.says}
    return edition.say(f"title_{shape}{one}_{more}", **parts)


def largest(comparison: Comparison) -> str:
    """The largest significant difference, of lines that count different things."""
    edition, row = comparison.edition, comparison.largest
    line = comparison.lines[row["line"]]
    parts = {
        "group": comparison.group_labels[row["group"]],
        "share": edition.percent(row["share"]),
        "overall": edition.percent(overall(comparison, row)),
    }
    if comparison.form == "answers":
        form = "answer" if line.about else "answer_alone"
        return edition.say(f"title_{form}", service=line.about, answer=line.level, **parts)
    return edition.say("title_share", says=line.says, **parts)


def overall(comparison: Comparison, row: pd.Series) -> float:
    return comparison.everyone.set_index("line").loc[row["line"], "share"]
