"""What a figure of levels shows: shares of each answer by service, split in two sides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipeline.codebook.model import Answer, Figure, Measure
from pipeline.codebook.reserved_ids import ALL_SERVICES
from pipeline.figures.context import Context
from pipeline.figures.estimates import care, counted, measured
from pipeline.figures.records import estimate_record


@dataclass(frozen=True)
class LevelsData:
    """The numbers of one figure of levels, services in the order of the drawing.

    Attributes
    ----------
    estimates : one row a service and answer.
    shares : share of each answer, one row a service, answers in order; NaN when withheld.
    """

    context: Context
    figure: Figure
    estimates: pd.DataFrame
    shares: pd.DataFrame

    @cached_property
    def answers(self) -> list[Answer]:
        by_id = {answer.id: answer for answer in self.context.codebook.levels(self.figure.question)}
        return [by_id[answer] for answer in self.shares.columns]

    @cached_property
    def answers_below(self) -> list[str]:
        """Ids of the answers on the left side, from the outermost to the axis."""
        return [answer for answer in self.shares if answer in self.figure.below]

    @cached_property
    def answers_above(self) -> list[str]:
        """Ids of the answers on the right side, from the axis to the outermost."""
        return [answer for answer in self.shares if answer not in self.figure.below]

    @cached_property
    def below(self) -> pd.Series:
        """Share on the left side: one row a service."""
        return self.shares[self.answers_below].sum(axis=1, skipna=False)

    @cached_property
    def above(self) -> pd.Series:
        """Share on the right side: one row a service."""
        return self.shares[self.answers_above].sum(axis=1, skipna=False)

    @cached_property
    def labels(self) -> dict[str, str]:
        return {
            service: self.context.row_label(service, self.figure.question) for service in self.shares.index
        }

    @cached_property
    def bases(self) -> pd.DataFrame:
        """One estimate a service, for its base and status."""
        first = self.estimates.drop_duplicates("service").set_index("service").loc[self.shares.index]
        return first.assign(care=care(first))

    @cached_property
    def measured(self) -> pd.DataFrame:
        """The named share of each service, for its interval; empty when the figure names none."""
        if self.figure.measure is None:
            return pd.DataFrame()
        table = measured(self.context, self._measure).set_index("service")
        return table.reindex(self.shares.index)

    @cached_property
    def aside(self) -> pd.DataFrame:
        """The share drawn apart, one row a service; empty when the figure names none."""
        if self.figure.aside is None:
            return pd.DataFrame()
        table = measured(self.context, self.context.codebook.measures[self.figure.aside])
        return table.set_index("service").reindex(self.shares.index)

    @property
    def half_width(self) -> pd.Series:
        """Half the width of each interval, as a fraction."""
        return (self.measured["ci_high"] - self.measured["ci_low"]) / 2

    @property
    def _measure(self) -> Measure:
        return self.context.codebook.measures[self.figure.measure]


def select(context: Context, figure: Figure) -> LevelsData | None:
    """Return the numbers of the figure, most on the left side first; None when its question has none."""
    table = counted(context, figure)
    table = table[table["service"] != ALL_SERVICES]
    if table.empty:
        return None
    present = set(table["answer"])
    order = [answer.id for answer in context.codebook.levels(figure.question) if answer.id in present]
    shares = table.pivot(index="service", columns="answer", values="share")[order]
    services = list(dict.fromkeys(table["service"]))
    below = [answer for answer in order if answer in figure.below]
    share_below = shares[below].sum(axis=1, skipna=False).reindex(services)
    ranked = share_below.sort_values(ascending=False, kind="stable", na_position="last").index
    return LevelsData(context, figure, table, shares.loc[ranked])


def records(levels: LevelsData) -> Iterator[dict]:
    """Yield every number drawn, as records of open data."""
    context, figure = levels.context, levels.figure
    question = context.text(context.codebook.by_id[figure.question].label)
    sides = [(figure.below_head, levels.below), (figure.above_head, levels.above)]
    bases = {row.service: row for row in levels.bases.reset_index().itertuples()}
    for service in levels.shares.index:
        for row in levels.estimates[levels.estimates["service"] == service].itertuples():
            level = context.level_label(figure.question, row.answer)
            yield estimate_record(context, row, measure=question, level=level)
        for head, side in sides:
            level = context.text(head) if head else ""
            # The interval of the base's row is that of one answer, not of a side.
            total = {"value": side[service], "ci_low": None, "ci_high": None}
            yield estimate_record(context, bases[service], measure=question, level=level) | total
    for measure, table in ((figure.measure, levels.measured), (figure.aside, levels.aside)):
        if measure:
            label = context.text(context.codebook.measures[measure].label)
            for row in table.reset_index().dropna(subset="status").itertuples():
                yield estimate_record(context, row, measure=label)
    if figure.measure:
        for service, half in levels.half_width.items():
            yield {"measure": context.say("figures.half_width"), "service": levels.labels[service],
                   "value": half * 100, "unit": "points"}  # fmt: skip
