"""Differences between two waves agree with R, and behave as differences must."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.statistics.design import Design, uncalibrated
from pipeline.statistics.independence import rao_scott
from pipeline.statistics.multiple_testing import benjamini_hochberg
from pipeline.statistics.proportions import Shares, shares
from pipeline.statistics.ranks import rank_test
from pipeline.statistics.waves import (
    Sides,
    composition_effect,
    detectable,
    satterthwaite,
    stacked,
    wave_differences,
)
from tests.support import two_waves as waves
from tests.support.anes import REFERENCE
from tests.support.samples import samples

OLD, NEW = (waves.calibrated(wave, wave) for wave in ("old", "new"))
BOTH = stacked(OLD, NEW)


def r(name: str) -> pd.DataFrame:
    return pd.read_csv(REFERENCE / f"waves-{name}.csv")


DIFFERENCES, TESTS, COMPOSITION = r("differences"), r("tests"), r("composition")


def sides(question: str, domain: str) -> Sides:
    """The shares of all answers to a question in a domain, in both waves."""
    found = {}
    for wave, design in (("old", OLD), ("new", NEW)):
        inside = waves.domains(wave)[domain]
        found[wave] = shares(design, waves.ticks(question, wave)[1], inside[:, None])
    old, new = found["old"], found["new"]
    return Sides(old.share[0], new.share[0], old.standard_error[0], new.standard_error[0], old.df, new.df)


def everyone(design: Design, outcomes: np.ndarray) -> Shares:
    return shares(design, outcomes, np.ones((len(outcomes), 1), dtype=bool))


@pytest.mark.parametrize(("question", "domain"), DIFFERENCES.groupby(["question", "domain"]).groups)
def test_differences_agree_with_both_waves_stacked_in_r(question, domain):
    theirs = DIFFERENCES.query("question == @question and domain == @domain").set_index("answer")
    theirs = theirs.loc[waves.ticks(question, "old")[0]]
    both = sides(question, domain)
    ours = wave_differences(both)
    columns = {"old": both.old, "new": both.new, "difference": ours.difference}
    columns |= {"standard_error": ours.standard_error, "df": ours.df, "p": ours.p}
    columns |= {"low": ours.low, "high": ours.high, "df_satterthwaite": satterthwaite(both)}
    for name, found in columns.items():
        assert found == pytest.approx(theirs[name].to_numpy(), rel=1e-9, abs=1e-12), name


def test_the_adjustment_over_all_tracked_shares_agrees_with_r():
    adjusted = benjamini_hochberg(DIFFERENCES["p"].to_numpy())
    assert adjusted == pytest.approx(DIFFERENCES["p_adjusted"].to_numpy(), rel=1e-9)


@pytest.mark.parametrize("question", TESTS["question"])
def test_the_rao_scott_test_by_wave_agrees_with_r(question):
    theirs = TESTS.set_index("question").loc[question]
    answer = np.concatenate([waves.ticks(question, wave)[1].argmax(axis=1) for wave in ("old", "new")])
    ours = rao_scott(BOTH, answer, BOTH.strata, np.ones(len(answer), dtype=bool))
    found = [ours.statistic, ours.df1, ours.df2, ours.p]
    assert found == pytest.approx(theirs[["f", "df1", "df2", "p"]].tolist(), rel=1e-9)


@pytest.mark.parametrize("question", COMPOSITION["question"].unique())
def test_the_new_wave_on_the_old_margins_agrees_with_r(question):
    levels, outcomes = waves.ticks(question, "new")
    theirs = COMPOSITION[COMPOSITION["question"] == question].set_index("answer").loc[levels]
    inside = np.ones((len(outcomes), 1), dtype=bool)
    ours = composition_effect(NEW, waves.calibrated("new", "old"), outcomes, inside)
    for name in ("recomposed", "effect", "standard_error"):
        assert getattr(ours, name)[0] == pytest.approx(theirs[name].to_numpy(), rel=1e-9, abs=1e-13), name


def test_the_stacked_design_has_the_sum_of_both_variances():
    """Also with rows counted by cell, and whatever the order of the rows."""
    scores = np.random.default_rng(1).normal(size=(len(BOTH.weight), 3))
    apart = OLD.covariance(scores[: len(OLD.weight)]) + NEW.covariance(scores[len(OLD.weight) :])
    assert BOTH.covariance(scores) == pytest.approx(apart, rel=1e-10)
    assert BOTH.variance(scores) == pytest.approx(np.diag(apart), rel=1e-10)
    order = np.random.default_rng(2).permutation(len(scores))
    rows = {name: getattr(BOTH, name)[order] for name in ("weight", "base_weight", "calibration", "strata")}
    assert replace(BOTH, **rows).covariance(scores[order]) == pytest.approx(apart, rel=1e-10)
    assert BOTH.degrees_of_freedom == OLD.degrees_of_freedom + NEW.degrees_of_freedom


def test_counting_by_cell_changes_no_stratified_variance():
    """Two waves without calibration, many respondents alike: strata keep their rows apart."""
    rng = np.random.default_rng(3)
    designs = [uncalibrated(np.full(n, w)) for n, w in ((4000, 2.0), (6000, 2.0))]
    both, answer = stacked(*designs), rng.integers(0, 3, 10000)
    found = rao_scott(both, answer, both.strata, np.ones(10000, dtype=bool))
    table = np.array([np.bincount(answer[both.strata == wave], minlength=3) for wave in (0, 1)])
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    assert found.x2 == pytest.approx(((table - expected) ** 2 / expected).sum())
    assert found.df2 > 9990


@given(samples(), samples())
def test_of_two_answers_the_rank_test_by_wave_is_the_t_test_of_the_difference(old, new):
    both, yes = stacked(old.design, new.design), [one.answer == 0 for one in (old, new)]
    a, b = (everyone(one.design, y[:, None]) for one, y in zip((old, new), yes, strict=True))
    by_t = wave_differences(Sides(a.share, b.share, a.standard_error, b.standard_error, a.df, b.df))
    inside = np.ones(len(both.weight), dtype=bool)
    ranked = rank_test(both, np.concatenate(yes).astype(int), both.strata, inside)
    t = by_t.difference[0, 0] / by_t.standard_error[0, 0]
    assert ranked.statistic == pytest.approx(t, rel=1e-6, abs=1e-6)


@given(samples(), samples())
def test_exchanging_the_waves_turns_the_difference_round(old, new):
    a, b = (everyone(one.design, one.answer[:, None] == np.arange(2)) for one in (old, new))
    there = wave_differences(Sides(a.share, b.share, a.standard_error, b.standard_error, a.df, b.df))
    back = wave_differences(Sides(b.share, a.share, b.standard_error, a.standard_error, b.df, a.df))
    assert there.difference == pytest.approx(-back.difference, nan_ok=True)
    assert there.p == pytest.approx(back.p, nan_ok=True)
    assert there.low == pytest.approx(-back.high, nan_ok=True)


@given(samples())
def test_a_wave_calibrated_to_its_own_margins_has_no_composition_effect(sample):
    inside, outcomes = np.ones((len(sample.answer), 1), dtype=bool), sample.answer[:, None] == np.arange(2)
    found = composition_effect(sample.design, sample.design, outcomes, inside)
    assert not found.effect.any()
    assert not found.standard_error.any()


def test_a_margin_of_both_waves_is_all_composition():
    """The share of an age is its margin: recomposed it is the old one, and neither has any error."""
    ages = waves.ticks("age", "new")[1]
    inside = np.ones((len(ages), 1), dtype=bool)
    found = composition_effect(NEW, waves.calibrated("new", "old"), ages, inside)
    assert found.recomposed[0] == pytest.approx(waves.TARGETS["old"]["age"])
    expected = np.subtract(waves.TARGETS["new"]["age"], waves.TARGETS["old"]["age"])
    assert found.effect[0] == pytest.approx(expected)
    assert found.standard_error[0] == pytest.approx(0, abs=1e-9)


def test_where_everyone_or_no_one_gave_the_answer_there_is_no_test():
    one = Sides(*(np.array(column) for column in ([0.0, 0.3], [0.1, 1.0], [0.0, 0.1], [0.1, 0.0])), 50, 50)
    found = wave_differences(one)
    assert found.difference == pytest.approx([0.1, 0.7])
    assert np.isnan(found.p).all()
    assert np.isnan(found.standard_error).all()


@given(st.floats(0.01, 0.2), st.floats(0.01, 0.2), st.integers(5, 500), st.integers(5, 500))
def test_satterthwaite_lies_between_the_smaller_sample_and_both(a, b, old, new):
    one = Sides(*np.array([[0.4], [0.5], [a], [b], [old], [new]]))
    found = satterthwaite(one)[0]
    assert min(old, new) - 1e-9 <= found <= old + new + 1e-9


def test_the_smallest_detectable_change_is_2_8_standard_errors():
    assert detectable(np.array([0.01]))[0] == pytest.approx(0.028, abs=5e-5)
    assert detectable(np.array([0.01]), power=0.5)[0] == pytest.approx(0.0196, abs=5e-5)
