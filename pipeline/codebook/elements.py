"""The elements of every table of a codebook: ids, labels, and the refusal of unknown keys."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from pipeline.text.messages import Language

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Level = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$")]


class CodebookTable(BaseModel):
    """A table of the codebook: no unknown keys, not changed once read.

    The text under a key is its description in docs/codebook.md.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Text(CodebookTable):
    """A label, in French, in English or in both."""

    fr: str | None = None
    """In French."""
    en: str | None = None
    """In English."""

    def in_(self, language: Language) -> str:
        """Return the label in one language, or in the other when the survey has only that one."""
        return (self.fr or self.en or "") if language == "fr" else (self.en or self.fr or "")
