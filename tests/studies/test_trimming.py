"""Weights cut down as R cuts them, or so that the margins stay."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.statistics.calibration import NotConverged
from pipeline.statistics.design import kish_design_effect
from studies.methods.trimming import trim, trim_and_rake
from tests.support import anes
from tests.support.samples import samples

METHODS = anes.PEOPLE.merge(anes.r("methods"), how="left", on=list(anes.MARGINS))
TOTALS = anes.RAKED.calibration.T @ anes.RAKED.weight


def test_trimmed_weights_agree_with_r_survey():
    assert trim(anes.RAKED.weight, 150) == pytest.approx(METHODS["trim"].to_numpy(), rel=1e-12)
    assert trim(anes.RAKED.weight, 150, strict=True) == pytest.approx(METHODS["trim_strict"].to_numpy())


def test_trimming_and_raking_in_turn_agrees_with_r_and_keeps_the_margins():
    found, rounds = trim_and_rake(anes.RAKED.weight, anes.RAKED.calibration, TOTALS, 220)
    assert found == pytest.approx(METHODS["trim_and_rake"].to_numpy(), rel=1e-9)
    assert anes.RAKED.calibration.T @ found == pytest.approx(TOTALS, rel=1e-9)
    assert found.max() <= 220 * (1 + 1e-9)
    assert rounds > 1


def test_a_case_worked_by_hand():
    # 4 over the cap of 6 is shared by three; strictly, the 5 then exceeds it and is cut too.
    weight = np.array([10.0, 5, 1, 1])
    assert trim(weight, 6) == pytest.approx([6, 5 + 4 / 3, 1 + 4 / 3, 1 + 4 / 3])
    assert trim(weight, 6, strict=True) == pytest.approx([6, 6, 2.5, 2.5])


weights = st.lists(st.floats(0.1, 100), min_size=2, max_size=30).map(np.array)


@given(weights, st.floats(1.001, 5))
def test_the_total_stays_and_no_weight_exceeds_the_cap(weight, times):
    cap = times * weight.mean()
    assert trim(weight, cap).sum() == pytest.approx(weight.sum())
    strict = trim(weight, cap, strict=True)
    assert strict.sum() == pytest.approx(weight.sum())
    assert strict.max() <= cap * (1 + 1e-9)
    assert kish_design_effect(strict) <= kish_design_effect(weight) * (1 + 1e-9)


@given(weights, st.floats(1.001, 5), st.floats(1e-3, 1e3), st.integers(0, 2**32 - 1))
def test_scale_and_order_do_not_count(weight, times, scale, seed):
    cap = times * weight.mean()
    order = np.random.default_rng(seed).permutation(len(weight))
    again = trim(scale * weight[order], scale * cap, strict=True)
    assert again == pytest.approx(scale * trim(weight, cap, strict=True)[order], rel=1e-6)


@given(samples())
def test_weights_under_the_cap_are_left_alone(sample):
    design = sample.design
    totals = design.calibration.T @ design.weight
    found, rounds = trim_and_rake(design.weight, design.calibration, totals, design.weight.max())
    assert rounds == 0
    assert (found == design.weight).all()


def test_caps_out_of_reach_are_errors():
    with pytest.raises(ValueError, match="below the mean"):
        trim(anes.RAKED.weight, 90)
    with pytest.raises(ValueError, match="below the mean"):
        trim_and_rake(anes.RAKED.weight, anes.RAKED.calibration, TOTALS, 90)
    with pytest.raises(NotConverged):
        trim_and_rake(anes.RAKED.weight, anes.RAKED.calibration, TOTALS, 140)


@pytest.mark.parametrize("bad", [[], [1.0, 0.0], [1.0, -1.0], [1.0, np.nan], [1.0, np.inf]])
def test_what_is_no_weight_is_refused(bad):
    weight = np.array(bad)
    for doing in (lambda one: trim(one, 10.0), lambda one: trim(one, 10.0, True)):
        with pytest.raises(ValueError, match="above 0"):
            doing(weight)
    with pytest.raises(ValueError, match="above 0"):
        trim_and_rake(weight, np.ones((len(bad), 1)), np.array([2.0]), 10.0)
