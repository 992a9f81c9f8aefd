"""Reads and writes the tables that pass between stages.

Quantities: each has one name in every file, so that a column of that name is always numbers.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipeline.errors.files import write_text

NUMBERS = frozenset(
    [
        "angle_degrees",
        "answered",
        "answered_enough",
        "asked",
        "axis",
        "balanced_accuracy",
        "base_weight",
        "canonical_correlation",
        "ci_high",
        "ci_low",
        "coefficient",
        "columns",
        "comparisons",
        "composition",
        "composition_error",
        "correlation",
        "count",
        "cramer_v",
        "cramer_v_corrected",
        "design_effect",
        "design_effect_new",
        "design_effect_old",
        "detectable",
        "detectable_half",
        "detectable_tenth",
        "df",
        "df1",
        "df2",
        "difference",
        "distance",
        "distance_squared_corrected",
        "draw",
        "draws",
        "draws_high",
        "draws_mean",
        "eigenvalue",
        "entered",
        "estimate",
        "estimate_new",
        "estimate_old",
        "expected_smallest",
        "function",
        "gap_after_points",
        "gap_before_points",
        "half_height",
        "half_width",
        "independence_df1",
        "independence_df2",
        "independence_p",
        "independence_statistic",
        "iterations",
        "length",
        "limit_high",
        "limit_low",
        "mean",
        "measured",
        "median",
        "missing",
        "n",
        "n_effective",
        "n_effective_new",
        "n_effective_old",
        "n_new",
        "n_old",
        "number",
        "p",
        "p_adjusted",
        "p_against",
        "p_against_adjusted",
        "p_alone",
        "p_alone_adjusted",
        "p_effective",
        "p_for",
        "p_for_adjusted",
        "p_parallel",
        "p_satterthwaite",
        "population",
        "population_new",
        "population_old",
        "rank",
        "rate_per_1000",
        "ratio_high",
        "ratio_low",
        "ratio_max",
        "ratio_max_new",
        "ratio_max_old",
        "ratio_min",
        "ratio_min_new",
        "ratio_min_old",
        "respondents",
        "respondents_new",
        "respondents_old",
        "root",
        "row",
        "rows",
        "score",
        "share",
        "share_after",
        "share_before",
        "share_before_new",
        "share_before_old",
        "share_group",
        "share_missing",
        "share_new",
        "share_old",
        "share_population",
        "share_population_new",
        "share_population_old",
        "share_recomposed",
        "share_rest",
        "standard_error",
        "standardised",
        "statistic",
        "structure",
        "test_value",
        "test_value_classical",
        "tests_done",
        "tests_skipped",
        "variance_explained",
        "weight",
        "weighted_base",
        "x",
        "y",
    ]
)


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write a table as CSV: UTF-8, comma, "\\n", 12 significant digits, missing = empty."""
    write_text(path, table.to_csv(index=False, lineterminator="\n", float_format="%.12g"))


def read_table(path: Path) -> pd.DataFrame:
    """Read a CSV of a stage: columns of NUMBERS as numbers (missing = NaN), all others as text."""
    return _read(path, NUMBERS)


def _read(path: Path, numbers: frozenset[str]) -> pd.DataFrame:
    table = pd.read_csv(path, keep_default_na=False, na_values={}, dtype=str, encoding="utf-8")
    for column in table.columns.intersection(numbers):
        table[column] = pd.to_numeric(table[column].replace("", None))
    return table


def read_respondents(path: Path) -> pd.DataFrame:
    """Read respondents: row and weights as numbers; answers as text, whatever their question is called."""
    return _read(path, frozenset(["row", "base_weight", "weight"]))


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Every CSV of a folder by its name without ".csv"; none when there is no such folder."""
    return {path.stem: read_table(path) for path in sorted(folder.glob("*.csv"))}
