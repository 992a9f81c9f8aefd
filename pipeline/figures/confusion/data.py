"""What the figure of guesses shows: confusions of groups, and what groups dealt anew would give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.discriminant.findings import Findings, findings_of
from pipeline.discriminant.labels import group_label
from pipeline.figures.context import Context


@dataclass(frozen=True)
class ConfusionData:
    """The tables of one discriminant analysis, as far as they are about guessing."""

    context: Context
    figure: Figure
    findings: Findings

    @cached_property
    def matrix(self) -> pd.DataFrame:
        """Share of each group (rows) guessed into each (columns), by label."""
        table = self.context.discriminant["confusions"].query(
            "scheme == 'cross_validation' and model == 'weighted' and priors == 'equal' "
            "and counted == 'respondents'"
        )
        order = list(dict.fromkeys(table["group"]))
        codebook, language = self.context.codebook, self.context.language
        labels = [group_label(codebook, group, language) for group in order]
        shares = table.pivot(index="group", columns="guessed", values="share").loc[order, order]
        return pd.DataFrame(shares.to_numpy(), labels, labels)

    @cached_property
    def bases(self) -> list[float]:
        """Respondents of each group, in the order of the rows."""
        return list(self.context.discriminant["centroids"].query("function == 1")["n"])

    @cached_property
    def draws(self) -> np.ndarray:
        """Balanced accuracy each time that groups were dealt anew."""
        table = self.context.discriminant["permutation-draws"]
        matching = (
            (table["test"] == "balanced_accuracy")
            & (table["model"] == "weighted")
            & (table["dealt"] == "freely")
        )
        return table.loc[matching, "measured"].to_numpy()

    @cached_property
    def test(self) -> pd.Series:
        """The test of the balanced accuracy against these draws."""
        table = self.context.discriminant["permutations"]
        query = "test == 'balanced_accuracy' and model == 'weighted' and dealt == 'freely'"
        return table.query(query).iloc[0]


def select(context: Context, figure: Figure) -> ConfusionData | None:
    """Return the numbers of the figure; None when there is no discriminant analysis."""
    if context.codebook.discriminant is None:
        return None
    findings = findings_of(context.codebook, context.discriminant)
    return None if findings is None else ConfusionData(context, figure, findings)


def records(confusion: ConfusionData) -> Iterator[dict]:
    """Yield the matrix, how often the group is guessed and by chance, and every draw."""
    context, findings = confusion.context, confusion.findings
    by = context.text(context.codebook.by_id[context.codebook.discriminant.group].label)
    measure = context.say("figures.guessing_share")
    for (group, row), n in zip(confusion.matrix.iterrows(), confusion.bases, strict=True):
        key = {"measure": measure, "breakdown": by, "group": group}
        for guessed, share in row.items():
            yield key | {"level": guessed, "value": share, "n": n}
    yield {"measure": context.say("figures.guessing_accuracy"), "value": findings.accuracy}
    yield {"measure": context.say("figures.guessing_by_chance"), "value": findings.chance}
    if findings.sides:
        side = {"value": findings.side_accuracy, "p": findings.p_side}
        yield {"measure": context.say("figures.guessing_of_sides")} | side
        yield {"measure": context.say("figures.guessing_sides_by_chance"), "value": findings.side_chance}
    test = confusion.test
    yield {"measure": context.say("figures.guessing_of_test"), "value": test["measured"], "p": test["p"]}
    for draw in np.sort(confusion.draws):
        yield {"measure": context.say("figures.guessing_draw"), "value": draw}
