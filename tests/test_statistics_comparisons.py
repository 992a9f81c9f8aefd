"""Differences use the covariance of what is compared; adjusted p-values are those of R."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.statistics.comparisons import benjamini_hochberg, differences, groups_against_rest
from pipeline.statistics.design import uncalibrated
from pipeline.statistics.pooling import parts_against_pool
from tests import anes
from tests.samples import samples

REFERENCE = anes.r("contrasts")
PLACES = REFERENCE.groupby(["domain", "question"])


@pytest.mark.parametrize("place", list(PLACES.groups), ids="-".join)
def test_each_group_against_the_rest_agrees_with_svyglm(place):
    domain, question = place
    found = groups_against_rest(anes.RAKED, anes.ticks(question), anes.ticks("place"), anes.DOMAINS[domain])
    for row in PLACES.get_group(place).itertuples():
        cell = anes.LEVELS["place"].index(row.group), anes.LEVELS[question].index(row.answer)
        for name in ("difference", "standard_error", "df"):
            assert getattr(found, name)[cell] == pytest.approx(getattr(row, name), rel=1e-9)
        assert found.p[cell] == pytest.approx(row.p, rel=1e-8)
        assert found.test_value[cell] == pytest.approx(row.test_value, rel=1e-8)
        assert found.low[cell] < found.difference[cell] < found.high[cell]


def test_benjamini_and_hochberg_agree_with_r():
    assert benjamini_hochberg(REFERENCE["p"].to_numpy()) == pytest.approx(REFERENCE["p_adjusted"], rel=1e-9)


@given(st.lists(st.floats(0, 1) | st.just(float("nan"))))
def test_adjusted_p_values_keep_their_order_and_what_was_not_tested(p):
    p = np.array(p)
    adjusted = benjamini_hochberg(p)
    assert (np.isnan(adjusted) == np.isnan(p)).all()
    tested = ~np.isnan(p)
    assert (adjusted[tested] >= p[tested]).all()
    assert (np.diff(adjusted[tested][np.argsort(p[tested])]) >= 0).all()
    assert benjamini_hochberg(p[tested]) == pytest.approx(adjusted[tested])


@given(samples())
def test_of_two_groups_each_is_the_others_rest(sample):
    outcome, first = sample.answer[:, None] == 0, sample.group == 0
    everyone = np.ones(len(first), dtype=bool)
    found = groups_against_rest(sample.design, outcome, np.column_stack([first, ~first]), everyone)
    assert found.difference[0] == pytest.approx(-found.difference[1])
    assert found.standard_error[0] == pytest.approx(found.standard_error[1], nan_ok=True)
    assert found.test_value[0] == pytest.approx(-found.test_value[1], nan_ok=True)


def test_who_is_in_no_group_is_in_nobodys_rest():
    outcomes, groups = anes.ticks("vote"), anes.ticks("place")[:, :2]
    among = groups.any(axis=1)
    here = groups_against_rest(anes.RAKED, outcomes, groups, anes.DOMAINS["all"])
    there = groups_against_rest(anes.RAKED, outcomes, groups, among)
    assert here.difference == pytest.approx(there.difference)
    assert (here.df == among.sum() - 2).all()


def test_nothing_to_compare_is_not_a_number():
    empty, everyone = np.zeros((len(anes.PEOPLE), 1), dtype=bool), np.ones((len(anes.PEOPLE), 1), dtype=bool)
    constant = groups_against_rest(anes.RAKED, everyone, anes.ticks("place"), everyone[:, 0])
    assert (constant.difference == pytest.approx(0, abs=1e-12)) and np.isnan(constant.p).all()
    alone = groups_against_rest(anes.RAKED, anes.ticks("vote"), np.hstack([everyone, empty]), everyone[:, 0])
    nobody = groups_against_rest(anes.RAKED, anes.ticks("vote"), anes.ticks("place"), empty[:, 0])
    for found in (alone, nobody):
        for name in ("difference", "standard_error", "df", "p", "test_value", "low", "high"):
            assert np.isnan(getattr(found, name)).all()


def test_a_difference_between_calibrated_margins_is_not_tested():
    age = anes.ticks("age")
    found = groups_against_rest(anes.RAKED, age[:, :2].any(axis=1, keepdims=True), age, anes.DOMAINS["all"])
    assert found.difference[:, 0] == pytest.approx(
        [1 - 0.31 / 0.68, 1 - 0.32 / 0.69, -0.63 / 0.81, -0.63 / 0.82], rel=1e-9
    )
    assert np.isnan([found.standard_error, found.p, found.low]).all()


def test_test_values_keep_their_sign_where_p_underflows():
    found = differences(np.array([0.5, -0.5]), np.full(2, 1e-6), np.full(2, 10_000), 0.95)
    assert found.p.tolist() == [0, 0]
    assert found.test_value.tolist() == pytest.approx([37.0657878808, -37.0657878808])


def test_a_case_worked_by_hand():
    # 3 of 4 against 1 of 4, equal weights: each group's variance is 8/7 of p (1 - p) / 4.
    yes = np.array([[1, 1, 1, 0, 1, 0, 0, 0]], dtype=bool).T
    first = np.repeat([True, False], 4)
    found = groups_against_rest(
        uncalibrated(np.ones(8)), yes, np.column_stack([first, ~first]), np.ones(8, dtype=bool)
    )
    assert found.difference[0, 0] == 0.5
    assert found.standard_error[0, 0] == pytest.approx(np.sqrt(8 / 7 * 2 * 0.75 * 0.25 / 4))
    assert found.df[0, 0] == 6


def test_two_parts_that_all_answered_differ_from_their_pool_by_half_of_what_they_differ():
    outcomes = np.array([[1, 1], [1, 0], [1, 0], [0, 0], [1, 1]], dtype=bool)
    found = parts_against_pool(uncalibrated(np.ones(5)), outcomes, np.ones((5, 2), dtype=bool))
    half = (outcomes[:, 0].astype(float) - outcomes[:, 1]) / 2
    assert found.difference.tolist() == pytest.approx([0.2, -0.2])
    assert found.standard_error.tolist() == pytest.approx([half.std(ddof=1) / np.sqrt(5)] * 2)
    assert found.df.tolist() == [4, 4]


@given(samples(), st.integers(0, 2**32 - 1))
def test_parts_against_their_pool_cancel_out_by_weight(sample, seed):
    random = np.random.default_rng(seed)
    outcomes, domains = random.integers(2, size=(2, len(sample.answer), 3)).astype(bool)
    found = parts_against_pool(sample.design, outcomes, domains)
    assert (sample.design.weight @ domains) @ found.difference == pytest.approx(0, abs=1e-9)


def test_a_part_that_nobody_is_asked_about_is_not_a_number_and_leaves_the_others_alone():
    outcomes, domains = anes.ticks("party"), anes.ticks("place")[:, :3]
    wider = np.column_stack([domains, np.zeros(len(domains), dtype=bool)])
    here = parts_against_pool(anes.RAKED, outcomes, domains)
    there = parts_against_pool(anes.RAKED, np.column_stack([outcomes, outcomes[:, 0]]), wider)
    for name in ("difference", "standard_error", "p", "low"):
        assert getattr(there, name)[:3] == pytest.approx(getattr(here, name))
        assert np.isnan(getattr(there, name)[3])
    nobody = parts_against_pool(anes.RAKED, outcomes, np.zeros_like(domains))
    assert np.isnan([nobody.difference, nobody.standard_error, nobody.p]).all()


def test_a_group_in_which_no_one_gave_the_answer_is_not_known_without_error():
    # By hand, equal weights: 0 of 40 against 30 of 1,000; the whole has p = 30 / 1,040.
    n, p = 1040, 30 / 1040
    group = np.arange(n) < 40
    outcome = (np.arange(n) >= n - 30)[:, None]
    both = np.column_stack([group, ~group])
    found = groups_against_rest(uncalibrated(np.full(n, 2.0)), outcome, both, group | ~group)
    rest = 0.03 * 0.97 / 1000 * n / (n - 1)
    assert found.difference[:, 0] == pytest.approx([-0.03, 0.03])
    assert found.standard_error[:, 0] ** 2 == pytest.approx([rest + p * (1 - p) / 40] * 2)
    assert found.p[0, 0] > 0.2


def test_small_groups_do_not_differ_more_often_than_five_times_in_a_hundred():
    draws, found = np.random.default_rng(20), []
    for _ in range(400):
        outcome = (draws.random(640) < 0.03)[:, None]
        group = np.arange(640) < 40
        both = np.column_stack([group, ~group])
        found.append(groups_against_rest(uncalibrated(np.ones(640)), outcome, both, group | ~group).p[0, 0])
    assert np.mean(np.array(found) < 0.05) < 0.08
