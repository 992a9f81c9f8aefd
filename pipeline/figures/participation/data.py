"""What a figure of participation shows: respondents per 1,000 inhabitants by group of communes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipeline.codebook.model import CommuneGroups, Figure
from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.figures.context import Context
from pipeline.figures.participation.outlines import Outline, commune_of, unmatched
from pipeline.text.number_format import typographic
from pipeline.weighting.participation import OTHER


@dataclass(frozen=True)
class ParticipationData:
    """The numbers of one figure of participation.

    Attributes
    ----------
    everyone : rate of all communes together.
    parts : variable or place -> one row a group; groups of the breakdown in their order, places by rate.
    """

    context: Context
    figure: Figure
    everyone: pd.Series
    parts: dict[str, pd.DataFrame]

    def head(self, part: str) -> str:
        """Return the name of a way to group communes."""
        book = self.context.codebook
        labels = {place.id: place.label for place in book.participation.place}
        return self.context.text(labels.get(part) or book.by_id[part].label)

    def label(self, row: object) -> str:
        """Return the name of one group, or of the places too small to be named."""
        if row.group == OTHER:
            return self.context.say("figures.participation_other")
        if row.name:
            return typographic(row.name, self.context.language)
        return self.context.level_label(row.group_variable, row.group)

    @cached_property
    def finding(self) -> object | None:
        """The group of the breakdown whose rate is furthest from everyone's."""
        rows = self.parts.get(self.figure.breakdown)
        rows = None if rows is None else rows[rows["rate_per_1000"].notna()].reset_index(drop=True)
        if rows is None or len(rows) < 2:
            return None
        gap = (rows["rate_per_1000"] - self.everyone["rate_per_1000"]).abs()
        return list(rows.itertuples())[gap.idxmax()]

    @cached_property
    def map(self) -> dict[str, list[Outline]]:
        """The outlines of each group of the breakdown; none when the wave has no outlines."""
        outlines, communes = self.context.outlines, self.context.tables["places"]
        if self.figure.breakdown not in communes:
            return {}
        group_of = communes.set_index("code")[self.figure.breakdown]
        outlines_by_group: dict[str, list[Outline]] = {}
        for code, commune in sorted(commune_of(outlines, communes).items()):
            outlines_by_group.setdefault(group_of[commune], []).append(outlines[code])
        return outlines_by_group

    @cached_property
    def without_outline(self) -> list[str]:
        """Names of the communes that the map leaves out."""
        return unmatched(self.context.outlines, self.context.tables["places"])[0] if self.map else []


def select(context: Context, figure: Figure) -> ParticipationData | None:
    """Return the numbers of the figure; None when no participation was counted."""
    table = context.tables.get("participation")
    if table is None or table.empty:
        return None
    everyone = table[table["group_variable"] == EVERYONE].iloc[0]
    places = [place.id for place in context.codebook.participation.place]
    parts = {}
    for part in [figure.breakdown, *places]:
        rows = table[table["group_variable"] == part]
        if part in places:
            rows = rows.assign(last=rows["group"] == OTHER)
            rows = rows.sort_values(["last", "rate_per_1000"], ascending=[True, False], kind="stable")
        if len(rows):
            parts[part] = rows
    is_places = isinstance(context.codebook.by_id[figure.breakdown], CommuneGroups)
    return ParticipationData(context, figure, everyone, parts) if parts and (is_places or places) else None


def records(participation: ParticipationData) -> Iterator[dict]:
    """Yield every number drawn or told, as records of open data."""
    say = participation.context.say
    rate = {"measure": say("figures.participation_rate"), "unit": "per 1,000 inhabitants"}
    everyone = participation.everyone
    if participation.without_outline:
        missing = {"value": len(participation.without_outline), "unit": "communes"}
        yield missing | {"measure": say("figures.participation_left_out")}
    yield rate | {"value": everyone["rate_per_1000"], "n": everyone["respondents"]}
    for part, rows in participation.parts.items():
        for row in rows.itertuples():
            key = {
                "breakdown": participation.head(part),
                "group": participation.label(row),
                "status": row.status,
            }
            yield rate | key | {"value": row.rate_per_1000, "n": row.respondents}
            people = {"measure": say("figures.participation_inhabitants"), "unit": "inhabitants"}
            yield people | key | {"value": row.population}
            counted = {"measure": say("figures.participation_respondents"), "unit": "respondents"}
            yield counted | key | {"value": row.respondents}
