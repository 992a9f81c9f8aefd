"""Plants faults in a copy of an export, as a person could make them."""

from __future__ import annotations

import csv
from pathlib import Path


class Export:
    """The export of a wave as rows of cells; `save` writes it back in its own encoding."""

    def __init__(self, path: Path, encoding: str = "cp1252", separator: str = ";"):
        self.path, self.encoding, self.separator = path, encoding, separator
        with path.open(encoding=encoding, newline="") as stream:
            self.rows = list(csv.reader(stream, delimiter=separator))

    @property
    def header(self) -> list[str]:
        return self.rows[0]

    def get(self, row: int, column: str) -> str:
        """A cell, by the row number of a spreadsheet."""
        return self.rows[row - 1][self.header.index(column)]

    def set(self, row: int, column: str, value: str) -> None:
        self.rows[row - 1][self.header.index(column)] = value

    def drop_column(self, column: str) -> None:
        position = self.header.index(column)
        for row in self.rows:
            del row[position]

    def double_column(self, column: str) -> None:
        position = self.header.index(column)
        for row in self.rows:
            row.append(row[position])

    def save(self) -> None:
        with self.path.open("w", encoding=self.encoding, newline="") as stream:
            csv.writer(stream, delimiter=self.separator, lineterminator="\r\n").writerows(self.rows)
