"""Publish the comparison of two waves: figures, a workbook, a report in one page.

Writes the figures of kind "evolution", tableaux.xlsx and report.html into the folder `out`, in one language.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.claims.reader import read as read_register
from pipeline.codebook.reader import read as read_codebook
from pipeline.errors.files import write_bytes
from pipeline.figures.change.plot import draw
from pipeline.figures.context import Context
from pipeline.figures.files import files as files_of_figure
from pipeline.figures.provenance import Provenance
from pipeline.figures.theme import theme
from pipeline.publishing.comparison.sections import comparison_report
from pipeline.publishing.drawn_figure import DrawnFigure, drawn_figure
from pipeline.publishing.report import files
from pipeline.tables.files import read_table, read_tables
from pipeline.text.messages import Language, say
from pipeline.waves.samples import comparable_questionnaires

# Tables of the new wave itself that the report on both shows something of.
OF_NEW_WAVE = ("estimates", "weighting-margins")


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
    """Write the files of the report on two waves and return the line to print."""
    codebooks = comparable_questionnaires(read_codebook(base_codebook_file), read_codebook(codebook_file))
    context = Context(
        codebook=codebooks.new,
        language=language,
        tables={name: read_table(tables / f"{name}.csv") for name in OF_NEW_WAVE} | read_tables(compared),
        provenance=origin,
        register=read_register(base_published_file, codebooks.old) if base_published_file else None,
        earlier=codebooks.old,
    )
    figures = _figures(context, out)
    published = comparison_report(context, figures)
    for name, content in files(context, published).items():
        write_bytes(out / name, content)
    counts = {"figures": len(figures), "tables": len(published.tables), "folder": out}
    return say(language, "log.report_changes", **counts)


def _figures(context: Context, out: Path) -> list[DrawnFigure]:
    """Draw and write the figures on two waves."""
    figures = []
    with theme():
        for figure in sorted(context.codebook.figure, key=lambda figure: figure.number):
            drawing = draw(context, figure) if figure.kind == "evolution" else None
            if drawing is not None:
                content = files_of_figure(drawing)
                for name, part in content.items():
                    write_bytes(out / name, part)
                figures.append(drawn_figure(drawing, content))
    return figures
