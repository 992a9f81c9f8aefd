"""Reads codebook.toml: a Codebook, or every fault of it at once."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.codebook import checks
from pipeline.codebook.model import Codebook
from pipeline.faults import Fault, Faults

CONFIGURATION = 3


def read(path: Path) -> Codebook:
    """Read and check a codebook.

    Raises
    ------
    Faults
        With exit code 3 and every fault of form (unknown or missing key, wrong type) or, when the
        form is right, every fault of sense (an answer, base or service that is named but not there).
    """
    content = _content(path)
    try:
        codebook = Codebook.model_validate(content)
    except ValidationError as error:
        raise Faults([_fault(path.name, content, one) for one in error.errors()], CONFIGURATION) from None
    found = [
        Fault(code, path.name, column=place, value=value) for code, place, value in checks.all_of(codebook)
    ]
    if found:
        raise Faults(found, CONFIGURATION)
    return codebook


def _content(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        fault = Fault("file_missing", path.name)
    except UnicodeDecodeError:
        fault = Fault("codebook_encoding", path.name)
    except tomllib.TOMLDecodeError as error:
        fault = Fault("codebook_syntax", path.name, value=str(error))
    raise Faults([fault], CONFIGURATION)


def _fault(file: str, content: dict, error: dict[str, Any]) -> Fault:
    """One fault of form, its place written with the ids a reader knows."""
    place = _place(content, error["loc"])
    code = {
        "extra_forbidden": "codebook_unknown_key",
        "missing": "codebook_missing_key",
        "union_tag_invalid": "codebook_kind",
        "literal_error": "codebook_choice",
        "string_pattern_mismatch": "codebook_id",
    }.get(error["type"], "codebook_value")
    expected = str(error.get("ctx", {}).get("expected", error.get("ctx", {}).get("expected_tags", "")))
    value = "" if error["type"] == "missing" else str(error["input"])
    return Fault(
        code, file, column=place, value=value[:60], values={"expected": expected, "reason": error["msg"]}
    )


def _place(content: Any, location: tuple[str | int, ...]) -> str:
    """("question", 3, "label") -> "question[age].label", by the id of the fourth question."""
    words: list[str] = []
    for step in location:
        if isinstance(step, int):
            content = content[step] if isinstance(content, list) and step < len(content) else None
            name = content.get("id", step + 1) if isinstance(content, dict) else step + 1
            words[-1] += f"[{name}]"
        elif isinstance(content, dict) and step not in content and step in _KINDS:
            continue  # the kind of a derived variable, which pydantic puts into the place
        else:
            content = content.get(step) if isinstance(content, dict) else None
            words.append(step)
    return ".".join(words)


_KINDS = {"age", "bands", "commune_groups", "cross"}
