"""Reads and writes the tables that pass between stages, each held to its schema (tables/schemas.py)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from pipeline.errors.files import write_text
from pipeline.tables.columns import COLUMNS
from pipeline.tables.schemas import RESPONDENTS, TABLES, check, empty, name_of, numbers_of

_NUMBERS = frozenset(name for name, column in COLUMNS.items() if column.is_number)


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write a tidy table as CSV, after a check of its columns and their types.

    Raises
    ------
    KeyError, ValueError
        The table, or a column of it, is not as `pipeline.tables.schemas` describes it.
    """
    name = name_of(path)
    if table.empty and not TABLES[name].further:
        # What nothing was computed for still has the columns of what would have been.
        table = empty(name)
    check(name, table)
    write_csv(path, table)


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write any table as CSV: UTF-8, comma, "\\n", 12 significant digits, missing = empty."""
    write_text(path, table.to_csv(index=False, lineterminator="\n", float_format="%.12g"))


def read_table(path: Path) -> pd.DataFrame:
    """Read a CSV of a stage: columns that hold numbers as numbers (missing = NaN), all others as text."""
    numbers = numbers_of(name_of(path))
    return _read(path, _NUMBERS if numbers is None else numbers)


def _read(path: Path, numbers: frozenset[str]) -> pd.DataFrame:
    table = pd.read_csv(path, keep_default_na=False, na_values={}, dtype=str, encoding="utf-8")
    for column in table.columns.intersection(numbers):
        table[column] = pd.to_numeric(table[column].replace("", None))
    return table


def read_respondents(path: Path) -> pd.DataFrame:
    """Read respondents: row and weights as numbers; answers as text, whatever their question is called."""
    return _read(path, frozenset(RESPONDENTS))


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Every CSV of a folder by its name without ".csv"; none when there is no such folder."""
    return {path.stem: read_table(path) for path in sorted(folder.glob("*.csv"))}


class WaveTables(Mapping[str, pd.DataFrame]):
    """The tables of a wave by name ("estimates", "quality/missing"), each read when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._read:
            path = self._folder / f"{name}.csv"
            if not path.is_file():
                raise KeyError(name)
            self._read[name] = read_table(path)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        paths = sorted(self._folder.rglob("*.csv"))
        return (path.relative_to(self._folder).with_suffix("").as_posix() for path in paths)

    def __len__(self) -> int:
        return sum(1 for _ in self)
