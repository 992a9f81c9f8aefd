"""The re-raking bootstrap: R's with the same draws, near the linearised error, the same on any machine."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.statistics.proportions import shares
from studies.methods.bootstrap import Sample, bootstrap, replicate
from tests.support import anes

RAKED = anes.RAKED
TOTALS = RAKED.calibration.T @ RAKED.weight
PARTY = anes.ticks("party")
OUTCOMES = np.hstack([PARTY, anes.ticks("vote")[:, :1] & anes.ticks("place")])
BASES = np.hstack([np.ones_like(PARTY), anes.ticks("place")])
SAMPLE = Sample(RAKED.base_weight, RAKED.calibration, TOTALS, OUTCOMES.astype(float), BASES.astype(float))


def drawn_as_in_r() -> np.ndarray:
    n = len(PARTY)
    k = np.arange(1, n)
    draws = [np.bincount((k * k * b + 17 * k + b) % n, minlength=n) for b in range(1, 21)]
    return np.array(draws) * n / (n - 1)


def test_with_the_same_draws_it_agrees_with_svrepdesign_and_calibrate():
    known = anes.r("bootstrap").set_index("answer").loc[anes.LEVELS["party"]]
    found = replicate(SAMPLE, drawn_as_in_r())[:, :3]
    assert found.std(axis=0, ddof=1) == pytest.approx(known["standard_error"].to_numpy(), rel=1e-9)


def test_500_replicates_are_within_10_percent_of_the_linearised_errors():
    found = bootstrap(SAMPLE, replicates=500, seed=20170307).standard_error
    everyone = np.ones((len(PARTY), 1), dtype=bool)
    linear = np.concatenate(
        [
            shares(RAKED, PARTY, everyone).standard_error[0],
            shares(RAKED, anes.ticks("vote")[:, :1], anes.ticks("place")).standard_error[:, 0],
        ]
    )
    assert found == pytest.approx(linear, rel=0.1)


def test_the_number_of_processes_does_not_count_and_the_seed_does():
    one, two, three = (bootstrap(SAMPLE, replicates=12, seed=4, processes=p) for p in (1, 2, 3))
    assert (one.estimates == two.estimates).all()
    assert (one.estimates == three.estimates).all()
    assert one.redrawn == two.redrawn
    other = bootstrap(SAMPLE, replicates=12, seed=5, processes=1)
    assert (one.estimates != other.estimates).any()


def test_a_calibrated_margin_is_the_same_in_every_replicate():
    age = anes.ticks("age").astype(float)
    sample = Sample(RAKED.base_weight, RAKED.calibration, TOTALS, age, np.ones_like(age))
    found = bootstrap(sample, replicates=10, processes=1)
    assert found.estimates == pytest.approx(np.tile(list(anes.MARGINS["age"].values()), (10, 1)), rel=1e-8)
    assert found.standard_error == pytest.approx(0, abs=1e-9)


def test_draws_that_empty_a_level_are_drawn_again_and_counted():
    level = np.array([0] * 20 + [1])
    columns = np.eye(2)[level]
    yes = (np.arange(21) % 2 == 0)[:, None].astype(float)
    sample = Sample(np.ones(21), columns, np.array([20.0, 1]), yes, np.ones_like(yes))
    found = bootstrap(sample, replicates=200, processes=1)
    # The last respondent is missed in a draw of 20 with a chance of (20/21)^20 = 0.377.
    assert 80 < found.redrawn < 170
    assert np.isfinite(found.estimates).all()


def test_a_level_without_respondents_is_an_error_and_not_an_endless_loop():
    columns = np.column_stack([RAKED.calibration, np.zeros(len(PARTY))])
    sample = Sample(
        RAKED.base_weight, columns, np.append(TOTALS, 5.0), SAMPLE.numerators, SAMPLE.denominators
    )
    with pytest.raises(ValueError, match="no respondent"):
        bootstrap(sample, replicates=2, processes=1)


def test_an_empty_denominator_is_not_a_number():
    nothing = np.zeros((len(PARTY), 1))
    sample = Sample(RAKED.base_weight, RAKED.calibration, TOTALS, nothing, nothing)
    assert np.isnan(bootstrap(sample, replicates=3, processes=1).estimates).all()
