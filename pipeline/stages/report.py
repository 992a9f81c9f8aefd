"""Publish tables and figures: a workbook, a Word file, then a report in one page.

Writes tableaux.xlsx, figures.docx and report.html into the folder `out`, in one language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import starmap
from pathlib import Path

from pipeline.claims.reader import read as read_register
from pipeline.codebook.reader import read as read_codebook
from pipeline.errors.files import write_bytes
from pipeline.figures.context import Context
from pipeline.figures.provenance import Provenance
from pipeline.publishing.drawn_figure import DrawnFigure
from pipeline.publishing.report import files
from pipeline.publishing.sections import wave_report
from pipeline.tables.files import WaveTables, read_table
from pipeline.text.messages import Language, say


def report(
    *,
    codebook_file: Path,
    tables: Path,
    figures: Path,
    origin: Provenance,
    out: Path,
    language: Language,
    published_file: Path | None = None,
    share: Callable[..., Iterable] = starmap,
) -> str:
    """Write the files of the report and return the line to print."""
    codebook = read_codebook(codebook_file)
    context = Context(
        codebook=codebook,
        language=language,
        tables=WaveTables(tables),
        provenance=origin,
        register=read_register(published_file, codebook) if published_file else None,
    )
    drawn = _figures(figures)
    published = wave_report(context, drawn)
    for name, content in files(context, published, share).items():
        write_bytes(out / name, content)
    counts = {"figures": len(drawn), "tables": len(published.tables), "folder": out}
    return say(language, "report.log", **counts)


def _figures(folder: Path) -> list[DrawnFigure]:
    """Read the figures that the list in the folder names, with their files."""
    return [_figure(folder, row) for row in read_table(folder / "figures.csv").to_dict("records")]


def _figure(folder: Path, row: dict) -> DrawnFigure:
    number = int(row["number"])
    name = f"fig{number:02d}_{row['slug']}"
    pages = _pages(folder, name)
    return DrawnFigure(
        number=number,
        name=name,
        title=row["title"],
        subtitle=row["subtitle"],
        alt=row["alt"],
        notes=row["notes"].split("\n"),
        svg=[(folder / f"{page}.svg").read_text("utf-8") for page in pages],
        png=[(folder / f"{page}.png").read_bytes() for page in pages],
        numbers=read_table(folder / f"{name}.csv"),
    )


def _pages(folder: Path, name: str) -> list[str]:
    """Return what the files of each page are called: the first as the figure, the others with a number."""
    ends = [path.stem.removeprefix(f"{name}_") for path in folder.glob(f"{name}_*.svg")]
    return [name, *(f"{name}_{page}" for page in sorted(int(end) for end in ends if end.isdecimal()))]
