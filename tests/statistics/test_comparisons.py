"""Differences use the covariance of what is compared; adjusted p-values are those of R."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pipeline.statistics.comparisons import differences, groups_against_rest
from pipeline.statistics.design import uncalibrated
from pipeline.statistics.pooling import parts_against_pool
from tests.support import anes
from tests.support.samples import samples

REFERENCE = anes.r("contrasts")
PLACES = REFERENCE.groupby(["domain", "question"])


@pytest.mark.parametrize("place", list(PLACES.groups), ids="-".join)
def test_each_group_against_the_rest_agrees_with_svyglm(place):
    domain, question = place
    asked = anes.RAKED, anes.ticks(question), anes.ticks("place"), anes.DOMAINS[domain]
    found = groups_against_rest(*asked, few=0)
    for row in PLACES.get_group(place).itertuples():
        cell = anes.LEVELS["place"].index(row.group), anes.LEVELS[question].index(row.answer)
        for name in ("difference", "standard_error", "df"):
            assert getattr(found, name)[cell] == pytest.approx(getattr(row, name), rel=1e-9)
        assert found.p[cell] == pytest.approx(row.p, rel=1e-8)
        assert found.test_value[cell] == pytest.approx(row.test_value, rel=1e-8)
        assert found.low[cell] < found.difference[cell] < found.high[cell]


@pytest.mark.parametrize("place", list(PLACES.groups), ids="-".join)
def test_where_five_gave_an_answer_and_five_did_not_the_test_is_that_of_svyglm(place):
    domain, question = place
    inside = anes.DOMAINS[domain][:, None] & anes.ticks("place")
    given = inside.T.astype(int) @ anes.ticks(question)
    common = (given >= 5) & (inside.sum(axis=0)[:, None] - given >= 5)
    asked = anes.RAKED, anes.ticks(question), anes.ticks("place"), anes.DOMAINS[domain]
    found, of_r = (groups_against_rest(*asked, few=few).standard_error for few in (5, 0))
    assert common.any() and (found[common] == of_r[common]).all()
    assert (found[~common] >= of_r[~common]).all()


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
        uncalibrated(np.ones(8)), yes, np.column_stack([first, ~first]), np.ones(8, dtype=bool), few=0
    )
    assert found.difference[0, 0] == 0.5
    assert found.standard_error[0, 0] == pytest.approx(np.sqrt(8 / 7 * 2 * 0.75 * 0.25 / 4))
    assert found.df[0, 0] == 6


def test_two_parts_that_all_answered_differ_from_their_pool_by_half_of_what_they_differ():
    outcomes = np.array([[1, 1], [1, 0], [1, 0], [0, 0], [1, 1]], dtype=bool)
    found = parts_against_pool(uncalibrated(np.ones(5)), outcomes, np.ones((5, 2), dtype=bool), few=0)
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


def of_group_and_rest(yes: int, n: int, given_rest: int, n_rest: int, **few: int) -> tuple[float, float]:
    """Standard error and p of `yes` of n against `given_rest` of n_rest, in equal weights."""
    group = np.arange(n + n_rest) < n
    outcome = np.concatenate([np.arange(n) < yes, np.arange(n_rest) < given_rest])[:, None]
    found = groups_against_rest(
        uncalibrated(np.full(len(group), 3.0)),
        outcome,
        np.column_stack([group, ~group]),
        group | ~group,
        **few,
    )
    assert found.p[0, 0] == pytest.approx(found.p[1, 0])
    return found.standard_error[0, 0], found.p[0, 0]


@pytest.mark.parametrize("given", [1, 4, 128, 131])
def test_next_to_no_one_or_nearly_everyone_lacks_what_equality_would_give_by_hand(given):
    # Against 56 of 1,000 who gave a rare answer, or who alone did not give a common one.
    others = 56 if given < 50 else 944
    p, own, rest, n = (given + others) / 1131, given / 131, others / 1000, 1131
    scores = n / (n - 1) * (own * (1 - own) / 131 + rest * (1 - rest) / 1000)
    error, _ = of_group_and_rest(given, 131, others, 1000)
    assert error**2 == pytest.approx(scores + (p * (1 - p) - own * (1 - own)) / 131, rel=1e-12)


@pytest.mark.parametrize("given", [5, 126])
def test_five_who_gave_an_answer_and_five_who_did_not_are_enough_for_their_own_variance(given):
    usual = of_group_and_rest(given, 131, 100, 1000)
    assert usual == of_group_and_rest(given, 131, 100, 1000, few=0)


def test_a_rare_answer_that_spreads_more_in_the_group_keeps_its_own_variance():
    # 4 of 20 against 20 of 1,000: 0.2 x 0.8 is more than the whole has.
    assert of_group_and_rest(4, 20, 20, 1000) == of_group_and_rest(4, 20, 20, 1000, few=0)


def test_one_of_131_is_not_as_sure_to_differ_as_scores_say():
    # 1 of 131 against 5.6 %: an exact test of the same counts gives p of the order of 0.01.
    exact = stats.fisher_exact([[1, 130], [56, 944]]).pvalue
    assert of_group_and_rest(1, 131, 56, 1000, few=0)[1] < 1e-4
    assert exact / 3 < of_group_and_rest(1, 131, 56, 1000)[1] < 3 * exact


@given(st.integers(40, 200), st.integers(400, 2000), st.floats(0.15, 0.85))
def test_the_more_gave_a_rare_answer_the_less_a_group_differs(n, n_rest, share):
    p = [of_group_and_rest(given, n, round(share * n_rest), n_rest)[1] for given in range(5)]
    assert (np.diff(p) >= 0).all()


def test_unequal_weights_count_as_kishs_size_and_respondents_as_one_each():
    # 4 of 60, two of them of double weight: not enough, though they are 6 people; the size is Kish's.
    weight = np.where(np.arange(660) % 2, 1.0, 2.0)
    group = np.arange(660) < 60
    outcome = np.where(group, np.arange(660) < 4, np.arange(660) % 5 == 0)[:, None]
    asked = uncalibrated(weight), outcome, np.column_stack([group, ~group]), group | ~group
    found, of_r = (groups_against_rest(*asked, **few).standard_error[0, 0] ** 2 for few in ({}, {"few": 0}))
    p, own = weight @ outcome[:, 0] / weight.sum(), 6 / 90
    assert found - of_r == pytest.approx((p * (1 - p) - own * (1 - own)) / (90**2 / 150), rel=1e-9)


def test_a_part_of_which_four_gave_the_answer_lacks_variance_and_one_of_which_five_did_does_not():
    # By hand: 4 of 50 in the first part, 5 of 50 in the second, 41 of 100 in the third; the pool has 0.25.
    outcomes, domains = np.zeros((2, 200, 3), dtype=bool)
    for part, (start, n, ticked) in enumerate([(0, 50, 4), (50, 50, 5), (100, 100, 41)]):
        domains[start : start + n, part] = True
        outcomes[start : start + ticked, part] = True
    asked = uncalibrated(np.ones(200)), outcomes, domains
    found, of_r = (parts_against_pool(*asked, few=few).standard_error ** 2 for few in (5, 0))
    assert found - of_r == pytest.approx([(0.25 * 0.75 - 0.08 * 0.92) / 50, 0, 0], abs=1e-15)


def test_small_groups_do_not_differ_more_often_than_five_times_in_a_hundred():
    draws, found = np.random.default_rng(20), []
    for _ in range(400):
        outcome = (draws.random(640) < 0.03)[:, None]
        group = np.arange(640) < 40
        both = np.column_stack([group, ~group])
        found.append(groups_against_rest(uncalibrated(np.ones(640)), outcome, both, group | ~group).p[0, 0])
    assert np.mean(np.array(found) < 0.05) < 0.08
