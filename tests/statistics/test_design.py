"""One covariance for everything: exact where it can be worked out by hand, 0 where margins settle it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.statistics.design import Design, dummies, effective_size, kish_design_effect, uncalibrated
from tests.support.samples import samples


def scores_of(sample) -> np.ndarray:
    return (sample.answer[:, None] == np.arange(sample.answer.max() + 1)).astype(float)


def test_without_calibration_the_variance_of_a_mean_is_that_of_a_simple_random_sample():
    values = np.array([3.0, 5, 5, 8, 9])
    design = uncalibrated(np.full(5, 20.0))
    mean_scores = ((values - values.mean()) / 100)[:, None]
    assert design.variance(mean_scores)[0] == pytest.approx(values.var(ddof=1) / 5)


@given(samples())
def test_the_total_of_a_margin_has_no_variance(sample):
    design = sample.design
    scale = design.weight.sum() ** 2
    assert np.abs(design.covariance(design.calibration)).max() / scale < 1e-24


@given(samples())
def test_variances_are_the_diagonal_of_a_symmetric_covariance(sample):
    scores = scores_of(sample)
    covariance = sample.design.covariance(scores)
    assert covariance == pytest.approx(covariance.T)
    assert sample.design.variance(scores) == pytest.approx(np.diag(covariance), rel=1e-10)
    assert np.linalg.eigvalsh(covariance).min() > -1e-9 * np.trace(covariance)


@given(samples(), st.integers(0, 2**32 - 1), st.floats(1e-3, 1e3))
def test_order_of_rows_redundant_columns_and_scale_of_base_weights_do_not_count(sample, seed, scale):
    design, scores = sample.design, scores_of(sample)
    order = np.random.default_rng(seed).permutation(len(scores))
    redundant = np.column_stack([design.calibration, 2 * design.calibration])
    other = Design(design.weight[order], scale * design.base_weight[order], redundant[order])
    assert other.covariance(scores[order]) == pytest.approx(design.covariance(scores), rel=1e-7, abs=1e-9)


@given(samples(), st.floats(1e-3, 1e3))
def test_twice_the_weights_are_four_times_the_variance_of_a_total(sample, scale):
    design, scores = sample.design, scores_of(sample)
    scaled = Design(scale * design.weight, scale * design.base_weight, design.calibration)
    assert scaled.variance(scores) == pytest.approx(scale**2 * design.variance(scores), rel=1e-9)


def test_calibration_gains_on_answers_that_the_margin_explains():
    margin = np.repeat([0, 1], 50)
    answer = (margin == 1) ^ (np.arange(100) % 10 == 0)
    weight = np.ones(100)
    scores = (answer - answer.mean())[:, None] / 100
    gained = Design(weight, weight, dummies([margin])).variance(scores)[0]
    assert gained == pytest.approx(100 / 99 * 0.09 / 100)
    assert uncalibrated(weight).variance(scores)[0] == pytest.approx(0.25 / 99)


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan, np.inf])
def test_a_weight_that_is_no_positive_number_is_refused(bad):
    good = np.ones(3)
    for weight, base in [(np.array([1, bad, 1]), good), (good, np.array([1, bad, 1]))]:
        with pytest.raises(ValueError, match="above 0"):
            Design(weight, base, np.zeros((3, 0)))


def test_one_respondent_is_no_sample():
    with pytest.raises(ValueError, match="two respondents"):
        uncalibrated(np.ones(1))


def test_kish_sizes_of_equal_and_of_unequal_weights():
    assert effective_size(np.full(7, 3.0)) == pytest.approx(7)
    assert kish_design_effect(np.array([1.0, 1, 1, 3])) == pytest.approx(4 * 12 / 36)


def test_dummies_stand_side_by_side_in_the_order_of_levels():
    assert dummies([np.array([0, 1, 0]), np.array([2, 0, 1])]).tolist() == [
        [1, 0, 0, 0, 1],
        [0, 1, 1, 0, 0],
        [1, 0, 0, 1, 0],
    ]
