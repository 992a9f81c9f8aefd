"""The discriminant analysis of 2017 agrees with R: FactoMineR, ade4, MASS, and its own manova."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest

from pipeline.codebook.reader import read as read_codebook
from pipeline.discriminant.analysis import analyse
from pipeline.discriminant.categories import ANSWER_PART
from pipeline.discriminant.coding import coded
from pipeline.statistics.classical_test_values import classical
from pipeline.statistics.classification import classifier, equal_priors, leave_one_out, observed_priors
from pipeline.statistics.correspondence import correspondence
from pipeline.statistics.discriminant import discriminant, scatter
from pipeline.statistics.manova import four_tests
from pipeline.statistics.selection import univariate_f
from pipeline.tables.files import read_table
from tests.support.agreement import agree
from tests.support.anes import REFERENCE

STALE = """{name} is not what the reference of R was made from. With R 4, ade4, MASS and FactoMineR:
  make weight
  Rscript tests/reference/discriminant-2017.R data/processed/2017/3-weighted.csv
then run the tests again, and commit the changed tests/reference/discriminant-2017.csv with the data."""
R = pd.read_csv(REFERENCE / "discriminant-2017.csv", dtype={"i": str, "value": float})


def r(what: str) -> np.ndarray:
    return R.loc[R["what"] == what, "value"].to_numpy()


@pytest.fixture(scope="module")
def people(wave):
    if not read_codebook(wave.raw / "codebook.toml").survey.synthetic:
        pytest.skip("the reference was made from the stand-in, not from the real answers")
    path = wave.done / "3-weighted.csv"
    made = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
    if made != R.loc[R["what"] == "made_from", "i"].item():
        pytest.fail(STALE.format(name=path.name), pytrace=False)
    return read_table(path)


@pytest.fixture(scope="module")
def analysis(wave, people):
    return analyse(coded(read_codebook(wave.raw / "codebook.toml"), people))


def test_specific_correspondence_analysis(analysis):
    agree(analysis.all_axes.eigenvalues, r("specific_eigenvalue"))
    assert len(analysis.axes.eigenvalues) == r("specific_axes")[0]


@pytest.mark.parametrize("ours, theirs", list(enumerate(["Wilks", "Pillai", "Hotelling-Lawley", "Roy"])))
def test_multivariate_tests(analysis, ours, theirs):
    found = four_tests(analysis.functions.roots, analysis.sizes)[ours]
    value, statistic, df1, df2, p = r(f"manova_{theirs}")
    agree([found.value, found.statistic, found.df1, found.df2], [value, statistic, df1, df2])
    agree(found.p, p, noise=0)


def test_univariate_f(analysis):
    # Axes may point the other way; F does not care.
    agree(univariate_f(analysis.scatter), r("univariate_f"), rel=1e-9)


def test_functions_and_guesses_with_repeated_rows(analysis):
    weight = analysis.coded.table.weight
    times = np.round(weight / weight.mean() * 5)
    again = np.repeat(np.arange(len(times)), times.astype(int))
    groups = analysis.coded.table.groups
    repeated = scatter(np.ones(len(again)), analysis.scores[again], groups[again])
    weighted = scatter(times, analysis.scores, groups)
    agree(discriminant(weighted).roots, r("repeated_root"))
    agree(discriminant(repeated).roots, r("repeated_root"))
    equal = classifier(weighted, equal_priors(weighted)).groups(analysis.scores)
    assert (equal == r("repeated_guess_equal") - 1).all()
    # With unequal priors the number of rows counts in S: repeated, as R has it.
    observed = classifier(repeated, observed_priors(repeated)).groups(analysis.scores)
    assert (observed == r("repeated_guess_observed") - 1).all()


def test_leaving_one_out(analysis):
    # R chose the passive categories by unweighted shares here.
    table, everyone = analysis.coded.table, [*analysis.coded.active, *analysis.coded.passive]
    kept = [c for c in everyone if c.members.mean() >= 0.02 and c.passive != "alone"]
    axes = correspondence(
        np.ones(len(table.groups)), np.column_stack([c.members for c in kept]), table.questions
    )
    axes = axes.kept(axes.above_average)
    scores = axes.rows(np.column_stack([c.members for c in kept]))
    found = leave_one_out(np.ones(len(scores)), scores, table.groups, np.full(4, 0.25))
    assert (found.argmax(axis=1) == r("loo_guess") - 1).all()
    agree(found[:100].T.ravel(), r("loo_posterior"), rel=1e-9)


def test_textbook_correspondence_and_discriminant_analysis(analysis):
    """Every category active, no answer being one: ade4."""
    table = analysis.coded.table
    columns = []
    for item in analysis.coded.items:
        mine = [c for c in [*analysis.coded.active, *analysis.coded.passive] if c.item == item]
        given = np.column_stack([c.members for c in mine])
        columns += [*given.T, ~given.any(axis=1)]
    indicators = np.column_stack(columns).astype(float)
    axes = correspondence(table.weight, indicators, table.questions)
    agree(axes.eigenvalues, r("acm_eigenvalue"), rel=1e-9)
    functions = discriminant(scatter(table.weight, axes.rows(indicators), table.groups))
    agree(functions.canonical_correlations**2, r("discrimin_eigenvalue"))


def test_classical_test_values(analysis, people):
    groups = analysis.coded.table.groups[:, None] == np.arange(4)
    chosen = people[people["territory"] != ""]
    weight = chosen["weight"].to_numpy()
    for g, group in enumerate(analysis.coded.groups):
        theirs = R[R["what"] == f"catdes_{group}"]
        assert len(theirs) > 50
        for row in theirs.itertuples():
            column, answer = row.i.split(f"/{ANSWER_PART}=")
            told = (chosen[column] == answer.replace("NR", "")).to_numpy()
            ours = classical(weight, told[:, None], groups)[g, 0]
            assert ours == pytest.approx(row.value, rel=1e-9)
