"""From all tables together nobody can work out a share that was withheld, nor a number of a small group."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from pipeline.codebook.reader import read as read_codebook
from pipeline.codebook.reserved_ids import ALL_SERVICES, WITHHELD
from pipeline.discriminant.detectable_differences import detectable
from pipeline.statistics.design import uncalibrated
from pipeline.tables.disclosure_control import withhold, withhold_contrasts
from pipeline.tables.estimands import groupings, topics
from pipeline.tables.files import read_table
from pipeline.tables.keys import SHARE_KEYS
from pipeline.weighting.margins import design_of
from tests.support.recovery import GROUP, Counts, Published, publish, row_space


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
    hidden = published.estimates.loc[published.estimates["status"] == WITHHELD, SHARE_KEYS]
    against = published.contrasts.merge(hidden, on=SHARE_KEYS)
    assert against[["difference", "standard_error", "p", "test_value"]].isna().all(axis=None)
    for group in ("group", "other"):
        place = [*SHARE_KEYS[:-1], group]
        assert published.pairs.merge(hidden.set_axis(place, axis=1), on=place).empty


def test_no_smallest_detectable_difference_is_told_of_a_withheld_group(published):
    """The groups withheld to protect a smaller one among them: their sizes would tell its size."""
    estimates = published.estimates
    whole = estimates["status"].eq(WITHHELD).groupby([estimates[one] for one in GROUP]).transform("all")
    told = detectable(
        published.codebook,
        published.design,
        list(topics(published.codebook, published.respondents)),
        groupings(published.codebook, published.respondents),
    )
    found = told.merge(estimates.loc[whole, GROUP].drop_duplicates(), on=GROUP)
    assert len(found) > 0
    assert found[["n", "n_effective", "detectable_half", "detectable_tenth"]].isna().all(axis=None)


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


# ---- all services together


def of_services(n: list[int]) -> tuple[pd.DataFrame, list[str]]:
    """Estimates of one measure for as many services, and over all of them together."""
    names = [f"s{i}" for i in range(len(n))]
    table = pd.DataFrame(
        {
            "kind": "measure",
            "measure": "satisfied",
            "question": "satisfaction",
            "service": [*names, ALL_SERVICES],
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
    assert (shown.loc[ALL_SERVICES, "status"] == WITHHELD) == pool_withheld
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
