"""All pairs of groups: those of R; and letters that say exactly which groups differ."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.statistics.comparisons import groups_against_rest
from pipeline.statistics.design import Design, uncalibrated
from pipeline.statistics.linear_combinations import JointShares
from pipeline.statistics.multiple_testing import benjamini_hochberg
from pipeline.statistics.pairs import all_pairs, letters
from studies.methods.wald_tests import wald_equal
from tests.support import anes
from tests.support.samples import Sample, samples

REFERENCE = anes.r("pairs")
PLACES = anes.ticks("place")
DOLE = anes.codes("vote") == 1
NOBODY = np.zeros(len(DOLE), dtype=bool)


@pytest.mark.parametrize("place", list(REFERENCE.groupby(["design", "level"]).groups), ids="-".join)
def test_pairs_agree_with_svyglm_and_p_adjust(place):
    known = REFERENCE[(REFERENCE["design"] == place[0]) & (REFERENCE["level"] == place[1])]
    design, outcome = anes.DESIGNS[place[0]], (anes.PEOPLE["party"] == place[1]).to_numpy()
    order = [anes.LEVELS["place"].index(name) for name in ("rural", "small", "medium", "large")]
    found = all_pairs(design, outcome, PLACES[:, order])
    for name in ("difference", "standard_error"):
        assert getattr(found, name) == pytest.approx(known[name].to_numpy(), rel=1e-9, abs=1e-12)
    assert found.p == pytest.approx(known["p"].to_numpy(), rel=1e-8)
    assert found.p_adjusted == pytest.approx(known["holm"].to_numpy(), rel=1e-8)
    assert benjamini_hochberg(found.p) == pytest.approx(known["benjamini_hochberg"].to_numpy(), rel=1e-8)
    f = wald_equal(JointShares.of_groups(design, outcome, PLACES[:, order]), len(outcome) - 4)[0]
    assert f == pytest.approx(known["wald"].iloc[0], rel=1e-9)
    for a, b, row in zip(found.first, found.second, known.itertuples(), strict=True):
        together = bool(set(found.letters[a]) & set(found.letters[b]))
        assert together == bool(set(row.first_letters) & set(row.second_letters))


def test_a_pair_is_a_group_against_the_rest_when_there_are_two():
    two = PLACES[:, :2]
    found = all_pairs(anes.RAKED, DOLE, two)
    rest = groups_against_rest(anes.RAKED, DOLE[:, None], two, two.any(axis=1))
    assert found.difference[0] == pytest.approx(rest.difference[0, 0])
    assert found.standard_error[0] == pytest.approx(rest.standard_error[0, 0])


@pytest.mark.parametrize("few", [0, 1, 4, 5])
def test_a_pair_with_a_rare_answer_has_what_equality_would_give_it_by_hand(few):
    # Of 60, 80 and 100, `few` (or all but `few`), 20 and 30 gave the answer; equal weights.
    groups = np.repeat([0, 1, 2], [60, 80, 100])[:, None] == np.arange(3)
    place = np.arange(240) - np.repeat([0, 60, 140], [60, 80, 100])
    outcome = place < np.repeat([few, 20, 30], [60, 80, 100])
    own = np.array([few / 60, 0.25, 0.3])
    variance = 240 / 239 * own * (1 - own) / [60, 80, 100]
    # The share of both: the first and second group, the first and third; the last pair has no rare answer.
    together = np.array([(few + 20) / 140, (few + 30) / 160, few / 60])
    lacking = (together * (1 - together) - own[0] * (1 - own[0])) / 60 if few < 5 else np.zeros(3)
    for answer in (outcome, ~outcome):
        found = all_pairs(uncalibrated(np.ones(240)), answer, groups)
        expected = variance[found.first] + variance[found.second] + lacking
        assert found.standard_error**2 == pytest.approx(expected)


def test_without_calibration_groups_are_independent():
    joint = JointShares.of_groups(uncalibrated(anes.EQUAL), DOLE, PLACES)
    n = PLACES.sum(axis=0)
    total = len(DOLE)
    expected = total / (total - 1) * joint.share * (1 - joint.share) / n
    assert joint.covariance == pytest.approx(np.diag(expected), abs=1e-15)


def pairs_of(sample: Sample, design: Design | None = None):
    groups = sample.group[:, None] == np.arange(sample.group.max() + 1)
    return all_pairs(design or sample.design, sample.answer == 0, groups)


@given(samples(), st.integers(0, 2**32 - 1), st.floats(1e-3, 1e3))
def test_order_of_rows_and_scale_of_weights_do_not_count(sample, seed, scale):
    other = sample.rows(np.random.default_rng(seed).permutation(len(sample.answer)))
    design = Design(scale * other.design.weight, scale * other.design.base_weight, other.design.calibration)
    here, there = pairs_of(sample), pairs_of(other, design)
    for name in ("difference", "standard_error", "p", "p_adjusted"):
        assert getattr(there, name) == pytest.approx(getattr(here, name), rel=1e-5, abs=1e-8, nan_ok=True)


@given(samples())
def test_turning_the_answer_over_turns_differences_over_and_leaves_the_rest(sample):
    groups = sample.group[:, None] == np.arange(sample.group.max() + 1)
    here = all_pairs(sample.design, sample.answer == 0, groups)
    there = all_pairs(sample.design, sample.answer != 0, groups)
    assert there.difference == pytest.approx(-here.difference, abs=1e-9)
    assert there.standard_error == pytest.approx(here.standard_error, rel=1e-6, nan_ok=True)


@st.composite
def differing(draw: st.DrawFn) -> tuple[int, set[tuple[int, int]]]:
    groups = draw(st.integers(1, 7))
    every = list(combinations(range(groups), 2))
    return groups, set(draw(st.lists(st.sampled_from(every), unique=True))) if every else set()


@given(differing())
def test_groups_share_a_letter_exactly_when_they_do_not_differ(case):
    groups, different = case
    marks = letters(different, groups)
    for pair in combinations(range(groups), 2):
        together = bool(set(marks[pair[0]]) & set(marks[pair[1]]))
        assert together == (pair not in different)


@given(differing())
def test_every_group_has_a_letter_no_letter_is_spare_and_the_first_group_has_a(case):
    groups, different = case
    marks = letters(different, groups)
    assert all(marks)
    assert "a" in marks[0]
    used = sorted(set("".join(marks)))
    members = [frozenset(i for i, mark in enumerate(marks) if letter in mark) for letter in used]
    assert not any(one < other for one in members for other in members)
    assert used == [chr(ord("a") + i) for i in range(len(used))]


def test_letters_worked_by_hand():
    assert letters(set(), 3) == ["a", "a", "a"]
    assert letters({(0, 1), (0, 2), (1, 2)}, 3) == ["a", "b", "c"]
    assert letters({(0, 2)}, 3) == ["a", "ab", "b"]
    assert letters({(0, 2)}, 4, without={3}) == ["a", "ab", "b", ""]


def test_empty_groups_and_single_respondents_are_compared_with_nobody():
    alone = np.arange(len(DOLE)) == 7
    groups = np.column_stack([PLACES & ~alone[:, None], NOBODY, alone])
    found = all_pairs(anes.RAKED, DOLE, groups)
    known = all_pairs(anes.RAKED, DOLE, PLACES & ~alone[:, None])
    about = (found.first < 4) & (found.second < 4)
    assert found.standard_error[about] == pytest.approx(known.standard_error)
    assert np.isnan(found.p[~about]).all()
    assert np.isnan(found.standard_error[~about]).all()
    # Adjusted over the pairs tested: those of the others do not count, but for a degree of freedom.
    assert found.p_adjusted[about] == pytest.approx(known.p_adjusted, rel=1e-3)
    assert found.letters[4:] == ["", ""]


@pytest.mark.parametrize(
    "outcome", [np.ones_like(NOBODY), NOBODY, PLACES[:, 0]], ids=["all", "none", "group"]
)
def test_constant_answers_and_settled_ones_are_not_tested(outcome):
    found = all_pairs(anes.RAKED, outcome, PLACES)
    assert np.isnan([found.p, found.standard_error]).all()
    assert found.letters == ["a"] * 4
    f, _, _, p = wald_equal(JointShares.of_groups(anes.RAKED, outcome, PLACES), 900)
    assert np.isnan([f, p]).all()


def test_one_group_and_nobody_at_all():
    alone = all_pairs(anes.RAKED, DOLE, PLACES[:, :1])
    assert (len(alone.p), alone.letters) == (0, ["a"])
    nobody = all_pairs(anes.RAKED, DOLE, PLACES & NOBODY[:, None])
    assert np.isnan([nobody.difference, nobody.p]).all()
    assert nobody.letters == [""] * 4
