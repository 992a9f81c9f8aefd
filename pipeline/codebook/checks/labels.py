"""Labels and sentences: in every language of the survey, printable, with braces that stand for something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.codebook.checks.findings import Finding
from pipeline.codebook.elements import Text
from pipeline.codebook.model import Codebook
from pipeline.text.messages import printable

# A title of this length fills two lines of a page, whatever its letters.
LONGEST_TITLE = 200
_WORD_IN_BRACES = re.compile(r"\{(\w*)\}")


def findings(codebook: Codebook) -> Iterator[Finding]:
    """Return every finding about labels and sentences."""
    yield from _untranslated(codebook)
    yield from _unprintable(codebook)
    yield from _placeholders(codebook)


def _untranslated(codebook: Codebook) -> Iterator[Finding]:
    """Return labels that lack a language of the survey."""
    for key, text in _texts(codebook, ""):
        for language in codebook.survey.languages:
            if not getattr(text, language):
                yield Finding("codebook_label", key, language)


def _unprintable(codebook: Codebook) -> Iterator[Finding]:
    """Return signs that no page or terminal can show, and a title that no page can hold."""
    survey = codebook.survey
    texts = [
        *_texts(codebook, ""),
        ("survey.licence", Text(fr=survey.licence)),
        ("survey.contact", Text(fr=survey.contact)),
    ]
    for key, text in texts:
        for label in filter(None, (text.fr, text.en)):
            if printable(label) != label:
                yield Finding("codebook_control_character", key, printable(label))
    longest = max(len(survey.title.fr or ""), len(survey.title.en or ""))
    if longest > LONGEST_TITLE:
        yield Finding("codebook_title_long", "survey.title", f"{longest} > {LONGEST_TITLE}")


def _placeholders(codebook: Codebook) -> Iterator[Finding]:
    """Return words in braces that stand for nothing, in texts that name a service or an answer."""
    service = {"the", "of", "to"}
    for table, rows, answer in (
        ("measure", codebook.measure, set()),
        ("question", codebook.question, {"answer"}),
    ):
        for row in rows:
            for key, allowed in (("says", answer), ("told", service | answer)):
                text = getattr(row, key) or Text()
                used = {(word, "fr") for word in _WORD_IN_BRACES.findall(text.fr or "")}
                used |= {(word, "en") for word in _WORD_IN_BRACES.findall(text.en or "")}
                yield from (
                    Finding("codebook_placeholder", f"{table}[{row.id}].{key}", f"{{{word}}}")
                    for word, language in sorted(used)
                    # English has no contractions: the service is always {the}.
                    if word not in allowed or (language == "en" and word in ("of", "to"))
                )


def _texts(value: object, key: str) -> Iterator[tuple[str, Text]]:
    """Return every text that was given, with its key; depth first."""
    if isinstance(value, Text):
        yield key.strip("."), value
    if isinstance(value, list):
        for entry in value:
            yield from _texts(entry, f"{key}[{getattr(entry, 'id', getattr(entry, 'number', ''))}]")
    elif hasattr(value, "model_fields_set"):
        for name in sorted(value.model_fields_set):
            yield from _texts(getattr(value, name), f"{key}.{name}")
