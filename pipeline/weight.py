"""Calibrates the respondents to the margins, after every check that keeps a weight honest.

Writes --out (respondents with base_weight and weight) and, beside it, weighting.csv (effective
sizes) and weighting-margins.csv (gaps to the population before and after).
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd

from pipeline import margins as known
from pipeline.answers.side_files import text_table
from pipeline.codebook.model import Codebook
from pipeline.codebook.reading import read as read_codebook
from pipeline.faults import Fault, Faults
from pipeline.faults.sentences import terminal_list
from pipeline.messages import say
from pipeline.stage import read_table, run, write_table
from pipeline.statistics.calibration import Calibrated, NotConverged, raking
from pipeline.statistics.design import effective_size, kish_design_effect
from pipeline.statistics.feasibility import unreachable


def weight(arguments: argparse.Namespace) -> str:
    codebook = read_codebook(arguments.codebook)
    respondents = read_table(arguments.validated)
    file = arguments.margins.name
    table = text_table(arguments.margins, ["margin", "level", "population"])
    margins, warnings = known.prepared(codebook, respondents, table, file)
    if warnings:
        print(terminal_list(warnings, arguments.language))
    base = np.full(len(respondents), margins[0].targets.sum() / len(respondents))
    calibrated = _calibrate(base, margins, file)

    folder = arguments.out.parent
    write_table(folder / "weighting-margins.csv", gaps(margins, calibrated.weight))
    write_table(folder / "weighting.csv", effective(codebook, respondents, base, calibrated))
    write_table(arguments.out, respondents.assign(base_weight=base, weight=calibrated.weight))
    size = effective_size(calibrated.weight)
    return say(
        arguments.language,
        "log.weight",
        n=len(base),
        iterations=calibrated.iterations,
        effective=f"{size:.0f}",
    )


def _calibrate(base: np.ndarray, margins: list[known.Margin], file: str) -> Calibrated:
    columns, totals = known.design_columns(margins)
    names = [f"{margin.name} = {level}" for margin in margins for level in margin.levels]
    excluded = unreachable(base, columns, totals)
    if excluded.any():
        raise Faults(
            [
                Fault("not_feasible", file, value=name)
                for name, out in zip(names, excluded, strict=True)
                if out
            ]
        )
    try:
        return raking(base, columns, totals)
    except NotConverged as failed:
        values = {"iterations": str(failed.iterations), "gap": f"{failed.gap:.2g}"}
        raise Faults([Fault("not_converged", file, values=values)]) from None


def gaps(margins: list[known.Margin], weights: np.ndarray) -> pd.DataFrame:
    """Shares of each level in the population, among respondents, and after weighting."""
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
    """Effective sizes and ranges of the ratio weight / base weight, overall and by group."""
    ratio = calibrated.weight / base
    groups = [("all", "all", np.ones(len(base), dtype=bool))]
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


def main(argv: list[str] | None = None) -> int:
    return run(weight, ["codebook", "validated", "margins", "out"], argv)


if __name__ == "__main__":
    raise SystemExit(main())
