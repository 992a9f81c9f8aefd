"""Where totals or bounds are out of reach the program says which; R goes on in silence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.statistics.calibration import NotConverged, calibrate, smallest_upper_bound, unreachable
from pipeline.statistics.design import Design, dummies
from tests.support import anes
from tests.support.samples import samples

RAKED = anes.RAKED
TOTALS = RAKED.calibration.T @ RAKED.weight


def reach(method: str, bounds: tuple[float, float] | None) -> np.ndarray:
    return calibrate(RAKED.base_weight, RAKED.calibration, TOTALS, method, bounds, tolerance=1e-12).weight


METHODS = [("linear", None), ("logit", (0.3, 2.8)), ("truncated_linear", (0.4, 2))]


@pytest.mark.parametrize(("method", "bounds"), METHODS)
def test_weights_of_other_methods_agree_with_r_survey(method, bounds):
    expected = anes.PEOPLE.merge(anes.r("methods"), how="left", on=list(anes.MARGINS))[method]
    found = reach(method, bounds)
    assert found == pytest.approx(expected.to_numpy(), rel=1e-9)
    assert RAKED.calibration.T @ found == pytest.approx(TOTALS, rel=1e-10)
    if bounds:
        ratio = found / RAKED.base_weight
        assert bounds[0] <= ratio.min()
        assert ratio.max() <= bounds[1]


@pytest.mark.parametrize("method", ["logit", "truncated_linear"])
@pytest.mark.parametrize("bounds", [None, (1.1, 2.0), (0.5, 0.9), (-0.1, 2.0), (1.0, 1.0)])
def test_bounds_that_do_not_hold_1_between_them_are_refused(method, bounds):
    with pytest.raises(ValueError, match="L < 1 < U"):
        reach(method, bounds)


def test_linear_weights_below_zero_are_refused():
    # R returns them without a word. One woman in ten for half of the population.
    sex = np.array([0] * 9 + [1])
    age = np.array([0, 1, 1, 1, 1, 1, 1, 1, 1, 0])
    columns = dummies([sex, age])
    weight = calibrate(np.full(10, 10.0), columns, np.array([50.0, 50, 50, 50]), "linear").weight
    assert weight.min() < 0
    with pytest.raises(ValueError, match="above 0"):
        Design(weight, np.full(10, 10.0), columns)


def test_the_smallest_upper_bound_is_tight():
    base, columns = RAKED.base_weight, RAKED.calibration
    bound = smallest_upper_bound(base, columns, TOTALS, 0.3)
    above = calibrate(base, columns, TOTALS, "truncated_linear", (0.3, bound * 1.01), most_iterations=500)
    assert above.weight.max() / 100 <= bound * 1.01 + 1e-9
    with pytest.raises(NotConverged):
        calibrate(base, columns, TOTALS, "truncated_linear", (0.3, bound * 0.99), most_iterations=500)


def test_the_smallest_upper_bound_of_a_single_margin_is_its_largest_ratio():
    columns = dummies([np.array([0, 0, 0, 1])])
    base = np.full(4, 25.0)
    assert smallest_upper_bound(base, columns, np.array([40.0, 60.0])) == pytest.approx(2.4)
    assert smallest_upper_bound(base, columns, np.array([40.0, 60.0]), 0.5) == pytest.approx(2.4)
    # The other level would have to fall to 40/75.
    assert np.isnan(smallest_upper_bound(base, columns, np.array([40.0, 60.0]), 0.6))


def test_no_bounds_help_where_totals_exclude_each_other():
    columns = dummies([np.array([0, 0, 1]), np.array([0, 1, 0])])
    totals = np.array([20.0, 80, 20, 80])
    assert np.isnan(smallest_upper_bound(np.full(3, 25.0), columns, totals))
    assert unreachable(np.full(3, 25.0), columns, totals).any()


@given(samples())
def test_what_raking_needed_is_an_upper_bound_that_can_be_reached(sample):
    design = sample.design
    totals = design.calibration.T @ design.weight
    ratio = design.weight / design.base_weight
    bound = smallest_upper_bound(design.base_weight, design.calibration, totals)
    assert bound <= ratio.max() * (1 + 1e-6)
    # Nobody's weight can be under the mean ratio of the largest level.
    level = (totals / (design.base_weight @ design.calibration)).max()
    assert bound >= level * (1 - 1e-6)


@given(samples(), st.floats(0.01, 100))
def test_the_bound_does_not_depend_on_the_scale_of_all_weights(sample, scale):
    design = sample.design
    totals = design.calibration.T @ design.weight
    here = smallest_upper_bound(design.base_weight, design.calibration, totals)
    there = smallest_upper_bound(scale * design.base_weight, design.calibration, scale * totals)
    assert there == pytest.approx(here, rel=1e-6)


@given(samples(), st.integers(0, 20))
def test_a_level_that_nobody_has_is_the_one_named(sample, level):
    design = sample.design
    totals = design.calibration.T @ design.weight
    sizes = [codes.max() + 1 for codes in sample.margins]
    level = level % sizes[0]
    # A new level of the first margin takes a tenth of the population, which nobody is there to stand for.
    wider = np.column_stack([design.calibration, np.zeros(len(design.weight))])
    targets = np.concatenate([totals, [0.1 * totals[: sizes[0]].sum()]])
    targets[level] *= 0.9
    assert unreachable(design.base_weight, wider, targets)[-1]
    with pytest.raises(NotConverged):
        calibrate(design.base_weight, wider, targets, "raking")
