"""Rao and Scott's F is that of R where R can be trusted; where there is nothing to test it says so."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pipeline.statistics.design import Design, uncalibrated
from pipeline.statistics.independence import rao_scott
from tests.support import anes
from tests.support.samples import Sample, samples

TESTS = anes.r("tests").set_index(["design", "domain", "question", "group"]).sort_index()
JOINT = anes.r("joint").set_index(["design", "domain"])
ITEMS = np.column_stack(
    [
        anes.PEOPLE["vote"] == "Dole",
        anes.PEOPLE["party"] == "Republican",
        anes.PEOPLE["news"] == "6-7 days",
        anes.PEOPLE["income"] == "q4",
    ]
).astype(int)
NUMBERS = ("statistic", "df1", "df2", "p", "x2", "cramer_v", "cramer_v_corrected")


@pytest.mark.parametrize("place", TESTS.index, ids="-".join)
def test_f_agrees_with_svychisq(place):
    design, domain, question, group = place
    found = rao_scott(anes.DESIGNS[design], anes.codes(question), anes.codes(group), anes.DOMAINS[domain])
    expected = TESTS.loc[place]
    for name in ("statistic", "df1", "x2", "cramer_v", "first_order_df"):
        assert getattr(found, name) == pytest.approx(expected[name], rel=1e-9)
    assert found.first_order_p == pytest.approx(expected["first_order_p"], rel=1e-8)
    assert found.first_order_p == pytest.approx(stats.chi2.sf(found.first_order, found.first_order_df))
    # In a domain of fewer than 200 our denominator has its n - 1, R's the whole sample's.
    whole = len(anes.PEOPLE) - 1
    nu = whole if found.n >= 200 else found.n - 1
    assert found.df2 * whole / nu == pytest.approx(
        expected["df2"] if design != "plain" else found.df1 * whole, rel=1e-9
    )
    if nu == whole and design != "plain":
        assert found.p == pytest.approx(expected["p"], rel=1e-8)
    assert found.p == pytest.approx(stats.f.sf(found.statistic, found.df1, found.df2), rel=1e-12)


@pytest.mark.parametrize(("n", "nu"), [(199, 198), (200, len(anes.PEOPLE) - 1)])
def test_small_domains_have_their_own_degrees_of_freedom(n, nu):
    found = rao_scott(anes.RAKED, anes.codes("vote"), anes.codes("place"), np.arange(len(anes.PEOPLE)) < n)
    assert found.df2 == pytest.approx(found.df1 * nu)


@pytest.mark.parametrize("place", JOINT.index, ids="-".join)
def test_the_joint_f_of_several_items_agrees_with_r(place):
    design, domain = place
    found = rao_scott(anes.DESIGNS[design], ITEMS, anes.codes("place"), anes.DOMAINS[domain])
    for name in ("statistic", "df1", "df2", "x2"):
        assert getattr(found, name) == pytest.approx(JOINT.loc[place, name], rel=1e-9)
    assert found.p == pytest.approx(JOINT.loc[place, "p"], rel=1e-8)


def test_the_joint_f_of_one_item_is_its_own_f():
    everyone = anes.DOMAINS["all"]
    one = rao_scott(anes.RAKED, ITEMS[:, :1], anes.codes("place"), everyone)
    assert one == rao_scott(anes.RAKED, ITEMS[:, 0], anes.codes("place"), everyone)
    assert one.statistic == pytest.approx(TESTS.loc[("raked", "all", "vote", "place"), "statistic"], rel=1e-9)


def of_sample(sample: Sample, design: Design | None = None):
    everyone = np.ones(len(sample.answer), dtype=bool)
    return rao_scott(design or sample.design, sample.answer, sample.group, everyone)


def same(here, there, rel: float = 1e-6):
    assert there.status == here.status
    for name in NUMBERS:
        assert getattr(there, name) == pytest.approx(getattr(here, name), rel=rel, nan_ok=True)


@given(samples())
def test_with_equal_weights_f_is_pearsons_over_its_freedom(sample):
    n = len(sample.answer)
    table = np.histogram2d(
        sample.answer,
        sample.group,
        bins=[np.arange(-0.5, codes.max() + 1) for codes in (sample.answer, sample.group)],
    )[0]
    found = of_sample(sample, uncalibrated(np.full(n, 3.0)))
    pearson = stats.chi2_contingency(table, correction=False)
    assert found.x2 == pytest.approx(pearson.statistic, rel=1e-9, abs=1e-9)
    if (table > 0).all():
        assert found.statistic == pytest.approx(
            pearson.statistic * (n - 1) / (n * pearson.dof), rel=1e-8, abs=1e-9
        )
        assert found.df1 == pytest.approx(pearson.dof, rel=1e-8)
        assert found.df2 == pytest.approx(pearson.dof * (n - 1), rel=1e-8)


@given(samples())
def test_the_joint_f_of_one_item_is_its_own_f_in_any_sample(sample):
    everyone = np.ones(len(sample.answer), dtype=bool)
    same(of_sample(sample), rao_scott(sample.design, sample.answer[:, None], sample.group, everyone))
    # The same item twice has twice the statistic and twice the design effect.
    twice = rao_scott(sample.design, np.tile(sample.answer[:, None], 2), sample.group, everyone)
    for name in ("statistic", "df1", "p"):
        assert getattr(twice, name) == pytest.approx(getattr(of_sample(sample), name), rel=1e-6, nan_ok=True)


@given(samples(), st.integers(0, 2**32 - 1))
def test_the_order_of_rows_does_not_count(sample, seed):
    same(
        of_sample(sample), of_sample(sample.rows(np.random.default_rng(seed).permutation(len(sample.answer))))
    )


@given(samples(), st.floats(1e-3, 1e3))
def test_the_scale_of_weights_does_not_count(sample, scale):
    design = sample.design
    same(
        of_sample(sample),
        of_sample(sample, Design(scale * design.weight, scale * design.base_weight, design.calibration)),
    )


@given(samples())
def test_labels_and_their_order_do_not_count(sample):
    other = Sample(sample.design, sample.margins, 7 - sample.answer, 3 * sample.group + 2)
    same(of_sample(sample), of_sample(other))


@given(samples())
def test_answers_and_groups_can_change_places(sample):
    same(of_sample(sample), of_sample(Sample(sample.design, sample.margins, sample.group, sample.answer)))


@given(samples(), st.integers(0, 2**32 - 1))
def test_the_order_of_items_does_not_count(sample, seed):
    random = np.random.default_rng(seed)
    items = random.integers(2, size=(len(sample.answer), 3))
    everyone = np.ones(len(items), dtype=bool)
    here, there = (
        rao_scott(sample.design, chosen, sample.group, everyone) for chosen in (items, items[:, ::-1])
    )
    same(here, there)


def test_codes_outside_the_domain_are_not_read():
    inside = anes.DOMAINS["daily"]
    spoiled = np.where(inside, anes.codes("vote"), 99)
    same(
        rao_scott(anes.RAKED, anes.codes("vote"), anes.codes("place"), inside),
        rao_scott(anes.RAKED, spoiled, anes.codes("place"), inside),
        rel=1e-12,
    )


def test_items_that_everyone_or_no_one_ticks_are_left_out():
    everyone = anes.DOMAINS["all"]
    constant = np.column_stack([ITEMS, np.zeros(len(ITEMS), dtype=int), np.ones(len(ITEMS), dtype=int)])
    same(
        rao_scott(anes.RAKED, ITEMS, anes.codes("place"), everyone),
        rao_scott(anes.RAKED, constant, anes.codes("place"), everyone),
        rel=1e-12,
    )


NOBODY = np.zeros(len(anes.PEOPLE), dtype=bool)
DIAGONAL = anes.codes("age") % 3


@pytest.mark.parametrize(
    ("status", "items", "groups", "domain"),
    [
        ("no_respondents", anes.codes("vote"), anes.codes("place"), NOBODY),
        ("one_group", anes.codes("vote"), np.zeros_like(DIAGONAL), anes.DOMAINS["all"]),
        ("one_level", anes.codes("news"), anes.codes("place"), anes.DOMAINS["daily"]),
        ("one_level", np.zeros_like(ITEMS), anes.codes("place"), anes.DOMAINS["all"]),
        # R stops here with "system is computationally singular".
        ("empty_cells", DIAGONAL, DIAGONAL, anes.DOMAINS["all"]),
    ],
)
def test_what_cannot_be_tested_has_a_status_and_no_numbers(status, items, groups, domain):
    found = rao_scott(anes.RAKED, items, groups, domain)
    assert found.status == status
    assert np.isnan([getattr(found, name) for name in NUMBERS]).all()
    assert found.n == domain.sum()


def test_a_table_that_calibration_has_settled_is_not_tested():
    # R gives F of 1e28 and p = 0: a difference that is a target, over rounding noise.
    crossed = 4 * anes.codes("age") + anes.codes("vote")
    columns = np.eye(crossed.max() + 1)[crossed]
    design = Design(anes.RAKED.weight, anes.RAKED.base_weight, columns)
    found = rao_scott(design, anes.codes("vote"), anes.codes("age"), anes.DOMAINS["all"])
    assert found.status == "no_variance"
    assert np.isnan(found.p)


def test_one_empty_cell_is_tested_and_sparse_tables_are_told():
    items, groups = anes.codes("party"), anes.codes("age")
    without = ~((items == 1) & (groups == 3))
    found = rao_scott(anes.RAKED, items, groups, without)
    assert found.status == ""
    assert 0 < found.p < 1
    few = anes.DOMAINS["old"] & (np.arange(len(items)) % 3 == 0)
    assert rao_scott(anes.RAKED, items, anes.codes("place"), few).sparse
    assert not rao_scott(anes.RAKED, items, anes.codes("place"), anes.DOMAINS["all"]).sparse


def test_cramer_v_is_1_for_the_same_answer_twice_and_near_0_for_unrelated_ones():
    everyone = anes.DOMAINS["all"]
    same_twice = rao_scott(anes.RAKED, anes.codes("vote"), anes.codes("vote"), everyone)
    assert same_twice.cramer_v == pytest.approx(1)
    by_row = rao_scott(anes.RAKED, anes.codes("vote"), np.arange(len(everyone)) % 2, everyone)
    assert by_row.cramer_v < 0.1
    assert by_row.cramer_v_corrected < by_row.cramer_v
