"""Weights reach the margins as in R; where totals or bounds are out of reach the program says which."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.statistics.calibration import NotConverged, calibrate, smallest_upper_bound, unreachable
from pipeline.statistics.design import Design, dummies, effective_size, kish_design_effect
from tests.reference.anes96 import recoded
from tests.support import anes
from tests.support.samples import samples


def test_the_data_are_those_that_statsmodels_ships():
    assert recoded().equals(anes.PEOPLE.astype(recoded().dtypes))


@pytest.mark.parametrize("design", ["raked", "unequal"])
def test_weights_agree_with_r_survey(design):
    cells = anes.PEOPLE.assign(turn=anes.TURN)
    expected = cells.merge(anes.r("weights"), how="left", on=[*anes.MARGINS, "turn"])[design]
    assert anes.DESIGNS[design].weight == pytest.approx(expected.to_numpy(), rel=1e-9)


def test_kish_sizes_agree_with_r():
    expected = anes.r("kish").iloc[0]
    assert kish_design_effect(anes.RAKED.weight) == pytest.approx(expected["design_effect"], rel=1e-12)
    assert effective_size(anes.RAKED.weight) == pytest.approx(expected["n_effective"], rel=1e-12)


def test_a_case_worked_by_hand():
    # Two men and one woman for a population of 50 and 50: 25 for each man, 50 for the woman.
    columns = dummies([np.array([0, 0, 1])])
    found = calibrate(np.full(3, 100 / 3), columns, np.array([50.0, 50.0]), "raking")
    assert found.weight == pytest.approx([25, 25, 50])


@given(samples(), st.integers(0, 2**32 - 1))
def test_weights_reach_every_total_and_do_not_depend_on_the_order_of_rows(sample, seed):
    design = sample.design
    totals = design.calibration.T @ design.weight
    order = np.random.default_rng(seed).permutation(len(design.weight))
    found = calibrate(design.base_weight[order], design.calibration[order], totals, "raking", tolerance=1e-12)
    assert design.calibration[order].T @ found.weight == pytest.approx(totals, rel=1e-11)
    assert (found.weight > 0).all()
    assert found.weight == pytest.approx(design.weight[order], rel=1e-9)


@given(samples(), st.floats(0.2, 5))
def test_weights_do_not_depend_on_the_scale_of_base_weights_nor_on_the_order_of_levels(sample, scale):
    design = sample.design
    columns = design.calibration[:, ::-1]
    found = calibrate(
        scale * design.base_weight, columns, columns.T @ design.weight, "raking", tolerance=1e-12
    )
    assert found.weight == pytest.approx(design.weight, rel=1e-8)


@given(samples())
def test_weights_that_reach_the_totals_are_left_alone(sample):
    design = sample.design
    again = calibrate(design.weight, design.calibration, design.calibration.T @ design.weight, "raking")
    assert again.iterations == 0
    assert (again.weight == design.weight).all()


@given(samples())
def test_the_ratio_of_weights_is_a_product_of_one_factor_for_each_margin(sample):
    design = sample.design
    log_ratio = np.log(design.weight / design.base_weight)
    factors = np.linalg.lstsq(design.calibration, log_ratio, rcond=None)[0]
    assert design.calibration @ factors == pytest.approx(log_ratio, abs=1e-9)


TWO_BY_TWO = dummies([np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])])


@pytest.mark.parametrize(
    ("columns", "totals"),
    [
        # R rake() declares convergence here and leaves one margin out.
        pytest.param(TWO_BY_TWO, [50, 50, 60, 60], id="margins with different totals"),
        pytest.param(
            np.column_stack([TWO_BY_TWO, np.zeros(4)]), [50, 50, 40, 40, 20], id="level without anybody"
        ),
        # Nobody is in the second level of both: the first margin asks for more than the second has left.
        pytest.param(TWO_BY_TWO[:3], [20, 80, 20, 80], id="structural zero"),
    ],
)
def test_totals_that_no_weights_reach_are_named_and_give_no_weights(columns, totals):
    totals = np.array(totals, dtype=float)
    base = np.full(len(columns), 25.0)
    assert unreachable(base, columns, totals).any()
    with pytest.raises(NotConverged) as failed:
        calibrate(base, columns, totals, "raking")
    assert failed.value.gap > 1e-3


def test_only_the_total_that_is_wrong_is_named():
    totals = np.array([50.0, 50, 45, 55, 10])
    columns = np.column_stack([TWO_BY_TWO, np.zeros(4)])
    assert unreachable(np.full(4, 25.0), columns, totals).tolist() == [False] * 4 + [True]


@given(samples())
def test_totals_that_weights_reach_are_not_named(sample):
    design = sample.design
    assert not unreachable(design.base_weight, design.calibration, design.calibration.T @ design.weight).any()


def test_the_last_iteration_is_tried_before_giving_up():
    design = anes.RAKED
    problem = (design.base_weight, design.calibration, design.calibration.T @ design.weight, "raking")
    needed = calibrate(*problem).iterations
    calibrate(*problem, most_iterations=needed)
    with pytest.raises(NotConverged, match=f"did not converge in {needed - 1} iterations"):
        calibrate(*problem, most_iterations=needed - 1)


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
