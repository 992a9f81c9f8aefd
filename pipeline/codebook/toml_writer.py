"""Lines of TOML for new questions and answers of a codebook, to be checked and pasted."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable

from pipeline.codebook.elements import CodebookTable
from pipeline.codebook.model import Answer, Question
from pipeline.text.messages import Language

_KEYS_OF_FIELDS = {"start": "from", "end": "to"}


def toml(value: object) -> str:
    """Return a value on one line: text, number, list, or a table without what is left at its default."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(toml(entry) for entry in value)}]"
    if isinstance(value, CodebookTable):
        pairs = _set_keys(value)
        return f"{{ {', '.join(f'{key} = {toml(entry)}' for key, entry in pairs)} }}"
    return f"{value:g}"


def _set_keys(table: CodebookTable) -> list[tuple[str, object]]:
    """Return the keys that were given with their values, the id first and the labels last."""
    last = ("fr", "en", "where", "the")
    set_names = [name for name in type(table).model_fields if name in table.model_fields_set]
    order = sorted(set_names, key=lambda name: (name != "id", last.index(name) if name in last else -1))
    return [(_KEYS_OF_FIELDS.get(name, name), getattr(table, name)) for name in order]


def answers(entries: Iterable[Answer]) -> list[str]:
    """Return the lines of `answers = [ … ]`, one answer a line."""
    return ["answers = [", *(f"  {toml(answer)}," for answer in entries), "]"]


def question(definition: Question) -> list[str]:
    """Return the lines of a whole [[question]]."""
    lines = ["[[question]]"]
    for key, value in _set_keys(definition):
        if key != "answers":
            lines.append(f"{key} = {toml(value)}")
    return [*lines, *(answers(definition.answers) if definition.answers else [])]


def labels(text: str, languages: Iterable[Language]) -> dict[Language, str]:
    """Return the same words as the label in every language of the survey, to be translated."""
    return {language: text for language in languages}


def identifier(text: str, taken: Iterable[str], letter_first: bool = True) -> str:
    """Return a new id made from words: "Très bien !" -> "tres_bien"; with a number when it is taken."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    word = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40].strip("_") or "new"
    word = f"q_{word}" if letter_first and word[0].isdigit() else word
    number, used, free = 2, set(taken), word
    while free in used:
        free, number = f"{word}_{number}", number + 1
    return free
