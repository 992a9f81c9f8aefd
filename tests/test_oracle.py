"""The same statistics against a second set of results from R, kept outside this project.

ORACLE_DIR names its folder: `data/` (anes96, tea, apisrs) and `golden/` (results as JSON and CSV).
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.statistics.association import rao_scott
from pipeline.statistics.calibration import calibrate
from pipeline.statistics.comparisons import groups_against_rest
from pipeline.statistics.design import Design, dummies, effective_size, kish_design_effect, uncalibrated
from pipeline.statistics.proportions import interval, shares
from tests import anes
from tests.agreement import agree

ORACLE = Path(os.environ["ORACLE_DIR"]) if os.environ.get("ORACLE_DIR") else None
pytestmark = pytest.mark.skipif(ORACLE is None, reason="ORACLE_DIR does not name a folder of results from R")

CASES = ("anes", "tea", "apisrs")
# Their names of the variables of anes96, and of the levels where these are not ours.
ANES = {
    "vote2": ("vote", {}),
    "pid3": ("party", {"Democrat": "Dem", "independent": "Ind", "Republican": "Rep"}),
    "lr3": ("position", {"liberal": "1 liberal", "moderate": "2 moderate", "conservative": "3 conservative"}),
    "tv4": ("news", {"never": "0", "1-2 days": "1-2", "3-5 days": "3-5", "6-7 days": "6-7"}),
    "agecl": ("age", {}),
    "educ3": ("education", {"school": "1 <=HS", "some college": "2 some coll", "degree": "3 BA+"}),
    "terr": (
        "place",
        {
            "rural": "1 rural",
            "small": "2 petite ville",
            "medium": "3 ville moyenne",
            "large": "4 grande ville",
        },
    ),
}


@cache
def golden(name: str):
    return json.loads((ORACLE / "golden" / f"{name}.json").read_text(encoding="utf-8")) if ORACLE else {}


@dataclass(frozen=True, eq=False)
class Case:
    """One of their data sets: answers as text, its raked design, the same without calibration."""

    people: pd.DataFrame
    raked: Design
    plain: Design

    def ticks(self, variable: str, levels: list[str]) -> np.ndarray:
        return self.people[variable].to_numpy()[:, None] == np.array(levels)

    def codes(self, variable: str) -> np.ndarray:
        return pd.factorize(self.people[variable], sort=True)[0]


@cache
def case(name: str) -> Case:
    if name == "anes":
        people = pd.DataFrame({new: anes.PEOPLE[old].replace(levels) for new, (old, levels) in ANES.items()})
        base = np.full(len(people), 100.0)
    else:
        people = pd.read_csv(ORACLE / "data" / f"{name}.csv", dtype=str, keep_default_na=False)
        base = people["pw"].astype(float).to_numpy() if "pw" in people else np.full(len(people), 1000.0)
    targets = golden(f"calib_{name}")["targets"]
    columns = dummies([people[margin].map(list(known).index).to_numpy() for margin, known in targets.items()])
    totals = np.concatenate([list(known.values()) for known in targets.values()])
    weight = calibrate(base, columns, totals, "raking", tolerance=1e-12).weight
    return Case(people, Design(weight, base, columns), uncalibrated(base))


def of_key(key: str) -> tuple[Case, Design, str, str]:
    """The case, design, variable and group that a key such as "tea_uncal|how|where" names."""
    name, variable, group = key.split("|")
    found = case(name.removesuffix("_uncal"))
    return found, found.plain if name.endswith("_uncal") else found.raked, variable, group


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
