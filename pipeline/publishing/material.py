"""What the sections of the report are made from: the publication, its drawn figures and its tables."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.publishing import figure_tables
from pipeline.publishing.blocks import Drawn, Shown, Tables, Text
from pipeline.publishing.publication import Publication
from pipeline.publishing.reader_table import ReaderTable

# Longer tables stand in the workbook only.
_LONGEST = 500


@dataclass(frozen=True)
class Material:
    publication: Publication
    drawn: list[Drawn]
    tables: list[ReaderTable]

    def shown(self, section: str) -> list[Shown]:
        """The figures of a section with their tables, in the order of their numbers."""
        declared = {figure.number: figure for figure in self.publication.codebook.figure}
        by_number = {table.figure: table for table in self.tables if table.figure is not None}
        return [
            Shown(one, by_number[one.number])
            for one in sorted(self.drawn, key=lambda one: one.number)
            if figure_tables.section_of(self.publication, declared[one.number]) == section
        ]

    def others(self, section: str) -> list[ReaderTable]:
        """The tables of a section that are of no figure."""
        mine = [table for table in self.tables if table.section == section and table.figure is None]
        return [table for table in mine if len(table.rows) < _LONGEST]

    def folded(self, tables: list[ReaderTable]) -> list[Text | Tables]:
        """Tables behind their titles, under a heading; nothing where there are none."""
        heading = Text([self.publication.say("tables")], "heading")
        return [heading, Tables(tables, "more")] if tables else []
