"""What a comparison shows: one named share by service and group, each group against the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from pipeline.codebook.model import Figure, Measure
from pipeline.figures.edition import Edition, care, measured
from pipeline.figures.rows import of_estimate


@dataclass(frozen=True)
class Finding:
    """The group with the most significant differences in one direction (+1 more, -1 less)."""

    group: str
    direction: int
    services: int
    tested: int


@dataclass(frozen=True)
class Comparison:
    """The numbers of one comparison.

    Attributes
    ----------
    everyone : one estimate a service, among all groups, highest first.
    cells : one row a service and group: its estimate, p, p_adjusted, difference to the rest, and
        `direction` (+1 or -1 where significant, else 0).
    groups : ids of the groups, in the codebook's order.
    comparisons : how many tests were adjusted together.
    """

    edition: Edition
    figure: Figure
    everyone: pd.DataFrame
    cells: pd.DataFrame
    groups: list[str]
    comparisons: int

    @property
    def measure(self) -> Measure:
        return self.edition.codebook.measures[self.figure.measure]

    @property
    def breakdown(self) -> str:
        return self.figure.breakdown

    @cached_property
    def labels(self) -> dict[str, str]:
        if list(self.everyone["service"]) == [""]:
            return {"": self.edition.text(self.measure.label)}
        return {s: self.edition.row_label(s, self.measure.question) for s in self.everyone["service"]}

    @cached_property
    def group_labels(self) -> dict[str, str]:
        return {group: self.edition.levels(self.breakdown, group) for group in self.groups}

    @cached_property
    def finding(self) -> Finding | None:
        """What the title tells; None when nothing is significant."""
        found = []
        for direction in (1, -1):
            for group, cells in self.cells.groupby("group", sort=False):
                same = cells[cells["direction"] == direction]
                size = same["difference"].abs().sum()
                tested = int(cells["p_adjusted"].notna().sum())
                found.append((len(same), size, Finding(str(group), direction, len(same), tested)))
        best = max(found, key=lambda one: one[:2], default=None)
        return best[2] if best and best[0] else None


def find(edition: Edition, figure: Figure) -> Comparison | None:
    """The numbers of the figure; None when its measure or its groups have no rows."""
    measure = edition.codebook.measures[figure.measure]
    everyone, cells = measured(edition, measure), measured(edition, measure, figure.breakdown)
    if everyone.empty or cells.empty:
        return None
    everyone = everyone.sort_values("share", ascending=False, kind="stable", na_position="last")
    tests = _tests(edition, figure)
    cells = cells.merge(tests, on=["service", "group"], how="left", validate="one_to_one")
    significant = (cells["p_adjusted"] < edition.codebook.method.significance) & (cells["status"] == "")
    cells["direction"] = np.where(significant, np.sign(cells["difference"]), 0).astype(int)
    groups = [a.id for a in edition.codebook.levels(figure.breakdown) if a.id in set(cells["group"])]
    everyone = everyone.reset_index(drop=True)
    cells["care"] = care(cells)
    cells["position"] = cells["group"].map({group: i for i, group in enumerate(groups)})
    cells["rank"] = cells["service"].map({service: i for i, service in enumerate(everyone["service"])})
    cells = cells.sort_values(["position", "rank"], kind="stable", ignore_index=True)
    comparisons = tests["comparisons"].max() if len(tests) else 0
    return Comparison(edition, figure, everyone, cells, groups, int(comparisons))


def records(comparison: Comparison) -> Iterator[dict]:
    """Every number drawn or told, as records of open data."""
    edition = comparison.edition
    measure = edition.text(comparison.measure.label)
    for row in [*comparison.everyone.itertuples(), *comparison.cells.itertuples()]:
        tests = {"p": getattr(row, "p", None), "p_adjusted": getattr(row, "p_adjusted", None)}
        yield of_estimate(edition, row, measure=measure, service=comparison.labels[row.service]) | tests
    breakdown = edition.text(edition.codebook.by_id[comparison.breakdown].label)
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


def _tests(edition: Edition, figure: Figure) -> pd.DataFrame:
    table = edition.contrasts
    kept = table[
        (table["kind"] == "measure")
        & (table["measure"] == figure.measure)
        & (table["breakdown"] == figure.breakdown)
    ]
    return kept[["service", "group", "difference", "p", "p_adjusted", "comparisons", "family"]]
