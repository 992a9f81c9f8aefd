"""Wald's tests and residuals of cells: those of R, and a reason where there are none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pipeline.statistics.design import Design
from pipeline.statistics.linear_combinations import JointShares
from studies.methods.wald_tests import adjusted_residuals, wald_equal, wald_independence
from tests.support import anes
from tests.support.samples import samples

EVERYONE = anes.DOMAINS["all"]
NOBODY = ~EVERYONE
RESIDUALS = anes.r("residuals")
# R takes answers in the order of the alphabet or of its factor; a test does not hang on it, but for rounding.


@pytest.mark.parametrize(
    "row", list(anes.r("wald").itertuples()), ids=lambda r: f"{r.design}-{r.question}-{r.statistic}"
)
def test_walds_tests_agree_with_svychisq(row):
    found = wald_independence(
        anes.DESIGNS[row.design], anes.codes(row.question), anes.codes("place"), EVERYONE
    )
    if row.statistic == "Wald":
        ours = (found.f, found.df1, found.df2, found.p)
    else:
        ours = (found.adjusted_f, found.df1, found.adjusted_df2, found.adjusted_p)
    assert ours[:3] == pytest.approx((row.f, row.df1, row.df2), rel=1e-9)
    assert ours[3] == pytest.approx(row.p, rel=1e-7)


@pytest.mark.parametrize("question", RESIDUALS["question"].unique())
def test_residuals_agree_with_chisq_test(question):
    found = adjusted_residuals(anes.RAKED.weight, anes.codes(question), anes.codes("place"), EVERYONE)
    for row in RESIDUALS[RESIDUALS["question"] == question].itertuples():
        cell = anes.LEVELS[question].index(row.answer), anes.LEVELS["place"].index(row.place)
        assert found[cell] == pytest.approx(row.residual, rel=1e-9)


def test_of_a_yes_or_no_it_is_the_test_that_all_shares_are_equal():
    yes = anes.codes("vote")
    found = wald_independence(anes.RAKED, yes, anes.codes("place"), EVERYONE)
    joint = JointShares.of_groups(anes.RAKED, yes == 1, anes.ticks("place"))
    # The two linearise another form of the same hypothesis: close, and on the same degrees of freedom.
    f, df1, df2, _ = wald_equal(joint, found.df2)
    assert (found.df1, found.df2) == (df1, df2)
    assert found.f == pytest.approx(f, rel=0.1)


@given(samples())
def test_with_equal_weights_residuals_are_those_of_the_table(sample):
    everyone = np.ones(len(sample.answer), dtype=bool)
    found = adjusted_residuals(np.ones(len(everyone)), sample.answer, sample.group, everyone)
    table = np.zeros(found.shape)
    np.add.at(table, (sample.answer, sample.group), 1)
    expected = stats.contingency.expected_freq(table)
    n = table.sum()
    spread = expected * np.outer(1 - table.sum(axis=1) / n, 1 - table.sum(axis=0) / n)
    assert found == pytest.approx((table - expected) / np.sqrt(spread))


@given(samples(), st.integers(0, 2**32 - 1), st.floats(1e-3, 1e3))
def test_order_scale_and_labels_do_not_count(sample, seed, scale):
    other = sample.rows(np.random.default_rng(seed).permutation(len(sample.answer)))
    design = Design(scale * other.design.weight, scale * other.design.base_weight, other.design.calibration)
    everyone = np.ones(len(sample.answer), dtype=bool)
    here = wald_independence(sample.design, sample.answer, sample.group, everyone)
    there = wald_independence(design, 3 * other.answer - 8, 5 - other.group, everyone)
    assert there.status == here.status
    assert there.f == pytest.approx(here.f, rel=1e-4, abs=1e-9, nan_ok=True)
    residuals = adjusted_residuals(sample.design.weight, sample.answer, sample.group, everyone)
    again = adjusted_residuals(design.weight, 3 * other.answer - 8, 5 - other.group, everyone)
    assert again[:, ::-1] == pytest.approx(residuals, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("status", "rows", "columns", "domain"),
    [
        ("no_respondents", anes.codes("vote"), anes.codes("place"), NOBODY),
        ("one_group", anes.codes("vote"), anes.codes("place"), anes.ticks("place")[:, 1]),
        ("one_level", anes.codes("news"), anes.codes("place"), anes.DOMAINS["daily"]),
        ("no_variance", anes.codes("place"), anes.codes("place"), EVERYONE),
        ("no_variance", anes.codes("age") % 3, anes.codes("age") % 3, EVERYONE),
    ],
)
def test_what_cannot_be_tested_has_a_status_and_no_numbers(status, rows, columns, domain):
    found = wald_independence(anes.RAKED, rows, columns, domain)
    assert found.status == status
    assert np.isnan([found.f, found.p, found.adjusted_f, found.adjusted_p]).all()


def test_residuals_of_one_level_and_of_nobody_are_not_numbers():
    weight, places = anes.RAKED.weight, anes.codes("place")
    assert np.isnan(adjusted_residuals(weight, np.zeros_like(places), places, EVERYONE)).all()
    assert np.isnan(adjusted_residuals(weight, anes.codes("vote"), np.zeros_like(places), EVERYONE)).all()
    assert adjusted_residuals(weight, anes.codes("vote"), places, NOBODY).size == 0
