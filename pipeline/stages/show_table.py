"""Print one question, measure or number by groups: shares, intervals, bases, letters, tests.

Reads the tables that `make tabulate` and `make weight` wrote, and writes nothing.
"""

from __future__ import annotations

from pathlib import Path
from shutil import get_terminal_size

from pipeline.codebook.reader import read as read_codebook
from pipeline.errors.faults import CONFIGURATION, Faults
from pipeline.figures.context import Context
from pipeline.figures.provenance import UNKNOWN
from pipeline.publishing.crosstabs import Crossings, Request, requested
from pipeline.publishing.terminal import WIDEST, lines
from pipeline.tables.files import WaveTables
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
    """Return one table as text."""
    codebook = read_codebook(codebook_file)
    crossings = Crossings(Context(codebook, language, WaveTables(tables), UNKNOWN))
    request = Request(subject=question, breakdown=by, service=service, base=base)
    selected, faults = requested(crossings, request)
    if faults:
        raise Faults(faults, CONFIGURATION)
    return lines(crossings, selected, get_terminal_size(fallback=(WIDEST, 1)).columns)
