"""How the export is written: its format, and what its cells say when nothing is told."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pipeline.codebook.table import Table


class Source(Table):
    """How the export is written."""

    format: Literal["csv", "xlsx"] | None = None
    """Format of the file; without it, what its name ends with."""
    encoding: Literal["utf-8", "windows-1252"] = "utf-8"
    """Encoding of a CSV; a byte order mark does not matter."""
    separator: Literal[",", ";", "\t"] = ","
    """What separates the columns of a CSV: ",", ";" or "\\t" (tab)."""
    sheet: str | None = None
    """Sheet of a workbook that holds the answers; without it, the first."""
    header_row: int = Field(default=1, ge=1)
    """Row that names the columns; rows above it are titles and not read."""
    respondent: str | None = None
    """Column that identifies a form; without it, the number of the row does."""
    missing: list[str] = [""]
    """What a cell says when there is no answer ("NR", "N/A"); an empty cell always does."""
    ticked: list[str] = ["Y", "Yes", "Oui", "1", "X", "True", "Vrai"]
    """What the column of one option says when it is ticked; the answer's own codes do too."""
    not_ticked: list[str] = ["N", "No", "Non", "0", "False", "Faux"]
    """What the column of one option says when it is not; an empty cell always does."""
    unused: list[str] = []
    """Columns that are knowingly not read."""
