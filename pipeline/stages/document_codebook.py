"""Write docs/codebook.md, every key of a codebook, and docs/tables.md, every column of the tables."""

from __future__ import annotations

from pathlib import Path

from pipeline.codebook import reference as of_codebook
from pipeline.errors.files import write_text
from pipeline.tables import reference as of_tables
from pipeline.text.messages import Language, say


def document_codebook(*, out: Path, language: Language) -> str:
    """Write both pages and return the line to print."""
    write_text(out / "codebook.md", of_codebook.page())
    write_text(out / "tables.md", of_tables.page())
    return say(language, "described.written", file=out)
