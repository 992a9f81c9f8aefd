"""Ordered answers by groups: the rank test of R where ties weigh the same, and no file order elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from pipeline.statistics.comparisons import groups_against_rest
from pipeline.statistics.design import Design, dummies, uncalibrated
from pipeline.statistics.ranks import RankTest, rank_scores, rank_test
from tests.support import anes
from tests.support.samples import Sample, samples

REFERENCE = anes.r("ranks")
DOMAINS = anes.DOMAINS | {"democrats": (anes.PEOPLE["party"] == "Democrat").to_numpy()}
EVERYONE = anes.DOMAINS["all"]
NUMBERS = ("statistic", "df1", "df2", "p")


@pytest.mark.parametrize(
    "row",
    list(REFERENCE.itertuples()),
    ids=lambda r: f"{r.design}-{r.domain}-{r.question}-{r.group}-{r.score}",
)
def test_rank_tests_agree_with_r(row):
    found = rank_test(
        anes.DESIGNS[row.design],
        anes.ordered(row.question),
        anes.codes(row.group),
        DOMAINS[row.domain],
        row.score,
    )
    for name in ("statistic", "df1", "df2"):
        assert getattr(found, name) == pytest.approx(getattr(row, name), rel=1e-9, nan_ok=True)
    assert found.p == pytest.approx(row.p, rel=1e-8)


def test_scores_are_weighted_mid_ranks():
    # Weights 1, 2, 1 below, at and above: ranks 0.5, 2, 3.5 of 4; the fourth is not asked.
    values, domain = np.array([5, 7, 9, 7]), np.array([True, True, True, False])
    weight = np.array([1.0, 2, 1, 9])
    assert rank_scores(weight, values, domain, "wilcoxon") == pytest.approx([1 / 8, 1 / 2, 7 / 8, 0])
    assert rank_scores(weight, values, domain, "median") == pytest.approx([0, 0, 1, 0])
    normal = rank_scores(weight, values, domain, "van_der_waerden")
    assert normal == pytest.approx([stats.norm.ppf(1 / 8), 0, stats.norm.ppf(7 / 8), 0])


def test_with_equal_weights_and_two_groups_effects_are_those_of_mann_and_whitney():
    random = np.random.default_rng(3)
    values, groups = random.integers(0, 4, 80), random.integers(0, 2, 80)
    found = rank_test(uncalibrated(np.ones(80)), values, groups, np.ones(80, dtype=bool))
    u = stats.mannwhitneyu(values[groups == 1], values[groups == 0]).statistic
    more = u / (groups == 1).sum() / (groups == 0).sum()
    # A difference of mean scores d goes with P(more) = 1/2 + d.
    assert found.effects[0] == pytest.approx(more - 0.5)


def of_sample(sample: Sample, design: Design | None = None, **spoiled: np.ndarray) -> RankTest:
    values, groups = spoiled.get("values", sample.answer), spoiled.get("groups", sample.group)
    return rank_test(design or sample.design, values, groups, np.ones(len(values), dtype=bool))


def same(here: RankTest, there: RankTest):
    assert here.status == there.status
    for name in NUMBERS:
        found, expected = getattr(there, name), getattr(here, name)
        assert found == pytest.approx(expected, rel=1e-5, abs=1e-9, nan_ok=True)


@given(samples(), st.integers(0, 2**32 - 1))
def test_the_order_of_rows_does_not_count(sample, seed):
    order = np.random.default_rng(seed).permutation(len(sample.answer))
    same(of_sample(sample), of_sample(sample.rows(order)))


@given(samples(), st.floats(1e-3, 1e3))
def test_the_scale_of_weights_does_not_count(sample, scale):
    design = sample.design
    larger = Design(scale * design.weight, scale * design.base_weight, design.calibration)
    same(of_sample(sample), of_sample(sample, larger))


@given(samples())
def test_only_the_order_of_answers_counts(sample):
    same(of_sample(sample), of_sample(sample, values=np.exp(sample.answer) - 5))


@given(samples())
def test_turning_the_scale_over_or_relabelling_the_groups_leaves_f(sample):
    here, there = of_sample(sample), of_sample(sample, values=-sample.answer)
    other = of_sample(sample, groups=9 - 2 * sample.group)
    for one in (there, other):
        assert one.p == pytest.approx(here.p, rel=1e-5, nan_ok=True)
        assert abs(one.statistic) == pytest.approx(abs(here.statistic), rel=1e-5, nan_ok=True)


@given(samples())
def test_two_groups_have_the_t_whose_square_is_f(sample):
    assume(sample.group.max() == 1)
    found = of_sample(sample)
    assert np.isnan(found.df1)
    assert found.statistic == pytest.approx(found.effects[0] / found.standard_errors[0])
    assert found.p == pytest.approx(stats.f.sf(found.statistic**2, 1, found.df2))


@pytest.mark.parametrize("few", [0, 1, 3])
def test_two_answers_in_two_groups_have_the_p_of_their_difference_also_where_no_one_gave_one(few):
    """Mid-rank scores of two answers are a line of the shares, so both tests are one."""
    random = np.random.default_rng(few)
    weight, groups = random.uniform(0.5, 2, 430), np.repeat([0, 1], [30, 400])
    given = np.concatenate([np.arange(30) < few, np.arange(400) < 16])
    design = Design(weight, np.ones(430), dummies([random.integers(0, 3, 430)]))
    everyone = np.ones(430, dtype=bool)
    ranked = rank_test(design, given.astype(int), groups, everyone)
    # Of rare answers ranks take only that of no one or everyone not to be known without error.
    against = groups_against_rest(design, given[:, None], groups[:, None] == [0, 1], everyone, few=1)
    assert ranked.p == pytest.approx(against.p[0, 0], rel=1e-9)
    if few == 0:
        assert ranked.p > 0.05


def test_where_each_group_has_its_own_answer_there_is_no_variance():
    found = rank_test(uncalibrated(np.ones(9)), np.arange(9) // 3, np.arange(9) // 3, np.ones(9, dtype=bool))
    assert found.status == "no_variance"


def test_a_single_respondent_in_a_group_is_left_out():
    # R takes the variance of one respondent to be 0 and finds p = 0 here.
    groups = anes.codes("place")
    alone = np.where(np.arange(len(groups)) == 0, 9, groups)
    found = rank_test(anes.RAKED, anes.ordered("news"), alone, EVERYONE)
    same(rank_test(anes.RAKED, anes.ordered("news"), groups, EVERYONE & (alone != 9)), found)


NOBODY = np.zeros(len(anes.PEOPLE), dtype=bool)
ONE = np.arange(len(anes.PEOPLE)) == 5


@pytest.mark.parametrize(
    ("status", "values", "groups", "domain"),
    [
        ("no_respondents", anes.ordered("news"), anes.codes("place"), NOBODY),
        ("one_group", anes.ordered("news"), anes.codes("place"), ONE),
        ("one_group", anes.ordered("news"), anes.codes("place"), anes.ticks("place")[:, 0]),
        ("one_level", np.ones(len(NOBODY)), anes.codes("place"), EVERYONE),
        ("one_group", anes.ordered("news"), np.arange(len(NOBODY)), EVERYONE),
        # A margin by itself: the weights have settled every rank. R finds F of 1e61.
        ("no_variance", anes.codes("age"), anes.codes("age"), EVERYONE),
        ("no_variance", np.repeat([1, 2], len(NOBODY) // 2), np.repeat([0, 1], len(NOBODY) // 2), EVERYONE),
    ],
)
def test_what_cannot_be_tested_has_a_status_and_no_numbers(status, values, groups, domain):
    found = rank_test(anes.RAKED, values, groups, domain)
    assert found.status == status
    assert np.isnan([getattr(found, name) for name in NUMBERS]).all()
    assert len(found.effects) == 0


def test_no_value_inside_the_domain_is_an_error():
    values = np.where(ONE, np.nan, anes.ordered("news"))
    with pytest.raises(ValueError, match="no value"):
        rank_test(anes.RAKED, values, anes.codes("place"), EVERYONE)
    assert rank_test(anes.RAKED, values, anes.codes("place"), ~ONE).status == ""
