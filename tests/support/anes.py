"""The American National Election Study of 1996, weighted as tests/reference/anes96-designs.R weights it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.statistics.calibration import calibrate
from pipeline.statistics.design import Design, dummies, uncalibrated

REFERENCE = Path(__file__).parents[1] / "reference"
MARGINS = {
    "age": {"19-34": 0.32, "35-49": 0.31, "50-64": 0.19, "65+": 0.18},
    "education": {"school": 0.52, "some college": 0.26, "degree": 0.22},
    "place": {"rural": 0.24, "small": 0.22, "medium": 0.26, "large": 0.28},
}
PEOPLE = pd.read_csv(REFERENCE / "anes96.csv", dtype=str)
LEVELS = {name: sorted(PEOPLE[name].unique()) for name in PEOPLE} | {n: list(m) for n, m in MARGINS.items()}
DOMAINS = {
    "all": np.ones(len(PEOPLE), dtype=bool),
    "daily": (PEOPLE["news"] == "6-7 days").to_numpy(),
    "old": ((PEOPLE["age"] == "65+") & PEOPLE["place"].isin(["rural", "large"])).to_numpy(),
}


def r(name: str) -> pd.DataFrame:
    """What R found: one of the CSV files that anes96.R and anes96-more.R write."""
    return pd.read_csv(REFERENCE / f"anes96-{name}.csv", keep_default_na=False, na_values=[""])


def codes(name: str) -> np.ndarray:
    """The position of each respondent's answer among its levels."""
    return PEOPLE[name].map(LEVELS[name].index).to_numpy()


ORDERED = {
    "position": ["liberal", "moderate", "conservative"],
    "news": ["never", "1-2 days", "3-5 days", "6-7 days"],
}


def ordered(name: str) -> np.ndarray:
    """The position of each respondent's answer in the order of the answers."""
    return PEOPLE[name].map(ORDERED[name].index).to_numpy()


def ticks(name: str) -> np.ndarray:
    """One column of booleans a level."""
    return PEOPLE[name].to_numpy()[:, None] == np.array(LEVELS[name])


def _raked(base: np.ndarray) -> Design:
    columns = dummies([codes(name) for name in MARGINS])
    totals = 94400 * np.concatenate([list(margin.values()) for margin in MARGINS.values()])
    return Design(calibrate(base, columns, totals, "raking", tolerance=1e-12).weight, base, columns)


EQUAL = np.full(len(PEOPLE), 94400 / len(PEOPLE))
TURN = np.arange(len(PEOPLE)) % 3 + 1
NUMBER = ordered("news") + 1 + TURN / 4
RAKED = _raked(EQUAL)
DESIGNS = {
    "plain": uncalibrated(EQUAL),
    "raked": RAKED,
    "unequal": _raked(EQUAL * TURN / TURN.mean()),
}
