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
from pipeline.figures.records import of_estimate


@dataclass(frozen=True)
class Levels:
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
        found = {a.id: a for a in self.context.codebook.levels(self.figure.question)}
        return [found[answer] for answer in self.shares.columns]

    @cached_property
    def below(self) -> pd.Series:
        """Share on the left side: one row a service."""
        return self.shares[[a for a in self.shares if a in self.figure.below]].sum(axis=1, skipna=False)

    @cached_property
    def above(self) -> pd.Series:
        """Share on the right side: one row a service."""
        return self.shares[[a for a in self.shares if a not in self.figure.below]].sum(axis=1, skipna=False)

    @cached_property
    def labels(self) -> dict[str, str]:
        return {s: self.context.row_label(s, self.figure.question) for s in self.shares.index}

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


def find(context: Context, figure: Figure) -> Levels | None:
    """The numbers of the figure, most on the left side first; None when its question has none."""
    table = counted(context, figure)
    table = table[table["service"] != ALL_SERVICES]
    if table.empty:
        return None
    order = [a.id for a in context.codebook.levels(figure.question) if a.id in set(table["answer"])]
    shares = table.pivot(index="service", columns="answer", values="share")[order]
    given = list(dict.fromkeys(table["service"]))
    left = shares[[a for a in order if a in figure.below]].sum(axis=1, skipna=False).reindex(given)
    ranked = left.sort_values(ascending=False, kind="stable", na_position="last").index
    return Levels(context, figure, table, shares.loc[ranked])


def records(levels: Levels) -> Iterator[dict]:
    """Every number drawn, as records of open data."""
    context, figure = levels.context, levels.figure
    question = context.text(context.codebook.by_id[figure.question].label)
    sides = [(figure.below_head, levels.below), (figure.above_head, levels.above)]
    bases = {row.service: row for row in levels.bases.reset_index().itertuples()}
    for service in levels.shares.index:
        for row in levels.estimates[levels.estimates["service"] == service].itertuples():
            level = context.levels(figure.question, row.answer)
            yield of_estimate(context, row, measure=question, level=level)
        for head, side in sides:
            level = context.text(head) if head else ""
            total = {"value": side[service], "ci_low": None, "ci_high": None}
            yield of_estimate(context, bases[service], measure=question, level=level) | total
    for measure, table in ((figure.measure, levels.measured), (figure.aside, levels.aside)):
        for row in table.reset_index().dropna(subset="status").itertuples() if measure else ():
            yield of_estimate(context, row, measure=context.text(context.codebook.measures[measure].label))
    if figure.measure:
        for service, half in levels.half_width.items():
            yield {"measure": context.say("half_width"), "service": levels.labels[service],
                   "value": half * 100, "unit": "points"}  # fmt: skip
