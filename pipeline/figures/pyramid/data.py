"""What a pyramid shows: who answered, against the population, by sex, age and territory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.figures.context import Edition
from pipeline.text.number_format import bare_percent

MISSING = "NR"


@dataclass(frozen=True)
class Pyramid:
    """The numbers of one pyramid.

    Attributes
    ----------
    people : one row a sex and age: share among respondents (`share_before`) and in the population
        (`share_population`), respondents, population, `ratio` of the two shares.
    below : the same for the groups drawn under the pyramid; empty when these are no margin.
    missing : by variable, how many respondents did not say; they are not drawn.
    """

    edition: Edition
    figure: Figure
    people: pd.DataFrame
    below: pd.DataFrame
    missing: dict[str, int]

    @cached_property
    def sexes(self) -> dict[str, str]:
        return {a.id: self.edition.text(a) for a in self.edition.codebook.levels(self.figure.sex)}

    @cached_property
    def ages(self) -> dict[str, str]:
        return {a.id: self.edition.text(a) for a in self.edition.codebook.levels(self.figure.age)}

    @cached_property
    def by_age(self) -> pd.DataFrame:
        """Both sexes together."""
        summed = ["respondents", "population", "share_before", "share_population"]
        table = self.people.groupby("age", sort=False)[summed].sum().reindex(list(self.ages)).reset_index()
        return table.assign(ratio=table["share_before"] / table["share_population"])

    @cached_property
    def finding(self) -> pd.Series | None:
        """The age whose share of respondents is furthest from its share of the population."""
        gap = (self.by_age["share_before"] - self.by_age["share_population"]).abs()
        row = self.by_age.loc[gap.idxmax()]
        printed = {bare_percent(row[share], "en") for share in ("share_before", "share_population")}
        return row if len(printed) == 2 else None


def find(edition: Edition, figure: Figure) -> Pyramid | None:
    """The numbers of the figure; None when sex and age are not calibrated on together."""
    crossed = edition.cross_of([figure.sex, figure.age])
    if crossed is None:
        return None
    cells = {
        f"{sex.id}_{age.id}": (sex.id, age.id)
        for sex in edition.codebook.levels(figure.sex)
        for age in edition.codebook.levels(figure.age)
    }
    margin = edition.margins[edition.margins["margin"] == crossed.id]
    people = margin[margin["level"].isin(cells)].copy()
    if people.empty:
        return None
    people["sex"] = [cells[level][0] for level in people["level"]]
    people["age"] = [cells[level][1] for level in people["level"]]
    missing = {v: _missing(edition, v) for v in (crossed.id, figure.breakdown) if v}
    missing = {variable: n for variable, n in missing.items() if n}
    return Pyramid(edition, figure, _with_ratio(people), _with_ratio(_groups(edition, figure)), missing)


def records(pyramid: Pyramid) -> Iterator[dict]:
    """Every number drawn or told, as records of open data."""
    edition, book = pyramid.edition, pyramid.edition.codebook
    age = edition.text(book.by_id[pyramid.figure.age].label)
    for row in pyramid.people.itertuples():
        group = {"level": pyramid.sexes[row.sex], "breakdown": age, "group": pyramid.ages[row.age]}
        yield from _records(edition, row, group)
    for row in pyramid.by_age.itertuples():
        yield from _records(edition, row, {"level": "", "breakdown": age, "group": pyramid.ages[row.age]})
    for row in pyramid.below.itertuples():
        variable = edition.text(book.by_id[pyramid.figure.breakdown].label)
        group = edition.levels(pyramid.figure.breakdown, row.level)
        yield from _records(edition, row, {"level": "", "breakdown": variable, "group": group})
    for variable, n in pyramid.missing.items():
        names = {
            "measure": edition.say("missing_profile"),
            "breakdown": edition.text(book.by_id[variable].label),
        }
        yield names | {"group": MISSING, "value": n, "unit": "respondents"}


def _missing(edition: Edition, variable: str) -> int:
    margin = edition.margins[(edition.margins["margin"] == variable) & (edition.margins["level"] == MISSING)]
    return int(margin["respondents"].sum())


def _groups(edition: Edition, figure: Figure) -> pd.DataFrame:
    margin = edition.margins[edition.margins["margin"] == (figure.breakdown or "")]
    if margin.empty:
        return margin
    order = [answer.id for answer in edition.codebook.levels(figure.breakdown)]
    known = margin[margin["level"].isin(order)]
    return known.assign(rank=known["level"].map(order.index)).sort_values("rank")


def _with_ratio(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(ratio=table["share_before"] / table["share_population"])


def _records(edition: Edition, row: object, group: dict[str, str]) -> Iterator[dict]:
    shares = {"n": row.respondents, "value": row.share_before}
    yield group | shares | {"measure": edition.say("measure_respondents")}
    yield group | {"value": row.share_population, "measure": edition.say("measure_population")}
    yield group | {"value": row.ratio, "unit": "ratio", "measure": edition.say("measure_ratio")}
