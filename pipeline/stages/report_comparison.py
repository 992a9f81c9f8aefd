"""Publish the comparison of two waves: figures, a workbook, a report in one page.

Writes the figures of kind "evolution", tableaux.xlsx and report.html into the folder `out`, in one language.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipeline.claims.reader import read as read_register
from pipeline.codebook.reader import read as read_codebook
from pipeline.errors.files import write_bytes, write_text
from pipeline.figures.change import plot as evolution
from pipeline.figures.context import Context, Earlier
from pipeline.figures.files import Drawing, files
from pipeline.figures.theme import theme
from pipeline.publishing.comparison import sections as change_sections
from pipeline.publishing.comparison import tables as change_tables
from pipeline.publishing.comparison import text as change_account
from pipeline.publishing.comparison.context import Changes
from pipeline.publishing.context import Publication
from pipeline.publishing.html.blocks import Drawn
from pipeline.publishing.html.page import page
from pipeline.publishing.provenance import Provenance
from pipeline.publishing.workbook.workbook import workbook
from pipeline.tables.files import read_table, read_tables
from pipeline.text.messages import Language, say
from pipeline.waves.questionnaires import Questionnaires
from pipeline.waves.samples import questionnaires

WORKBOOK, PAGE = "tableaux.xlsx", "report.html"


def report_comparison(
    *,
    codebook_file: Path,
    base_codebook_file: Path,
    tables: Path,
    compared: Path,
    origin: Provenance,
    out: Path,
    language: Language,
    base_published_file: Path | None = None,
) -> str:
    asked = questionnaires(read_codebook(base_codebook_file), read_codebook(codebook_file))
    register = read_register(base_published_file, asked.old) if base_published_file else None
    changed = read_tables(compared)
    publication = _publication(tables, changed, asked, origin, language)
    changes = Changes(publication, asked, changed, register)
    drawings = _drawn(changes, out)
    found = change_tables.catalogue(changes)
    told = change_account.method(changes)
    write_bytes(out / WORKBOOK, workbook(changes.publication, found, told, changes.section_title))
    shown = change_sections.sections(changes, drawings, found)
    write_text(out / PAGE, page(changes.publication, shown, WORKBOOK))
    counts = {"figures": len(drawings), "tables": len(found), "folder": out}
    return say(language, "log.report_changes", **counts)


def _publication(
    tables: Path,
    changed: dict[str, pd.DataFrame],
    asked: Questionnaires,
    origin: Provenance,
    language: Language,
) -> Publication:
    everyone = changed["weights"].iloc[0]
    context = Context(
        codebook=asked.new,
        language=language,
        estimates=read_table(tables / "estimates.csv"),
        contrasts=read_table(tables / "contrasts.csv"),
        margins=read_table(tables / "weighting-margins.csv"),
        data=origin.data,
        code=origin.code,
        earlier=Earlier(asked.old, int(everyone["n_old"]), changed["differences"]),
    )
    # The report on two waves shows none of what is the new wave's alone.
    nothing = dict.fromkeys(
        ("tests", "screening", "test_values", "weighting", "items", "pairs", "medians", "means"),
        pd.DataFrame(),
    )
    return Publication(context=context, quality={}, origin=origin, **nothing)


def _drawn(changes: Changes, out: Path) -> list[Drawn]:
    """Draw and write the figures."""
    context, found = changes.publication.context, []
    with theme():
        for figure in sorted(context.codebook.figure, key=lambda one: one.number):
            drawing = evolution.draw(context, figure) if figure.kind == "evolution" else None
            if drawing is not None:
                found.append(_written(drawing, out))
    return found


def _written(drawing: Drawing, out: Path) -> Drawn:
    content = files(drawing)
    for name, part in content.items():
        write_bytes(out / name, part)
    svg = [part.decode("utf-8") for name, part in content.items() if name.endswith(".svg")]
    said = drawing.words
    return Drawn(drawing.figure.number, drawing.name, said.title, said.alt, svg, drawing.data)
