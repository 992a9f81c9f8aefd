"""Prints one question, measure or number by groups: shares, intervals, bases, letters, tests.

Reads the tables that `make tabulate` and `make weight` wrote, and writes nothing.
"""

from __future__ import annotations

from pathlib import Path
from shutil import get_terminal_size

from pipeline.codebook.reader import read as read_codebook
from pipeline.errors.faults import CONFIGURATION, Faults
from pipeline.figures.context import Context
from pipeline.publishing.context import Wording
from pipeline.publishing.crosstabs import Asked, Crossings, asked
from pipeline.publishing.terminal import WIDEST, lines
from pipeline.tables.files import read_table
from pipeline.text.messages import Language


def show_table(
    *,
    codebook_file: Path,
    tables: Path,
    language: Language,
    question: str = "",
    by: str = "",
    service: str = "",
    base: str = "",
) -> str:
    crossings = _crossings(codebook_file, tables, language)
    found, faults = asked(crossings, Asked(question, by, service, base))
    if faults:
        raise Faults(faults, CONFIGURATION)
    return lines(crossings, found, get_terminal_size(fallback=(WIDEST, 1)).columns)


def _crossings(codebook_file: Path, folder: Path, language: Language) -> Crossings:
    tables = {
        name: read_table(folder / f"{name}.csv")
        for name in ("estimates", "contrasts", "tests", "pairs", "means", "weighting-margins")
    }
    context = Context(
        codebook=read_codebook(codebook_file),
        language=language,
        estimates=tables["estimates"],
        contrasts=tables["contrasts"],
        margins=tables["weighting-margins"],
        data="",
        code="",
    )
    return Crossings(Wording(context), tables["tests"], tables["pairs"], tables["means"])
