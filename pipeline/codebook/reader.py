"""A codebook read from codebook.toml, or every fault of it at once.

`read_form` reads any file of TOML into its model (published.toml too), with every fault of form.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.codebook.checks import all_checks
from pipeline.codebook.model import Codebook
from pipeline.errors.faults import CONFIGURATION, Fault, Faults
from pipeline.errors.input_files import read_input

# No key of a codebook lies deeper than five; thousands deep, the parser would take minutes.
DEEPEST = 100
# What stands beside a sentence on one line of the terminal.
LONGEST_VALUE = 60
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
_CODES_OF_KIND = {
    "int": "codebook_whole",
    "float": "codebook_number",
    "bool": "codebook_true_or_false",
    "date": "codebook_date",
}
_LIMITS = ("gt", "ge", "lt", "le", "min_length")
_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_WRITTEN_TWICE = re.compile(r"Cannot (?:declare|overwrite|mutate)|Duplicate")


def read(path: Path) -> Codebook:
    """Return the codebook of a file, read and checked.

    Raises
    ------
    Faults
        With exit code 3 and every fault of form (unknown or missing key, wrong type) or, when the
        form is right, every fault of sense (an answer, base or service that is named but not there).
    """
    codebook = read_form(path, Codebook)
    faults = [
        Fault(finding.code, path.name, column=finding.key, value=finding.value)
        for finding in all_checks.findings(codebook)
    ]
    if faults:
        raise Faults(faults, CONFIGURATION)
    return codebook


def read_form(path: Path, model: type[Model]) -> Model:
    """Return what a file of TOML holds, as a model.

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
    """Return the content of a file as a model; what pydantic refuses becomes faults."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        faults = [_fault(path.name, content, fault) for fault in error.errors()]
        raise Faults(faults, CONFIGURATION) from None


def _content(path: Path) -> dict[str, Any]:
    """Return the content of a file of TOML as plain data."""
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
    """Return where the TOML stops making sense; the parser's own words are English and not repeated."""
    position = _POSITION.search(message)
    if not position or not position[1]:
        return Fault("codebook_syntax_end", file)
    code = "codebook_written_twice" if _WRITTEN_TWICE.search(message) else "codebook_syntax"
    return Fault(code, file, row=int(position[1]), value=position[2])


def _fault(file: str, content: dict, error: dict[str, Any]) -> Fault:
    """Return one fault of form, its key written with the ids a reader knows."""
    kind = re.match(r"[a-z]+", error["type"])[0]
    code = _CODES.get(error["type"]) or _CODES_OF_KIND.get(kind, "codebook_value")
    context = error.get("ctx", {})
    expected = str(context.get("expected", context.get("expected_tags", ""))).replace(" or ", ", ")
    limit = next((f"{context[name]:g}" for name in _LIMITS if name in context), "")
    value = "" if code == "codebook_missing_key" else _quoted(context.get("tag", error["input"]))
    values = {"expected": expected, "limit": limit}
    return Fault(code, file, column=_key(content, error["loc"]), value=value, values=values)


def _quoted(value: object) -> str:
    """Return a value as the file writes it, cut to what a line of the terminal holds."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


def _key(content: Any, location: tuple[str | int, ...]) -> str:
    """Return a location as a key, with ids: ("question", 3, "label") -> "question[age].label"."""
    steps: list[str] = []
    numbered = False
    for step in location:
        if isinstance(step, int):
            content = content[step] if isinstance(content, list) and step < len(content) else None
            name = content.get("id", step + 1) if isinstance(content, dict) else step + 1
            steps[-1] += f"[{name}]"
        elif numbered and isinstance(content, dict) and step == content.get("kind"):
            pass  # the kind of a table, which pydantic puts into the location
        else:
            content = content.get(step) if isinstance(content, dict) else None
            steps.append(step)
        numbered = isinstance(step, int)
    return ".".join(steps)
