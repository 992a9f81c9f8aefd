"""Regressions of an answer on groups: those of R, one a case of the other, no fit where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.statistics.design import Design, uncalibrated
from pipeline.statistics.independence import wald_f
from pipeline.statistics.logistic import Fit, NoFit, logistic, multinomial, parallel_lines, proportional_odds
from tests.support import anes

EVERYONE = anes.DOMAINS["all"]
MODELS = anes.r("models")
PARTY = MODELS["model"] == "party"
MODELS, PARTY = MODELS[~PARTY], MODELS[PARTY]
DUMMIES = np.hstack([anes.ticks("place")[:, 1:], anes.ticks("age")[:, 1:]]).astype(float)
PLACES = DUMMIES[:, :3]
DOLE = anes.codes("vote") == 1
# In R's order.
PARTIES = anes.PEOPLE["party"].map(["Democrat", "independent", "Republican"].index).to_numpy()


def fitted(design: str, model: str) -> Fit:
    if model == "dole":
        return logistic(anes.DESIGNS[design], DUMMIES, DOLE, EVERYONE)
    return proportional_odds(anes.DESIGNS[design], DUMMIES, anes.ordered(model), EVERYONE)


@pytest.mark.parametrize("place", list(MODELS.groupby(["design", "model"]).groups), ids="-".join)
def test_models_agree_with_r_survey(place):
    known = MODELS[(MODELS["design"] == place[0]) & (MODELS["model"] == place[1])]
    found = fitted(*place)
    ours, errors = np.concatenate([found.coefficients, found.thresholds]), np.sqrt(np.diag(found.covariance))
    if place[1] == "dole":  # svyglm has its intercept first
        ours, errors = np.roll(ours, 1), np.roll(errors, 1)
    # svyolr finds its covariance with a numerical Hessian, where its search for the maximum stopped.
    close, closer = (1e-9, 1e-9) if place[1] == "dole" else (5e-6, 1e-6)
    assert ours == pytest.approx(known["estimate"].to_numpy(), rel=closer, abs=closer / 10)
    assert errors == pytest.approx(known["standard_error"].to_numpy(), rel=closer)
    f, df1, df2, p = found.wald(np.arange(3))
    expected = known.iloc[0]
    assert f == pytest.approx(expected["f"], rel=close)
    assert (df1, df2) == (expected["df1"], expected["df2"])
    assert p == pytest.approx(expected["p"], rel=10 * close)


@pytest.mark.parametrize("design", ["raked", "unequal"])
def test_answers_in_no_order_agree_with_r(design):
    known = PARTY[PARTY["design"] == design]
    found = multinomial(anes.DESIGNS[design], DUMMIES, PARTIES, EVERYONE)
    logits, m = len(found.thresholds), DUMMIES.shape[1]
    # R has the constant of each logit before its slopes.
    order = np.column_stack(
        [np.arange(logits) + m * logits, np.arange(m * logits).reshape(logits, m)]
    ).ravel()
    ours = np.concatenate([found.coefficients, found.thresholds])[order]
    assert ours == pytest.approx(known["estimate"].to_numpy(), rel=1e-9, abs=1e-10)
    errors = np.sqrt(np.diag(found.covariance))[order]
    assert errors == pytest.approx(known["standard_error"].to_numpy(), rel=1e-9)
    places = np.concatenate([m * j + np.arange(3) for j in range(logits)])
    f, df1, df2, p = found.wald(places)
    expected = known.iloc[0]
    assert (df1, df2) == (expected["df1"], expected["df2"])
    assert [f, p] == pytest.approx([expected["f"], expected["p"]], rel=1e-8)


def test_multinomial_logits_of_two_answers_are_a_logistic_regression():
    several = multinomial(anes.RAKED, DUMMIES, anes.codes("vote"), EVERYONE)
    binary = logistic(anes.RAKED, DUMMIES, DOLE, EVERYONE)
    assert several.coefficients == pytest.approx(binary.coefficients, rel=1e-8)
    assert several.thresholds == pytest.approx(binary.thresholds, rel=1e-8)
    assert several.covariance == pytest.approx(binary.covariance, rel=1e-7, abs=1e-12)
    assert several.freedom == binary.freedom


def test_the_test_of_groups_does_not_depend_on_which_answer_is_the_first():
    party = PARTIES
    wald = [
        multinomial(anes.RAKED, PLACES, (party + turn) % 3, EVERYONE).wald(np.arange(6)) for turn in range(3)
    ]
    assert wald[1] == pytest.approx(wald[0], rel=1e-8)
    assert wald[2] == pytest.approx(wald[0], rel=1e-8)


def test_multinomial_slopes_are_log_odds_of_the_table():
    found = multinomial(anes.RAKED, PLACES, PARTIES, EVERYONE)
    share = np.array(
        [np.bincount(PARTIES[inside], anes.RAKED.weight[inside]) for inside in anes.ticks("place").T]
    )
    odds = np.log(share[:, 1:] / share[:, :1])
    assert found.thresholds == pytest.approx(odds[0])
    assert found.coefficients.reshape(2, 3) == pytest.approx((odds[1:] - odds[0]).T)


@pytest.mark.parametrize(
    ("columns", "answer", "domain"),
    [
        (PLACES, np.zeros(len(EVERYONE), dtype=int), EVERYONE),
        (PLACES, PARTIES, np.arange(len(EVERYONE)) < 8),
        (np.hstack([PLACES, PLACES]), PARTIES, EVERYONE),
        (PLACES, np.where(anes.ticks("place")[:, 2], 0, PARTIES), EVERYONE),
    ],
    ids=["one answer", "too few respondents", "columns twice", "an answer that a group lacks"],
)
def test_multinomial_logits_without_a_maximum_are_no_fit(columns, answer, domain):
    with pytest.raises(NoFit):
        multinomial(anes.RAKED, columns, answer, domain)


@pytest.mark.parametrize("row", list(anes.r("parallel").itertuples()), ids=lambda r: f"{r.design}-{r.answer}")
def test_the_check_of_parallel_lines_agrees_with_r(row):
    found = parallel_lines(anes.DESIGNS[row.design], DUMMIES, anes.ordered(row.answer), EVERYONE)
    assert found == pytest.approx((row.f, row.df1, row.df2, row.p), rel=1e-8)


def test_proportional_odds_of_two_answers_are_a_logistic_regression():
    ordered = proportional_odds(anes.RAKED, DUMMIES, DOLE.astype(int), EVERYONE)
    binary = logistic(anes.RAKED, DUMMIES, DOLE, EVERYONE)
    assert binary.coefficients == pytest.approx(ordered.coefficients, rel=1e-8)
    assert binary.thresholds == pytest.approx(-ordered.thresholds, rel=1e-8)
    m = len(ordered.coefficients)
    assert binary.covariance[:m, :m] == pytest.approx(ordered.covariance[:m, :m], rel=1e-7)
    assert binary.wald(np.arange(3)) == pytest.approx(ordered.wald(np.arange(3)), rel=1e-7)


def test_with_one_group_variable_odds_are_those_of_the_table():
    found = logistic(anes.RAKED, PLACES, DOLE, EVERYONE)
    share = np.array(
        [np.average(DOLE[inside], weights=anes.RAKED.weight[inside]) for inside in anes.ticks("place").T]
    )
    log_odds = np.log(share / (1 - share))
    assert found.thresholds[0] == pytest.approx(log_odds[0])
    assert found.coefficients == pytest.approx(log_odds[1:] - log_odds[0])


def test_without_columns_thresholds_are_the_cumulative_log_odds():
    news = anes.ordered("news")
    found = proportional_odds(anes.RAKED, np.zeros((len(news), 0)), news, EVERYONE)
    below = np.array([np.average(news <= cut, weights=anes.RAKED.weight) for cut in range(3)])
    assert found.thresholds == pytest.approx(np.log(below / (1 - below)))


@given(st.integers(0, 2**32 - 1), st.floats(1e-3, 1e3))
def test_order_of_rows_scale_of_weights_and_relabelling_do_not_count(seed, scale):
    design, news = anes.RAKED, anes.ordered("news")
    order = np.random.default_rng(seed).permutation(len(news))
    other = Design(scale * design.weight[order], scale * design.base_weight[order], design.calibration[order])
    here = proportional_odds(design, PLACES, news, EVERYONE)
    there = proportional_odds(other, PLACES[order], 10 * news[order] - 3, EVERYONE)
    assert there.coefficients == pytest.approx(here.coefficients, rel=1e-6, abs=1e-8)
    assert there.covariance == pytest.approx(here.covariance, rel=1e-6, abs=1e-9)
    turned = proportional_odds(design, PLACES, -news, EVERYONE)
    assert turned.coefficients == pytest.approx(-here.coefficients, rel=1e-6, abs=1e-8)
    assert turned.thresholds == pytest.approx(-here.thresholds[::-1], rel=1e-6, abs=1e-8)


def test_another_first_group_gives_the_same_f():
    ticks = anes.ticks("place").astype(float)
    here = proportional_odds(anes.RAKED, ticks[:, 1:], anes.ordered("news"), EVERYONE)
    there = proportional_odds(anes.RAKED, ticks[:, :3], anes.ordered("news"), EVERYONE)
    assert here.wald(np.arange(3)) == pytest.approx(there.wald(np.arange(3)), rel=1e-7)


def test_scores_add_up_to_nothing_and_rows_outside_the_domain_count_for_calibration_only():
    inside = anes.DOMAINS["daily"]
    found = proportional_odds(anes.RAKED, PLACES, anes.ordered("position"), inside)
    assert (found.influence[~inside] == 0).all()
    assert anes.RAKED.weight @ found.influence == pytest.approx(0, abs=1e-9)
    assert found.freedom == inside.sum() - 1 - 3


NOBODY = np.zeros(len(anes.PEOPLE), dtype=bool)
FEW = np.arange(len(NOBODY)) < 4
EMPTY = np.column_stack([PLACES, NOBODY])
CITY = anes.ticks("place")[:, 2]


@pytest.mark.parametrize(
    ("message", "columns", "answer", "domain"),
    [
        ("too few", PLACES, anes.ordered("news"), NOBODY),
        ("too few", PLACES, anes.ordered("news"), FEW),
        ("same answer", PLACES, np.ones(len(NOBODY)), EVERYONE),
        ("empty", EMPTY, anes.ordered("news"), EVERYONE),
        ("empty", np.ones((len(NOBODY), 1)), anes.ordered("news"), EVERYONE),
        ("only the lowest", PLACES, np.where(CITY, 0, anes.ordered("news")), EVERYONE),
        ("only the lowest", PLACES, np.where(CITY, 3, anes.ordered("news")), EVERYONE),
        ("only the lowest", PLACES, anes.ticks("place")[:, 2].astype(int), EVERYONE),
    ],
)
def test_where_the_likelihood_has_no_maximum_there_is_no_fit(message, columns, answer, domain):
    with pytest.raises(NoFit, match=message):
        proportional_odds(anes.RAKED, columns, answer, domain)


def test_a_group_with_only_a_middle_answer_is_fitted():
    found = proportional_odds(anes.RAKED, PLACES, np.where(CITY, 1, anes.ordered("news")), EVERYONE)
    assert np.isfinite(found.covariance).all()


@pytest.mark.parametrize("domain", [NOBODY, FEW & (np.arange(len(NOBODY)) < 1)])
def test_with_fewer_than_three_answers_there_are_no_lines_to_compare(domain):
    f, df1, df2, p = parallel_lines(anes.RAKED, PLACES, anes.ordered("news"), domain)
    assert np.isnan([f, p]).all()
    assert (df1, df2) == (0, 0)


def test_an_unlikely_start_does_not_lose_the_maximum():
    # One in 944 gave the first answer: the cut lies far out.
    answer = np.where(np.arange(len(NOBODY)) == 0, 0, 1 + anes.ordered("news"))
    found = proportional_odds(uncalibrated(anes.EQUAL), PLACES[:, :1], answer, EVERYONE)
    assert found.thresholds[0] < -6


@pytest.mark.parametrize(
    ("effects", "covariance", "df2"),
    [
        (np.zeros(0), np.zeros((0, 0)), 10),
        (np.ones(2), np.eye(2), 0),
        (np.ones(2), np.zeros((2, 2)), 10),
        (np.ones(2), np.ones((2, 2)), 10),
        (np.ones(2), np.full((2, 2), np.nan), 10),
    ],
)
def test_walds_f_is_not_a_number_where_the_covariance_does_not_allow_it(effects, covariance, df2):
    f, q, _, p = wald_f(effects, covariance, df2)
    assert np.isnan([f, p]).all()
    assert q == len(effects)


def test_walds_f_worked_by_hand():
    # (1²/1 + 2²/4) / 2 = 1.
    f, df1, df2, p = wald_f(np.array([1.0, 2]), np.diag([1.0, 4]), 10)
    assert (f, df1, df2) == (1, 2, 10)
    assert 0.39 < p < 0.41
