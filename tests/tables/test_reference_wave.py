"""Every published number of 2017 agrees with R, which starts from the answers and the margins alone."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from pipeline.codebook.reader import read as read_codebook
from pipeline.tables.files import read_table
from tests.support.agreement import agree
from tests.support.anes import REFERENCE

TEST = ["question", "service", "base", "breakdown"]
CELL = ["measure", "question", "service", "base", "answer", "breakdown", "group"]
STALE = """{name} is not what the reference of R was made from. With R 4 and its package survey:
  make weight
  Rscript tests/reference/wave-2017.R data/processed/2017/2-validated.csv data/raw/2017/margins.csv
then run the tests again, and commit the changed tests/reference/wave-2017-*.csv with the data."""


def r(name: str) -> pd.DataFrame:
    text = dict.fromkeys([*CELL, "other", "made_from", "territory", "sex_age"], str)
    return pd.read_csv(REFERENCE / f"wave-2017-{name}.csv", dtype=text, keep_default_na=False, na_values={})


def numbers(table: pd.DataFrame) -> pd.DataFrame:
    """The columns that are no keys as numbers, empty as NaN."""
    keys = [*CELL, "other", "territory", "sex_age"]
    return table.assign(
        **{c: pd.to_numeric(table[c].replace("", None)) for c in table.columns.difference(keys)}
    )


@pytest.fixture(scope="module")
def made(wave):
    """The wave, once it is certain that R had the same answers and the same margins."""
    if not read_codebook(wave.raw / "codebook.toml").survey.synthetic:
        pytest.skip("the reference was made from the stand-in, not from the real answers")
    known = r("inputs").set_index("input")["made_from"]
    answers = hashlib.md5((wave.done / "2-validated.csv").read_bytes(), usedforsecurity=False).hexdigest()
    if answers != known.pop("2-validated.csv"):
        pytest.fail(STALE.format(name="2-validated.csv"), pytrace=False)
    margins = pd.read_csv(wave.raw / "margins.csv", dtype=str)
    named = dict(zip(margins["margin"] + " " + margins["level"], margins["population"], strict=True))
    if named != known.to_dict():
        pytest.fail(STALE.format(name="margins.csv"), pytrace=False)
    return wave


def joined(reference: pd.DataFrame, ours: pd.DataFrame, on: list[str]) -> pd.DataFrame:
    """R's rows (columns that both have end in _r) with ours; neither has a row that the other has not."""
    together = reference.merge(ours, on=on, how="outer", suffixes=("_r", ""), indicator=True, validate="1:1")
    alone = together.loc[together["_merge"] != "both", [*on, "_merge"]]
    assert alone.empty, alone.to_string()
    return together


def test_weights(made):
    people = read_table(made.done / "3-weighted.csv")
    cells = people[["territory", "sex_age", "weight", "base_weight"]].replace(
        {"territory": "", "sex_age": ""}, "NR"
    )
    both = cells.merge(numbers(r("weights")), on=["territory", "sex_age"], how="left", suffixes=("", "_r"))
    agree(both["weight"], both["weight_r"])
    agree(both["base_weight"], both["base_weight_r"])


def test_shares_and_standard_errors(made):
    ours = read_table(made.done / "estimates.csv")
    both = joined(numbers(r("shares")), ours[ours["service"] != "all_services"], CELL)
    withheld = both["status"] == "withheld"
    assert withheld[both["n_r"] < 11].all()
    assert ((both["status"] == "fragile") == (~withheld & both["n_r"].between(11, 29))).all()
    shown = both[~withheld]
    assert (
        both.loc[withheld, ["share", "standard_error", "ci_low", "n", "weighted_base"]].isna().all(axis=None)
    )
    agree(shown["n"], shown["n_r"])
    agree(shown["df"], shown["n_r"] - 1)
    agree(shown["share"], shown["share_r"])
    agree(shown["standard_error"], shown["standard_error_r"])
    spread = shown["share_r"] * (1 - shown["share_r"])
    estimated = shown[shown["n_effective"].notna() & (spread > 0)]
    assert (shown.loc[shown["n_effective"].isna(), "design_effect"] < 0.01).all()
    of_r = spread / shown["standard_error_r"] ** 2
    agree(estimated["n_effective"], of_r.loc[estimated.index], rel=1e-8)
    agree(estimated["design_effect"], (shown["n_r"] - 1).loc[estimated.index] / estimated["n_effective"])


def test_intervals_are_those_of_r(made):
    # R: prop.test(share * n, n, correct = FALSE)$conf.int of R's own share and effective size.
    ours = read_table(made.done / "estimates.csv")
    both = joined(numbers(r("shares")), ours[ours["service"] != "all_services"], CELL)
    shown = both[both["low"].notna() & both["ci_low"].notna()]
    assert len(shown) > 3000
    agree(shown["ci_low"], shown["low"], rel=1e-8)
    agree(shown["ci_high"], shown["high"], rel=1e-8)


def test_groups_against_the_rest(made):
    ours = read_table(made.done / "contrasts.csv")
    grouped = numbers(r("shares")).query("breakdown != 'all'")
    both = joined(grouped, ours[ours["breakdown"] != "service"], CELL)
    shown = both[both["status"] != "withheld"]
    agree(shown["difference"], shown["difference_r"])
    # Where margins settle a difference R has rounding noise for an error, and there is no test.
    settled = (shown["difference_error"] < 1e-8).to_numpy()
    assert shown.loc[settled, ["standard_error", "p", "test_value"]].isna().all(axis=None)
    assert (shown.loc[settled, "status"] == "constant").all()
    agree(shown.loc[~settled, "standard_error"], shown.loc[~settled, "difference_error"])
    tested = shown[shown["p"].notna()]
    compared = grouped.groupby([*CELL[:-1]])["n"].sum().rename("compared").reset_index()
    df = tested.merge(compared, on=CELL[:-1])["compared"].to_numpy() - 2
    agree(tested["df"], df)
    agree(
        tested["p"],
        2 * stats.t.sf((tested["difference_r"] / tested["difference_error"]).abs(), df),
        rel=1e-7,
        noise=0,
    )
    agree(tested["test_value"], np.sign(tested["difference_r"]) * stats.norm.isf(tested["p"] / 2), rel=1e-7)


def test_all_services_together(made):
    ours = read_table(made.done / "estimates.csv").query("service == 'all_services'")
    pooled = numbers(r("services")).query("group == 'all_services'").drop(columns="group")
    both = joined(pooled, ours, ["measure", "question", "base", "answer"])
    for name in ("n", "share", "standard_error"):
        agree(both[name], both[f"{name}_r"])


def test_each_service_against_all_services(made):
    ours = read_table(made.done / "contrasts.csv").query("breakdown == 'service'")
    parts = numbers(r("services")).query("group != 'all_services'")
    both = joined(parts, ours, ["measure", "question", "base", "answer", "group"])
    shown = both[both["status"] != "withheld"]
    agree(shown["difference"], shown["difference_r"])
    agree(shown["standard_error"], shown["difference_error"])


def test_rao_scott_tests(made):
    ours = read_table(made.done / "tests.csv")
    codebook = read_codebook(made.raw / "codebook.toml")
    ours = ours[ours["question"].map(codebook.closed)].drop(columns=["statistic", "df1", "df2", "p"])
    ours.columns = ours.columns.str.removeprefix("independence_")
    both = joined(numbers(r("tests")), ours, TEST)
    few = both["status"] == "few_respondents"
    assert (few == (both["n_r"] < 30)).all()
    # Crossed margins: R divides a target by rounding noise.
    settled = both["status"] == "no_variance"
    assert (settled == (both["statistic_r"] > 1e9)).all()
    tested = both[~few & ~settled]
    for name in ("n", "statistic", "df1", "cramer_v"):
        agree(tested[name], tested[f"{name}_r"])
    # In domains of fewer than 200 our denominator has n - 1 of the domain, R's that of the sample.
    whole = len(read_table(made.done / "3-weighted.csv")) - 1
    nu = np.where(tested["n"] < 200, tested["n"] - 1, whole)
    agree(tested["df2"] / nu, tested["df2_r"] / whole)
    large = tested[tested["n"] >= 200]
    agree(large["p"], large["p_r"], rel=1e-8, noise=0)


def test_each_answer_that_could_be_ticked(made):
    ours = read_table(made.done / "items.csv")
    both = joined(numbers(r("items")), ours, [*TEST, "answer"])
    assert (both["statistic"].isna() == both["statistic_r"].isna()).all()
    assert both["status"].isin(["", "sparse", "one_level"]).all()
    agree(both["n"], both["n_r"])
    tested = both[both["statistic"].notna()]
    whole = len(read_table(made.done / "3-weighted.csv")) - 1
    nu = np.where(tested["n"] < 200, tested["n"] - 1, whole)
    agree(tested["df2"] / nu, tested["df2_r"] / whole)
    for name in ("statistic", "df1", "cramer_v"):
        agree(tested[name], tested[f"{name}_r"])
    agree(tested.loc[tested["n"] >= 200, "p"], tested.loc[tested["n"] >= 200, "p_r"], rel=1e-8, noise=0)
    large = tested.groupby(TEST)["n"].transform("min") >= 200
    agree(tested.loc[large, "p_adjusted"], tested.loc[large, "p_adjusted_r"], rel=1e-8, noise=0)
    assert large.any()


def test_rank_tests(made):
    ours = read_table(made.done / "tests.csv")
    both = joined(numbers(r("ranks")), ours[ours["method"].str.startswith("rank")], TEST)
    alone = both["method"] == "rank_t"
    assert (alone == (both["df1_r"] == 1)).all()
    agree(both["n"], both["n_r"])
    # One difference has t, of which R gives the square.
    agree(np.where(alone, both["statistic"] ** 2, both["statistic"]), both["statistic_r"])
    agree(both["df1"].fillna(1), both["df1_r"])
    agree(both["df2"], both["df2_r"])
    agree(both["p"], both["p_r"], rel=1e-8, noise=0)


@pytest.mark.parametrize(("name", "value"), [("medians", "median"), ("means", "mean")])
def test_medians_and_means(made, name, value):
    ours = read_table(made.done / f"{name}.csv")
    both = joined(numbers(r(name)), ours, [*TEST, "group"])
    shown = both[both["status"] != "withheld"]
    assert (shown["n"] >= 11).all()
    for column in ("n", value, "standard_error", "ci_low", "ci_high"):
        agree(shown[column], shown[f"{column}_r"])


def test_all_pairs_of_groups(made):
    ours, tests = read_table(made.done / "pairs.csv"), read_table(made.done / "tests.csv")
    codebook = read_codebook(made.raw / "codebook.toml")
    closed = tests["question"].map(codebook.closed)
    passed = tests.loc[closed & (tests["p_adjusted"] < codebook.method.significance), TEST]
    assert len(ours[TEST].drop_duplicates().merge(passed)) == len(passed)
    # R also has the pairs of questions that do not pass.
    place = ["measure", *TEST, "answer", "group", "other"]
    both = numbers(r("pairs")).merge(ours, on=place, how="right", suffixes=("_r", ""), validate="1:1")
    assert both["difference_r"].notna().all()
    together = [*place[:-2], "kind"]
    among = numbers(r("pairs")).merge(ours[together].drop_duplicates(), on=together[:-1])
    assert len(among) == len(ours)
    agree(both["difference"], both["difference_r"])
    agree(both["standard_error"], both["standard_error_r"])
    for name in ("p", "p_adjusted"):
        agree(both[name], both[f"{name}_r"], rel=1e-7, noise=0)
