"""Intervals for comparison: those of R, and none where they have no meaning."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.statistics.proportions import shares
from studies.methods.intervals import arcsine_interval, beta_interval, logit_interval, wald_interval
from tests.support import anes

METHODS = {"xlogit": logit_interval, "asin": arcsine_interval, "mean": wald_interval}
ALL = [*METHODS.values(), beta_interval]


@pytest.mark.parametrize(
    "row", list(anes.r("intervals").itertuples()), ids=lambda r: f"{r.design}-{r.place}-{r.method}"
)
def test_intervals_agree_with_svyciprop(row):
    inside = anes.ticks("place")[:, [anes.LEVELS["place"].index(row.place)]]
    found = shares(anes.DESIGNS[row.design], anes.ticks("vote")[:, [1]], inside)
    share, error = found.share[0, 0], found.standard_error[0, 0]
    if row.method == "beta":
        # R's factor takes all rows of a calibrated design.
        low, high = beta_interval(share, error, found.n[0], rows=len(anes.PEOPLE))
    else:
        low, high = METHODS[row.method](share, error, found.df[0])
    assert (low, high) == pytest.approx((row.low, row.high), rel=1e-9)


def test_by_default_the_beta_interval_never_counts_more_people_than_there_are():
    narrow, simple = (
        float(np.diff(beta_interval(0.3, error, 50))[0]) for error in (0.001, (0.21 / 50) ** 0.5)
    )
    assert narrow == pytest.approx(simple)
    assert np.diff(beta_interval(0.3, 0.2, 50))[0] > narrow


@pytest.mark.parametrize("interval", ALL)
@pytest.mark.parametrize(("share", "error"), [(0.0, 0.0), (1.0, 0.0), (0.4, 0.0), (np.nan, np.nan)])
def test_there_is_no_interval_without_an_error(interval, share, error):
    assert np.isnan(interval(np.array([share]), np.array([error]), np.array([40]))).all()


@pytest.mark.parametrize("interval", ALL)
def test_intervals_of_a_share_and_of_its_complement_mirror_each_other(interval):
    low, high = interval(np.array([0.2, 0.8]), np.array([0.03, 0.03]), np.array([100, 100]))
    assert low[0] == pytest.approx(1 - high[1])
    assert high[0] == pytest.approx(1 - low[1])
    assert low[0] < 0.2 < high[0]
