"""What guessing found: confusions of groups, and what groups dealt anew would give."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from pipeline.discriminant.findings import Findings
from pipeline.discriminant.labels import group_label
from pipeline.figures.context import Context


def matrix_of(context: Context) -> pd.DataFrame:
    """Share of each group (rows) guessed into each (columns), by label."""
    table = context.discriminant["confusions"].query(
        "scheme == 'cross_validation' and model == 'weighted' and priors == 'equal' "
        "and counted == 'respondents'"
    )
    order = list(dict.fromkeys(table["group"]))
    labels = [group_label(context.codebook, group, context.language) for group in order]
    shares = table.pivot(index="group", columns="guessed", values="share").loc[order, order]
    return pd.DataFrame(shares.to_numpy(), labels, labels)


def bases(context: Context) -> list[float]:
    return list(context.discriminant["centroids"].query("function == 1")["n"])


def draws_of(context: Context) -> np.ndarray:
    table = context.discriminant["permutation-draws"]
    kept = (
        (table["test"] == "balanced_accuracy") & (table["model"] == "weighted") & (table["dealt"] == "freely")
    )
    return table.loc[kept, "measured"].to_numpy()


def test_of(context: Context) -> pd.Series:
    table = context.discriminant["permutations"]
    return table.query("test == 'balanced_accuracy' and model == 'weighted' and dealt == 'freely'").iloc[0]


def records(context: Context, found: Findings, matrix: pd.DataFrame) -> Iterator[dict]:
    by = context.text(context.codebook.by_id[context.codebook.discriminant.group].label)
    for (label, row), n in zip(matrix.iterrows(), bases(context), strict=True):
        for guessed, share in row.items():
            measure = context.say("figures.guessing_share")
            yield {
                "measure": measure,
                "level": guessed,
                "breakdown": by,
                "group": label,
                "value": share,
                "n": n,
            }
    yield {"measure": context.say("figures.guessing_accuracy"), "value": found.accuracy}
    yield {"measure": context.say("figures.guessing_by_chance"), "value": found.chance}
    if found.sides:
        yield {
            "measure": context.say("figures.guessing_of_sides"),
            "value": found.side_accuracy,
            "p": found.p_side,
        }
        yield {"measure": context.say("figures.guessing_sides_by_chance"), "value": found.side_chance}
    test = test_of(context)
    yield {"measure": context.say("figures.guessing_of_test"), "value": test["measured"], "p": test["p"]}
    for value in np.sort(draws_of(context)):
        yield {"measure": context.say("figures.guessing_draw"), "value": value}
