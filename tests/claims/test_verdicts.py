"""Verdicts follow from estimates and from p-values adjusted over all the claims that were tested."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.claims.verdicts import Tested, adjusted, adjusted_instead, verdict


def test_p_values_are_adjusted_over_what_was_tested():
    family = [
        Tested(True, 0.01, 0.99, 50),
        Tested(True, 0.04, 0.96, 50),
        Tested(True, np.nan, 0.5, 50, exact=True),
        Tested(True, 0.001, 0.9, 10, few=True),
        Tested(None),
        Tested(True, certain=True),
    ]
    for_it, against_it = adjusted(family)
    assert for_it[:2] == pytest.approx([0.02, 0.04])
    assert np.isnan(for_it[2:]).all()
    assert np.isfinite(against_it[:3]).all() and np.isnan(against_it[3:]).all()
    alternative = Tested(True, 0.9, 0.1, 50)
    assert adjusted_instead(family, 0, alternative)[0] == pytest.approx(0.9)


@pytest.mark.parametrize(
    "satisfied, for_it, against_it, expected",
    [
        (True, 0.04, 0.9, "established"),
        (True, 0.06, 0.9, "consistent"),
        (False, 0.9, 0.06, "not_shown"),
        (False, 0.9, 0.04, "contradicted"),
    ],
)
def test_verdicts_follow_from_estimates_and_adjusted_p(satisfied, for_it, against_it, expected):
    reading = Tested(satisfied, for_it, against_it, 100)
    assert verdict(reading, for_it, against_it, 0.05) == expected


def test_a_printed_percentage_is_contradicted_or_consistent():
    near = Tested(False, np.nan, 0.4, 100, exact=True)
    assert verdict(near, np.nan, 0.4, 0.05) == "consistent"
    assert verdict(near, np.nan, 0.01, 0.05) == "contradicted"
