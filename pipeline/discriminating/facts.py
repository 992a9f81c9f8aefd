"""What the tables of a discriminant analysis come to: the facts that sentences and figures tell."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.codebook.model import Codebook, Language
from pipeline.discriminating.categories import Item
from pipeline.discriminating.labels import item_label, service_label
from pipeline.formats import typographic

Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Facts:
    """What sentences and figures say of an analysis.

    Attributes
    ----------
    shows : whether the groups differ, by the permutation of unweighted answers (an exact test).
    everywhere : whether the weighted test and those inside strata say the same.
    functions : how many functions separate, by Bartlett's test with the effective n; the first is
        counted when `shows`.
    accuracy, chance, p_guess : balanced accuracy in cross-validation, what chance gives, and the
        permutation p of guessing.
    """

    shows: bool
    everywhere: bool
    functions: int
    accuracy: float
    chance: float
    p_guess: float


def facts(codebook: Codebook, tables: Tables) -> Facts | None:
    """The facts, or None when there is no analysis to speak of."""
    if "permutations" not in tables or tables["permutations"].empty:
        return None
    limit = codebook.method.significance
    shows = permuted(tables, "pillai", "unweighted") <= limit
    tests = tables["permutations"]
    agree = (tests.loc[tests["test"] == "pillai", "p"] <= limit) == shows
    below = tables["functions"]["p_effective"] < limit
    counted = int(below.cummin().sum())
    return Facts(
        shows=shows,
        everywhere=bool(agree.all()),
        functions=max(1, counted) if shows else 0,
        accuracy=measured(tables, "balanced_accuracy"),
        chance=measured(tables, "chance_equal"),
        p_guess=permuted(tables, "balanced_accuracy", "weighted"),
    )


def permuted(tables: Tables, test: str, model: str, dealt: str = "freely") -> float:
    """The p-value of one permutation test; NaN when it was not done."""
    found = tables["permutations"].query("test == @test and model == @model and dealt == @dealt")["p"]
    return float(found.iloc[0]) if len(found) else float("nan")


def measured(tables: Tables, measure: str, model: str = "weighted") -> float:
    """A measure of the cross-validated guesses with equal priors."""
    place = (
        "scheme == 'cross_validation' and priors == 'equal' and counted == 'respondents' and group == 'all'"
    )
    return float(
        tables["quality"].query(f"{place} and model == @model and measure == @measure")["measured"].iloc[0]
    )


def separators(tables: Tables, functions: int) -> pd.DataFrame:
    """Services, and questions about none, by the part of the separating functions that they explain.

    Functions count by their share of the separation; what explains no more than any column would is
    left out. One row each with kind, question, service, part and `explained`, largest first.
    """
    share = tables["functions"].set_index("function")["share"].head(max(1, functions))
    table = tables["strengths"]
    alone = (table["kind"] == "service") | (table["service"] == "")
    table = table[alone & table["function"].isin(share.index)]
    weighted = table.assign(
        explained=table["variance_explained"] * table["function"].map(share / share.sum())
    )
    place = ["kind", "question", "service", "part"]
    summed = weighted.groupby(place, sort=False, as_index=False)["explained"].sum()
    return summed[summed["explained"] > 0].sort_values("explained", ascending=False, kind="stable")


def separator_label(codebook: Codebook, row: object, language: Language) -> str:
    """The name of a service, or of a question about none."""
    if row.kind == "service":
        return service_label(codebook, row.service, language)
    named = [m for m in codebook.measure if m.question == row.question and len(m.answers) == 1]
    if named and row.part == "answer":
        return typographic(named[0].label.in_(language), language)
    return item_label(codebook, Item(row.question, row.service, row.part), language)
