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
from pipeline.weighting.margins import NOT_ANSWERED


@dataclass(frozen=True)
class WeightsData:
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
        margins = dict.fromkeys(self.gaps["margin"])
        return {margin: self.context.text(self.context.codebook.heading(margin)) for margin in margins}

    def level(self, row: object) -> str:
        """Return the label of the level in a row of the gaps."""
        return self.context.level_label(row.margin, row.level)

    @property
    def finding(self) -> object:
        """The level whose share of respondents is furthest from its share of the population."""
        position = self.gaps["gap_before_points"].abs().reset_index(drop=True).idxmax()
        return list(self.gaps.itertuples())[position]

    def limits(self, row: object) -> str:
        """Return a class of ratios in words."""
        low, high = (decimal(end, self.context.language, 2) for end in (row.ratio_low, row.ratio_high))
        return self.context.say("figures.weighting_class", low=low, high=high)


def select(context: Context, figure: Figure) -> WeightsData | None:
    """Return the numbers of the figure; None when there are none on the weighting."""
    ratios, margins = context.tables.get("weighting-ratios"), context.tables["weighting-margins"]
    if ratios is None or ratios.empty:
        return None
    gaps = margins[margins["level"] != NOT_ANSWERED].reset_index(drop=True)
    sizes = context.tables["weighting"]
    everyone = sizes[sizes["group_variable"] == EVERYONE]
    if gaps.empty or everyone.empty:
        return None
    return WeightsData(context, figure, gaps, ratios, everyone.iloc[0])


def records(weights: WeightsData) -> Iterator[dict]:
    """Yield every number drawn or told, as records of open data."""
    say = weights.context.say
    for row in weights.gaps.itertuples():
        key = {"breakdown": weights.margins[row.margin], "group": weights.level(row), "unit": "points"}
        before = {"value": row.gap_before_points, "n": row.respondents}
        yield key | before | {"measure": say("figures.weighting_before")}
        yield key | {"value": row.gap_after_points, "measure": say("figures.weighting_after")}
    for row in weights.ratios.itertuples():
        key = {
            "measure": say("figures.weighting_ratio"),
            "level": weights.limits(row),
            "unit": "respondents",
        }
        yield key | {"value": row.respondents}
    for name, unit in (("n", "respondents"), ("n_effective", "respondents"), ("design_effect", "ratio")):
        yield {"measure": say(f"figures.weighting_{name}"), "value": weights.everyone[name], "unit": unit}
