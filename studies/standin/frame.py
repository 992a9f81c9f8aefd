"""People: who answers, from where, in which mode, and with which weight."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from studies.standin.cuts import first_by_group
from studies.standin.draws import Draws

AGES = ["15_29", "30_44", "45_59", "60_74", "75_plus"]


def people(codebook: Codebook, plan: dict, communes: pd.DataFrame, draws: Draws) -> pd.DataFrame:
    """The respondents: sex, age_band, age, territory, residence and mode; "" where not given.

    Parameters
    ----------
    plan : the table [people] of the targets: respondents by cell, communes not given, paper forms.
    communes : communes.csv, population as a number.
    """
    cells = [
        (sex, band) for sex, row in plan["cells"].items() for band, count in row.items() for _ in range(count)
    ]
    cells += [("", band) for band in plan["sex_not_given"]] + [(sex, "") for sex in plan["age_not_given"]]
    frame = pd.DataFrame(cells, columns=["sex", "age_band"])
    size = len(frame)
    frame["age"] = _age(frame["age_band"], draws.uniform("age", size))
    territories = [name for name, count in plan["territory"].items() for _ in range(count)]
    territories += [""] * (size - len(territories))
    frame["territory"] = pd.Series(territories, index=_spread(frame, plan["rural_tilt"], draws)).sort_index()
    frame["residence"] = _residence(codebook, frame["territory"], communes, draws.uniform("residence", size))
    paper = first_by_group(
        draws.uniform("mode", size),
        np.ones(size),
        frame["age_band"].to_numpy(),
        plan["paper"],
        np.ones(size, dtype=bool),
    )
    frame["mode"] = np.where(paper, "paper", "web")
    return frame


def _spread(frame: pd.DataFrame, tilt: dict[str, float], draws: Draws) -> np.ndarray:
    """An order in which every cell of sex and age is spread evenly, older people a little later."""
    cells = frame.groupby(["sex", "age_band"])["sex"]
    even = (cells.cumcount() + draws.uniform("territory", len(frame))) / cells.transform("size")
    return np.argsort((even + frame["age_band"].map(tilt).fillna(0)).to_numpy(), kind="stable")


def _age(band: pd.Series, u: np.ndarray) -> list[str]:
    """Ages inside the bands: more 20-29 than 15-19, fewer and fewer after 75."""
    start = band.str.slice(0, 2)
    return [
        "" if not low else str(int(low) + int({"15": 15 * v**0.7, "75": 20 * v**1.8}.get(low, 15 * v)))
        for low, v in zip(start, u, strict=True)
    ]


def _residence(codebook: Codebook, territory: pd.Series, communes: pd.DataFrame, u: np.ndarray) -> list[str]:
    """A commune of the territory type, in proportion to population."""
    rule = codebook.by_id["territory"]
    of_class = {name: group.id for group in rule.groups for name in group.classes}
    located = communes[rule.column].map(of_class)
    drawn = np.full(len(territory), "", dtype=object)
    for name in sorted(set(territory) - {""}):
        inside = communes[located == name]
        reached = inside["population"].cumsum() / inside["population"].sum()
        here = np.flatnonzero(territory == name)
        place = np.searchsorted(reached.to_numpy(), u[here], side="right")
        drawn[here] = inside["code"].to_numpy()[np.minimum(place, len(inside) - 1)]
    return drawn.tolist()


def weights(frame: pd.DataFrame, margins: pd.DataFrame) -> np.ndarray:
    """Raking-ratio weights on territory and on sex by age, rounded to nine decimals.

    Whoever lacks a margin variable forms a level of its own, with the part of the population that it
    has among respondents; the other totals shrink in proportion.
    """
    known = frame["sex"].ne("") & frame["age_band"].ne("")
    levels = {
        "territory": frame["territory"].to_numpy(dtype=object),
        "sex_age": np.where(known, frame["sex"] + "_" + frame["age_band"], ""),
    }
    population = margins.groupby("margin")["population"].sum().iloc[0]
    weight = np.full(len(frame), population / len(frame))
    for _ in range(200):
        for margin, level in levels.items():
            rows = margins[margins["margin"] == margin].set_index("level")["population"]
            absent = np.mean(level == "")
            for name in np.unique(level):
                target = population * absent if name == "" else rows[name] * (1 - absent)
                here = level == name
                weight[here] *= target / weight[here].sum()
    return np.round(weight, 9)
