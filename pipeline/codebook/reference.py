"""Every key of a codebook as a page of documentation, from the model itself.

Lines of TOML that describe what a codebook does not describe yet, to be checked and pasted.
"""

from __future__ import annotations

import inspect
import json
import re
import types
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from pipeline.codebook.base import Table, Text
from pipeline.codebook.derivations import AgeOf, Bands, CommuneGroup, CommuneGroups, Cross
from pipeline.codebook.model import Answer, Codebook, Language, Question

PLAIN = {str: "text", int: "whole number", float: "number", bool: "true or false", date: "date"}
HEAD = """# Every key of codebook.toml

<!-- Written by `make codebook-doc` from pipeline/codebook/; a test says when it is out of date. -->

A codebook is a TOML file: `[survey]` opens a table that stands once, `[[question]]` one of several. A key
without a default must be given. Labels are written `{ fr = "…", en = "…" }`, in each language of
`survey.languages`. An id holds lower case letters, digits and `_`, and begins with a letter (those of
answers may begin with a digit).
"""


def page() -> str:
    """The whole page, in Markdown."""
    lines = [HEAD]
    for name, field in Codebook.model_fields.items():
        lines.append(f"## {_title(name, field)}\n\n{_sentence(field)}\n")
        for place, table in enumerate(_tables(field.annotation)):
            # The first table under a title is what the title says, unless there are several kinds.
            if place or name == "derived":
                lines.append(f"### {_name(table)}\n")
            lines += _table(table)
    return "\n".join(lines).rstrip() + "\n"


def _title(name: str, field: FieldInfo) -> str:
    several = get_origin(field.annotation) is list
    return f"`[[{name}]]`" if several else f"`[{name}]`"


def _sentence(field: FieldInfo) -> str:
    needed = "" if not field.is_required() else " Required."
    return f"{' '.join((field.description or '').split())}{needed}"


def _tables(annotation: Any) -> list[type[Table]]:
    """The kinds of table that a key of the codebook holds, with those inside them."""
    if annotation is not None and _is_table(annotation):
        inner = [
            table
            for field in annotation.model_fields.values()
            for table in _tables(field.annotation)
            if table is not Text
        ]
        return list(dict.fromkeys([annotation, *inner]))
    return list(dict.fromkeys(table for part in get_args(annotation) for table in _tables(part)))


def _is_table(annotation: Any) -> bool:
    return inspect.isclass(annotation) and issubclass(annotation, Table) and annotation is not Text


def _table(table: type[Table]) -> Iterator[str]:
    """One kind of table: what it is, then a line a key."""
    yield f"{inspect.cleandoc(table.__doc__)}\n"
    yield "| key | value | default | what it is |\n|---|---|---|---|"
    for name, field in table.model_fields.items():
        cells = [f"`{field.alias or name}`", kind(field.annotation), _default(field), _sentence_of(field)]
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
    yield ""


def _name(table: type[Table]) -> str:
    named = {
        AgeOf: 'Kind "age"',
        Bands: 'Kind "bands"',
        CommuneGroups: 'Kind "commune_groups"',
        CommuneGroup: "One group of communes",
        Cross: 'Kind "cross"',
    }
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in table.__name__)
    return named.get(table, words.strip().capitalize())


def _sentence_of(field: FieldInfo) -> str:
    return " ".join((field.description or "").split())


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return ""
    value = field.get_default(call_default_factory=True)
    if value is None:
        return "none"
    if isinstance(value, Text):
        return f'"{value.fr}", "{value.en}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        words = ", ".join(f'"{one}"' for one in value)
        return f"[{words}]"
    return f'"{value}"' if isinstance(value, str) else f"{value}"


def kind(annotation: Any) -> str:
    """What may stand there, in words."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return "id" if parts[0] is str else kind(parts[0])
    if origin is Literal:
        return ", ".join(f'"{part}"' for part in parts).replace("\t", "\\t")
    if origin is list:
        return f"list of {kind(parts[0])}"
    if origin is tuple:
        return "two numbers"
    if origin in (Union, types.UnionType):
        return " or ".join(kind(part) for part in parts if part is not type(None))
    if annotation is Text:
        return "label"
    return PLAIN.get(annotation) or f"table ({_name(annotation)})"


NAMES = {"start": "from", "end": "to"}


def toml(value: object) -> str:
    """A value on one line: text, number, list, or a table without what is left at its default."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(toml(one) for one in value)}]"
    if isinstance(value, Table):
        pairs = _set_keys(value)
        return f"{{ {', '.join(f'{key} = {toml(one)}' for key, one in pairs)} }}"
    return f"{value:g}"


def _set_keys(table: Table) -> list[tuple[str, object]]:
    """The keys that were given, the id first and the labels last."""
    last = ("fr", "en", "where", "the")
    given = [name for name in type(table).model_fields if name in table.model_fields_set]
    order = sorted(given, key=lambda name: (name != "id", last.index(name) if name in last else -1))
    return [(NAMES.get(name, name), getattr(table, name)) for name in order]


def answers(listed: Iterable[Answer]) -> list[str]:
    """`answers = [ … ]`, one answer a line."""
    return ["answers = [", *(f"  {toml(answer)}," for answer in listed), "]"]


def question(one: Question) -> list[str]:
    """A whole [[question]]."""
    lines = ["[[question]]"]
    for key, value in _set_keys(one):
        if key != "answers":
            lines.append(f"{key} = {toml(value)}")
    return [*lines, *(answers(one.answers) if one.answers else [])]


def labels(text: str, languages: Iterable[Language]) -> dict[Language, str]:
    """The same words as the label in every language of the survey, to be translated."""
    return {language: text for language in languages}


def identifier(text: str, taken: Iterable[str], letter_first: bool = True) -> str:
    """A new id made from words: "Très bien !" -> "tres_bien"; with a number when it is taken."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    word = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40].strip("_") or "new"
    word = f"q_{word}" if letter_first and word[0].isdigit() else word
    number, used, found = 2, set(taken), word
    while found in used:
        found, number = f"{word}_{number}", number + 1
    return found
