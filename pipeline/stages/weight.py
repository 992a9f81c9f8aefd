"""Calibrate the respondents to the margins, after every check that keeps a weight honest.

Writes into the folder `out` 3-weighted.csv (respondents with base_weight and weight), weighting.csv
(effective sizes), weighting-margins.csv (gaps to the population before and after), weighting-ratios.csv
(respondents by ratio of weight to base weight), participation.csv (respondents per 1,000 inhabitants)
and places.csv (the groups of each commune).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook, Method
from pipeline.codebook.reader import read as read_codebook
from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.errors.faults import Fault, Faults, terminal_list
from pipeline.responses.side_files import communes_table, text_table
from pipeline.statistics.calibration import (
    Calibrated,
    NotConverged,
    calibrate,
    smallest_upper_bound,
    unreachable,
)
from pipeline.statistics.design import effective_size, kish_design_effect
from pipeline.tables.files import read_respondents, write_csv, write_table
from pipeline.text.messages import Language, say
from pipeline.weighting.diagnostics import alarms, ratio_classes
from pipeline.weighting.margins import Margin, design_columns, prepared_margins
from pipeline.weighting.participation import communes_columns, communes_in_groups, participation


def weight(
    *,
    codebook_file: Path,
    validated_file: Path,
    margins_file: Path,
    out: Path,
    language: Language,
    communes_file: Path | None = None,
) -> str:
    """Calibrate the weights, write them with their diagnostics and return the line to print."""
    codebook = read_codebook(codebook_file)
    respondents = read_respondents(validated_file)
    file = margins_file.name
    table = text_table(margins_file, ["margin", "level", "population"])
    communes = communes_table(communes_file, codebook, communes_columns(codebook))
    margins, warnings = prepared_margins(codebook, respondents, table, file)
    took_part = participation(codebook, respondents, communes)
    _warn(warnings, language)
    base = base_weights(codebook, respondents, margins[0].targets.sum())
    calibrated = _calibrate(base, margins, codebook.method, file)
    _warn(alarms(calibrated.weight, codebook.method, file), language)

    write_table(out / "weighting-margins.csv", gaps(margins, calibrated.weight))
    write_table(out / "weighting.csv", effective(codebook, respondents, base, calibrated))
    ratios = ratio_classes(calibrated.weight / base, codebook.method.withheld_below)
    write_table(out / "weighting-ratios.csv", ratios)
    write_table(out / "participation.csv", took_part)
    write_table(out / "places.csv", communes_in_groups(codebook, communes))
    write_csv(out / "3-weighted.csv", respondents.assign(base_weight=base, weight=calibrated.weight))
    size = effective_size(calibrated.weight)
    return say(
        language,
        "log.weight",
        n=len(base),
        iterations=calibrated.iterations,
        effective=f"{size:.0f}",
    )


def _warn(warnings: list[Fault], language: Language) -> None:
    if warnings:
        print(terminal_list(warnings, language))


def base_weights(codebook: Codebook, respondents: pd.DataFrame, population: float) -> np.ndarray:
    """Return base weights, shape (n,): equal, or as the codebook says, summing to the population."""
    name = codebook.method.base_weight
    unscaled = np.ones(len(respondents)) if name is None else respondents[name].astype(float).to_numpy()
    return unscaled * (population / unscaled.sum())


def _calibrate(base: np.ndarray, margins: list[Margin], method: Method, file: str) -> Calibrated:
    """Return calibrated weights, or why there are none: a fault, never a weight that was not reached."""
    columns, totals = design_columns(margins)
    level_names = [f"{margin.name} = {level}" for margin in margins for level in margin.levels]
    excluded = unreachable(base, columns, totals)
    if excluded.any():
        at_fault = [name for name, out in zip(level_names, excluded, strict=True) if out]
        raise Faults([Fault("not_feasible", file, value=name) for name in at_fault])
    try:
        calibrated = calibrate(base, columns, totals, method.calibration, method.bounds)
    except NotConverged as failed:
        raise Faults([_not_reached(failed, base, columns, totals, method, file)]) from None
    if (calibrated.weight <= 0).any():
        raise Faults([Fault("weights_not_positive", file, value=str((calibrated.weight <= 0).sum()))])
    return calibrated


def _not_reached(
    failed: NotConverged,
    base: np.ndarray,
    columns: np.ndarray,
    totals: np.ndarray,
    method: Method,
    file: str,
) -> Fault:
    """Return why a calibration did not reach its totals; for bounded ones, which bounds would."""
    if method.calibration in ("raking", "linear"):
        values = {"iterations": str(failed.iterations), "gap": f"{failed.gap:.2g}"}
        return Fault("not_converged", file, values=values)
    low, high = method.bounds
    smallest = smallest_upper_bound(base, columns, totals, low)
    if np.isnan(smallest):
        return Fault("lower_bound_unreachable", file, value=f"{low:g}")
    values = {"smallest": f"{np.ceil(smallest * 1000) / 1000:g}"}
    return Fault("bounds_unreachable", file, value=f"{low:g}, {high:g}", values=values)


def gaps(margins: list[Margin], weights: np.ndarray) -> pd.DataFrame:
    """Return shares of each level in the population, among respondents, and after weighting."""
    rows = []
    for margin in margins:
        n = np.bincount(margin.codes, minlength=len(margin.levels))
        after = np.bincount(margin.codes, weights=weights, minlength=len(margin.levels)) / weights.sum()
        part = pd.DataFrame(
            {"margin": margin.name, "level": margin.levels, "respondents": n, "population": margin.targets}
        )
        part["share_population"] = margin.targets / margin.targets.sum()
        part["share_before"] = n / n.sum()
        part["share_after"] = after
        part["gap_before_points"] = 100 * (part["share_before"] - part["share_population"])
        part["gap_after_points"] = (100 * (part["share_after"] - part["share_population"])).round(9) + 0.0
        rows.append(part)
    return pd.concat(rows)


def effective(
    codebook: Codebook, respondents: pd.DataFrame, base: np.ndarray, calibrated: Calibrated
) -> pd.DataFrame:
    """Return effective sizes and ranges of the ratio weight / base weight, overall and by group."""
    ratio = calibrated.weight / base
    groups = [(EVERYONE, EVERYONE, np.ones(len(base), dtype=bool))]
    for breakdown in codebook.breakdown:
        column = respondents[breakdown.variable].to_numpy()
        levels = codebook.levels(breakdown.variable)
        groups += [(breakdown.variable, level.id, column == level.id) for level in levels]
    rows = [
        {
            "group_variable": variable,
            "group": group,
            "n": inside.sum(),
            "population": calibrated.weight[inside].sum(),
            "n_effective": effective_size(calibrated.weight[inside]),
            "design_effect": kish_design_effect(calibrated.weight[inside]),
            "ratio_min": ratio[inside].min(),
            "ratio_max": ratio[inside].max(),
            "iterations": calibrated.iterations,
        }
        for variable, group, inside in groups
        if inside.any()
    ]
    return pd.DataFrame(rows)
