"""What answers have in common: the household, and latent traits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from studies.standin.cuts import first_by_group
from studies.standin.draws import Draws
from studies.standin.frame import AGES

TERRITORIES = ["urban_pole", "belt", "small_pole", "rural"]
AGE_EFFECTS = {
    "satisfaction": [-0.15, -0.10, -0.05, 0.10, 0.35],
    "mobility": [0.15, 0.15, 0.10, -0.05, -0.50],
    "digital": [0.60, 0.40, 0.10, -0.30, -0.90],
}


@dataclass(frozen=True)
class Respondents:
    """People with their weights and the latent traits that their answers share.

    Attributes
    ----------
    frame : one row a person: sex, age_band, territory, residence, mode, children, cars.
    weight : weights after calibration, shape (n,).
    satisfaction, mobility, digital, patience : latent traits, about standard normal, shape (n,).
    alike : people who give one answer to a whole battery, boolean, shape (n,).
    """

    frame: pd.DataFrame
    weight: np.ndarray
    satisfaction: np.ndarray
    mobility: np.ndarray
    digital: np.ndarray
    patience: np.ndarray
    alike: np.ndarray

    def __len__(self) -> int:
        return len(self.weight)

    @property
    def children(self) -> np.ndarray:
        """Whether children are known to live in the household."""
        return (~self.frame["children"].isin(["", "0"])).to_numpy()

    def by_age(self, effects: list[float]) -> np.ndarray:
        """The effect of each person's age band, 0 where the age is not known."""
        return _by_age(self.frame, effects)

    def mark(self, score: np.ndarray, table: dict, key: str, among: np.ndarray) -> np.ndarray:
        """The highest scores in each territory, as many as the shares under `key` ask."""
        shares = dict(zip(TERRITORIES, table[key], strict=True))
        if f"{key}_all" in table:
            shares["all"] = table[f"{key}_all"]
        return first_by_group(score, self.weight, self.frame["territory"].to_numpy(), shares, among)


def household(frame: pd.DataFrame, weight: np.ndarray, plan: dict, draws: Draws) -> pd.DataFrame:
    """The frame with children, cars and internet_at_home; "" where not given.

    Parameters
    ----------
    plan : the table [household] of the targets: shares by age band, which territories have more of
        it inside an age band, and the share not given.
    """
    size = len(frame)
    complete = frame.copy()
    marked, given = {}, {}
    for name in ("with_children", "without_car", "without_internet"):
        given[name] = draws.uniform(f"{name} given", size) >= plan["not_given"]
        tilt = frame["territory"].map(plan["tilt"].get(name, {})).fillna(0.0).to_numpy()
        chance = draws.uniform(name, size) + tilt
        marked[name] = first_by_group(chance, weight, frame["age_band"].to_numpy(), plan[name], given[name])
    children = 1 + np.searchsorted([0.42, 0.82, 0.96], draws.uniform("children", size))
    cars = 1 + np.searchsorted([0.47, 0.91, 0.98], draws.uniform("cars", size))
    for column, name, answer in (
        ("children", "with_children", np.where(marked["with_children"], children, 0).astype(str)),
        ("cars", "without_car", np.where(marked["without_car"], 0, cars).astype(str)),
        ("internet_at_home", "without_internet", np.where(marked["without_internet"], "no", "yes")),
    ):
        complete[column] = np.where(given[name], answer, "")
    return complete


def with_traits(frame: pd.DataFrame, weight: np.ndarray, straight_liners: int, draws: Draws) -> Respondents:
    """Respondents whose traits depend on age, mode and car, the rest being chance."""
    size = len(frame)
    shifts = {
        "satisfaction": 0.12 * frame["mode"].eq("paper"),
        "mobility": -0.7 * frame["cars"].eq("0"),
        "digital": -0.5 * frame["mode"].eq("paper"),
    }
    traits = {
        name: draws.normal(name, size) + _by_age(frame, AGE_EFFECTS[name]) + shift.to_numpy()
        for name, shift in shifts.items()
    }
    alike = np.zeros(size, dtype=bool)
    described = np.flatnonzero(frame[["territory", "sex", "age_band"]].ne("").all(axis=1))
    alike[described[draws.order("alike", len(described))[:straight_liners]]] = True
    return Respondents(
        frame=frame, weight=weight, patience=draws.normal("patience", size), alike=alike, **traits
    )


def _by_age(frame: pd.DataFrame, effects: list[float]) -> np.ndarray:
    return frame["age_band"].map(dict(zip(AGES, effects, strict=True))).fillna(0.0).to_numpy()
