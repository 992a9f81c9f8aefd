"""A table as a reader sees it: columns of known kinds, cells as numbers; page and workbook print it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "percent", "points", "whole", "decimal", "p", "status", "estimate"]

# What a status of the tables becomes in print: confidential, unreliable, imprecise, not available, not
# applicable, break in the series.
SHORTHAND = {
    "": "",
    "withheld": "[c]",
    "fragile": "[u]",
    "imprecise": "[i]",
    "few_respondents": "[u]",
    "sparse": "[u]",
    "margin": "[z]",
    "break": "[b]",
    "open_high": "",
}
NOT_AVAILABLE = "[x]"


@dataclass(frozen=True)
class Estimate:
    """One share, or one median, with what it stands on; shares as fractions; NaN when withheld.

    Attributes
    ----------
    share, low, high : the number and the bounds of its interval.
    direction : "more" or "less" than the rest, "ns", or "" when not tested.
    status : "", "withheld", "fragile" or "imprecise".
    letters : groups of a row that have a letter in common do not differ; "" where not compared.
    """

    share: float
    low: float
    high: float
    n: float
    weighted: float
    direction: str
    status: str
    letters: str = ""


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes
    ----------
    compared : its estimates say how each differs from the rest.
    lettered : its estimates have letters that say which groups differ from which.
    based : its estimates come with their bases; otherwise the table has a column of bases.
    unit : kind of number that its estimates are: shares are printed in percent.
    choice : the page lets readers choose one of its values.
    """

    head: str
    kind: Kind = "text"
    compared: bool = False
    lettered: bool = False
    based: bool = True
    unit: Literal["percent", "decimal"] = "percent"
    choice: bool = False


@dataclass(frozen=True)
class ReaderTable:
    """Attributes
    ----------
    key : names the table in links and in Excel ("T02"); given by the catalogue.
    section : where the report shows it.
    population : who is counted.
    rows : one tuple a row; shares and differences as fractions; None where there is nothing.
    notes : sentences on how to read it.
    tone : whether more is "bad", "good" or "neutral".
    figure : number of the figure whose numbers these are.
    """

    section: str
    title: str
    population: str
    columns: list[Column]
    rows: list[tuple]
    notes: list[str] = field(default_factory=list)
    tone: str = "neutral"
    figure: int | None = None
    key: str = ""

    @property
    def has_intervals(self) -> bool:
        cells = (cell for row in self.rows for cell in row if isinstance(cell, Estimate))
        return any(cell.low == cell.low for cell in cells)


def shorthand(status: str) -> str:
    """Return the mark of a status; what no test or share could be computed for is not available."""
    return SHORTHAND.get(status, NOT_AVAILABLE)
