"""Adjusted p-values are those of R, keep their order, and do not count what was not tested."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.statistics.multiple_testing import benjamini_hochberg, holm
from tests.support import anes

REFERENCE = anes.r("contrasts")


def test_benjamini_and_hochberg_agree_with_r():
    assert benjamini_hochberg(REFERENCE["p"].to_numpy()) == pytest.approx(REFERENCE["p_adjusted"], rel=1e-9)


@given(st.lists(st.floats(0, 1) | st.just(float("nan"))))
def test_adjusted_p_values_keep_their_order_and_what_was_not_tested(p):
    p = np.array(p)
    adjusted = benjamini_hochberg(p)
    assert (np.isnan(adjusted) == np.isnan(p)).all()
    tested = ~np.isnan(p)
    assert (adjusted[tested] >= p[tested]).all()
    assert (np.diff(adjusted[tested][np.argsort(p[tested])]) >= 0).all()
    assert benjamini_hochberg(p[tested]) == pytest.approx(adjusted[tested])


p_values = st.lists(st.floats(0, 1) | st.just(float("nan")), max_size=12).map(np.array)


@given(p_values)
def test_holms_p_values_keep_their_order_and_what_was_not_tested(p):
    adjusted = holm(p)
    assert (np.isnan(adjusted) == np.isnan(p)).all()
    tested = ~np.isnan(p)
    m = tested.sum()
    assert (adjusted[tested] >= p[tested]).all()
    assert (adjusted[tested] <= np.minimum(m * p[tested], 1) + 1e-12).all()
    assert (np.diff(adjusted[tested][np.argsort(p[tested])]) >= 0).all()
    if m:
        assert adjusted[tested].min() == pytest.approx(min(1, m * p[tested].min()))
