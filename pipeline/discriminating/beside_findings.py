"""What goes with the analysis, question by question, in plain sentences: another variable held, and power."""

from __future__ import annotations

from pipeline.discriminating.adjusted import readings
from pipeline.discriminating.telling import Telling
from pipeline.formats import bare_percent, percent

# Readings of adjusted.csv: significant with the other variable held constant, and without it.
WITH, WITHOUT = ["holds", "appears"], ["holds", "fades"]


def adjusted(told: Telling) -> str:
    """How many questions differ with and without the variable held constant; "" where none is."""
    table = told.tables.get("adjusted")
    if table is None or table.empty:
        return ""
    count = readings(table)
    with_it, without = (int(count.reindex(names).sum()) for names in (WITH, WITHOUT))
    tested, fades = int(count.drop("", errors="ignore").sum()), int(count.get("fades", 0))
    values = {"tested": tested, "with_it": with_it, "without": without}
    said = told.say("adjusted", by=told.by, held=told.held, **values)
    if not without:
        return said
    return f"{said} {told.say('adjusted_fades' if fades else 'adjusted_none_fades', fades=fades)}"


def detectable(told: Telling) -> str:
    """The smallest difference to the rest that the groups' sizes let one see."""
    table = told.tables.get("detectable")
    if table is None or table.empty:
        return ""
    mine = table[(table["breakdown"] == told.codebook.discriminant.group) & table["n"].notna()]
    smallest = mine.groupby("group")["detectable_half"].min()
    if smallest.empty:
        return ""
    low, high = (bare_percent(one, told.language) for one in (smallest.min(), smallest.max()))
    power = percent(told.codebook.discriminant.power, told.language)
    return told.say("detectable" if low != high else "detectable_same", low=low, high=high, power=power)
