"""What curves show: the share above each limit of the classes of an ordered answer, by service and group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.codebook.reserved_ids import ALL_SERVICES, EVERYONE
from pipeline.figures.comparison.data import ComparisonData, compare_lines
from pipeline.figures.comparison.data import records as comparison_records
from pipeline.figures.comparison.lines import ComparisonLine, measure_lines
from pipeline.figures.context import Context
from pipeline.text.number_format import NO_BREAK_SPACE, decimal


@dataclass(frozen=True)
class CurvesData:
    """The numbers of one figure of curves.

    Attributes
    ----------
    steps : limit of the classes -> the comparison of the shares above it.
    head_limit : the limit that panels are ordered by and name in their head.
    """

    context: Context
    figure: Figure
    steps: dict[float, ComparisonData]
    head_limit: float

    @property
    def main(self) -> ComparisonData:
        return self.steps[self.head_limit]

    @cached_property
    def services(self) -> list[str]:
        """Ids of the services, from the largest share at the limit shown to the smallest."""
        return list(self.main.everyone["service"])

    @property
    def groups(self) -> list[str]:
        return self.main.groups

    @cached_property
    def clearest(self) -> ComparisonData:
        """The comparison with most significant differences: what the title tells."""
        comparisons = [comparison for limit, comparison in self.steps.items() if limit != self.head_limit]
        return max(
            [self.main, *comparisons],
            key=lambda comparison: comparison.finding.lines if comparison.finding else 0,
        )

    @cached_property
    def points(self) -> pd.DataFrame:
        """One row a limit, service and group, with the direction of its difference and its care."""
        return pd.concat([comparison.cells.assign(limit=limit) for limit, comparison in self.steps.items()])

    def everyone(self, service: str) -> float:
        """Return the share of everyone at the limit shown."""
        return self.main.everyone.set_index("service").loc[service, "share"]

    def label(self, service: str) -> str:
        return self.context.row_label(service, self.figure.question)

    def at(self, limit: float) -> str:
        """Return a limit with its unit: "20 min"."""
        unit = self.context.text(self.figure.unit) if self.figure.unit else ""
        return NO_BREAK_SPACE.join(filter(None, [self.bare(limit), unit]))

    def bare(self, limit: float) -> str:
        """Return a limit without its unit."""
        return decimal(limit, self.context.language, 0 if limit == int(limit) else 1)


def select(context: Context, figure: Figure) -> CurvesData | None:
    """Return the numbers of the figure; None without rows, or when the classes of answers have no limits."""
    answers = [answer for answer in context.codebook.levels(figure.question) if answer.applicable]
    if any(answer.start is None for answer in answers):
        return None
    above = {
        limit: [answer.id for answer in answers if answer.start >= limit]
        for limit in sorted({answer.start for answer in answers})[1:]
    }
    steps = {limit: _comparison(context, figure, ids, limit) for limit, ids in above.items()}
    if not steps or not all(steps.values()):
        return None
    measure = context.codebook.measures.get(figure.measure or "")
    limits = (limit for limit, ids in above.items() if measure and set(measure.answers) == set(ids))
    # The limit of the measure that the figure names, else the one in the middle.
    return CurvesData(context, figure, steps, next(limits, list(above)[len(above) // 2]))


def records(curves: CurvesData) -> Iterator[dict]:
    """Yield every number drawn or told, the limit as the level."""
    for limit, comparison in curves.steps.items():
        for record in comparison_records(comparison):
            yield {**record, "level": record.get("level") or curves.at(limit)}


def _comparison(context: Context, figure: Figure, answers: list[str], limit: float) -> ComparisonData | None:
    """Return the shares of these answers together: as the measure that counts them, or added up."""
    counting = (
        measure.id
        for measure in context.codebook.measure
        if (measure.question, measure.base, set(measure.answers))
        == (figure.question, figure.base, set(answers))
    )
    measure = next(counting, None)
    plain = figure.model_copy(update={"question": None, "measure": measure})
    if measure:
        return compare_lines(context, plain, *measure_lines(context, [measure], figure.breakdown))
    table = _added(context, figure, answers)
    return compare_lines(context, plain, table, _lines(context, figure, table, limit))


def _added(context: Context, figure: Figure, answers: list[str]) -> pd.DataFrame:
    """Return the shares of several answers added up, without interval; of a single one as it stands."""
    table = context.tables["estimates"]
    table = table[
        (table["kind"] == "level")
        & (table["question"] == figure.question)
        & (table["base"] == figure.base)
        & table["breakdown"].isin([EVERYONE, figure.breakdown])
        & (table["service"] != ALL_SERVICES)
        & table["answer"].isin(answers)
    ]
    table = table.assign(line=table["service"])
    if len(answers) == 1:
        return table
    keys = ["service", "breakdown", "group"]
    sums = table.groupby(keys, sort=False)["share"].agg(lambda shares: shares.sum(skipna=False))
    first = table.drop_duplicates(keys).set_index(keys)
    # No row of the contrasts has this kind: nothing was tested.
    first = first.assign(share=sums, kind="added", answer="", ci_low=float("nan"), ci_high=float("nan"))
    return first.reset_index()[table.columns]


def _lines(context: Context, figure: Figure, table: pd.DataFrame, limit: float) -> dict[str, ComparisonLine]:
    """Return what the line of each service counts: the answers above this limit."""
    question = context.codebook.by_id[figure.question]
    unit = context.text(figure.unit) if figure.unit else ""
    at = " ".join(filter(None, [decimal(limit, context.language, 0), unit]))
    measure = context.say("figures.above", measure=context.text(question.heading or question.label), limit=at)
    says = context.say("figures.answered_above", limit=at)
    return {
        line: ComparisonLine(
            context.row_label(line, figure.question), measure, says, figure.base,
            about=context.row_label(line, figure.question) if line else "",
        )
        for line in dict.fromkeys(table["line"])
    }  # fmt: skip
