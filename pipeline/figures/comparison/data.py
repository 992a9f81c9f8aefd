"""What a comparison shows: shares by line and group, each group against the rest.

The lines of a comparison: a named share by service, several named shares, or answers by service.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from pipeline.codebook.model import Figure, Measure
from pipeline.codebook.reserved_ids import ALL_SERVICES, EVERYONE
from pipeline.figures.context import Context
from pipeline.figures.estimates import care
from pipeline.tables.keys import ITEM_KEYS
from pipeline.text.number_format import lower_first

JOINT = "joint_rao_scott_f"


@dataclass(frozen=True)
class Line:
    """What one line counts, in words.

    Attributes
    ----------
    label : in the margin, `measure` in the table, `level` the answer when it is one.
    says : what these people do; `people` who they are, when the codebook says so.
    about : the service that a sentence names beside what people do; "" for none.
    """

    label: str
    measure: str
    says: str
    base: str
    tone: str = "neutral"
    people: str = ""
    level: str = ""
    about: str = ""


def lines(context: Context, figure: Figure) -> tuple[pd.DataFrame, dict[str, Line]]:
    """Estimates among everyone and in each group, with a column `line`, and what each line is."""
    if figure.question:
        return _answers(context, figure)
    return of_measures(context, figure.measures or [figure.measure], figure.breakdown)


def of_measures(
    context: Context, measures: list[str], breakdown: str
) -> tuple[pd.DataFrame, dict[str, Line]]:
    """One line a measure and service, pooled services left out."""
    table = context.estimates
    table = table[
        (table["kind"] == "measure")
        & table["measure"].isin(measures)
        & table["breakdown"].isin([EVERYONE, breakdown])
        & (table["service"] != ALL_SERVICES)
    ]
    table = table.assign(line=table["measure"] + "|" + table["service"])
    named, alone = context.codebook.measures, len(measures) == 1
    found = {
        row.line: _line(context, named[row.measure], row.service, alone)
        for row in table.drop_duplicates("line").itertuples()
    }
    return table, found


def _line(context: Context, measure: Measure, service: str, alone: bool) -> Line:
    name = context.text(measure.label)
    about = context.row_label(service, measure.question) if service else ""
    label = " – ".join(filter(None, [about, "" if alone and service else name]))
    people = context.text(measure.people) if measure.people else ""
    return Line(label, name, context.text(measure.says), measure.base, measure.tone, people, "", about)


def _answers(context: Context, figure: Figure) -> tuple[pd.DataFrame, dict[str, Line]]:
    """Answers with a significant difference, to questions whose joint test is significant."""
    passed = set(joint_tests(context, figure).query("significant")["service"])
    question = context.codebook.by_id[figure.question]
    shown = [a.id for a in question.answers if a.applicable and a.id not in figure.leave_out]
    table = _of_question(context.estimates, figure)
    table = table[
        table["breakdown"].isin([EVERYONE, figure.breakdown])
        & table["service"].isin(passed)
        & table["answer"].isin(shown)
    ]
    table = table.assign(line=table["service"] + "|" + table["answer"])
    differs = _of_question(context.contrasts, figure)
    differs = differs[
        (differs["breakdown"] == figure.breakdown)
        & (differs["p_adjusted"] < context.codebook.method.significance)
        & (differs["status"] == "")
    ]
    table = table[table["line"].isin(differs["service"] + "|" + differs["answer"])]
    found = {row.line: _answer(context, figure, row) for row in table.drop_duplicates("line").itertuples()}
    return table, found


def _of_question(table: pd.DataFrame, figure: Figure) -> pd.DataFrame:
    return table[
        (table["kind"] == "level")
        & (table["question"] == figure.question)
        & (table["base"] == figure.base)
        & (table["service"] != ALL_SERVICES)
    ]


def _answer(context: Context, figure: Figure, row: object) -> Line:
    question = context.codebook.by_id[figure.question]
    answer = next(a for a in question.answers if a.id == row.answer)
    level = context.text(answer)
    says = context.say("answered", answers=level)
    if question.says and answer.the:
        says = context.text(question.says).replace("{answer}", context.text(answer.the))
    about = context.row_label(row.service, figure.question) if row.service else ""
    label = " – ".join(filter(None, [about, lower_first(level) if about else level]))
    return Line(label, context.text(question.label), says, figure.base, "neutral", "", level, about)


def joint_tests(context: Context, figure: Figure) -> pd.DataFrame:
    """The test of all answers at once, one row a service, whether it is significant, tests in its family."""
    table = context.tests
    sizes = table.groupby("family")["p"].transform("count")
    table = table.assign(family_size=sizes)
    kept = table[
        (table["question"] == figure.question)
        & (table["base"] == figure.base)
        & (table["breakdown"] == figure.breakdown)
        & (table["method"] == JOINT)
    ]
    return kept.assign(significant=kept["p_adjusted"] < context.codebook.method.significance)


# Answers that differ, by service, can be a hundred: so many are drawn, the clearest.
MOST_ANSWERS = 40


@dataclass(frozen=True)
class Finding:
    """The group with the most significant differences in one direction (+1 more, -1 less)."""

    group: str
    direction: int
    lines: int
    tested: int


@dataclass(frozen=True)
class Comparison:
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
    lines: dict[str, Line]
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
    def first(self) -> Line:
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
        return {group: self.context.levels(self.breakdown, group) for group in self.groups}

    @property
    def comparisons(self) -> int:
        """How many tests were adjusted together: of each measure, or of all answers."""
        most = self.cells["comparisons"].max()
        return 0 if pd.isna(most) else int(most)

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

    @cached_property
    def largest(self) -> pd.Series | None:
        """The cell with the largest significant difference."""
        clear = self.cells[self.cells["direction"] != 0]
        return None if clear.empty else clear.loc[clear["difference"].abs().idxmax()]

    @cached_property
    def shown(self) -> list[str]:
        """The lines drawn: all, or of answers those with the largest significant differences."""
        lines = list(self.everyone["line"])
        if self.form != "answers" or len(lines) <= MOST_ANSWERS:
            return lines
        clear = self.cells[self.cells["direction"] != 0]
        sizes = clear["difference"].abs().groupby(clear["line"]).max()
        kept = set(sizes.sort_values(ascending=False, kind="stable").head(MOST_ANSWERS).index)
        return [line for line in lines if line in kept]

    def page(self, shown: list[str]) -> Comparison:
        """The part with these lines."""
        everyone, cells = (table[table["line"].isin(shown)] for table in (self.everyone, self.cells))
        return replace(self, everyone=everyone, cells=cells)


def find(context: Context, figure: Figure) -> Comparison | None:
    """The numbers of the figure; None when its lines or its groups have no rows."""
    table, found = lines(context, figure)
    return of_lines(context, figure, table, found)


def of_lines(
    context: Context, figure: Figure, table: pd.DataFrame, found: dict[str, Line]
) -> Comparison | None:
    """A comparison of these estimates, among everyone and by the groups of the figure's breakdown."""
    everyone = table[table["breakdown"] == EVERYONE]
    cells = table[table["breakdown"] == figure.breakdown]
    if everyone.empty or cells.empty:
        return None
    keys = [] if figure.question is None else ["service"]
    order = {service.id: i for i, service in enumerate(context.codebook.service)}
    everyone = everyone.sort_values("share", ascending=False, kind="stable", na_position="last")
    if keys:
        everyone = everyone.sort_values("service", key=lambda s: s.map(order), kind="stable")
    everyone = everyone.reset_index(drop=True)
    cells = cells.merge(_tests(context, figure), on=[*ITEM_KEYS, "group"], how="left", validate="one_to_one")
    significant = (cells["p_adjusted"] < context.codebook.method.significance) & (cells["status"] == "")
    cells["direction"] = np.where(significant, np.sign(cells["difference"]), 0).astype(int)
    groups = [a.id for a in context.codebook.levels(figure.breakdown) if a.id in set(cells["group"])]
    cells["care"] = care(cells)
    cells["position"] = cells["group"].map({group: i for i, group in enumerate(groups)})
    cells["rank"] = cells["line"].map({line: i for i, line in enumerate(everyone["line"])})
    cells = cells.sort_values(["position", "rank"], kind="stable", ignore_index=True)
    return Comparison(context, figure, everyone, cells, {n: found[n] for n in everyone["line"]}, groups)


def _tests(context: Context, figure: Figure) -> pd.DataFrame:
    table = context.contrasts
    kept = table[table["breakdown"] == figure.breakdown]
    return kept[[*ITEM_KEYS, "group", "difference", "p", "p_adjusted", "comparisons", "family"]]
