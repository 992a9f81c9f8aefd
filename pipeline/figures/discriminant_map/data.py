"""What the map of separated groups shows: where groups lie, what makes each axis, its two ends."""

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

# Services and questions beside an axis: more do not fit beside a map with two of them.
MOST_SEPARATORS = 6


class Separator(NamedTuple):
    """A service, or a question about none: its correlation with an axis, and whether it differs by itself."""

    name: str
    correlation: float
    clear: bool
    p: float
    p_adjusted: float


@dataclass(frozen=True)
class DiscriminantMapData:
    """The tables of one discriminant analysis, and what was found.

    Attributes
    ----------
    axes : functions drawn: 2 where the second separates as well, else 1.
    """

    context: Context
    figure: Figure
    findings: Findings
    axes: int

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of the analysis."""
        return self.context.discriminant[name]

    @cached_property
    def group_labels(self) -> dict[str, str]:
        """Labels of the groups analysed, in the codebook's order."""
        analysed = set(self.table("centroids")["group"])
        variable = self.context.codebook.discriminant.group
        return {
            level.id: self.context.text(level)
            for level in self.context.codebook.levels(variable)
            if level.id in analysed
        }

    @cached_property
    def respondents(self) -> float:
        """How many respondents were analysed."""
        return float(self.means(1)["n"].sum())

    def means(self, function: int) -> pd.DataFrame:
        """Return mean and standard error of each group on a function, by group."""
        table = self.table("centroids")
        return table[table["function"] == function].set_index("group")

    def share(self, function: int) -> float:
        """Return the part of the separation that a function makes."""
        return float(self.table("functions").set_index("function").loc[function, "share"])

    def separators(self, function: int) -> list[Separator]:
        """Return what makes an axis: services, and questions about none, strongest first."""
        codebook, language = self.context.codebook, self.context.language
        strengths = self.table("strengths")
        table = clear(codebook, self.context.discriminant, strengths[strengths["function"] == function])
        ordered = table.sort_values("variance_explained", ascending=False, kind="stable")
        return [
            Separator(
                separator_label(codebook, row, language), row.correlation, row.clear, row.p, row.p_adjusted
            )
            for row in ordered.head(MOST_SEPARATORS).itertuples()
        ]

    @property
    def separators_by_axis(self) -> list[list[Separator]]:
        """What makes each of the axes drawn."""
        return [self.separators(function) for function in range(1, self.axes + 1)]

    def ends(self, function: int, most: int = 3) -> tuple[list[dict], list[dict]]:
        """Return the active answers that go furthest with the low and with the high end of an axis.

        Of each service the one with the largest correlation; only answers that a function could not
        be tied to by chance alone, with a correlation of more than 2 over the root of n, and, where any
        service or question differs by itself, only about those.
        """
        table = self.table("categories")
        table = table[(table["role"] == "active") & (table["function"] == function)]
        differing = self._differing
        eligible = [
            not differing or row.service in differing or row.question in differing
            for row in table.itertuples()
        ]
        table = table[np.array(eligible, dtype=bool)]
        table = table.assign(size=table["correlation"].abs())
        table = table[table["size"] > 2 / self.respondents**0.5]
        table = table.sort_values("size", ascending=False, kind="stable")
        low, high = (table[table["correlation"] < 0], table[table["correlation"] > 0])
        return _one_a_service(low, most), _one_a_service(high, most)

    @cached_property
    def _differing(self) -> set[str]:
        """Services, and questions about none, that differ by themselves."""
        strengths = clear(self.context.codebook, self.context.discriminant, self.table("strengths"))
        differing = strengths[strengths["clear"]]
        return {*differing["service"], *differing["question"]} - {""}

    def answer(self, row: dict) -> str:
        """Return an answer at an end of an axis, in few words."""
        return category_label(self.context.codebook, row, self.context.language)

    def opposed(self) -> tuple[list[str], list[str]]:
        """Return the labels of the groups on the low and on the high side of the first axis."""
        low, high = opposed(self.context.discriminant)
        return [self.group_labels[group] for group in low], [self.group_labels[group] for group in high]


def _one_a_service(side: pd.DataFrame, most: int) -> list[dict]:
    """Return the first answer about each service, and all about none, `most` of them."""
    answers = side[~side.duplicated(["service"]) | (side["service"] == "")]
    return answers.head(most).to_dict("records")


def select(context: Context, figure: Figure) -> DiscriminantMapData | None:
    """Return the analysis; None when there was none or it could not be done."""
    if context.codebook.discriminant is None:
        return None
    findings = findings_of(context.codebook, context.discriminant)
    if findings is None:
        return None
    functions = len(context.discriminant["functions"])
    axes = 2 if findings.functions > 1 and functions > 1 else 1
    return DiscriminantMapData(context, figure, findings, axes)


def records(separation: DiscriminantMapData) -> Iterator[dict]:
    """Yield the numbers drawn, axis by axis, then the p-value."""
    context = separation.context
    for function in range(1, separation.axes + 1):
        axis = context.say("figures.separation_axis", axis=function)
        yield from _positions(separation, function, axis)
        correlation = {
            "measure": context.say("figures.separation_correlation", axis=axis),
            "unit": "correlation",
        }
        for separator in separation.separators(function):
            tests = {"p": separator.p, "p_adjusted": separator.p_adjusted}
            yield correlation | {"service": separator.name, "value": separator.correlation} | tests
        end = {"measure": context.say("figures.separation_end", axis=axis), "unit": "correlation"}
        for row in (row for side in separation.ends(function) for row in side):
            level = separation.answer(row)
            yield end | {"level": level, "value": row["correlation"], "n": row["n"]}
        measure = context.say("figures.separation_share", axis=axis)
        yield {"measure": measure, "value": separation.share(function)}
    p = permuted(context.discriminant, "pillai", "unweighted")
    yield {"measure": context.say("figures.separation_p"), "value": p, "unit": "p"}


def _positions(separation: DiscriminantMapData, function: int, axis: str) -> Iterator[dict]:
    """Yield where each group lies on an axis."""
    context, means = separation.context, separation.means(function)
    by = context.text(context.codebook.by_id[context.codebook.discriminant.group].label)
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
