"""A second set of results from R, kept outside this project, and the cases it was made from.

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

from pipeline.statistics.calibration import calibrate
from pipeline.statistics.design import Design, dummies, uncalibrated
from tests.support import anes

ORACLE = Path(os.environ["ORACLE_DIR"]) if os.environ.get("ORACLE_DIR") else None
needed = pytest.mark.skipif(ORACLE is None, reason="ORACLE_DIR does not name a folder of results from R")

CASES = ("anes", "tea", "apisrs")
# Their names of the variables of anes96, and of the levels where these are not ours.
ANES = {
    "vote2": ("vote", {}),
    "pid3": ("party", {"Democrat": "Dem", "independent": "Ind", "Republican": "Rep"}),
    "lr3": ("position", {"liberal": "1 liberal", "moderate": "2 moderate", "conservative": "3 conservative"}),
    "tv4": ("news", {"never": "0", "1-2 days": "1-2", "3-5 days": "3-5", "6-7 days": "6-7"}),
    "agecl": ("age", {}),
    "educ3": ("education", {"school": "1 <=HS", "some college": "2 some coll", "degree": "3 BA+"}),
    "inc4": ("income", {}),
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
