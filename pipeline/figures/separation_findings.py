"""What the figure of separated groups shows: where groups lie, what makes each axis, its two ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.discriminating.facts import Facts, facts, separator_label
from pipeline.discriminating.labels import category_label
from pipeline.figures.edition import Edition

MOST = 6


@dataclass(frozen=True)
class Separation:
    """The tables of one discriminant analysis, and what was found.

    Attributes
    ----------
    shown : functions drawn: 2 where the second separates as well, else 1.
    """

    edition: Edition
    figure: Figure
    facts: Facts
    shown: int

    def table(self, name: str) -> pd.DataFrame:
        return self.edition.separated[name]

    @cached_property
    def group_labels(self) -> dict[str, str]:
        """Labels of the groups analysed, in the codebook's order."""
        found = set(self.table("centroids")["group"])
        variable = self.edition.codebook.discriminant.group
        return {
            level.id: self.edition.text(level)
            for level in self.edition.codebook.levels(variable)
            if level.id in found
        }

    def means(self, function: int) -> pd.DataFrame:
        """Mean and standard error of each group on a function, by group."""
        table = self.table("centroids")
        return table[table["function"] == function].set_index("group")

    def share(self, function: int) -> float:
        """Part of the separation that a function makes."""
        return float(self.table("functions").set_index("function").loc[function, "share"])

    def makers(self, function: int) -> list[tuple[str, float]]:
        """What makes an axis: services, and questions about none, with their correlation, strongest first."""
        table = self.table("strengths")
        alone = (table["kind"] == "service") | (table["service"] == "")
        table = table[alone & (table["function"] == function)]
        ordered = table.sort_values("variance_explained", ascending=False, kind="stable").head(MOST)
        codebook, language = self.edition.codebook, self.edition.language
        return [(separator_label(codebook, row, language), row.correlation) for row in ordered.itertuples()]

    def ends(self, function: int, most: int = 3) -> tuple[list[dict], list[dict]]:
        """The active answers that go furthest with the low and with the high end of an axis.

        Of each service the one with the largest correlation; only answers that a function could not
        be tied to by chance alone, with a correlation of more than 2 over the root of n.
        """
        table = self.table("categories")
        table = table[(table["role"] == "active") & (table["function"] == function)]
        table = table.assign(size=table["correlation"].abs())
        table = table[table["size"] > 2 / len_of(self) ** 0.5]
        table = table.sort_values("size", ascending=False, kind="stable")
        sides = (table[table["correlation"] < 0], table[table["correlation"] > 0])
        return tuple(_one_a_service(side).head(most).to_dict("records") for side in sides)

    def answer(self, row: dict) -> str:
        """An answer at an end of an axis, in few words."""
        return category_label(self.edition.codebook, row, self.edition.language)

    def opposed(self) -> tuple[list[str], list[str]]:
        """Labels of the groups on the low and on the high side of the first axis."""
        means = self.means(1)["mean"].sort_values()
        low = [self.group_labels[group] for group in means.index[means < 0]]
        return low, [self.group_labels[group] for group in means.index[means >= 0]]


def len_of(separation: Separation) -> float:
    """How many respondents were analysed."""
    return float(separation.means(1)["n"].sum())


def _one_a_service(side: pd.DataFrame) -> pd.DataFrame:
    return side[~side.duplicated(["service"]) | (side["service"] == "")]


def find(edition: Edition, figure: Figure) -> Separation | None:
    """The analysis, or None when there was none or it could not be done."""
    if edition.codebook.discriminant is None:
        return None
    found = facts(edition.codebook, edition.separated)
    if found is None:
        return None
    functions = len(edition.separated["functions"])
    return Separation(edition, figure, found, 2 if found.functions > 1 and functions > 1 else 1)


def records(separation: Separation) -> Iterator[dict]:
    """The numbers drawn."""
    edition = separation.edition
    by = edition.text(edition.codebook.by_id[edition.codebook.discriminant.group].label)
    for function in range(1, separation.shown + 1):
        axis = edition.say("separation_axis", axis=function)
        means = separation.means(function)
        for group, label in separation.group_labels.items():
            row = means.loc[group]
            yield {
                "measure": edition.say("separation_position", axis=axis),
                "breakdown": by,
                "group": label,
                "value": row["mean"],
                "unit": "score",
                "ci_low": row["mean"] - 1.96 * row["standard_error"],
                "ci_high": row["mean"] + 1.96 * row["standard_error"],
                "n": row["n"],
                "n_effective": row["n_effective"],
            }
        for name, value in separation.makers(function):
            measure = edition.say("separation_correlation", axis=axis)
            yield {"measure": measure, "service": name, "value": value, "unit": "correlation"}
        for row in (row for side in separation.ends(function) for row in side):
            yield {
                "measure": edition.say("separation_end", axis=axis),
                "level": separation.answer(row),
                "value": row["correlation"],
                "unit": "correlation",
                "n": row["n"],
            }
        measure = edition.say("separation_share", axis=axis)
        yield {"measure": measure, "value": separation.share(function)}
    yield {
        "measure": edition.say("separation_p"),
        "value": float(edition.separated["permutations"]["p"].iloc[1]),
        "unit": "p",
    }
