"""Every other function against the second set of results from R, kept outside this project (see oracle)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipeline.statistics.calibration import calibrate
from pipeline.statistics.classical_test_values import classical
from pipeline.statistics.design import Design
from pipeline.statistics.linear_combinations import JointShares
from pipeline.statistics.location import means, quantile_of_classes
from pipeline.statistics.logistic import Fit, logistic, parallel_lines, proportional_odds
from pipeline.statistics.multiple_testing import benjamini_hochberg
from pipeline.statistics.pairs import all_pairs
from pipeline.statistics.proportions import shares
from pipeline.statistics.ranks import rank_test
from studies.methods.bootstrap import Sample, replicate
from studies.methods.classical_means import classical_mean
from studies.methods.intervals import arcsine_interval, beta_interval, logit_interval, wald_interval
from studies.methods.trimming import trim, trim_and_rake
from studies.methods.wald_tests import adjusted_residuals, wald_equal, wald_independence
from tests.support import oracle
from tests.support.agreement import agree
from tests.support.oracle import CASES, ORACLE, case, golden, of_key

pytestmark = oracle.needed

# Their name of a method of calibration, and ours.
METHODS = {"linear": "linear", "raking": "raking", "logit": "logit", "linearB": "truncated_linear"}


def weights(name: str) -> pd.DataFrame:
    return pd.read_csv(ORACLE / "golden" / f"weights_{name}.csv")


def totals_of(design: Design) -> np.ndarray:
    return design.calibration.T @ design.weight


def calibrated(name: str, method: str) -> Design:
    """The design of a case with the weights of another method."""
    raked, bounds = case(name).raked, golden(f"calib_{name}")["bounds"]
    weight = calibrate(
        raked.base_weight,
        raked.calibration,
        totals_of(raked),
        METHODS[method],
        tuple(bounds),
        tolerance=1e-12,
    ).weight
    return Design(weight, raked.base_weight, raked.calibration)


def numbers(name: str, variable: str) -> np.ndarray:
    """A variable that is a number, from the data of the other project."""
    file = "anes96" if name == "anes" else name
    return pd.read_csv(ORACLE / "data" / f"{file}.csv", dtype={variable: float})[variable].to_numpy()


def everyone(name: str) -> np.ndarray:
    return np.ones(len(case(name).people), dtype=bool)


# ---- weights


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", CASES)
def test_weights_of_every_method(name, method):
    agree(calibrated(name, method).weight, weights(name)[method])


@pytest.mark.parametrize("name", CASES)
def test_raking_is_the_limit_of_iterative_proportional_fitting(name):
    agree(case(name).raked.weight, weights(name)["rake"], rel=1e-9)


@pytest.mark.parametrize("name", CASES)
def test_trimmed_weights(name):
    known, cap = pd.read_csv(ORACLE / "golden" / f"trim_{name}.csv"), golden(f"calib_{name}")["trim"]["cap"]
    weight = case(name).raked.weight
    agree(trim(weight, cap), known["trim"])
    agree(trim(weight, cap, strict=True), known["trim_strict"])


def test_weights_trimmed_and_raked_in_turn():
    known, design = golden("trimrake_anes"), case("anes").raked
    found, rounds = trim_and_rake(design.weight, design.calibration, totals_of(design), known["cap"])
    agree(found, pd.read_csv(ORACLE / "golden" / "trimrake_anes.csv")["w"])
    # They count the round in which nothing exceeds the cap any more.
    assert rounds == known["iter"] - 1
    assert found.max() == pytest.approx(known["max"], rel=1e-12)


# ---- means, totals, design effects

MEANS = [(name, key) for name in CASES for key in golden(f"means_{name}")]


@pytest.mark.parametrize(("name", "key"), MEANS, ids="-".join)
def test_means_totals_and_their_covariance(name, key):
    method, variable = key.split(":")
    known, found = golden(f"means_{name}")[key], case(name)
    # After rake() R sweeps the margins ten times without base weights; here these are equal.
    rel = 1e-6 if method == "rake" else 1e-9
    design = found.plain if method == "uncal" else calibrated(name, "raking" if method == "rake" else method)
    if isinstance(known["names"], str):
        values = numbers(name, variable)[:, None]
    else:
        values = found.ticks(variable, [level.removeprefix(variable) for level in known["names"]])
    mean = design.weight @ values / design.weight.sum()
    scores = (values - mean) / design.weight.sum()
    agree(mean, np.atleast_1d(known["est"]))
    agree(np.sqrt(design.variance(scores)), np.atleast_1d(known["se"]), rel)
    agree(design.covariance(scores), known["vcov"], rel, noise=1e-14)
    agree(design.weight @ values, np.atleast_1d(known["total"]))
    agree(np.sqrt(design.variance(values.astype(float))), np.atleast_1d(known["total_se"]), rel, noise=1e-4)


@pytest.mark.parametrize("key", [f"{name}|{key}" for name, key in MEANS if ":age" in key or ":api00" in key])
def test_means_of_numbers(key):
    name, key = key.split("|")
    method, variable = key.split(":")
    if method == "rake":
        pytest.skip("the other form of the variance")
    design = case(name).plain if method == "uncal" else calibrated(name, method)
    found = means(design, numbers(name, variable), everyone(name)[:, None])
    known = golden(f"means_{name}")[f"{method}:{variable}"]
    agree([found.mean[0], found.standard_error[0]], [known["est"], known["se"]])


@pytest.mark.parametrize("key", golden("deff"))
def test_design_effects_of_shares(key):
    known, (name, variable, group) = golden("deff")[key], key.split("|")
    found = case(name)
    levels = [level.removeprefix(variable) for level in known["names"]]
    inside = everyone(name) if group == "NA" else (found.people["terr"] == group).to_numpy()
    ours = shares(found.raked, found.ticks(variable, levels), inside[:, None])
    agree(ours.share[0], known["p"])
    agree(ours.standard_error[0], known["se"])
    agree(ours.design_effect[0], known["deff"])


# ---- intervals


@pytest.mark.parametrize("key", golden("ci_props"))
def test_intervals_for_comparison(key):
    found, design, variable, group = of_key(key)
    for row in golden("ci_props")[key]:
        inside = found.ticks(group, [row["group"]])
        ours = shares(design, found.ticks(variable, [row["level"]]), inside)
        share, error = ours.share[0, 0], ours.standard_error[0, 0]
        agree([share, error, ours.df[0]], [row["p"], row["se"], row["degf"]])
        if not 0 < row["k"] < row["n"] or row["se"] < 1e-8:
            continue
        agree(logit_interval(share, error, ours.df[0]), row["xlogit"])
        agree(logit_interval(share, error, ours.df[0]), row["logit"], rel=1e-6)
        agree(beta_interval(share, error, ours.n[0], rows=row["nrow"]), row["beta"])
        agree(wald_interval(share, error, ours.df[0]), row["mean"])
        agree(arcsine_interval(share, error, ours.df[0]), row["asin"])


def test_of_an_answer_that_no_one_gave_only_our_default_has_an_interval():
    found, design, variable, group = of_key("tea|price|where")
    ours = shares(design, found.ticks(variable, ["p_cheap"]), found.ticks(group, ["tea shop"]))
    assert (ours.share[0, 0], ours.standard_error[0, 0], ours.low[0, 0]) == (0, 0, 0)
    assert 0.1 < ours.high[0, 0] < 0.2
    for other in (logit_interval, arcsine_interval):
        assert np.isnan(other(ours.share[0, 0], 0.0, 29)).all()
    assert np.isnan(beta_interval(ours.share[0, 0], 0.0, np.array(30))).all()


# ---- tests of independence


@pytest.mark.parametrize("key", golden("svychisq"))
def test_wald_tests_and_residuals(key):
    known = golden("svychisq")[key]
    found, design, variable, group = of_key(key)
    rows = found.people[variable].map(known["rows"].index).to_numpy()
    columns = found.people[group].map(known["cols"].index).to_numpy()
    all_of_them = np.ones(len(rows), dtype=bool)
    ours = wald_independence(design, rows, columns, all_of_them)
    # A ratio of nearly singular covariances keeps fewer digits.
    agree([ours.f, ours.df1, ours.df2], [known["Wald"]["stat"], *known["Wald"]["par"]], rel=1e-8)
    adjusted = [ours.adjusted_f, ours.df1, ours.adjusted_df2]
    agree(adjusted, [known["adjWald"]["stat"], *known["adjWald"]["par"]], rel=1e-8)
    agree([ours.p, ours.adjusted_p], [known["Wald"]["p"], known["adjWald"]["p"]], rel=1e-6, noise=0)
    residuals = adjusted_residuals(design.weight, rows, columns, all_of_them)
    agree(residuals, known["stdres"], noise=1e-9)


# ---- ranks


def ordered(key: str) -> tuple[Design, np.ndarray, np.ndarray, np.ndarray]:
    name, variable, group = key.split("|")[:3]
    found = case(name)
    values = found.codes(variable) if variable != "api00" else numbers(name, variable)
    return found.raked, values, found.codes(group), everyone(name)


@pytest.mark.parametrize("key", golden("svyranktest_midrank"))
def test_rank_tests_with_weighted_midranks(key):
    known = golden("svyranktest_midrank")[key]
    ours = rank_test(*ordered(key))
    chi2 = ours.statistic**2 if np.isnan(ours.df1) else ours.statistic * ours.df1
    agree(chi2, known["chisq"])
    agree(ours.df2, known["degf"] - known["ndf"])
    agree(ours.effects, np.atleast_1d(known["est"]))
    agree(ours.standard_errors, np.atleast_1d(known["se"]))
    agree(ours.p, known["p_R"], rel=1e-8, noise=0)


@pytest.mark.parametrize("key", golden("svyranktest"))
def test_rank_tests_without_ties_of_unequal_weight_are_those_of_svyranktest(key):
    known = golden("svyranktest")[key]
    score = {"wilcoxon": "wilcoxon", "vanderWaerden": "van_der_waerden", "median": "median"}
    design, values, groups, domain = ordered(key)
    ours = rank_test(design, values, groups, domain, score[key.split("|")[3]])
    statistic = known.get("chisq", known.get("t"))
    chi2 = ours.statistic * (1 if np.isnan(ours.df1) else ours.df1)
    # R averages the ranks of ties without their weights, in the order of the file; ours has no such order.
    tied = len(np.unique(values[domain])) < domain.sum()
    assert abs(chi2) == pytest.approx(abs(statistic), rel=0.2 if tied else 1e-9)
    turned = np.arange(len(values))[::-1]
    other = Design(design.weight[turned], design.base_weight[turned], design.calibration[turned])
    again = rank_test(other, values[turned], groups[turned], domain[turned], score[key.split("|")[3]])
    assert again.statistic == pytest.approx(ours.statistic, rel=1e-9)


# ---- models

PLACES, AGES = ["2 petite ville", "3 ville moyenne", "4 grande ville"], ["35-49", "50-64", "65+"]


def model(key: str) -> tuple[np.ndarray, np.ndarray]:
    """Dummies and answer of a formula such as "anes|tv4~terr+agecl"."""
    found, (answer, terms) = case("anes"), key.split("|")[1].split("~")
    known = {"terr": found.ticks("terr", PLACES), "agecl": found.ticks("agecl", AGES)}
    return np.hstack([known[term] for term in terms.split("+")]).astype(float), found.codes(answer)


def fitted(key: str) -> Fit:
    columns, answer = model(key)
    return proportional_odds(case("anes").raked, columns, answer, everyone("anes"))


@pytest.mark.parametrize("key", golden("svyolr"))
def test_proportional_odds(key):
    known, ours = golden("svyolr")[key], fitted(key)
    # R fits by BFGS with a numerical Hessian.
    agree(np.concatenate([ours.coefficients, ours.thresholds]), known["est"], rel=1e-5)
    assert np.concatenate([ours.coefficients, ours.thresholds]) == pytest.approx(known["est"], abs=1e-6)
    agree(np.sqrt(np.diag(ours.covariance)), known["se"], rel=1e-6)
    assert ours.freedom == known["df"]
    for which, term in ((np.arange(3), "terr"), (np.arange(3, 6), "agecl")):
        if term in known["tests"]:
            *f, p = ours.wald(which)
            agree(f, [known["tests"][term][name] for name in ("F", "df", "ddf")], rel=1e-6)
            agree(p, known["tests"][term]["p"], rel=1e-5, noise=0)


@pytest.mark.parametrize("key", golden("svyglm"))
def test_logistic_regressions(key):
    known, (columns, answer) = golden("svyglm")[key], model(key)
    ours = logistic(case("anes").raked, columns, answer == 1, everyone("anes"))
    agree(np.concatenate([ours.thresholds, ours.coefficients]), known["est"])
    agree(np.roll(np.sqrt(np.diag(ours.covariance)), 1), known["se"])
    agree(ours.wald(np.arange(3)), [known[name] for name in ("F", "ndf", "ddf", "p")], noise=0)


@pytest.mark.parametrize("key", golden("parallel_lines"))
def test_parallel_lines(key):
    known, (columns, answer) = golden("parallel_lines")[key], model(key)
    f, df1, df2, p = parallel_lines(case("anes").raked, columns, answer, everyone("anes"))
    agree([f, df1, df2, p], [known[name] for name in ("F", "k", "ddf", "p")])
    cuts = [
        logistic(case("anes").raked, columns, answer <= cut, everyone("anes")) for cut in range(answer.max())
    ]
    agree(np.concatenate([one.coefficients for one in cuts]), known["beta"])
    m = columns.shape[1]
    errors = [np.sqrt(np.diag(one.covariance))[:m] for one in cuts]
    agree(np.concatenate(errors), known["se"])


# ---- medians of classes


@pytest.mark.parametrize("group", golden("grouped_median"))
def test_medians_of_classes(group):
    known, found = golden("grouped_median")[group], case("anes")
    inside = everyone("anes") if group == "all" else (found.people["terr"] == group).to_numpy()
    breaks = np.array([0, 1, 3, 6, np.inf])
    ours = quantile_of_classes(found.raked, found.codes("tv4"), breaks, inside)
    agree(
        [ours.value, ours.standard_error, ours.low, ours.high], [known["median"], known["se"], *known["ci"]]
    )


# ---- pairs


@pytest.mark.parametrize("key", golden("pairwise"))
def test_all_pairs_of_groups(key):
    known, (name, variable, group, level) = golden("pairwise")[key], key.split("|")
    found = case(name)
    outcome, groups = found.ticks(variable, [level])[:, 0], found.ticks(group, known["groups"])
    joint = JointShares.of_groups(found.raked, outcome, groups)
    agree(joint.share, known["p"])
    agree(joint.covariance, known["vcov"], noise=0)
    f, df1, _, _ = wald_equal(joint, len(outcome) - 1)
    agree([f * df1, df1], [known["wald_chi2"], known["q"]])
    ours, pairs = all_pairs(found.raked, outcome, groups), known["pairs"]
    agree(ours.difference, pairs["diff"])
    agree(ours.standard_error, pairs["se"])
    agree(ours.p, pairs["p"], rel=1e-8, noise=0)
    agree(ours.p_adjusted, pairs["holm"], rel=1e-8, noise=0)
    agree(benjamini_hochberg(ours.p), pairs["BH"], rel=1e-8, noise=0)
    assert letters_share(ours.letters) == letters_share([known["letters"][one] for one in known["groups"]])


def letters_share(marks: list[str]) -> list[list[bool]]:
    return [[bool(set(one) & set(other)) for other in marks] for one in marks]


# ---- classical test values


@pytest.mark.parametrize("key", golden("catdes"))
def test_classical_test_values(key):
    known, (name, group, kind) = golden("catdes")[key], key.split("|")
    found = case(name)
    weight = np.ones(len(found.people)) if kind == "none" else found.raked.weight
    labels = list(known["cat"])
    groups = found.ticks(group, labels)
    for position, label in enumerate(labels):
        table = known["cat"][label]
        places = [modality.split("=", 1) for modality in table["mod"]]
        outcomes = np.hstack([found.ticks(variable, [level]) for variable, level in places])
        agree(classical(weight, outcomes, groups)[position], table["v.test"], rel=1e-8, noise=1e-7)


@pytest.mark.parametrize("key", golden("catdes"))
def test_classical_test_values_of_numbers(key):
    known, (name, group, kind) = golden("catdes")[key], key.split("|")
    found = case(name)
    weight = np.ones(len(found.people)) if kind == "none" else found.raked.weight
    for label, table in known["quanti"].items():
        inside = found.ticks(group, [label])
        ours = [classical_mean(weight, numbers(name, variable), inside)[0] for variable in table["var"]]
        agree(ours, table["v.test"])


# ---- bootstrap


def test_the_re_raking_bootstrap_with_the_same_draws():
    known, found = golden("boot_apisrs"), case("apisrs")
    multipliers = pd.read_csv(ORACLE / "golden" / "boot_apisrs_multipliers.csv").to_numpy().T
    wanted = np.column_stack([found.ticks("awards", ["No", "Yes"]), numbers("apisrs", "api00")])
    design = found.raked
    sample = Sample(
        design.base_weight, design.calibration, totals_of(design), wanted, np.ones_like(wanted, dtype=float)
    )
    drawn = replicate(sample, multipliers)
    agree(drawn.std(axis=0, ddof=1), known["raked"]["se"])
    agree(np.cov(drawn.T), known["raked"]["vcov"], noise=0)
    mean = design.weight @ wanted / design.weight.sum()
    agree(mean, known["lin"]["est"])
    agree(np.sqrt(design.variance((wanted - mean) / design.weight.sum())), known["lin"]["se"])
