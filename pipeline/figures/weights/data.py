"""What a figure of the weighting shows: gaps to the population, spread of the weights, effective size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.figures.context import Context
from pipeline.text.number_format import decimal

MISSING = "NR"


@dataclass(frozen=True)
class Spread:
    """The numbers of one figure of the weighting.

    Attributes
    ----------
    gaps : one row a level of a margin, those who did not say left out; gaps in points.
    ratios : respondents by class of weight / base weight.
    everyone : respondents, effective size and design effect.
    """

    context: Context
    figure: Figure
    gaps: pd.DataFrame
    ratios: pd.DataFrame
    everyone: pd.Series

    @cached_property
    def margins(self) -> dict[str, str]:
        """Label of each margin."""
        names = dict.fromkeys(self.gaps["margin"])
        return {name: self.context.text(self.context.codebook.heading(name)) for name in names}

    def level(self, row: object) -> str:
        return self.context.levels(row.margin, row.level)

    @property
    def finding(self) -> object:
        """The level whose share of respondents is furthest from its share of the population."""
        place = self.gaps["gap_before_points"].abs().reset_index(drop=True).idxmax()
        return list(self.gaps.itertuples())[place]

    def limits(self, row: object) -> str:
        """A class of ratios in words."""
        low, high = (decimal(end, self.context.language, 2) for end in (row.ratio_low, row.ratio_high))
        return self.context.say("weighting_class", low=low, high=high)


def find(context: Context, figure: Figure) -> Spread | None:
    """The numbers of the figure; None when the weighting is not told."""
    if context.weighting is None or context.weighting.ratios.empty:
        return None
    gaps = context.margins[context.margins["level"] != MISSING].reset_index(drop=True)
    sizes = context.weighting.sizes
    everyone = sizes[sizes["group_variable"] == EVERYONE]
    if gaps.empty or everyone.empty:
        return None
    return Spread(context, figure, gaps, context.weighting.ratios, everyone.iloc[0])


def records(spread: Spread) -> Iterator[dict]:
    """Every number drawn or told, as records of open data."""
    say = spread.context.say
    for row in spread.gaps.itertuples():
        place = {"breakdown": spread.margins[row.margin], "group": spread.level(row), "unit": "points"}
        before = {"value": row.gap_before_points, "n": row.respondents}
        yield place | before | {"measure": say("weighting_before")}
        yield place | {"value": row.gap_after_points, "measure": say("weighting_after")}
    for row in spread.ratios.itertuples():
        named = {"measure": say("weighting_ratio"), "level": spread.limits(row), "unit": "respondents"}
        yield named | {"value": row.respondents}
    for name, unit in (("n", "respondents"), ("n_effective", "respondents"), ("design_effect", "ratio")):
        yield {"measure": say(f"weighting_{name}"), "value": spread.everyone[name], "unit": unit}
