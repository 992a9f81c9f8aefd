"""What a comparison shows: shares by line and group, each group against the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.figures.comparison.lines import ComparisonLine, figure_lines
from pipeline.figures.context import Context
from pipeline.figures.estimates import care
from pipeline.figures.records import estimate_record
from pipeline.tables.keys import ITEM_KEYS

# Answers that differ, by service, can be a hundred: so many are drawn, the clearest.
MOST_ANSWERS = 40


@dataclass(frozen=True)
class GroupFinding:
    """The group with the most significant differences in one direction (+1 more, -1 less)."""

    group: str
    direction: int
    lines: int
    tested: int


@dataclass(frozen=True)
class ComparisonData:
    """The numbers of one comparison.

    Attributes
    ----------
    everyone : one estimate a line, among all groups, highest first.
    cells : one row a line and group: its estimate, p, p_adjusted, difference to the rest, and
        `direction` (+1 or -1 where significant, else 0).
    lines : what each line counts, by its id in the column `line`.
    groups : ids of the groups, in the codebook's order.
    """

    context: Context
    figure: Figure
    everyone: pd.DataFrame
    cells: pd.DataFrame
    lines: dict[str, ComparisonLine]
    groups: list[str]

    @property
    def breakdown(self) -> str:
        return self.figure.breakdown

    @property
    def form(self) -> str:
        """What the lines are: "services" of one measure, a "single" one, "measures" or "answers"."""
        if self.figure.question:
            return "answers"
        if len({line.measure for line in self.lines.values()}) > 1:
            return "measures"
        return "services" if len(self.lines) > 1 or next(iter(self.lines.values())).about else "single"

    @property
    def first(self) -> ComparisonLine:
        return next(iter(self.lines.values()))

    @property
    def tone(self) -> str:
        """The judgement that all lines share, or none."""
        tones = {line.tone for line in self.lines.values()}
        return tones.pop() if len(tones) == 1 else "neutral"

    @cached_property
    def labels(self) -> dict[str, str]:
        return {name: line.label for name, line in self.lines.items()}

    @cached_property
    def group_labels(self) -> dict[str, str]:
        return {group: self.context.level_label(self.breakdown, group) for group in self.groups}

    @property
    def comparisons(self) -> int:
        """How many tests were adjusted together: of each measure, or of all answers."""
        most = self.cells["comparisons"].max()
        return 0 if pd.isna(most) else int(most)

    @cached_property
    def finding(self) -> GroupFinding | None:
        """What the title tells; None when nothing is significant."""
        best, best_rank = None, (0, 0.0)
        for direction in (1, -1):
            for group, cells in self.cells.groupby("group", sort=False):
                same = cells[cells["direction"] == direction]
                size = same["difference"].abs().sum()
                tested = int(cells["p_adjusted"].notna().sum())
                rank = (len(same), size)
                # The first of equals: more before less, groups in the codebook's order.
                if len(same) and rank > best_rank:
                    best, best_rank = GroupFinding(str(group), direction, len(same), tested), rank
        return best

    @cached_property
    def largest(self) -> pd.Series | None:
        """The cell with the largest significant difference."""
        clear = self.cells[self.cells["direction"] != 0]
        return None if clear.empty else clear.loc[clear["difference"].abs().idxmax()]

    @cached_property
    def drawn_lines(self) -> list[str]:
        """The ids of the lines drawn: all, or of answers those with the largest significant differences."""
        lines = list(self.everyone["line"])
        if self.form != "answers" or len(lines) <= MOST_ANSWERS:
            return lines
        clear = self.cells[self.cells["direction"] != 0]
        sizes = clear["difference"].abs().groupby(clear["line"]).max()
        clearest = set(sizes.sort_values(ascending=False, kind="stable").head(MOST_ANSWERS).index)
        return [line for line in lines if line in clearest]

    def page(self, lines: list[str]) -> ComparisonData:
        """Return the part with these lines."""
        everyone, cells = (table[table["line"].isin(lines)] for table in (self.everyone, self.cells))
        return replace(self, everyone=everyone, cells=cells)


def select(context: Context, figure: Figure) -> ComparisonData | None:
    """Return the numbers of the figure; None when its lines or its groups have no rows."""
    return compare_lines(context, figure, *figure_lines(context, figure))


def compare_lines(
    context: Context, figure: Figure, table: pd.DataFrame, named: dict[str, ComparisonLine]
) -> ComparisonData | None:
    """Return a comparison of these estimates, among everyone and by the groups of the figure's breakdown.

    Lines run from the largest share to the smallest; answers by service, in the codebook's order.
    None without an estimate among everyone, or in a group.
    """
    everyone = table[table["breakdown"] == EVERYONE]
    cells = table[table["breakdown"] == figure.breakdown]
    if everyone.empty or cells.empty:
        return None
    order = {service.id: i for i, service in enumerate(context.codebook.service)}
    everyone = everyone.sort_values("share", ascending=False, kind="stable", na_position="last")
    if figure.question is not None:
        everyone = everyone.sort_values("service", key=lambda ids: ids.map(order), kind="stable")
    everyone = everyone.reset_index(drop=True)
    cells = cells.merge(_tests(context, figure), on=[*ITEM_KEYS, "group"], how="left", validate="one_to_one")
    significant = (cells["p_adjusted"] < context.codebook.method.significance) & (cells["status"] == "")
    cells["direction"] = np.where(significant, np.sign(cells["difference"]), 0).astype(int)
    present = set(cells["group"])
    groups = [level.id for level in context.codebook.levels(figure.breakdown) if level.id in present]
    cells["care"] = care(cells)
    cells["position"] = cells["group"].map({group: i for i, group in enumerate(groups)})
    cells["rank"] = cells["line"].map({line: i for i, line in enumerate(everyone["line"])})
    cells = cells.sort_values(["position", "rank"], kind="stable", ignore_index=True)
    drawn = {line: named[line] for line in everyone["line"]}
    return ComparisonData(context, figure, everyone, cells, drawn, groups)


def _tests(context: Context, figure: Figure) -> pd.DataFrame:
    """Return the tests of each group against the rest."""
    table = context.tables["contrasts"]
    tests = table[table["breakdown"] == figure.breakdown]
    return tests[[*ITEM_KEYS, "group", "difference", "p", "p_adjusted", "comparisons", "family"]]


def records(comparison: ComparisonData) -> Iterator[dict]:
    """Yield every number drawn or told, as records of open data."""
    context = comparison.context
    for row in [*comparison.everyone.itertuples(), *comparison.cells.itertuples()]:
        line = comparison.lines[row.line]
        tests = {"p": getattr(row, "p", None), "p_adjusted": getattr(row, "p_adjusted", None)}
        labels = {"measure": line.measure, "service": line.about or line.label, "level": line.level}
        yield estimate_record(context, row, **labels) | tests
    if comparison.form == "answers":
        counts = {"count_differing": len(comparison.lines), "count_drawn": len(comparison.drawn_lines)}
        for key, count in counts.items():
            yield {"measure": context.say(f"figures.{key}"), "value": count, "unit": "answers"}
    if comparison.form not in ("services", "single"):
        return
    breakdown = context.text(context.codebook.by_id[comparison.breakdown].label)
    measure = comparison.first.measure
    for group, label in comparison.group_labels.items():
        cells = comparison.cells[comparison.cells["group"] == group]
        counts = {
            "count_more": (cells["direction"] > 0).sum(),
            "count_less": (cells["direction"] < 0).sum(),
            "count_tested": cells["p_adjusted"].notna().sum(),
        }
        for key, count in counts.items():
            counted = {
                "measure": context.say(f"figures.{key}", measure=measure),
                "breakdown": breakdown,
                "group": label,
            }
            yield counted | {"value": int(count), "unit": "services"}
