"""Means of numbers in groups: those of R, and no error where there is no spread to see."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.statistics.design import Design, uncalibrated
from pipeline.statistics.location import means
from pipeline.statistics.proportions import shares
from tests.support import anes
from tests.support.samples import samples

REFERENCE = anes.r("means")
EVERYONE = np.ones((len(anes.PEOPLE), 1), dtype=bool)


@pytest.mark.parametrize("design", anes.DESIGNS)
def test_means_agree_with_svymean(design):
    known = REFERENCE[REFERENCE["design"] == design].set_index("place").loc[anes.LEVELS["place"]]
    found = means(anes.DESIGNS[design], anes.NUMBER, anes.ticks("place"))
    assert found.mean == pytest.approx(known["mean"].to_numpy(), rel=1e-9)
    assert found.standard_error == pytest.approx(known["standard_error"].to_numpy(), rel=1e-9)


def test_a_case_worked_by_hand():
    values = np.array([3.0, 5, 5, 8, 9, np.nan])
    found = means(uncalibrated(np.ones(6)), values, np.ones((6, 1), dtype=bool))
    assert (found.mean[0], found.n[0]) == (6, 5)
    # R too centres over all six rows: sum of squares 24, over n (n - 1) of the mean, times 6/5.
    assert found.standard_error[0] == pytest.approx(np.sqrt(6 / 5 * 24 / 25))
    assert found.high[0] - found.mean[0] == pytest.approx(2.7764451052 * found.standard_error[0])


@given(samples())
def test_the_mean_of_a_yes_is_its_share(sample):
    groups = sample.group[:, None] == np.arange(sample.group.max() + 1)
    yes = sample.answer == 0
    found, known = (
        means(sample.design, yes.astype(float), groups),
        shares(sample.design, yes[:, None], groups),
    )
    assert found.mean == pytest.approx(known.share[:, 0])
    several = found.n > 1
    assert found.standard_error[several] == pytest.approx(known.standard_error[several, 0], abs=1e-8)


@given(samples(), st.floats(1e-3, 1e3), st.integers(0, 2**32 - 1))
def test_order_of_rows_and_scale_of_weights_do_not_count(sample, scale, seed):
    order = np.random.default_rng(seed).permutation(len(sample.answer))
    groups = sample.group[:, None] == np.arange(sample.group.max() + 1)
    values = np.sin(np.arange(len(order)))
    other = sample.rows(order).design
    here = means(sample.design, values, groups)
    larger = Design(scale * other.weight, scale * other.base_weight, other.calibration)
    there = means(larger, values[order], groups[order])
    for name in ("mean", "standard_error", "low", "high"):
        assert getattr(there, name) == pytest.approx(getattr(here, name), rel=1e-6, abs=1e-8, nan_ok=True)


@given(st.floats(-1e6, 1e6), st.floats(0.01, 1e4))
def test_another_unit_moves_and_stretches_the_mean(shift, stretch):
    here = means(anes.RAKED, anes.NUMBER, anes.ticks("place"))
    there = means(anes.RAKED, shift + stretch * anes.NUMBER, anes.ticks("place"))
    assert there.mean == pytest.approx(shift + stretch * here.mean)
    assert there.standard_error == pytest.approx(
        stretch * here.standard_error, rel=1e-4, abs=1e-6 * abs(shift)
    )


def test_a_mean_that_the_margins_settle_has_no_error_and_no_interval():
    found = means(anes.RAKED, anes.codes("age").astype(float), EVERYONE)
    assert found.mean[0] == pytest.approx(0.31 + 2 * 0.19 + 3 * 0.18)
    assert found.standard_error[0] == 0
    assert np.isnan([found.low, found.high]).all()


def test_empty_groups_one_respondent_and_constants():
    alone = np.arange(len(anes.PEOPLE)) == 3
    groups = np.column_stack([np.zeros_like(alone), alone, ~alone])
    found = means(anes.RAKED, np.full(len(alone), 7.0), groups)
    assert found.n.tolist() == [0, 1, len(alone) - 1]
    assert found.mean == pytest.approx([np.nan, 7, 7], nan_ok=True)
    assert found.standard_error == pytest.approx([np.nan, np.nan, 0], nan_ok=True)
    assert np.isnan([found.low, found.high]).all()
    nothing = means(anes.RAKED, np.full(len(alone), np.nan), groups)
    assert np.isnan([nothing.mean, nothing.standard_error]).all()


def test_infinite_values_are_refused():
    with pytest.raises(ValueError, match="infinite"):
        means(anes.RAKED, np.where(np.arange(len(anes.PEOPLE)) == 3, np.inf, 1.0), EVERYONE)
