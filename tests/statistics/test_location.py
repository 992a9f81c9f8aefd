"""Means of numbers and quantiles of answers in classes: those of R, and none where there is none to see."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.statistics.design import Design, uncalibrated
from pipeline.statistics.location import Quantile, means, quantile_of_classes
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


BREAKS = np.array([0, 1, 3, 6, np.inf])
NUMBERS = ("value", "standard_error", "low", "high")


@pytest.mark.parametrize(
    "row", list(anes.r("quantiles").itertuples()), ids=lambda r: f"{r.design}-{r.place}-{r.level}"
)
def test_quantiles_agree_with_r(row):
    inside = (anes.PEOPLE["place"] == row.place).to_numpy()
    found = quantile_of_classes(anes.DESIGNS[row.design], anes.ordered("news"), BREAKS, inside, row.level)
    for name in NUMBERS:
        expected = np.nan if name == "high" and np.isnan(row.high) else getattr(row, name)
        assert getattr(found, name) == pytest.approx(expected, rel=1e-9, nan_ok=True)
    assert found.status == ("open" if np.isnan(row.value) else "open_high" if np.isnan(row.high) else "")


def of(codes: list[int], level: float = 0.5, breaks: np.ndarray = BREAKS) -> Quantile:
    everyone = np.ones(len(codes), dtype=bool)
    return quantile_of_classes(uncalibrated(np.ones(len(codes))), np.array(codes), breaks, everyone, level)


def test_a_median_worked_by_hand():
    # A quarter below 1, a half from 1 to 3: the median lies half of the way, at 2.
    found = of([0, 1, 1, 2] * 25)
    assert found.value == 2
    # Scores 1, 1/2, 0 have variance 1/8; the density is a quarter a unit.
    assert found.standard_error == pytest.approx(np.sqrt(1 / 8 / 99) / 0.25)
    assert found.low == pytest.approx(4 - found.high)


@pytest.mark.parametrize(("codes", "median"), [([0, 0, 2, 2], 1), ([0, 0, 3, 3], 1), ([2, 2, 3, 3], 6)])
def test_a_median_on_the_limit_of_two_classes_is_that_limit(codes, median):
    found = of(codes)
    assert found.value == median
    assert found.standard_error > 0


def test_rounding_does_not_push_a_median_into_the_next_class():
    weight = np.array([0.1, 0.2, 0.3, 0.6])  # the first three sum to 0.6000000000000001
    found = quantile_of_classes(uncalibrated(weight), np.arange(4), BREAKS, np.ones(4, dtype=bool))
    assert found.value == pytest.approx(6)
    assert np.isfinite(found.standard_error)


def test_a_median_in_the_open_class_is_told_and_not_closed_by_assumption():
    found = of([0, 3, 3, 3])
    assert found.status == "open"
    assert np.isnan([getattr(found, name) for name in NUMBERS]).all()
    assert of([0, 3, 3, 3], breaks=np.array([0, 1, 3, 6, 10])).value == pytest.approx(6 + 4 / 3)


def test_an_upper_limit_in_the_open_class_is_told():
    found = of([0, 1, 2, 3] * 3)
    assert found.status == "open_high"
    assert found.low < found.value == 3
    assert np.isnan(found.high)


@pytest.mark.parametrize(
    ("status", "codes", "domain"),
    [("no_respondents", [0, 1], [0, 0]), ("no_variance", [2, 1], [1, 0]), ("no_variance", [2, 2], [1, 1])],
)
def test_without_respondents_or_spread_there_is_no_error(status, codes, domain):
    found = quantile_of_classes(
        uncalibrated(np.ones(2)), np.array(codes), BREAKS, np.array(domain, dtype=bool)
    )
    assert found.status == status
    assert np.isnan([found.standard_error, found.low, found.high]).all()
    assert np.isnan(found.value) == (status == "no_respondents")


@given(samples(), st.floats(0.05, 0.95), st.floats(1e-3, 1e3), st.integers(0, 2**32 - 1))
def test_order_of_rows_and_scale_of_weights_do_not_count_for_quantiles(sample, level, scale, seed):
    breaks = np.append(np.arange(sample.answer.max() + 1), np.inf)
    everyone = np.ones(len(sample.answer), dtype=bool)
    here = quantile_of_classes(sample.design, sample.answer, breaks, everyone, level)
    other = sample.rows(np.random.default_rng(seed).permutation(len(everyone)))
    design = Design(scale * other.design.weight, scale * other.design.base_weight, other.design.calibration)
    there = quantile_of_classes(design, other.answer, breaks, everyone, level)
    assert there.status == here.status
    for name in NUMBERS:
        assert getattr(there, name) == pytest.approx(getattr(here, name), rel=1e-6, abs=1e-8, nan_ok=True)


@given(samples(), st.floats(-50, 50), st.floats(0.1, 10))
def test_another_unit_moves_and_stretches_the_quantile(sample, shift, stretch):
    breaks = np.append(np.arange(sample.answer.max() + 1), np.inf)
    everyone = np.ones(len(sample.answer), dtype=bool)
    here = quantile_of_classes(sample.design, sample.answer, breaks, everyone, 0.3)
    there = quantile_of_classes(sample.design, sample.answer, shift + stretch * breaks, everyone, 0.3)
    for name in ("value", "low", "high"):
        moved = shift + stretch * getattr(here, name)
        assert getattr(there, name) == pytest.approx(moved, rel=1e-7, abs=1e-7, nan_ok=True)


@given(samples())
def test_the_interval_holds_the_quantile_and_quantiles_keep_their_order(sample):
    breaks = np.arange(sample.answer.max() + 2, dtype=float)
    everyone = np.ones(len(sample.answer), dtype=bool)
    found = [
        quantile_of_classes(sample.design, sample.answer, breaks, everyone, level)
        for level in (0.25, 0.5, 0.75)
    ]
    assert [one.value for one in found] == sorted(one.value for one in found)
    for one in found:
        assert one.low <= one.value + 1e-9
        assert one.value <= one.high + 1e-9
