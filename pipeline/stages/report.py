"""Publish tables and figures: a workbook, a Word file, then a report in one page.

Writes tableaux.xlsx, figures.docx and report.html into the folder `out`, in one language.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.claims.reader import read_verified
from pipeline.codebook.reader import read as read_codebook
from pipeline.errors.files import write_bytes, write_text
from pipeline.figures.context import Context
from pipeline.publishing.context import Publication
from pipeline.publishing.html.blocks import Drawn
from pipeline.publishing.html.page import page
from pipeline.publishing.html.sections import sections
from pipeline.publishing.provenance import Provenance
from pipeline.publishing.tables.catalogue import catalogue
from pipeline.publishing.word.document import Plate, document
from pipeline.publishing.workbook.workbook import workbook
from pipeline.tables.files import read_table, read_tables
from pipeline.text.messages import Language, say

WORKBOOK, WORD, PAGE = "tableaux.xlsx", "figures.docx", "report.html"


def report(
    *,
    codebook_file: Path,
    tables: Path,
    figures: Path,
    origin: Provenance,
    out: Path,
    language: Language,
    published_file: Path | None = None,
) -> str:
    publication = read_publication(codebook_file, tables, origin, language, published_file)
    drawn = _drawn(figures)
    printed = catalogue(publication, {one.number: one.numbers for one in drawn})
    write_bytes(out / WORKBOOK, workbook(publication, printed))
    write_bytes(out / WORD, document(publication, _plates(figures)))
    write_text(out / PAGE, page(publication, sections(publication, drawn, printed), WORKBOOK))
    counts = {"figures": len(drawn), "tables": len(printed), "folder": out}
    return say(language, "report.log", **counts)


def read_publication(
    codebook_file: Path,
    tables: Path,
    origin: Provenance,
    language: Language,
    published_file: Path | None = None,
) -> Publication:
    """The codebook and every table of the wave, in the language asked for."""
    codebook, quality = read_codebook(codebook_file), tables / "quality"
    context = Context(
        codebook=codebook,
        language=language,
        estimates=read_table(tables / "estimates.csv"),
        contrasts=read_table(tables / "contrasts.csv"),
        margins=read_table(tables / "weighting-margins.csv"),
        data=origin.data,
        code=origin.code,
        verified=read_verified(published_file, tables, codebook, language) if published_file else None,
        separated=read_tables(tables / "discriminant"),
        test_values=read_table(tables / "test-values.csv"),
    )
    names = ("account", "missing", "contradictions", "straight-lining", "communes", "faults", "corrections")
    return Publication(
        context=context,
        tests=read_table(tables / "tests.csv"),
        screening=read_table(tables / "screening.csv"),
        test_values=read_table(tables / "test-values.csv"),
        weighting=read_table(tables / "weighting.csv"),
        items=read_table(tables / "items.csv"),
        pairs=read_table(tables / "pairs.csv"),
        medians=read_table(tables / "medians.csv"),
        means=read_table(tables / "means.csv"),
        quality={name: read_table(quality / f"{name}.csv") for name in names},
        origin=origin,
    )


def _pages(folder: Path, name: str) -> list[Path]:
    """The SVG of each page of a figure: the first has its name, the others a number as well."""
    numbered = {path: path.stem.removeprefix(f"{name}_") for path in folder.glob(f"{name}_*.svg")}
    others = {path: int(number) for path, number in numbered.items() if number.isdecimal()}
    return [folder / f"{name}.svg", *sorted(others, key=others.get)]


def _drawn(folder: Path) -> list[Drawn]:
    """The figures that the list in the folder names, with their files."""
    found = []
    for row in read_table(folder / "figures.csv").to_dict("records"):
        number = int(row["number"])
        name = f"fig{number:02d}_{row['slug']}"
        numbers = read_table(folder / f"{name}.csv")
        svg = [path.read_text("utf-8") for path in _pages(folder, name)]
        found.append(Drawn(number, name, row["title"], row["alt"], svg, numbers))
    return found


def _plates(folder: Path) -> list[Plate]:
    """The same figures as pictures, with all that stands under them."""
    found = []
    for row in read_table(folder / "figures.csv").to_dict("records"):
        name = f"fig{int(row['number']):02d}_{row['slug']}"
        pages = [folder / f"{name}.png", *sorted(folder.glob(f"{name}_[2-9].png"))]
        told = (row["title"], row["subtitle"], row["alt"], row["notes"].split("\n"))
        found.append(Plate(int(row["number"]), name, *told, [path.read_bytes() for path in pages]))
    return found
