"""Reads codebook.toml: a Codebook, or every fault of it at once.

The form of a file of TOML (codebook.toml, published.toml): what it holds, or every fault of form.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.codebook import checks
from pipeline.codebook.model import Codebook
from pipeline.errors.faults import CONFIGURATION, Fault, Faults
from pipeline.errors.input_files import read_input

# No key of a codebook lies deeper than five; thousands deep, the parser would take minutes.
DEEPEST = 100
Model = TypeVar("Model", bound=BaseModel)

_CODES = {
    "extra_forbidden": "codebook_unknown_key",
    "missing": "codebook_missing_key",
    "union_tag_not_found": "codebook_missing_key",
    "union_tag_invalid": "codebook_kind",
    "literal_error": "codebook_choice",
    "string_pattern_mismatch": "codebook_id",
    "string_type": "codebook_text",
    "list_type": "codebook_list",
    "model_type": "codebook_table",
    "dict_type": "codebook_table",
    "too_short": "codebook_too_short",
    "greater_than": "codebook_above",
    "greater_than_equal": "codebook_at_least",
    "less_than": "codebook_below",
    "less_than_equal": "codebook_at_most",
}
_FAMILIES = {
    "int": "codebook_whole",
    "float": "codebook_number",
    "bool": "codebook_true_or_false",
    "date": "codebook_date",
}
_LIMITS = ("gt", "ge", "lt", "le", "min_length")
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_AGAIN = re.compile(r"Cannot (?:declare|overwrite|mutate)|Duplicate")


def read_form(path: Path, model: type[Model]) -> Model:
    """The file as a model.

    Raises
    ------
    Faults
        With exit code 3: the file is missing, not UTF-8, no TOML (told with its row), or has unknown or
        missing keys or values of the wrong type (all of them).
    """
    content = _content(path)
    try:
        return _validated(path, content, model)
    # Tables that lie thousands deep in each other cannot even be shown.
    except RecursionError:
        raise Faults([Fault("codebook_unreadable", path.name)], CONFIGURATION) from None


def _validated(path: Path, content: dict[str, Any], model: type[Model]) -> Model:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        faults = [_fault(path.name, content, one) for one in error.errors()]
        raise Faults(faults, CONFIGURATION) from None


def _content(path: Path) -> dict[str, Any]:
    content = read_input(path, CONFIGURATION)
    if any(line.partition(b"=")[0].count(b".") > DEEPEST for line in content.splitlines()):
        raise Faults([Fault("codebook_unreadable", path.name)], CONFIGURATION)
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        fault = Fault("codebook_encoding", path.name)
    except tomllib.TOMLDecodeError as error:
        fault = _syntax(path.name, str(error))
    # Python refuses numbers of thousands of digits, and tables that lie thousands deep in each other.
    except (ValueError, RecursionError):
        fault = Fault("codebook_unreadable", path.name)
    raise Faults([fault], CONFIGURATION)


def _syntax(file: str, message: str) -> Fault:
    """Where the TOML stops making sense; the parser's own words are English and not repeated."""
    found = _PLACE.search(message)
    if not found or not found[1]:
        return Fault("codebook_syntax_end", file)
    code = "codebook_written_twice" if _AGAIN.search(message) else "codebook_syntax"
    return Fault(code, file, row=int(found[1]), value=found[2])


def _fault(file: str, content: dict, error: dict[str, Any]) -> Fault:
    """One fault of form, its place written with the ids a reader knows."""
    family = re.match(r"[a-z]+", error["type"])[0]
    code = _CODES.get(error["type"]) or _FAMILIES.get(family, "codebook_value")
    context = error.get("ctx", {})
    expected = str(context.get("expected", context.get("expected_tags", ""))).replace(" or ", ", ")
    limit = next((f"{context[name]:g}" for name in _LIMITS if name in context), "")
    value = "" if code == "codebook_missing_key" else _shown(context.get("tag", error["input"]))
    values = {"expected": expected, "limit": limit}
    return Fault(code, file, column=_place(content, error["loc"]), value=value, values=values)


def _shown(value: object) -> str:
    """A value as the file writes it, cut short."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _place(content: Any, location: tuple[str | int, ...]) -> str:
    """("question", 3, "label") -> "question[age].label", by the id of the fourth question."""
    words: list[str] = []
    numbered = False
    for step in location:
        if isinstance(step, int):
            content = content[step] if isinstance(content, list) and step < len(content) else None
            name = content.get("id", step + 1) if isinstance(content, dict) else step + 1
            words[-1] += f"[{name}]"
        elif numbered and isinstance(content, dict) and step == content.get("kind"):
            pass  # the kind of a table, which pydantic puts into the place
        else:
            content = content.get(step) if isinstance(content, dict) else None
            words.append(step)
        numbered = isinstance(step, int)
    return ".".join(words)


__all__ = ["read"]


def read(path: Path) -> Codebook:
    """Read and check a codebook.

    Raises
    ------
    Faults
        With exit code 3 and every fault of form (unknown or missing key, wrong type) or, when the
        form is right, every fault of sense (an answer, base or service that is named but not there).
    """
    codebook = read_form(path, Codebook)
    found = [
        Fault(code, path.name, column=place, value=value) for code, place, value in checks.all_of(codebook)
    ]
    if found:
        raise Faults(found, CONFIGURATION)
    return codebook
