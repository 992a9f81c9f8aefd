"""Writes docs/codebook.md: every key of a codebook, from the model (`make codebook-doc`)."""

from __future__ import annotations

from pathlib import Path

from pipeline.codebook.reference import page
from pipeline.errors.files import write_text
from pipeline.text.messages import Language, say


def document_codebook(*, out: Path, language: Language) -> str:
    write_text(out, page())
    return say(language, "described.written", file=out)
