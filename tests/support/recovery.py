"""Who could work out what is withheld: published numbers as equations in the weighted counts behind them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.codebook.reserved_ids import WITHHELD
from pipeline.statistics.design import Design
from pipeline.tables.contrasts import contrasts
from pipeline.tables.estimands import Tabulation, Topic, groupings, levels_in_base, numbers, topics
from pipeline.tables.estimates import estimates
from pipeline.tables.means_medians import medians, number_means
from pipeline.tables.pairwise import pairs
from pipeline.tables.tests import group_tests

GROUP = ["question", "service", "base", "breakdown", "group"]


@dataclass(frozen=True)
class Published:
    """The tables made of some respondents, and who these are."""

    codebook: Codebook
    respondents: pd.DataFrame
    design: Design
    estimates: pd.DataFrame
    contrasts: pd.DataFrame
    tests: pd.DataFrame
    pairs: pd.DataFrame
    medians: pd.DataFrame
    means: pd.DataFrame

    def sizes(self) -> pd.DataFrame:
        """Respondents of every group of every breakdown of every question, service and base."""
        rows = [
            (
                topic.question,
                topic.service,
                topic.base,
                by.variable,
                group,
                int((topic.domain & member).sum()),
            )
            for topic in topics(self.codebook, self.respondents)
            for by in groupings(self.codebook, self.respondents)
            for group, member in zip(by.groups, by.members.T, strict=True)
        ]
        return pd.DataFrame(rows, columns=[*GROUP, "respondents"]).drop_duplicates()


def publish(codebook: Codebook, respondents: pd.DataFrame, design: Design) -> Published:
    asked, given = list(topics(codebook, respondents)), numbers(codebook, respondents)
    answers = Tabulation(design, asked, groupings(codebook, respondents))
    shown = estimates(answers, codebook)
    tested = group_tests(answers, given, codebook)
    against = contrasts(answers, shown, codebook)
    # Every question, whether its own test passes or not: the more is compared, the more could leak.
    every = tested.assign(p_adjusted=0.0)
    compared = pairs(answers, shown, every, codebook)[0]
    typical = medians(answers, codebook), number_means(answers, given, codebook)
    return Published(codebook, respondents, design, shown, against, tested, compared, *typical)


def row_space(equations: list[np.ndarray]) -> np.ndarray:
    """Orthonormal rows that span the equations."""
    if not equations:
        return np.zeros((1, 1))
    scaled = np.array([one / max(np.linalg.norm(one), 1e-300) for one in equations])
    _, singular, right = np.linalg.svd(scaled, full_matrices=False)
    return right[singular > 1e-8]


class Counts:
    """Unknown weighted counts of one question and service: levels x groups, the last group those with none.

    Of a question with several answers the unknowns are the counts of each item and of all who answered.
    """

    def __init__(self, published: Published, about: list[Topic], groups: list[str]):
        self.published, self.about, self.groups = published, about, groups
        first = about[0]
        levels = [level.id for level in published.codebook.levels(first.question)]
        self.atoms = [*levels, "everyone"] if first.multiple else levels
        self.multiple = first.multiple
        same = (published.estimates["question"] == first.question) & (
            published.estimates["service"] == first.service
        )
        self.shares = published.estimates[same].set_index(["measure", "base", "answer", "breakdown", "group"])
        same = (published.contrasts["question"] == first.question) & (
            published.contrasts["service"] == first.service
        )
        self.differences = published.contrasts[same].set_index(
            ["measure", "base", "answer", "breakdown", "group"]
        )["difference"]

    def vector(self, atoms: list[str], groups: list[str]) -> np.ndarray:
        grid = np.outer(np.isin(self.atoms, atoms), np.isin(self.groups, groups))
        return grid.astype(float).ravel()

    def _parts(self, topic: Topic, answer: str, groups: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """The numerator and the denominator of a share, in unknowns."""
        codebook = self.published.codebook
        given = codebook.measures[topic.measure].answers if topic.measure else [answer]
        base = [level.id for level in levels_in_base(codebook, topic.question, topic.base)]
        return self.vector(given, groups), self.vector(["everyone"] if self.multiple else base, groups)

    def relation(self, topic: Topic, answer: str, groups: list[str], share: float) -> np.ndarray:
        numerator, denominator = self._parts(topic, answer, groups)
        return numerator - share * denominator

    def equations(self, breakdown: str) -> list[np.ndarray]:
        rows = []
        named = self.groups[:-1]
        for topic in self.about:
            for answer in topic.items:
                key = (topic.measure, topic.base, answer)
                places = [(("all", "all"), self.groups)] + [((breakdown, one), [one]) for one in named]
                for place, groups in places:
                    row = self.shares.loc[(*key, *place)]
                    if np.isnan(row["share"]):
                        continue
                    rows.append(self._parts(topic, answer, groups)[1])
                    rows.append(self.relation(topic, answer, groups, row["share"]))
                    difference = self.differences.get((*key, *place), np.nan)
                    if not np.isnan(difference):
                        rest = [one for one in named if one not in groups]
                        rows.append(self.relation(topic, answer, rest, row["share"] - difference))
        return rows

    def withheld(self, breakdown: str):
        """Place and true share of whatever is withheld, where anybody is."""
        weight = self.published.design.weight
        members = self.published.respondents[breakdown].to_numpy()
        for topic in self.about:
            for position, answer in enumerate(topic.items):
                for group in self.groups[:-1]:
                    place = (topic.measure, topic.base, answer, breakdown, group)
                    inside = topic.domain & (members == group)
                    if self.shares.loc[place, "status"] != WITHHELD or not inside.any():
                        continue
                    share = weight[inside] @ topic.outcomes[inside, position] / weight[inside].sum()
                    # Whoever is large enough and 0 % of its published users is 0 % of everyone too.
                    if share > 0 or inside.sum() < self.published.codebook.method.withheld_below:
                        yield (topic, answer, [group]), share
