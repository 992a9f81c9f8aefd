"""Runs a stage: reads its options, logs one line, turns faults into sentences and exit codes.

Exit codes: 0 done; 1 a bug; 2 the data need attention; 3 the configuration needs attention. On 2 and
3 nothing has been overwritten.

Quantities: each has one name in every file, so that a column of that name is always numbers.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from pipeline.errors.faults import Faults, terminal_list

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


DATA = 2


def run(
    work: Callable[[argparse.Namespace], str], options: Sequence[str], argv: list[str] | None = None
) -> int:
    """Parse the options, do the work, print its one log line; or print the faults it raised.

    Parameters
    ----------
    work : the stage itself; takes the parsed options, writes its files, returns the log line.
    options : names of path options ("codebook", "out"); a trailing "*" takes several paths, a
        trailing "?" may be left out. `--language` (fr or en) is always there.
    argv : arguments, by default those of the process.

    Returns
    -------
    The exit code.
    """
    arguments = _parser(work, options).parse_args(argv)
    try:
        line = work(arguments)
    except Faults as found:
        # Only faults of data have a workbook that lists what does not fit here.
        most = 10 if found.exit_code == DATA else 60
        print(terminal_list(found.faults, arguments.language, most), file=sys.stderr)
        return found.exit_code
    _print(line)
    return 0


def _print(text: str) -> None:
    """Print; whoever reads ("| head", "| less") may stop before the end."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # What is left in the buffer would fail again when the interpreter closes the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_text(path: Path, text: str) -> None:
    """Write a whole text file at once: it is complete or it is not there."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a whole file at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    os.chmod(name, 0o644)
    os.replace(name, path)


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


def _parser(work: Callable, options: Sequence[str]) -> argparse.ArgumentParser:
    module = sys.modules[work.__module__]
    parser = argparse.ArgumentParser(
        description=module.__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--language", choices=["fr", "en"], default="fr")
    for option in options:
        name = option.rstrip("*?")
        many = {"nargs": "*"} if option.endswith("*") else {}
        parser.add_argument(f"--{name}", type=Path, required=option == name, **many)
    return parser
