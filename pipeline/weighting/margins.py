"""Margins: the population by levels of a variable, checked against the respondents before calibration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.errors.faults import Fault, Faults, blocking
from pipeline.statistics.design import Design

NOT_ANSWERED = "NR"


@dataclass(frozen=True)
class Margin:
    """A margin: the population of each level of a variable.

    Attributes
    ----------
    name : variable of the codebook.
    levels : ids, those of the codebook that have respondents, then "NR" when some did not answer.
    codes : position in `levels` of each respondent, shape (n,).
    targets : population of each level, shape (L,). With n_NR missing of n, level "NR" gets the part
        n_NR / n of the population and every other level is reduced by it: missing is taken as
        unrelated to the level.
    """

    name: str
    levels: list[str]
    codes: np.ndarray
    targets: np.ndarray


def prepared_margins(
    codebook: Codebook, respondents: pd.DataFrame, table: pd.DataFrame, file: str
) -> tuple[list[Margin], list[Fault]]:
    """Return the margins that the method names, ready to calibrate on.

    Parameters
    ----------
    table : margins.csv as text: margin, level, population.

    Returns
    -------
    margins, and warnings (levels with few respondents).

    Raises
    ------
    Faults
        With every fault: margin or level absent, unknown or twice, population that is no positive
        number, level with population and no respondent, margins with different totals.
    """
    # In two steps: a file that is wrong in form cannot be held against the respondents.
    faults = _form_faults(codebook, table, file)
    if blocking(faults):
        raise Faults(faults)
    populations: dict[str, dict[str, float]] = {}
    for name in codebook.method.margins:
        rows = table[table["margin"] == name]
        populations[name] = dict(zip(rows["level"], rows["population"].astype(float), strict=True))
    faults = _against_respondents(codebook, respondents, populations, file) + _totals(populations, file)
    if blocking(faults):
        raise Faults(faults)
    return [_margin(name, populations[name], respondents[name], codebook) for name in populations], faults


def design_columns(margins: list[Margin]) -> tuple[np.ndarray, np.ndarray]:
    """Return dummy columns of all levels of all margins, shape (n, p), and their totals, shape (p,)."""
    columns = [np.eye(len(margin.levels))[margin.codes] for margin in margins]
    return np.hstack(columns), np.concatenate([margin.targets for margin in margins])


def design_of(codebook: Codebook, weighted: pd.DataFrame) -> Design:
    """Return the calibrated design of weighted respondents, from the calibration variables they carry."""
    columns = []
    for name in codebook.method.margins:
        levels = [*[level.id for level in codebook.levels(name)], ""]
        present = [level for level in levels if (weighted[name] == level).any()]
        columns.append((weighted[name].to_numpy()[:, None] == np.array(present)).astype(float))
    return Design(weighted["weight"].to_numpy(), weighted["base_weight"].to_numpy(), np.hstack(columns))


def _margin(name: str, population: dict[str, float], answers: pd.Series, codebook: Codebook) -> Margin:
    """Return a margin with what is missing as a level of its own."""
    levels = [level.id for level in codebook.levels(name) if level.id in population]
    targets = np.array([population[level] for level in levels])
    # A level of their own keeps who did not answer: their weights sum to what they are of the sample.
    missing = (answers == "").mean()
    if missing:
        targets = np.append(targets * (1 - missing), targets.sum() * missing)
        levels = [*levels, NOT_ANSWERED]
    codes = answers.replace("", NOT_ANSWERED).map(levels.index).to_numpy()
    return Margin(name, levels, codes, targets)


def _form_faults(codebook: Codebook, table: pd.DataFrame, file: str) -> list[Fault]:
    """Return faults of the file itself; rows are numbered as a spreadsheet does."""
    faults = [
        Fault("margin_absent", file, value=name)
        for name in codebook.method.margins
        if name not in set(table["margin"])
    ]
    number = pd.to_numeric(table["population"], errors="coerce")
    twice = table.duplicated(["margin", "level"])
    for row, (margin, level, text) in enumerate(
        table[["margin", "level", "population"]].itertuples(index=False), 2
    ):
        if not codebook.closed(margin):
            faults.append(Fault("margin_unknown", file, row, "margin", margin))
        if margin not in codebook.method.margins:
            continue  # a margin that the method does not name is not read any further
        if level not in {answer.id for answer in codebook.levels(margin)}:
            faults.append(Fault("margin_level_unknown", file, row, "level", level, values={"margin": margin}))
        if twice.iloc[row - 2]:
            faults.append(Fault("margin_level_twice", file, row, "level", level, values={"margin": margin}))
        if not text.strip():
            faults.append(Fault("margin_blank", file, row, "population", values={"level": level}))
        elif not number.iloc[row - 2] > 0:
            faults.append(Fault("margin_number", file, row, "population", text, values={"level": level}))
    return faults


def _against_respondents(
    codebook: Codebook, respondents: pd.DataFrame, populations: dict[str, dict[str, float]], file: str
) -> list[Fault]:
    """Return levels that have respondents or population alone, and levels with few respondents."""
    faults = []
    for name, population in populations.items():
        counts = respondents[name].value_counts()
        for level in codebook.levels(name):
            n, target = int(counts.get(level.id, 0)), population.get(level.id)
            values = {"margin": name, "respondents": str(n), "target": f"{target or 0:.0f}"}
            if target is None and n:
                faults.append(Fault("margin_level_absent", file, value=level.id, values=values))
            elif target is not None and n == 0:
                faults.append(Fault("margin_empty", file, value=level.id, values=values))
            elif target is not None and n < codebook.method.few_respondents:
                values["few"] = str(codebook.method.few_respondents)
                faults.append(Fault("margin_few", file, value=level.id, severity="warning", values=values))
    return faults


def _totals(populations: dict[str, dict[str, float]], file: str, tolerance: float = 1e-6) -> list[Fault]:
    """Return a fault when margins are not of one population, up to a relative `tolerance` of rounding.

    R's rake and calibrate take the difference silently.
    """
    totals = {name: sum(population.values()) for name, population in populations.items()}
    if max(totals.values()) / min(totals.values()) - 1 <= tolerance:
        return []
    listed = ", ".join(f"{name} {total:.0f}" for name, total in totals.items())
    return [Fault("margin_totals", file, values={"totals": listed})]
