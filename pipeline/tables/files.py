"""Reading and writing of the tables that pass between stages, each held to its schema (tables/schemas.py)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from pipeline.errors.files import write_text
from pipeline.tables.columns import COLUMNS
from pipeline.tables.schemas import RESPONDENTS, TABLES, check, empty, name_of, numbers_of

# Tables that are opened in spreadsheets: the list of figures and the open data, beside the figures' numbers.
PUBLISHED_TABLES = frozenset(["figures", "results", "dictionary"])
_FORMULA = re.compile(r"^'*[=+\-@\t\r]")
_GUARDED = re.compile(r"^'('*[=+\-@\t\r])")
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
    write_text(path, published_csv(table) if name in PUBLISHED_TABLES else csv_of(table))


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write any table as CSV: UTF-8, comma, "\\n", 12 significant digits, missing = empty."""
    write_text(path, csv_of(table))


def csv_of(table: pd.DataFrame) -> str:
    """Return a table as the text of a CSV."""
    return table.to_csv(index=False, lineterminator="\n", float_format="%.12g")


def published_csv(table: pd.DataFrame) -> str:
    """Return a table as the text of a CSV whose texts no spreadsheet takes for formulas.

    A text that begins with = + - @ or a tab gets an apostrophe before it, as a person would type it;
    `read_table` takes it away again. Numbers stay as they are.
    """
    texts = table.select_dtypes(exclude="number")
    guarded = {
        name: texts[name].map(lambda cell: _FORMULA.sub(r"'\g<0>", cell) if isinstance(cell, str) else cell)
        for name in texts
    }
    return csv_of(table.assign(**guarded))


def read_table(path: Path) -> pd.DataFrame:
    """Read a CSV of a stage: columns that hold numbers as numbers (missing = NaN), all others as text."""
    name = name_of(path)
    numbers = numbers_of(name)
    table = _read(path, _NUMBERS if numbers is None else numbers)
    # Figures' own files are called fig01_…: the apostrophe is of the file, not of the text.
    if name in PUBLISHED_TABLES or name.startswith("fig"):
        for column in table.select_dtypes(exclude="number"):
            table[column] = table[column].str.replace(_GUARDED, r"\1", regex=True)
    return table


def _read(path: Path, numbers: frozenset[str]) -> pd.DataFrame:
    table = pd.read_csv(path, keep_default_na=False, na_values={}, dtype=str, encoding="utf-8")
    for column in table.columns.intersection(numbers):
        table[column] = pd.to_numeric(table[column].replace("", None))
    return table


def read_respondents(path: Path) -> pd.DataFrame:
    """Read respondents: row and weights as numbers; answers as text, whatever their question is called."""
    return _read(path, frozenset(RESPONDENTS))


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Read every CSV of a folder by its name without ".csv"; none when there is no such folder."""
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
