"""Who answered each wave, and what they were weighted to, side by side."""

from __future__ import annotations

import pandas as pd

WEIGHTS = ["n", "population", "n_effective", "design_effect", "ratio_min", "ratio_max"]
SHARES = ["respondents", "population", "share_population", "share_before"]


def weights(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """One row a group of weighting.csv, a column a quantity and wave; groups of one wave stay, half empty."""
    return _beside(old, new, ["group_variable", "group"], WEIGHTS)


def margins(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """One row a level of the margins: its part of the population and of the respondents in each wave."""
    return _beside(old, new, ["margin", "level"], SHARES)


def _beside(old: pd.DataFrame, new: pd.DataFrame, keys: list[str], values: list[str]) -> pd.DataFrame:
    found = new[[*keys, *values]].merge(
        old[[*keys, *values]], on=keys, how="outer", suffixes=("_new", "_old"), sort=False
    )
    place = {key: i for i, key in enumerate([*zip(*(new[k] for k in keys), strict=True)])}
    order = [place.get(key, len(place)) for key in zip(*(found[k] for k in keys), strict=True)]
    columns = [f"{value}_{wave}" for value in values for wave in ("old", "new")]
    return found.assign(order=order).sort_values("order", kind="stable")[[*keys, *columns]]
