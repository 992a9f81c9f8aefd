"""What a section of a page is made of: texts, figures, tables, findings, the panel."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.publishing.drawn_figure import DrawnFigure
from pipeline.publishing.html.panel import PlainTable
from pipeline.publishing.sentences import StandOut
from pipeline.publishing.tables.model import ReaderTable


@dataclass(frozen=True)
class TextBlock:
    """Sentences as paragraphs ("text"), as a "list", as a "heading" or as a "note"."""

    sentences: list[str]
    form: str = "text"


@dataclass(frozen=True)
class FigureBlock:
    """A figure with the table of its numbers."""

    figure: DrawnFigure
    table: ReaderTable
    form: str = "figure"


@dataclass(frozen=True)
class FindingsBlock:
    """Findings under the title of the section that shows them; under none where it is ""."""

    groups: list[tuple[str, list[StandOut]]]
    form: str = "findings"


@dataclass(frozen=True)
class TableBlock:
    """Tables in full view ("tables"), or behind their titles ("more")."""

    tables: list[ReaderTable]
    form: str = "tables"


@dataclass(frozen=True)
class PanelBlock:
    """Tables at choice: data for the script, and plain tables for a page without it."""

    data: str
    plain: list[PlainTable]
    notes: list[str]
    form: str = "panel"


Block = TextBlock | FigureBlock | FindingsBlock | TableBlock | PanelBlock


@dataclass(frozen=True)
class Section:
    """A section of the page: its id, by which links find it, its title and its blocks."""

    id: str
    title: str
    blocks: list[Block]

    @property
    def anchors(self) -> set[str]:
        """Return its own id and those of its figures."""
        return {self.id} | {block.figure.anchor for block in self.blocks if isinstance(block, FigureBlock)}
