"""From all tables together nobody can work out a share that was withheld, nor a number of a small group."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from pipeline.codebook.model import Codebook
from pipeline.codebook.reading import read as read_codebook
from pipeline.margins import design_of
from pipeline.stage import read_table
from pipeline.statistics.design import Design, uncalibrated
from pipeline.tabulating.contrasts import contrasts
from pipeline.tabulating.estimates import estimates
from pipeline.tabulating.group_tests import group_tests
from pipeline.tabulating.letters import pairs
from pipeline.tabulating.typical import medians, number_means
from pipeline.topics import PLACE, POOLED, Topic, groupings, levels_in_base, numbers, topics
from pipeline.withholding import WITHHELD, withhold, withhold_contrasts

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
    by = groupings(codebook, respondents)
    shown = estimates(design, asked, by, codebook)
    tested = group_tests(design, asked, given, by, codebook)
    against = contrasts(design, asked, by, shown, codebook)
    # Every question, whether its own test passes or not: the more is compared, the more could leak.
    every = tested.assign(p_adjusted=0.0)
    compared = pairs(design, asked, by, (shown, every), codebook)[0]
    typical = medians(design, asked, by, codebook), number_means(design, given, by, codebook)
    return Published(codebook, respondents, design, shown, against, tested, compared, *typical)


# The wave, and samples of it, of which much more must be withheld.
@pytest.fixture(scope="module", params=[None, 250, 100, 40])
def published(wave, request) -> Published:
    codebook = read_codebook(wave.raw / "codebook.toml")
    respondents = read_table(wave.done / "3-weighted.csv")
    if request.param is None:
        return publish(codebook, respondents, design_of(codebook, respondents))
    few = respondents.sample(request.param, random_state=request.param).reset_index(drop=True)
    return publish(codebook, few, uncalibrated(few["weight"].to_numpy(dtype=float)))


def test_a_group_of_fewer_than_11_shows_no_number_in_any_table(published):
    sizes = published.sizes()
    small = sizes[sizes["respondents"] < published.codebook.method.withheld_below]
    numeric = {
        "estimates": [
            "share",
            "standard_error",
            "ci_low",
            "ci_high",
            "n",
            "weighted_base",
            "n_effective",
            "df",
        ],
        "contrasts": [
            "difference",
            "standard_error",
            "ci_low",
            "ci_high",
            "df",
            "test_value",
            "p",
            "p_adjusted",
        ],
        "medians": ["median", "standard_error", "ci_low", "ci_high", "n"],
        "pairs": ["difference", "standard_error", "p", "p_adjusted"],
    }
    for name, columns in numeric.items():
        found = getattr(published, name).merge(small, on=GROUP)
        assert found[columns].isna().all(axis=None), name
    other = published.pairs.drop(columns="group").rename(columns={"other": "group"})
    assert other.merge(small, on=GROUP).empty
    shown = published.means[published.means["mean"].notna()]
    assert (shown["n"] >= published.codebook.method.withheld_below).all()


def test_tests_are_of_published_groups_and_tell_no_other_number_of_respondents(published):
    sizes = published.sizes().merge(
        published.estimates.loc[published.estimates["kind"] == "level", [*GROUP, "n"]].drop_duplicates(),
        on=GROUP,
    )
    sums = sizes.groupby(GROUP[:-1], as_index=False)["n"].sum()
    told = published.tests.dropna(subset="n").merge(sums, on=GROUP[:-1], suffixes=("", "_shown"))
    assert (told["n"] == told["n_shown"]).all()


def test_no_pair_and_no_contrast_is_of_a_withheld_share(published):
    hidden = published.estimates.loc[published.estimates["status"] == WITHHELD, PLACE]
    against = published.contrasts.merge(hidden, on=PLACE)
    assert against[["difference", "standard_error", "p", "test_value"]].isna().all(axis=None)
    for group in ("group", "other"):
        place = [*PLACE[:-1], group]
        assert published.pairs.merge(hidden.set_axis(place, axis=1), on=place).empty


def test_withheld_shares_cannot_be_worked_out_from_the_published_ones(published):
    """Each published share, base and difference is an equation in the weighted counts behind the tables."""
    asked = list(topics(published.codebook, published.respondents))
    hidden = found = 0
    for question, service in dict.fromkeys((topic.question, topic.service) for topic in asked):
        about = [topic for topic in asked if (topic.question, topic.service) == (question, service)]
        for by in groupings(published.codebook, published.respondents)[1:]:
            if by.variable == question:
                continue
            counts = Counts(published, about, [*by.groups, ""])
            basis = row_space(counts.equations(by.variable))
            for place, share in counts.withheld(by.variable):
                vector = counts.relation(*place, share)
                hidden += 1
                left = vector - basis.T @ (basis @ vector) if basis.size > 1 else vector
                found += np.linalg.norm(left) < 1e-6 * np.linalg.norm(vector)
    assert hidden > 0
    assert found == 0


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

    def _vector(self, atoms: list[str], groups: list[str]) -> np.ndarray:
        grid = np.outer(np.isin(self.atoms, atoms), np.isin(self.groups, groups))
        return grid.astype(float).ravel()

    def _parts(self, topic: Topic, answer: str, groups: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """The numerator and the denominator of a share, in unknowns."""
        codebook = self.published.codebook
        given = codebook.measures[topic.measure].answers if topic.measure else [answer]
        base = [level.id for level in levels_in_base(codebook, topic.question, topic.base)]
        return self._vector(given, groups), self._vector(["everyone"] if self.multiple else base, groups)

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


# ---- all services together


def of_services(n: list[int]) -> tuple[pd.DataFrame, list[str]]:
    """Estimates of one measure for as many services, and over all of them together."""
    names = [f"s{i}" for i in range(len(n))]
    table = pd.DataFrame(
        {
            "kind": "measure",
            "measure": "satisfied",
            "question": "satisfaction",
            "service": [*names, POOLED],
            "answer": "",
            "base": "users",
            "breakdown": "all",
            "group": "all",
            "share": 0.5,
            "n": [*n, sum(n)],
        }
    )
    return table, names


@pytest.mark.parametrize(
    ("n", "pool_withheld"),
    [([50, 60, 70], False), ([5, 60, 70], True), ([5, 4, 70], True), ([5, 8, 70], False)],
)
def test_the_share_over_all_services_is_withheld_where_it_gives_a_service_away(wave, n, pool_withheld):
    codebook = read_codebook(wave.raw / "codebook.toml")
    table, names = of_services(n)
    shown = withhold(table, codebook).set_index("service")
    assert (shown.loc[POOLED, "status"] == WITHHELD) == pool_withheld
    against = table[table["service"].isin(names)].assign(
        breakdown="service", group=names, difference=0.1, standard_error=0.1, ci_low=0, ci_high=1, df=9, p=0.5
    )
    against = against.assign(test_value=0.6, n=np.maximum(n, 30))
    marked = withhold_contrasts(against, shown.reset_index(), codebook).set_index("service")
    for name, size in zip(names, n, strict=True):
        assert (marked.loc[name, "status"] == WITHHELD) == (size < 11 or pool_withheld)


def test_more_respondents_never_mean_less_is_published(wave):
    codebook = read_codebook(wave.raw / "codebook.toml")
    statuses = [withhold(of_services([n, 60])[0], codebook)["status"].iloc[0] for n in (5, 10, 11, 29, 30)]
    assert statuses == [WITHHELD, WITHHELD, "fragile", "fragile", ""]
    assert all(one <= other for one, other in pairwise([s != WITHHELD for s in statuses]))
