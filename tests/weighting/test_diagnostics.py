"""A survey is warned of weights far from the others and of weights that cost much precision."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.codebook.analysis import Method
from pipeline.weighting.diagnostics import alarms, extreme, needs_trimming
from tests.support import anes


def test_weights_far_from_the_median_are_extreme_and_unequal_ones_need_trimming():
    assert extreme(np.array([1.0, 1, 1, 5.1, 0.19])).tolist() == [False, False, False, True, True]
    assert not needs_trimming(anes.RAKED.weight)
    assert needs_trimming(np.array([1.0] * 20 + [10]))


@pytest.mark.parametrize("bad", [[], [1.0, 0.0], [1.0, -1.0], [1.0, np.nan], [1.0, np.inf]])
def test_what_is_no_weight_is_refused(bad):
    weight = np.array(bad)
    for function in (extreme, needs_trimming):
        with pytest.raises(ValueError, match="above 0"):
            function(weight)


def test_a_survey_is_warned_of_single_weights_and_of_unequal_ones():
    method = Method(margins=["area"])

    def warnings(*last_weights: float) -> list[tuple[str, str]]:
        weights = np.array([1.0] * 97 + [*last_weights])
        return [(fault.code, fault.value) for fault in alarms(weights, method, "margins.csv")]

    assert warnings(4.9, 0.21, 1) == []
    assert warnings(5.1, 0.19, 1) == [("weights_extreme", "2")]
    # 99 weights of 1 and one of 20: effect 100 x 499 / 119^2.
    assert warnings(1, 1, 20) == [("weights_extreme", "1"), ("weights_unequal", "3.52")]
