"""Discriminant analysis against a second set of results from R, kept outside this project (ORACLE_DIR)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import pytest

from pipeline.statistics.classification import (
    classifier,
    confusion,
    equal_priors,
    leave_one_out,
    observed_priors,
    posteriors,
    quality,
)
from pipeline.statistics.correspondence import Correspondence, correspondence
from pipeline.statistics.cross_validation import IndicatorTable, guesses
from pipeline.statistics.discriminant import Scatter, correlations, discriminant, scatter
from pipeline.statistics.manova import Sizes, bartlett, four_tests
from pipeline.statistics.permutation import p_value, pillai
from pipeline.statistics.selection import enter_blocks, univariate_f
from tests.support.agreement import agree
from tests.support.oracle import ORACLE, golden

pytestmark = pytest.mark.skipif(ORACLE is None, reason="ORACLE_DIR does not name a folder of results from R")
NAMES = list(golden("discrim"))


@dataclass(frozen=True, eq=False)
class Case:
    """Answers as indicators, groups and folds; all axes; R's own scores on those it kept."""

    known: dict
    table: IndicatorTable
    fold: np.ndarray
    axes: Correspondence
    scores: np.ndarray

    @property
    def groups(self) -> np.ndarray:
        return self.table.groups

    @property
    def found(self) -> Scatter:
        return scatter(self.table.weight, self.scores, self.groups)


@cache
def case(name: str) -> Case:
    known, file = golden("discrim")[name], name.replace("|", "_")
    people = pd.read_csv(ORACLE / "golden" / f"disc_input_{file}.csv", dtype=str, keep_default_na=False)
    # R writes "How.Not.breakfast" for the answer "Not breakfast" to the question How.
    told = {v: v + "." + people[v].str.replace(r"[^A-Za-z0-9._]", ".", regex=True) for v in known["vars"]}
    of = [_question(category, told) for category in known["cats"]]
    columns = [told[v] == category for v, category in zip(of, known["cats"], strict=True)]
    question_of = np.array([known["vars"].index(v) for v in of])
    groups = people["g"].map(known["groups"].index).to_numpy()
    indicators = np.column_stack(columns).astype(float)
    table = IndicatorTable(people["w"].astype(float).to_numpy(), indicators, question_of, groups)
    axes = correspondence(table.weight, indicators, table.questions)
    scores = pd.read_csv(ORACLE / "golden" / f"mca_li_{file}.csv").to_numpy()
    return Case(known, table, people["fold"].astype(int).to_numpy(), axes, scores)


def _question(category: str, told: dict[str, pd.Series]) -> str:
    """The question that a category answers."""
    return next(question for question, answers in told.items() if (answers == category).any())


def same_up_to_signs(ours: np.ndarray, theirs: object) -> None:
    theirs = np.array(theirs)
    agree(ours * np.sign((ours * theirs).sum(axis=0)), theirs, noise=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_correspondence_analysis(name):
    found = case(name)
    assert (found.table.indicators.sum(axis=1) == found.table.questions).all()
    agree(found.axes.eigenvalues, found.known["mca_eig"][: found.known["rank"]])
    assert len(found.axes.eigenvalues) == found.known["rank"]
    assert found.axes.above_average == found.known["n_axes_gt_1overQ"]
    rows = found.axes.rows(found.table.indicators)[:, : found.axes.above_average]
    same_up_to_signs(rows, found.scores)


@pytest.mark.parametrize("name", NAMES)
def test_all_axes_discriminated(name):
    found = case(name)
    scores = found.axes.rows(found.table.indicators)
    functions = discriminant(scatter(found.table.weight, scores, found.groups))
    agree(functions.canonical_correlations**2, found.known["rho2"])
    correlated = correlations(found.table.weight, found.table.indicators, functions.scores(scores))
    same_up_to_signs(correlated, found.known["va"])
    _same_tests(functions.roots, found, scores.shape[1], "manova_all")


def _same_tests(roots: np.ndarray, found: Case, scores: int, name: str) -> None:
    sizes = Sizes(scores, found.known["K"], len(found.groups))
    for ours, theirs in zip(four_tests(roots, sizes), found.known[name].values(), strict=True):
        agree([ours.value, ours.statistic], [theirs["stat"], theirs["F"]])
        agree([ours.df1, ours.df2], [theirs["ndf"], theirs["ddf"]])
        assert ours.p == pytest.approx(theirs["p"], rel=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_functions_on_the_axes_kept(name):
    found, known = case(name), case(name).known
    functions = discriminant(found.found)
    agree(functions.roots, known["lambda"])
    agree(functions.canonical_correlations, known["cancor"])
    same_up_to_signs(functions.standardised, known["std_coef"])
    same_up_to_signs(functions.structure, known["structure"])
    same_up_to_signs(functions.centroids, known["centroids"])
    agree(univariate_f(found.found), known["uniF"])
    _same_tests(functions.roots, found, found.scores.shape[1], "manova_sel")
    sizes = Sizes(found.scores.shape[1], known["K"], len(found.groups))
    for ours, theirs in zip(bartlett(functions.roots, sizes), known["bartlett"], strict=True):
        agree([ours.value, ours.statistic, ours.df1], [theirs["wilks"], theirs["chi2"], theirs["df"]])
        assert ours.p == pytest.approx(theirs["p"], rel=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_steps(name):
    found = case(name)
    theirs = pd.DataFrame(found.known["step"])
    scatter = found.found
    total, columns = scatter.within + scatter.between, np.arange(len(scatter.within))
    steps = enter_blocks(scatter.within, total, columns, scatter.n, scatter.groups, len(theirs))
    assert [step.entered + 1 for step in steps] == list(theirs["var"])
    for ours, column in (("statistic", "F"), ("df1", "ndf"), ("df2", "ddf"), ("p", "p"), ("wilks", "wilks")):
        agree([getattr(step, ours) for step in steps], theirs[column], noise=0)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("priors", ["equal", "prop"])
def test_guesses(name, priors):
    found, known = case(name), case(name).known
    chosen = (equal_priors if priors == "equal" else observed_priors)(found.found)
    rule = classifier(found.found, chosen)
    agree(posteriors(rule.values(found.scores))[:5], known[f"post_head_{priors}"], noise=0)
    count = known["K"]
    assert (confusion(found.groups, rule.groups(found.scores), count) == known[f"resub_{priors}"]).all()
    alone = leave_one_out(found.table.weight, found.scores, found.groups, chosen)
    assert (confusion(found.groups, alone.argmax(axis=1), count) == known[f"loo_brute_{priors}"]).all()
    if f"loo_post_head_{priors}" in known:
        agree(alone[:5], known[f"loo_post_head_{priors}"], noise=0)


@pytest.mark.parametrize("name", NAMES)
def test_folds_refitted(name):
    found, known = case(name), case(name).known
    fold = np.unique(found.fold, return_inverse=True)[1]
    matrix = confusion(found.groups, guesses(found.table, fold, observed_priors(found.found)), known["K"])
    assert (matrix == known["kfold_refit"]).all()
    measured = quality(matrix)
    agree([measured.press_q, measured.chance_proportional], [known["pressQ_refit"], known["C_pro"]])
    agree(measured.chance_largest, known["C_max"])


@pytest.mark.parametrize("name", [name for name in NAMES if "pillai_perm" in golden("discrim")[name]])
def test_permutations(name):
    found = case(name)
    orders = pd.read_csv(ORACLE / "golden" / f"perm_{name.replace('|', '_')}.csv").to_numpy().T - 1
    draws = pillai(found.table.weight, found.scores, found.groups, orders)
    agree(draws, found.known["pillai_perm"])
    agree(p_value(found.known["pillai_obs"], draws), found.known["perm_p"])
