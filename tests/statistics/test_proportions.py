"""Shares, standard errors and intervals: those of R, and sensible at 0 %, at 100 % and among nobody."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pipeline.statistics.design import effective_size, uncalibrated
from pipeline.statistics.pooling import pooled_shares
from pipeline.statistics.proportions import Shares, imprecise, interval, shares
from tests.support import anes
from tests.support.agreement import agree
from tests.support.samples import Sample, samples

REFERENCE = anes.r("shares").set_index(["design", "domain", "question"]).sort_index()


def of_anes(design: str, domain: str, question: str) -> Shares:
    inside = anes.ticks("place") & anes.DOMAINS[domain][:, None]
    return shares(anes.DESIGNS[design], anes.ticks(question), inside)


def laid_out(found: Shares, values: np.ndarray, question: str) -> dict[tuple[str, str], float]:
    places = [(group, answer) for group in anes.LEVELS["place"] for answer in anes.LEVELS[question]]
    return dict(zip(places, np.broadcast_to(values, found.share.shape).ravel(), strict=True))


@pytest.mark.parametrize("place", REFERENCE.index.unique(), ids="-".join)
@pytest.mark.parametrize("quantity", ["share", "standard_error", "design_effect", "low", "high"])
def test_shares_agree_with_r_survey(place, quantity):
    found = of_anes(*place)
    ours = laid_out(found, getattr(found, quantity), place[2])
    expected = REFERENCE.loc[[place]].dropna(subset=quantity)
    values = [ours[row.group, row.answer] for row in expected.itertuples()]
    known = expected[quantity].to_numpy()
    if quantity == "design_effect":  # none where everyone or no one gave the answer; R says 0 or NaN
        inner = expected["share"].between(0, 1, inclusive="neither").to_numpy()
        values, known = np.array(values)[inner], known[inner]
    agree(values, known)


def test_degrees_of_freedom_are_those_of_the_domain():
    found = of_anes("raked", "daily", "vote")
    inside = anes.DOMAINS["daily"] & anes.ticks("place").T
    assert found.n.tolist() == inside.sum(axis=1).tolist()
    assert (found.df == found.n - 1).all()


def test_a_calibrated_margin_has_its_target_no_error_and_no_interval():
    everyone = np.ones((len(anes.PEOPLE), 1), dtype=bool)
    found = shares(anes.RAKED, anes.ticks("age"), everyone)
    assert found.share[0] == pytest.approx(list(anes.MARGINS["age"].values()), rel=1e-9)
    assert (found.standard_error == 0).all()
    assert np.isnan([found.low, found.high, found.n_effective]).all()


@given(samples())
def test_the_margins_of_any_sample_have_no_error(sample):
    everyone = np.ones((len(sample.answer), 1), dtype=bool)
    assert (shares(sample.design, sample.design.calibration == 1, everyone).standard_error == 0).all()


def of_sample(sample: Sample) -> Shares:
    outcomes = sample.answer[:, None] == np.arange(sample.answer.max() + 1)
    groups = sample.group[:, None] == np.arange(sample.group.max() + 1)
    return shares(sample.design, outcomes, groups)


@given(samples())
def test_shares_sum_to_one_and_intervals_hold_them(sample):
    found = of_sample(sample)
    assert found.share.sum(axis=1) == pytest.approx(1)
    estimable = ~np.isnan(found.low)
    assert (found.low <= found.share + 1e-12)[estimable].all()
    assert (found.share <= found.high + 1e-12)[estimable].all()
    assert ((found.low >= 0) & (found.high <= 1))[estimable].all()


@given(samples(), st.integers(0, 2**32 - 1))
def test_the_order_of_rows_does_not_count(sample, seed):
    order = np.random.default_rng(seed).permutation(len(sample.answer))
    here, there = of_sample(sample), of_sample(sample.rows(order))
    for name in ("share", "standard_error", "low", "high", "n_effective"):
        assert getattr(there, name) == pytest.approx(getattr(here, name), rel=1e-6, abs=1e-8, nan_ok=True)


@given(samples(), st.floats(1e-3, 1e3))
def test_shares_and_their_errors_do_not_depend_on_the_scale_of_weights(sample, scale):
    design = sample.design
    larger = type(design)(scale * design.weight, scale * design.base_weight, design.calibration)
    here, there = of_sample(sample), of_sample(Sample(larger, sample.margins, sample.answer, sample.group))
    assert there.share == pytest.approx(here.share)
    assert there.standard_error == pytest.approx(here.standard_error, rel=1e-6, abs=1e-8)
    assert there.weighted_base == pytest.approx(scale * here.weighted_base)


@given(samples(), st.integers(0, 2**32 - 1))
def test_a_weight_of_k_counts_as_k_copies(sample, seed):
    times = np.random.default_rng(seed).integers(1, 5, size=len(sample.answer))
    outcomes, groups = (
        codes[:, None] == np.arange(codes.max() + 1) for codes in (sample.answer, sample.group)
    )
    copied = uncalibrated(np.ones(times.sum()))
    copies = shares(copied, np.repeat(outcomes, times, axis=0), np.repeat(groups, times, axis=0))
    assert shares(uncalibrated(times.astype(float)), outcomes, groups).share == pytest.approx(copies.share)


@given(samples())
def test_relabelling_groups_and_answers_only_moves_the_cells(sample):
    mirrored = Sample(
        sample.design, sample.margins, sample.answer.max() - sample.answer, sample.group.max() - sample.group
    )
    assert of_sample(mirrored).standard_error[::-1, ::-1] == pytest.approx(
        of_sample(sample).standard_error, rel=1e-9, abs=1e-12
    )


def test_the_rest_of_the_sample_takes_part_in_the_error_of_a_domain():
    rural = anes.ticks("place")[:, :1]
    whole = shares(anes.RAKED, anes.ticks("education"), rural)
    inside = rural[:, 0]
    design = type(anes.RAKED)(
        anes.RAKED.weight[inside], anes.RAKED.base_weight[inside], anes.RAKED.calibration[inside]
    )
    alone = shares(design, anes.ticks("education")[inside], np.ones((inside.sum(), 1), dtype=bool))
    assert whole.share == pytest.approx(alone.share)
    assert (whole.standard_error > 100 * alone.standard_error).all()


def test_nobody_and_everybody_get_clopper_and_pearsons_interval_on_kish_size():
    found = of_anes("raked", "daily", "news")
    size = effective_size(anes.RAKED.weight[anes.DOMAINS["daily"] & anes.ticks("place")[:, 0]])
    reach = 1 - 0.025 ** (1 / size)
    assert found.share[0].tolist() == [0, 0, 1, 0]
    assert found.low[0].tolist() == pytest.approx([0, 0, 1 - reach, 0])
    assert found.high[0].tolist() == pytest.approx([reach, reach, 1, reach])
    assert found.n_effective[0].tolist() == pytest.approx([size] * 4)


@pytest.mark.parametrize("n", [1, 5, 40])
def test_with_equal_weights_the_interval_at_zero_is_that_of_clopper_and_pearson(n):
    exact = stats.binomtest(0, n).proportion_ci(method="exact")
    assert interval(np.array(0.0), np.array(float(n))) == pytest.approx((exact.low, exact.high))


def test_with_equal_weights_the_interval_is_that_of_wilson():
    wilson = stats.binomtest(7, 30).proportion_ci(method="wilson")
    assert interval(np.array(7 / 30), np.array(30.0)) == pytest.approx((wilson.low, wilson.high))


@given(samples())
def test_an_answer_that_everyone_gave_is_exactly_100_percent_and_has_an_interval(sample):
    everyone = np.ones((len(sample.answer), 1), dtype=bool)
    found = shares(sample.design, everyone, sample.group[:, None] == np.arange(sample.group.max() + 1))
    assert (found.share == 1).all()
    assert (found.high == 1).all()
    assert (found.low < 1).all()


def test_an_empty_group_is_not_a_number_and_one_respondent_has_no_design_effect():
    groups = np.zeros((len(anes.PEOPLE), 2), dtype=bool)
    groups[0, 1] = True
    found = shares(anes.RAKED, anes.ticks("vote"), groups)
    assert found.n.tolist() == [0, 1]
    assert found.df.tolist() == [0, 0]
    assert found.weighted_base[0] == 0
    for name in ("share", "standard_error", "low", "high", "n_effective", "design_effect"):
        assert np.isnan(getattr(found, name)[0]).all()
    assert sorted(found.share[1]) == [0, 1]
    assert np.isnan(found.design_effect[1]).all()


def test_pooled_shares_count_a_respondent_once_for_each_part():
    # Three people, two services: the first uses both and likes both, the second uses one and does not.
    outcomes = np.array([[[1], [1]], [[0], [1]], [[1], [0]]], dtype=bool)
    domains = np.array([[1, 1], [1, 0], [0, 0]], dtype=bool)
    found = pooled_shares(uncalibrated(np.array([1.0, 2, 4])), outcomes, domains)
    assert found.share.tolist() == [[0.5]]
    assert (found.n[0], found.df[0], found.weighted_base[0]) == (3, 1, 4)


@given(samples())
def test_one_part_pooled_is_that_part(sample):
    outcomes = sample.answer[:, None] == np.arange(sample.answer.max() + 1)
    domain = sample.group[:, None] == 0
    alone, pooled = (
        shares(sample.design, outcomes, domain),
        pooled_shares(sample.design, outcomes[:, None], domain),
    )
    for name in ("share", "standard_error", "low", "high", "n", "df", "n_effective", "design_effect"):
        assert getattr(pooled, name) == pytest.approx(getattr(alone, name), rel=1e-6, abs=1e-9, nan_ok=True)


def test_the_same_part_twice_has_the_error_of_one_not_of_twice_as_many_people():
    outcomes, domain = anes.ticks("party"), anes.ticks("place")[:, :1]
    twice = pooled_shares(anes.RAKED, np.stack([outcomes, outcomes], axis=1), np.hstack([domain, domain]))
    once = shares(anes.RAKED, outcomes, domain)
    assert twice.standard_error == pytest.approx(once.standard_error)
    assert twice.n == 2 * once.n


@pytest.mark.parametrize("answer", [False, True])
def test_pools_of_nobody_and_of_one_answer_have_no_wrong_numbers(answer):
    outcomes = np.full((3, 2, 1), answer)
    nobody = pooled_shares(uncalibrated(np.ones(3)), outcomes, np.zeros((3, 2), dtype=bool))
    assert np.isnan([nobody.share, nobody.standard_error, nobody.low, nobody.high]).all()
    everybody = pooled_shares(uncalibrated(np.ones(3)), outcomes, np.ones((3, 2), dtype=bool))
    assert everybody.standard_error == 0
    assert (everybody.high - everybody.low)[0, 0] == pytest.approx(1 - 0.025 ** (1 / 3))


@pytest.mark.parametrize(
    ("share", "low", "high", "size", "expected"),
    [
        (0.50, 0.36, 0.65, 45, False),  # 29 points
        (0.50, 0.35, 0.65, 45, True),  # 30 points
        (0.04, 0.02, 0.07, 200, False),  # 5 points
        (0.04, 0.02, 0.08, 200, True),  # 6 points, 150 % of 4
        (0.05, 0.02, 0.08, 200, False),  # 6 points, 120 % of 5
        (0.50, 0.40, 0.60, 29, True),
        (0.30, np.nan, np.nan, np.nan, False),  # settled by a margin
    ],
)
def test_a_share_is_imprecise_by_size_width_or_width_over_share(share, low, high, size, expected):
    found = imprecise(*(np.array([x]) for x in (share, low, high, size)))
    assert found.tolist() == [expected]
