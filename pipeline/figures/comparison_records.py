"""The numbers of a comparison as records of open data."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.figures.comparison_findings import Comparison
from pipeline.figures.rows import of_estimate


def records(comparison: Comparison) -> Iterator[dict]:
    """Every number drawn or told, as records of open data."""
    edition = comparison.edition
    for row in [*comparison.everyone.itertuples(), *comparison.cells.itertuples()]:
        line = comparison.lines[row.line]
        tests = {"p": getattr(row, "p", None), "p_adjusted": getattr(row, "p_adjusted", None)}
        names = {"measure": line.measure, "service": line.about or line.label, "level": line.level}
        yield of_estimate(edition, row, **names) | tests
    if comparison.form == "answers":
        counts = {"count_differing": len(comparison.lines), "count_drawn": len(comparison.shown)}
        for key, count in counts.items():
            yield {"measure": edition.say(key), "value": count, "unit": "answers"}
    if comparison.form not in ("services", "single"):
        return
    breakdown = edition.text(edition.codebook.by_id[comparison.breakdown].label)
    measure = comparison.first.measure
    for group, label in comparison.group_labels.items():
        cells = comparison.cells[comparison.cells["group"] == group]
        counts = {
            "count_more": (cells["direction"] > 0).sum(),
            "count_less": (cells["direction"] < 0).sum(),
            "count_tested": cells["p_adjusted"].notna().sum(),
        }
        for key, count in counts.items():
            named = {"measure": edition.say(key, measure=measure), "breakdown": breakdown, "group": label}
            yield named | {"value": int(count), "unit": "services"}
