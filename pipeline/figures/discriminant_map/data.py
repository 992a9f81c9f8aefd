"""What the figure of separated groups shows: where groups lie, what makes each axis, its two ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.discriminant.findings import Findings, clear, findings_of, opposed, permuted, separator_label
from pipeline.discriminant.labels import category_label
from pipeline.figures.context import Context

MOST = 6


class Maker(NamedTuple):
    """A service, or a question about none: its correlation with an axis, and whether it differs by itself."""

    name: str
    correlation: float
    clear: bool
    p: float
    p_adjusted: float


@dataclass(frozen=True)
class Separation:
    """The tables of one discriminant analysis, and what was found.

    Attributes
    ----------
    shown : functions drawn: 2 where the second separates as well, else 1.
    """

    context: Context
    figure: Figure
    facts: Findings
    shown: int

    def table(self, name: str) -> pd.DataFrame:
        return self.context.discriminant[name]

    @cached_property
    def group_labels(self) -> dict[str, str]:
        """Labels of the groups analysed, in the codebook's order."""
        found = set(self.table("centroids")["group"])
        variable = self.context.codebook.discriminant.group
        return {
            level.id: self.context.text(level)
            for level in self.context.codebook.levels(variable)
            if level.id in found
        }

    def means(self, function: int) -> pd.DataFrame:
        """Mean and standard error of each group on a function, by group."""
        table = self.table("centroids")
        return table[table["function"] == function].set_index("group")

    def share(self, function: int) -> float:
        """Part of the separation that a function makes."""
        return float(self.table("functions").set_index("function").loc[function, "share"])

    def makers(self, function: int) -> list[Maker]:
        """What makes an axis: services, and questions about none, strongest first."""
        codebook, language = self.context.codebook, self.context.language
        strengths = self.table("strengths")
        table = clear(codebook, self.context.discriminant, strengths[strengths["function"] == function])
        ordered = table.sort_values("variance_explained", ascending=False, kind="stable").head(MOST)
        return [
            Maker(separator_label(codebook, row, language), row.correlation, row.clear, row.p, row.p_adjusted)
            for row in ordered.itertuples()
        ]

    @property
    def drawn_makers(self) -> list[list[Maker]]:
        """What makes each of the axes drawn."""
        return [self.makers(function) for function in range(1, self.shown + 1)]

    def ends(self, function: int, most: int = 3) -> tuple[list[dict], list[dict]]:
        """The active answers that go furthest with the low and with the high end of an axis.

        Of each service the one with the largest correlation; only answers that a function could not
        be tied to by chance alone, with a correlation of more than 2 over the root of n, and, where any
        service or question differs by itself, only about those.
        """
        table = self.table("categories")
        table = table[(table["role"] == "active") & (table["function"] == function)]
        about = self._differing
        told = [not about or row.service in about or row.question in about for row in table.itertuples()]
        table = table[np.array(told, dtype=bool)]
        table = table.assign(size=table["correlation"].abs())
        table = table[table["size"] > 2 / len_of(self) ** 0.5]
        table = table.sort_values("size", ascending=False, kind="stable")
        sides = (table[table["correlation"] < 0], table[table["correlation"] > 0])
        return tuple(_one_a_service(side).head(most).to_dict("records") for side in sides)

    @cached_property
    def _differing(self) -> set[str]:
        """Services, and questions about none, that differ by themselves."""
        strengths = clear(self.context.codebook, self.context.discriminant, self.table("strengths"))
        differing = strengths[strengths["clear"]]
        return {*differing["service"], *differing["question"]} - {""}

    def answer(self, row: dict) -> str:
        """An answer at an end of an axis, in few words."""
        return category_label(self.context.codebook, row, self.context.language)

    def opposed(self) -> tuple[list[str], list[str]]:
        """Labels of the groups on the low and on the high side of the first axis."""
        low, high = opposed(self.context.discriminant)
        return [self.group_labels[group] for group in low], [self.group_labels[group] for group in high]


def len_of(separation: Separation) -> float:
    """How many respondents were analysed."""
    return float(separation.means(1)["n"].sum())


def _one_a_service(side: pd.DataFrame) -> pd.DataFrame:
    return side[~side.duplicated(["service"]) | (side["service"] == "")]


def find(context: Context, figure: Figure) -> Separation | None:
    """The analysis, or None when there was none or it could not be done."""
    if context.codebook.discriminant is None:
        return None
    found = findings_of(context.codebook, context.discriminant)
    if found is None:
        return None
    functions = len(context.discriminant["functions"])
    return Separation(context, figure, found, 2 if found.functions > 1 and functions > 1 else 1)


def records(separation: Separation) -> Iterator[dict]:
    """The numbers drawn."""
    context = separation.context
    by = context.text(context.codebook.by_id[context.codebook.discriminant.group].label)
    for function in range(1, separation.shown + 1):
        axis = context.say("figures.separation_axis", axis=function)
        means = separation.means(function)
        for group, label in separation.group_labels.items():
            row = means.loc[group]
            yield {
                "measure": context.say("figures.separation_position", axis=axis),
                "breakdown": by,
                "group": label,
                "value": row["mean"],
                "unit": "score",
                "ci_low": row["ci_low"],
                "ci_high": row["ci_high"],
                "n": row["n"],
                "n_effective": row["n_effective"],
            }
        for maker in separation.makers(function):
            measure = context.say("figures.separation_correlation", axis=axis)
            yield {
                "measure": measure,
                "service": maker.name,
                "value": maker.correlation,
                "unit": "correlation",
                "p": maker.p,
                "p_adjusted": maker.p_adjusted,
            }
        for row in (row for side in separation.ends(function) for row in side):
            yield {
                "measure": context.say("figures.separation_end", axis=axis),
                "level": separation.answer(row),
                "value": row["correlation"],
                "unit": "correlation",
                "n": row["n"],
            }
        measure = context.say("figures.separation_share", axis=axis)
        yield {"measure": measure, "value": separation.share(function)}
    p = permuted(context.discriminant, "pillai", "unweighted")
    yield {"measure": context.say("figures.separation_p"), "value": p, "unit": "p"}
