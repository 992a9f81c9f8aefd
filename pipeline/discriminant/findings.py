"""The findings of a discriminant analysis, from its tables, for sentences and figures."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.codebook.model import Codebook, Language
from pipeline.discriminant.categories import ANSWER_PART, Item
from pipeline.discriminant.item_tests import ITEM_SET
from pipeline.discriminant.labels import item_label, service_label
from pipeline.text.number_format import typographic

# Name of a file of the analysis -> its table.
Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Findings:
    """What sentences and figures say of an analysis.

    Attributes
    ----------
    shows : whether the groups differ, by the permutation of unweighted answers (an exact test).
    everywhere : whether the weighted test and those inside strata say the same.
    functions : how many functions separate, by Bartlett's test with the effective n; the first is
        counted when `shows`.
    accuracy, chance, p_guess : balanced accuracy in cross-validation, what chance gives, and the
        permutation p of guessing.
    guess : whether groups are guessed "better" than chance, no better ("chance"), or "unclear": with
        weights no better, without them better.
    sides : whether at least the side of the first function is guessed better than chance; of more than
        two groups only.
    side_accuracy, side_chance, p_side : the same three of the sides.
    """

    shows: bool
    everywhere: bool
    functions: int
    accuracy: float
    chance: float
    p_guess: float
    guess: str
    sides: bool
    side_accuracy: float
    side_chance: float
    p_side: float


def findings_of(codebook: Codebook, tables: Tables) -> Findings | None:
    """Return the findings, or None when there is no analysis to speak of."""
    if "permutations" not in tables or tables["permutations"].empty:
        return None
    significance = codebook.method.significance
    shows = permuted(tables, "pillai", "unweighted") <= significance
    tests = tables["permutations"]
    agree = (tests.loc[tests["test"] == "pillai", "p"] <= significance) == shows
    # A function counts only when all before it do: Bartlett's tests are of it and all after it.
    counted = int((tables["functions"]["p_effective"] < significance).cummin().sum())
    p_side, side_accuracy = permuted(tables, "sides", "weighted"), measured(tables, "sides")
    # Sides are those of everyone's analysis, so that chance gives a little more than one half.
    side_chance = permuted(tables, "sides", "weighted", column="draws_mean")
    several = tables["centroids"]["group"].nunique() > 2
    return Findings(
        shows=shows,
        everywhere=bool(agree.all()),
        functions=max(1, counted) if shows else 0,
        accuracy=measured(tables, "balanced_accuracy"),
        chance=measured(tables, "chance_equal"),
        p_guess=permuted(tables, "balanced_accuracy", "weighted"),
        guess=_guess(tables, significance),
        sides=several and shows and p_side <= significance and side_accuracy > side_chance,
        side_accuracy=side_accuracy,
        side_chance=side_chance,
        p_side=p_side,
    )


def _guess(tables: Tables, significance: float) -> str:
    better = {
        model: permuted(tables, "balanced_accuracy", model) <= significance
        and measured(tables, "balanced_accuracy", model) > measured(tables, "chance_equal", model)
        for model in ("weighted", "unweighted")
    }
    if better["weighted"]:
        return "better"
    return "unclear" if better["unweighted"] else "chance"


def permuted(tables: Tables, test: str, model: str, column: str = "p") -> float:
    """Return the p-value of one permutation test, groups dealt freely, or another of its numbers."""
    rows = tables["permutations"].query("test == @test and model == @model and dealt == 'freely'")
    return float(rows[column].iloc[0])


def opposed(tables: Tables) -> tuple[list[str], list[str]]:
    """Return the groups on the low and on the high side of the first function, from end to end."""
    means = tables["centroids"].query("function == 1").set_index("group")["mean"].sort_values()
    return list(means.index[means < 0]), list(means.index[means >= 0])


def measured(tables: Tables, measure: str, model: str = "weighted") -> float:
    """Return a measure of the cross-validated guesses with equal priors."""
    scheme = "scheme == 'cross_validation' and priors == 'equal' and counted == 'respondents'"
    rows = tables["quality"].query(f"{scheme} and group == 'all' and model == @model and measure == @measure")
    return float(rows["measured"].iloc[0])


def separators(codebook: Codebook, tables: Tables, functions: int) -> pd.DataFrame:
    """Return services, and questions about none, that differ between the groups when taken by themselves.

    One row each with kind, question, service, part and `explained`, the part of the separating functions
    that they explain, largest first. Functions count by their share of the separation.
    """
    share = tables["functions"].set_index("function")["share"].head(max(1, functions))
    table = clear(codebook, tables, tables["strengths"])
    table = table[table["clear"] & table["function"].isin(share.index)]
    weighted = table.assign(
        explained=table["variance_explained"].clip(lower=0) * table["function"].map(share / share.sum())
    )
    summed = weighted.groupby(ITEM_SET, sort=False, as_index=False)["explained"].sum()
    return summed.sort_values("explained", ascending=False, kind="stable")


def clear(codebook: Codebook, tables: Tables, strengths: pd.DataFrame) -> pd.DataFrame:
    """Return strengths of services, and of questions about none, with whether each differs by itself."""
    joined = strengths.merge(tables["place-tests"][[*ITEM_SET, "p", "p_adjusted"]], on=ITEM_SET)
    return joined.assign(clear=joined["p_adjusted"] <= codebook.method.significance)


def separator_label(codebook: Codebook, row: object, language: Language) -> str:
    """Return the name of a service, or of a question about none."""
    if row.kind == "service":
        return service_label(codebook, row.service, language)
    named = [m for m in codebook.measure if m.question == row.question and len(m.answers) == 1]
    if named and row.part == ANSWER_PART:
        return typographic(named[0].label.in_(language), language)
    return item_label(codebook, Item(row.question, row.service, row.part), language)
