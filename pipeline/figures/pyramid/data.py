"""What a pyramid shows: who answered, against the population, by sex, age and territory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.figures.context import Context
from pipeline.text.number_format import bare_percent
from pipeline.weighting.margins import NOT_ANSWERED


@dataclass(frozen=True)
class PyramidData:
    """The numbers of one pyramid.

    Attributes
    ----------
    people : one row a sex and age: share among respondents (`share_before`) and in the population
        (`share_population`), respondents, population, `ratio` of the two shares.
    below : the same for the groups drawn under the pyramid; empty when these are no margin.
    missing : by variable, how many respondents did not say; they are not drawn.
    """

    context: Context
    figure: Figure
    people: pd.DataFrame
    below: pd.DataFrame
    missing: dict[str, int]

    @cached_property
    def sexes(self) -> dict[str, str]:
        """Label of each sex."""
        return self._labels(self.figure.sex)

    @cached_property
    def ages(self) -> dict[str, str]:
        """Label of each age, the youngest first."""
        return self._labels(self.figure.age)

    @cached_property
    def by_age(self) -> pd.DataFrame:
        """One row an age, both sexes together."""
        summed = ["respondents", "population", "share_before", "share_population"]
        table = self.people.groupby("age", sort=False)[summed].sum().reindex(list(self.ages)).reset_index()
        return table.assign(ratio=table["share_before"] / table["share_population"])

    @cached_property
    def finding(self) -> pd.Series | None:
        """The age whose share of respondents is furthest from its share of the population."""
        gap = (self.by_age["share_before"] - self.by_age["share_population"]).abs()
        row = self.by_age.loc[gap.idxmax()]
        # A gap that rounding hides is none to a reader.
        printed = {bare_percent(row[share], "en") for share in ("share_before", "share_population")}
        return row if len(printed) == 2 else None

    def _labels(self, variable: str) -> dict[str, str]:
        return {level.id: self.context.text(level) for level in self.context.codebook.levels(variable)}


def select(context: Context, figure: Figure) -> PyramidData | None:
    """Return the numbers of the figure; None when sex and age are not calibrated on together."""
    crossed = context.cross_of([figure.sex, figure.age])
    if crossed is None:
        return None
    cells = {
        f"{sex.id}_{age.id}": (sex.id, age.id)
        for sex in context.codebook.levels(figure.sex)
        for age in context.codebook.levels(figure.age)
    }
    margins = context.tables["weighting-margins"]
    margin = margins[margins["margin"] == crossed.id]
    people = margin[margin["level"].isin(cells)].copy()
    if people.empty:
        return None
    people["sex"] = [cells[level][0] for level in people["level"]]
    people["age"] = [cells[level][1] for level in people["level"]]
    counts = {margin: _not_said(context, margin) for margin in (crossed.id, figure.breakdown) if margin}
    missing = {margin: n for margin, n in counts.items() if n}
    return PyramidData(context, figure, _with_ratio(people), _with_ratio(_groups(context, figure)), missing)


def records(pyramid: PyramidData) -> Iterator[dict]:
    """Yield every number drawn or told, as records of open data."""
    context, book = pyramid.context, pyramid.context.codebook
    age = context.text(book.by_id[pyramid.figure.age].label)
    for row in pyramid.people.itertuples():
        group = {"level": pyramid.sexes[row.sex], "breakdown": age, "group": pyramid.ages[row.age]}
        yield from _records(context, row, group)
    for row in pyramid.by_age.itertuples():
        yield from _records(context, row, {"level": "", "breakdown": age, "group": pyramid.ages[row.age]})
    for row in pyramid.below.itertuples():
        variable = context.text(book.by_id[pyramid.figure.breakdown].label)
        group = context.level_label(pyramid.figure.breakdown, row.level)
        yield from _records(context, row, {"level": "", "breakdown": variable, "group": group})
    for variable, n in pyramid.missing.items():
        key = {
            "measure": context.say("figures.missing_profile"),
            "breakdown": context.text(book.by_id[variable].label),
        }
        yield key | {"group": NOT_ANSWERED, "value": n, "unit": "respondents"}


def _not_said(context: Context, margin: str) -> int:
    """Return how many respondents did not say their level of this margin."""
    margins = context.tables["weighting-margins"]
    rows = margins[(margins["margin"] == margin) & (margins["level"] == NOT_ANSWERED)]
    return int(rows["respondents"].sum())


def _groups(context: Context, figure: Figure) -> pd.DataFrame:
    """Return the levels of the margin under the pyramid, in the codebook's order; no row when it is none."""
    margins = context.tables["weighting-margins"]
    margin = margins[margins["margin"] == (figure.breakdown or "")]
    if margin.empty:
        return margin
    order = [answer.id for answer in context.codebook.levels(figure.breakdown)]
    levels = margin[margin["level"].isin(order)]
    return levels.assign(rank=levels["level"].map(order.index)).sort_values("rank")


def _with_ratio(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(ratio=table["share_before"] / table["share_population"])


def _records(context: Context, row: object, group: dict[str, str]) -> Iterator[dict]:
    """Yield the two shares of a group, and their ratio."""
    shares = {"n": row.respondents, "value": row.share_before}
    yield group | shares | {"measure": context.say("figures.measure_respondents")}
    yield group | {"value": row.share_population, "measure": context.say("figures.measure_population")}
    yield group | {"value": row.ratio, "unit": "ratio", "measure": context.say("figures.measure_ratio")}
