"""Publish the comparison of two waves: figures, a workbook, a report in one page.

Writes the figures of kind "evolution", tableaux.xlsx and report.html into the folder --out, in one language.
"""

from __future__ import annotations

import argparse
from hashlib import sha256
from pathlib import Path

import pandas as pd

from pipeline.claims.reader import read as read_register
from pipeline.codebook.reader import read as read_codebook
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
from pipeline.publishing.provenance import Provenance, provenance
from pipeline.publishing.workbook.workbook import workbook
from pipeline.stages.runner import read_table, read_tables, run, write_bytes, write_text
from pipeline.text.messages import say
from pipeline.waves.questionnaires import Questionnaires
from pipeline.waves.samples import questionnaires

WORKBOOK, PAGE = "tableaux.xlsx", "report.html"


def report_changes(arguments: argparse.Namespace) -> str:
    asked = questionnaires(read_codebook(arguments.base_codebook), read_codebook(arguments.codebook))
    register = read_register(arguments.base_published, asked.old) if arguments.base_published else None
    tables = read_tables(arguments.compared)
    changes = Changes(_publication(arguments, asked, tables), asked, tables, register)
    drawings = _drawn(changes, arguments.out)
    found = change_tables.catalogue(changes)
    told = change_account.method(changes)
    write_bytes(arguments.out / WORKBOOK, workbook(changes.publication, found, told, changes.section_title))
    shown = change_sections.sections(changes, drawings, found)
    write_text(arguments.out / PAGE, page(changes.publication, shown, WORKBOOK))
    counts = {"figures": len(drawings), "tables": len(found), "folder": arguments.out}
    return say(arguments.language, "log.report_changes", **counts)


def _publication(
    arguments: argparse.Namespace, asked: Questionnaires, tables: dict[str, pd.DataFrame]
) -> Publication:
    origin = _origin(arguments)
    everyone = tables["weights"].iloc[0]
    context = Context(
        codebook=asked.new,
        language=arguments.language,
        estimates=read_table(arguments.tables / "estimates.csv"),
        contrasts=read_table(arguments.tables / "contrasts.csv"),
        margins=read_table(arguments.tables / "weighting-margins.csv"),
        data=origin.data,
        code=origin.code,
        earlier=Earlier(asked.old, int(everyone["n_old"]), tables["differences"]),
    )
    # The report on two waves shows none of what is the new wave's alone.
    nothing = dict.fromkeys(
        ("tests", "screening", "test_values", "weighting", "items", "pairs", "medians", "means"),
        pd.DataFrame(),
    )
    return Publication(context=context, quality={}, origin=origin, **nothing)


def _origin(arguments: argparse.Namespace) -> Provenance:
    """Fingerprints of the inputs of both waves, each under the name of its folder."""
    found = provenance(arguments.inputs or [])
    data = f"{provenance(arguments.base_inputs or []).data} + {found.data}"
    inputs = {
        f"{path.parent.name}/{path.name}": sha256(path.read_bytes()).hexdigest()
        for path in sorted([*(arguments.base_inputs or []), *(arguments.inputs or [])])
    }
    return Provenance(data, found.code, found.commit, found.dirty, inputs, found.versions)


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


def main(argv: list[str] | None = None) -> int:
    options = [
        "codebook",
        "base-codebook",
        "tables",
        "compared",
        "base-published?",
        "inputs*",
        "base-inputs*",
        "out",
    ]
    return run(report_changes, options, argv)


if __name__ == "__main__":
    raise SystemExit(main())
