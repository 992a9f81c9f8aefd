"""What a figure of change shows: each line in both waves, and which changes are significant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.codebook.reserved_ids import ALL_SERVICES, EVERYONE
from pipeline.figures.comparison.lines import ComparisonLine, measure_lines
from pipeline.figures.context import Context


@dataclass(frozen=True)
class ChangeData:
    """The numbers of one figure of change.

    Attributes
    ----------
    rows : one row a line, from the largest rise to the largest fall, those without a difference last;
        `direction` is +1 or -1 where the change is significant, else 0.
    lines : what each line counts, by its id in the column `line`.
    """

    context: Context
    figure: Figure
    rows: pd.DataFrame
    lines: dict[str, ComparisonLine]

    @cached_property
    def several(self) -> bool:
        """Whether the lines are of several measures."""
        return len({line.measure for line in self.lines.values()}) > 1

    @property
    def first(self) -> ComparisonLine:
        return next(iter(self.lines.values()))

    @property
    def tone(self) -> str:
        """The judgement that all lines share, or none."""
        tones = {line.tone for line in self.lines.values()}
        return tones.pop() if len(tones) == 1 else "neutral"

    @property
    def tested(self) -> pd.DataFrame:
        return self.rows[self.rows["p_adjusted"].notna()]

    @property
    def significant(self) -> pd.DataFrame:
        return self.rows[self.rows["direction"] != 0]

    def count(self, direction: int) -> int:
        """Return how many lines rose (+1), or fell (-1)."""
        return int((self.rows["direction"] == direction).sum())

    def page(self, lines: list[str]) -> ChangeData:
        """Return the part with these lines."""
        return replace(self, rows=self.rows[self.rows["line"].isin(lines)])


def select(context: Context, figure: Figure) -> ChangeData | None:
    """Return the lines of the figure that both waves have; None when there are none."""
    measures = figure.measures or [figure.measure]
    table = context.tables["differences"]
    table = table[
        (table["kind"] == "measure")
        & table["measure"].isin(measures)
        & (table["breakdown"] == EVERYONE)
        & (table["service"] != ALL_SERVICES)
    ]
    if table.empty:
        return None
    table = table.assign(line=table["measure"] + "|" + table["service"])
    significance = context.codebook.method.significance
    significant = table["p_adjusted"] < significance
    direction = np.where(significant, np.sign(table["difference"]), 0).astype(int)
    table = table.assign(direction=direction).sort_values("difference", ascending=False, kind="stable")
    named = measure_lines(context, measures, EVERYONE)[1]
    lines = {line: named[line] for line in table["line"]}
    return ChangeData(context, figure, table.reset_index(drop=True), lines)


def records(change: ChangeData) -> Iterator[dict]:
    """Yield each line in each wave, its change, the smallest that could be seen; then the counts."""
    context = change.context
    old, new = context.wave_names
    for row in change.rows.itertuples():
        line = change.lines[row.line]
        names = {"measure": line.measure, "service": line.about or line.label, "status": row.status}
        yield names | {"level": old, "value": row.share_old, "n": row.n_old}
        yield names | {"level": new, "value": row.share_new, "n": row.n_new}
        interval = {"ci_low": row.ci_low, "ci_high": row.ci_high, "p": row.p, "p_adjusted": row.p_adjusted}
        difference = {"level": context.say("figures.evolution_difference"), "unit": "difference"}
        yield names | difference | {"value": row.difference} | interval
        detectable = {"level": context.say("figures.evolution_detectable"), "unit": "difference"}
        yield names | detectable | {"value": row.detectable}
    counts = {"evolution_up": change.count(1), "evolution_down": change.count(-1)}
    for key, count in counts.items():
        yield {"measure": context.say(f"figures.{key}"), "value": count, "unit": "count"}
    yield {"measure": context.say("figures.evolution_tested"), "value": len(change.tested), "unit": "count"}
