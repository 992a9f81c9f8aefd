"""What simulated surveys say of tests and intervals, and that R says the same of the same surveys."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipeline.statistics.comparisons import groups_against_rest
from pipeline.statistics.independence import rao_scott
from pipeline.statistics.proportions import shares
from pipeline.statistics.ranks import rank_test
from studies.methods.wald_tests import wald_independence
from tests.reference.simulated import surveys
from tests.support.agreement import agree
from tests.support.anes import REFERENCE
from tests.support.stages import ROOT

FOUND = pd.read_csv(ROOT / "docs" / "simulation.csv")
AREAS = [f"area{number}" for number in range(1, 5)]


def of_ours(one) -> dict[str, float]:
    everyone, areas = np.ones(len(one.area), dtype=bool), one.area[:, None] == np.arange(4)
    against = groups_against_rest(one.design, (one.answer == 0)[:, None], areas, everyone)
    rare = shares(one.design, one.rare[:, None], areas[:, [2]])
    return {
        "rao_scott": rao_scott(one.design, one.answer, one.area, everyone).p,
        "wald": wald_independence(one.design, one.answer, one.area, everyone).p,
        "rank": rank_test(one.design, one.answer, one.area, everyone).p,
        **dict(zip(AREAS, against.p[:, 0], strict=True)),
        "rare": rare.share[0, 0],
        "rare_error": rare.standard_error[0, 0],
    }


def test_r_rejects_the_same_hypotheses_on_the_same_surveys():
    known = pd.read_csv(REFERENCE / "simulated.csv").set_index(["scenario", "survey"])
    ours = pd.DataFrame({(scenario, number): of_ours(one) for scenario, number, one in surveys()}).T
    assert set(ours.index) == set(known.index)
    for name in known.columns:
        agree(ours.loc[known.index, name], known[name], rel=1e-7)
    tested = known.columns.drop(["rare", "rare_error"])
    assert ((ours[tested] < 0.05) == (known.loc[ours.index, tested] < 0.05)).all(axis=None)


def rates(scenario: str, pattern: str) -> pd.Series:
    chosen = FOUND[(FOUND["scenario"] == scenario) & FOUND["name"].str.contains(pattern)]
    return chosen.set_index("name")["found"]


def test_default_tests_keep_their_promise_under_mild_selection():
    kept = rates("mild", "Rao-Scott F|joint F_S|rank test|design test value")
    assert len(kept) == 8
    assert kept.between(0.045, 0.055).all(), kept


def test_the_excess_under_harsh_selection_is_one_of_small_samples():
    harsh, large = (
        rates(name, "Rao-Scott F, four|joint|rank|design") for name in ("harsh", "harsh, four times as many")
    )
    assert harsh.between(0.045, 0.06).all()
    assert large.mean() < harsh.mean()


@pytest.mark.parametrize("scenario", ["mild", "harsh"])
def test_rare_answers_of_small_groups_are_not_found_too_often(scenario):
    small = rates(scenario, "groups of 30 to 60")
    as_r = small.index.str.endswith("as R")
    assert (small[~as_r] <= 0.05).all()
    assert (small[~as_r].to_numpy() < small[as_r].to_numpy()).all()


def test_the_classical_test_value_rejects_too_often_where_people_are_weighted_up():
    assert rates("harsh", "classical test value, area 1").item() > 0.1


def test_the_table_of_the_method_is_the_result():
    text = (ROOT / "docs" / "method.md").read_text("utf-8")
    shown = text.split("<!-- simulation: docs/simulation.csv -->")[1].split("<!-- /simulation -->")[0]
    told = {
        cells[0]: cells[2:]
        for cells in (
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in shown.split("\n")
            if line[:1] == "|"
        )
    }
    scenarios = list(FOUND["scenario"].unique())
    for name, rows in FOUND.groupby("name"):
        by_scenario = rows.set_index("scenario")["found"]
        percent = [f"{100 * by_scenario[s]:.1f} %" if s in by_scenario else "–" for s in scenarios]
        assert told[name] == percent, name
    assert len(told) == FOUND["name"].nunique() + 2
