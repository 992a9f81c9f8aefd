"""What curves show: the share above each limit of the classes of an ordered answer, by service and group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.codebook.reserved_ids import ALL_SERVICES, EVERYONE
from pipeline.figures.comparison.data import Comparison, Line, of_lines, of_measures
from pipeline.figures.comparison.text import records
from pipeline.figures.context import Context
from pipeline.text.number_format import decimal


@dataclass(frozen=True)
class Curves:
    """The numbers of one figure of curves.

    Attributes
    ----------
    steps : limit of the classes -> the comparison of the shares above it.
    shown : the limit that panels are ordered by and name in their head.
    """

    context: Context
    figure: Figure
    steps: dict[float, Comparison]
    shown: float

    @property
    def main(self) -> Comparison:
        return self.steps[self.shown]

    @cached_property
    def services(self) -> list[str]:
        """Ids of the services, from the largest share at the limit shown to the smallest."""
        return list(self.main.everyone["service"])

    @property
    def groups(self) -> list[str]:
        return self.main.groups

    @cached_property
    def told(self) -> Comparison:
        """The comparison with most significant differences: what the title tells."""
        ranked = [self.main, *(one for limit, one in self.steps.items() if limit != self.shown)]
        return max(ranked, key=lambda one: one.finding.lines if one.finding else 0)

    @cached_property
    def points(self) -> pd.DataFrame:
        """One row a limit, service and group, with the direction of its difference and its care."""
        return pd.concat([one.cells.assign(limit=limit) for limit, one in self.steps.items()])

    def everyone(self, service: str) -> float:
        """The share of everyone at the limit shown."""
        return self.main.everyone.set_index("service").loc[service, "share"]

    def label(self, service: str) -> str:
        return self.context.row_label(service, self.figure.question)

    def at(self, limit: float) -> str:
        """A limit with its unit: "20 min"."""
        unit = self.context.text(self.figure.unit) if self.figure.unit else ""
        number = decimal(limit, self.context.language, 0 if limit == int(limit) else 1)
        return "\u00a0".join(filter(None, [number, unit]))


def find(context: Context, figure: Figure) -> Curves | None:
    """The numbers of the figure; None without rows, or when the classes of the answers have no limits."""
    answers = [a for a in context.codebook.levels(figure.question) if a.applicable]
    if any(answer.start is None for answer in answers):
        return None
    above = {
        limit: [a.id for a in answers if a.start >= limit]
        for limit in sorted({answer.start for answer in answers})[1:]
    }
    steps = {limit: _comparison(context, figure, kept, limit) for limit, kept in above.items()}
    if not steps or not all(steps.values()):
        return None
    named = context.codebook.measures.get(figure.measure or "")
    asked = (limit for limit, kept in above.items() if named and set(named.answers) == set(kept))
    return Curves(context, figure, steps, next(asked, list(above)[len(above) // 2]))


def all_records(curves: Curves) -> Iterator[dict]:
    """Every number drawn or told, the limit as the level."""
    for limit, one in curves.steps.items():
        for record in records(one):
            yield {**record, "level": record.get("level") or curves.at(limit)}


def _comparison(context: Context, figure: Figure, answers: list[str], limit: float) -> Comparison | None:
    """The shares of these answers together: as the measure that counts them, or added up."""
    found = (
        m.id
        for m in context.codebook.measure
        if (m.question, m.base, set(m.answers)) == (figure.question, figure.base, set(answers))
    )
    measure = next(found, None)
    plain = figure.model_copy(update={"question": None, "measure": measure})
    if measure:
        return of_lines(context, plain, *of_measures(context, [measure], figure.breakdown))
    table = _added(context, figure, answers)
    return of_lines(context, plain, table, _lines(context, figure, table, limit))


def _added(context: Context, figure: Figure, answers: list[str]) -> pd.DataFrame:
    """Shares of several answers added up, without interval; of a single one as it stands."""
    table = context.estimates
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
    place = ["service", "breakdown", "group"]
    sums = table.groupby(place, sort=False)["share"].agg(lambda shares: shares.sum(skipna=False))
    first = table.drop_duplicates(place).set_index(place)
    # No row of the contrasts has this kind: nothing was tested.
    first = first.assign(share=sums, kind="added", answer="", ci_low=float("nan"), ci_high=float("nan"))
    return first.reset_index()[table.columns]


def _lines(context: Context, figure: Figure, table: pd.DataFrame, limit: float) -> dict[str, Line]:
    question = context.codebook.by_id[figure.question]
    unit = context.text(figure.unit) if figure.unit else ""
    at = " ".join(filter(None, [decimal(limit, context.language, 0), unit]))
    measure = context.say("above", measure=context.text(question.heading or question.label), limit=at)
    says = context.say("answered_above", limit=at)
    return {
        line: Line(
            context.row_label(line, figure.question), measure, says, figure.base,
            about=context.row_label(line, figure.question) if line else "",
        )
        for line in dict.fromkeys(table["line"])
    }  # fmt: skip
