"""What a section of the report is made of: texts, figures, tables, findings, the panel."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.publishing.html.panel import PlainTable
from pipeline.publishing.sentences import Finding
from pipeline.publishing.tables.model import ReaderTable


@dataclass(frozen=True)
class Drawn:
    """A figure that was drawn: what the list of figures says, the SVG of each page, its numbers."""

    number: int
    name: str
    title: str
    alt: str
    svg: list[str]
    numbers: pd.DataFrame

    @property
    def anchor(self) -> str:
        """The id of the figure in the page."""
        return f"figure-{self.number}"

    @property
    def files(self) -> list[tuple[str, str]]:
        """Name and address of each file: the pictures of every page, then the numbers."""
        pages = [("", ""), *((f" {page}", f"_{page}") for page in range(2, len(self.svg) + 1))]
        pictures = [
            (f"{kind.upper()}{page}", f"{self.name}{end}.{kind}")
            for page, end in pages
            for kind in ("png", "svg")
        ]
        return [*pictures, ("CSV", f"{self.name}.csv")]


@dataclass(frozen=True)
class Text:
    sentences: list[str]
    form: str = "text"


@dataclass(frozen=True)
class Shown:
    """A figure with the table of its numbers."""

    figure: Drawn
    table: ReaderTable
    form: str = "figure"


@dataclass(frozen=True)
class Told:
    """Findings under the title of the section that shows them; under none where it is ""."""

    groups: list[tuple[str, list[Finding]]]
    form: str = "findings"


@dataclass(frozen=True)
class Tables:
    """Tables in full view ("tables"), or behind their titles ("more")."""

    tables: list[ReaderTable]
    form: str = "tables"


@dataclass(frozen=True)
class Panel:
    """Tables at choice: data for the script, and plain tables for a page without it."""

    data: str
    plain: list[PlainTable]
    notes: list[str]
    form: str = "panel"


Block = Text | Shown | Told | Tables | Panel


@dataclass(frozen=True)
class Section:
    id: str
    title: str
    blocks: list[Block]

    @property
    def anchors(self) -> set[str]:
        """Its own id and those of its figures."""
        return {self.id} | {b.figure.anchor for b in self.blocks if isinstance(b, Shown)}
