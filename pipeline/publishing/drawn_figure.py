"""A figure as a report shows it: its words, its pages as pictures, its numbers."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.figures.files import Drawing


@dataclass(frozen=True)
class DrawnFigure:
    """A figure that was drawn, with the files that were made of it.

    Attributes
    ----------
    name : what the names of its files begin with.
    title, subtitle : the finding; the measure and its unit.
    notes : what stands under it (how to read it first), a sentence or more each.
    svg, png : each page, mostly one.
    numbers : the CSV.
    """

    number: int
    name: str
    title: str
    subtitle: str
    alt: str
    notes: list[str]
    svg: list[str]
    png: list[bytes]
    numbers: pd.DataFrame

    @property
    def anchor(self) -> str:
        """Return the id of the figure in the page."""
        return f"figure-{self.number}"

    @property
    def files(self) -> list[tuple[str, str]]:
        """Return name and address of each file: the pictures of every page, then the numbers."""
        pages = [("", ""), *((f" {page}", f"_{page}") for page in range(2, len(self.svg) + 1))]
        pictures = [
            (f"{kind.upper()}{page}", f"{self.name}{end}.{kind}")
            for page, end in pages
            for kind in ("png", "svg")
        ]
        return [*pictures, ("CSV", f"{self.name}.csv")]


def drawn_figure(drawing: Drawing, content: dict[str, bytes]) -> DrawnFigure:
    """Return a figure that was just drawn; `content` holds its files by name, pages in their order."""
    return DrawnFigure(
        number=drawing.figure.number,
        name=drawing.name,
        title=drawing.words.title,
        subtitle=drawing.words.subtitle,
        alt=drawing.words.alt,
        notes=list(drawing.words.notes),
        svg=[part.decode("utf-8") for name, part in content.items() if name.endswith(".svg")],
        png=[part for name, part in content.items() if name.endswith(".png")],
        numbers=drawing.data,
    )
