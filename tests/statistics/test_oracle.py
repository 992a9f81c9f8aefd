"""The same statistics against a second set of results from R, kept outside this project (see oracle)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipeline.statistics.comparisons import groups_against_rest
from pipeline.statistics.design import effective_size, kish_design_effect
from pipeline.statistics.independence import rao_scott
from pipeline.statistics.proportions import interval, shares
from tests.support.agreement import agree
from tests.support.oracle import CASES, ORACLE, case, golden, needed, of_key

pytestmark = needed


@pytest.mark.parametrize("name", CASES)
def test_raking_weights_and_kish(name):
    known = golden(f"calib_{name}")
    weight = case(name).raked.weight
    agree(weight, pd.read_csv(ORACLE / "golden" / f"weights_{name}.csv")["raking"])
    agree(kish_design_effect(weight), known["kish_deff"])
    agree(effective_size(weight), known["ess"])


@pytest.mark.parametrize("key", golden("svyby_props"))
def test_shares_and_standard_errors(key):
    known = golden("svyby_props")[key]
    found, design, variable, group = of_key(key)
    ours = shares(design, found.ticks(variable, known["levels"]), found.ticks(group, known["groups"]))
    agree(ours.share, known["est"])
    agree(ours.standard_error, known["se"])


def test_wilson_intervals():
    known = pd.DataFrame(golden("ci_wilson"))
    low, high = interval(known["p"].to_numpy(), known["n_eff"].to_numpy())
    agree(low, known["lo"])
    agree(high, known["hi"])


@pytest.mark.parametrize("key", golden("svychisq"))
def test_rao_scott_tests(key):
    known = golden("svychisq")[key]
    found, design, variable, group = of_key(key)
    everyone = np.ones(len(found.people), dtype=bool)
    ours = rao_scott(design, found.codes(variable), found.codes(group), everyone)
    agree([ours.statistic, ours.df1, ours.df2], [known["F"]["stat"], *known["F"]["par"]])
    agree([ours.x2, ours.cramer_v], [known["X2_scaled"], known["cramer"]])
    agree(ours.p, known["F"]["p"], rel=1e-8, noise=0)
    # R gives Pearson's statistic with the p-value of the first-order one.
    agree(ours.first_order_df, known["Chisq"]["par"])
    agree(ours.first_order_p, known["Chisq"]["p"], rel=1e-7, noise=0)


def test_design_test_values():
    known = pd.DataFrame(golden("vtest_design")["anes"])
    found = case("anes")
    for row in known.itertuples():
        everyone = np.ones(len(found.people), dtype=bool)
        inside = found.ticks("terr", [row.group])
        groups = np.hstack([inside, ~inside])
        ours = groups_against_rest(found.raked, found.ticks(row.var, [row.level]), groups, everyone)
        agree([ours.difference[0, 0], ours.standard_error[0, 0]], [row.diff, row.se])
        agree([ours.df[0, 0], ours.test_value[0, 0]], [row.df, row.v], rel=1e-8)


def test_several_answers_at_once():
    known = golden("multiresp")["tea|moments|where"]
    found = case("tea")
    ticked = [~found.people[item].str.startswith("Not.") for item in known["items"]]
    items = np.column_stack(ticked).astype(int)
    everyone = np.ones(len(items), dtype=bool)
    ours = rao_scott(found.raked, items, found.codes("where"), everyone)
    agree([ours.statistic, ours.df1, ours.x2], [known["F_primary"], known["d0_primary"], known["X2_S"]])
    agree([ours.df2, ours.p], [known["ddf_primary"], known["p_primary"]], rel=1e-8)
    alone = [rao_scott(found.raked, item, found.codes("where"), everyone).statistic for item in items.T]
    agree(alone, known["item_svychisq_F"])
