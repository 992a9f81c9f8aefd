"""docs/codebook.md: every key of a codebook, from the model itself."""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from pipeline.codebook.derived_variables import AgeOf, Bands, CommuneGroup, CommuneGroups, Cross
from pipeline.codebook.elements import CodebookTable, Text
from pipeline.codebook.model import Codebook

_PLAIN = {str: "text", int: "whole number", float: "number", bool: "true or false", date: "date"}
_HEAD = """# Every key of codebook.toml

<!-- Written by `make codebook-doc` from pipeline/codebook/; a test says when it is out of date. -->

A codebook is a TOML file: `[survey]` opens a table that stands once, `[[question]]` one of several. A key
without a default must be given. Labels are written `{ fr = "…", en = "…" }`, in each language of
`survey.languages`. An id holds lower case letters, digits and `_`, and begins with a letter (those of
answers may begin with a digit).
"""


def page() -> str:
    """Return the whole page, in Markdown."""
    lines = [_HEAD]
    for name, field in Codebook.model_fields.items():
        lines.append(f"## {_title(name, field)}\n\n{_sentence(field)}\n")
        for position, table in enumerate(_tables(field.annotation)):
            # The first table under a title is what the title says, unless there are several kinds.
            if position or name == "derived":
                lines.append(f"### {_name(table)}\n")
            lines += _table(table)
    return "\n".join(lines).rstrip() + "\n"


def _title(name: str, field: FieldInfo) -> str:
    """Return a key of the codebook as TOML opens its table: once, or one of several."""
    several = get_origin(field.annotation) is list
    return f"`[[{name}]]`" if several else f"`[{name}]`"


def _sentence(field: FieldInfo) -> str:
    needed = "" if not field.is_required() else " Required."
    return f"{' '.join((field.description or '').split())}{needed}"


def _tables(annotation: Any) -> list[type[CodebookTable]]:
    """Return the kinds of table that a key of the codebook holds, with those inside them."""
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
    return inspect.isclass(annotation) and issubclass(annotation, CodebookTable) and annotation is not Text


def _table(table: type[CodebookTable]) -> Iterator[str]:
    """Return the lines of one kind of table: what it is, then a line a key."""
    yield f"{inspect.cleandoc(table.__doc__)}\n"
    yield "| key | value | default | what it is |\n|---|---|---|---|"
    for name, field in table.model_fields.items():
        cells = [f"`{field.alias or name}`", _kind(field.annotation), _default(field), _sentence_of(field)]
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
    yield ""


def _name(table: type[CodebookTable]) -> str:
    """Return the title of a kind of table: for derived variables its kind, else the words of its class."""
    names = {
        AgeOf: 'Kind "age"',
        Bands: 'Kind "bands"',
        CommuneGroups: 'Kind "commune_groups"',
        CommuneGroup: "One group of communes",
        Cross: 'Kind "cross"',
    }
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in table.__name__)
    return names.get(table, words.strip().capitalize())


def _sentence_of(field: FieldInfo) -> str:
    return " ".join((field.description or "").split())


def _default(field: FieldInfo) -> str:
    """Return the default of a key as TOML writes it, "" when it must be given."""
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
        entries = ", ".join(f'"{entry}"' for entry in value)
        return f"[{entries}]"
    return f'"{value}"' if isinstance(value, str) else f"{value}"


def _kind(annotation: Any) -> str:
    """Return what may stand under a key, in words."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return "id" if parts[0] is str else _kind(parts[0])
    if origin is Literal:
        return ", ".join(f'"{part}"' for part in parts).replace("\t", "\\t")
    if origin is list:
        return f"list of {_kind(parts[0])}"
    if origin is tuple:
        return "two numbers"
    if origin in (Union, types.UnionType):
        return " or ".join(_kind(part) for part in parts if part is not type(None))
    if annotation is Text:
        return "label"
    return _PLAIN.get(annotation) or f"table ({_name(annotation)})"
