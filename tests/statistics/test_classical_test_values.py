"""Classical test values are those of FactoMineR, and never a number where there is nothing to compare."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.statistics.classical_test_values import classical
from studies.methods.classical_means import classical_mean
from tests.support import anes
from tests.support.samples import samples

REFERENCE = anes.r("classical")
PLACES = anes.ticks("place")
WEIGHTS = {"none": np.ones(len(PLACES)), "raked": anes.RAKED.weight}
EMPTY = np.zeros((len(PLACES), 1), dtype=bool)


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("question", ["vote", "position", "party", "news"])
def test_test_values_agree_with_catdes(weight, question):
    found = classical(WEIGHTS[weight], anes.ticks(question), PLACES)
    known = REFERENCE[(REFERENCE["weight"] == weight) & (REFERENCE["question"] == question)]
    assert len(known) == found.size
    for row in known.itertuples():
        cell = anes.LEVELS["place"].index(row.place), anes.LEVELS[question].index(row.answer)
        assert found[cell] == pytest.approx(row.value, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("weight", WEIGHTS)
def test_test_values_of_a_number_agree_with_catdes(weight):
    known = REFERENCE[(REFERENCE["weight"] == weight) & (REFERENCE["question"] == "number")]
    values = known.set_index("place").loc[anes.LEVELS["place"], "value"].to_numpy()
    assert classical_mean(WEIGHTS[weight], anes.NUMBER, PLACES) == pytest.approx(values, rel=1e-9)


@given(samples(), st.integers(0, 2**32 - 1), st.floats(1e-3, 1e3))
def test_order_of_rows_and_scale_of_weights_do_not_count(sample, seed, scale):
    order = np.random.default_rng(seed).permutation(len(sample.answer))
    outcomes = sample.answer[:, None] == np.arange(3)
    groups = sample.group[:, None] == np.arange(2)
    # Away from halves, where a weighted count could be rounded up or down.
    weight = np.ones(len(order))
    assert classical(scale * weight, outcomes[order], groups[order]) == pytest.approx(
        classical(weight, outcomes, groups)
    )
    here = classical_mean(sample.design.weight, sample.answer, groups)
    there = classical_mean(scale * sample.design.weight[order], sample.answer[order], groups[order])
    assert there == pytest.approx(here, rel=1e-6, abs=1e-9, nan_ok=True)


@given(samples())
def test_two_groups_have_opposite_values(sample):
    groups = np.column_stack([sample.group == 0, sample.group != 0])
    found = classical(np.ones(len(groups)), (sample.answer == 0)[:, None], groups)[:, 0]
    assert abs(found[0]) == pytest.approx(abs(found[1]), abs=1e-9)
    means = classical_mean(sample.design.weight, sample.answer, groups)
    assert means[0] == pytest.approx(-means[1], nan_ok=True)


def test_the_direction_is_that_of_the_shares():
    found = classical(anes.RAKED.weight, anes.ticks("party"), PLACES)
    share = (anes.RAKED.weight[:, None] * PLACES).T @ anes.ticks("party")
    over = share / (anes.RAKED.weight @ PLACES)[:, None] > anes.RAKED.weight @ anes.ticks("party") / 94400
    assert (np.sign(found) == np.where(over, 1, -1)).all()


def test_values_are_held_where_p_underflows():
    half = np.repeat([True, False], 5000)[:, None]
    found = classical(np.ones(10_000), half, np.hstack([half, ~half]))
    assert found.ravel() == pytest.approx([37.0657878808, -37.0657878808])


def test_empty_groups_constants_and_nobody():
    everyone = ~EMPTY
    found = classical(
        anes.RAKED.weight, np.hstack([EMPTY, everyone, anes.ticks("vote")]), np.hstack([EMPTY, everyone])
    )
    assert np.isnan(found[0]).all()
    assert (found[1] == 0).all()
    groups = np.hstack([EMPTY, everyone, PLACES])
    means = classical_mean(anes.RAKED.weight, anes.NUMBER, groups)
    assert np.isnan(means[:2]).all()
    assert np.isfinite(means[2:]).all()
    assert np.isnan(classical_mean(anes.RAKED.weight, np.full(len(PLACES), 3.3), groups)).all()
    nobody = np.zeros(0)
    assert np.isnan(classical(nobody, EMPTY[:0], PLACES[:0])).all()
    assert np.isnan(classical_mean(nobody, nobody, PLACES[:0])).all()
