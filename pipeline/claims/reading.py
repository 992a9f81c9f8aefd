"""Reads published.toml: a Register, or every fault of it at once."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.claims import checks
from pipeline.claims.model import Register
from pipeline.claims.verified import Verified
from pipeline.codebook.model import Codebook, Language
from pipeline.faults import Fault, Faults
from pipeline.stage import read_table

CONFIGURATION = 3


def read(path: Path, codebook: Codebook) -> Register:
    """Read a register and check that the codebook knows all that it names.

    Raises
    ------
    Faults
        With exit code 3 and every fault of form, or, when the form is right, every fault of sense.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8"))
        register = Register.model_validate(content)
    except FileNotFoundError:
        faults = [Fault("file_missing", path.name)]
    except UnicodeDecodeError:
        faults = [Fault("codebook_encoding", path.name)]
    except tomllib.TOMLDecodeError as error:
        faults = [Fault("codebook_syntax", path.name, value=str(error))]
    except ValidationError as error:
        faults = [_fault(path.name, content, one) for one in error.errors()]
    else:
        faults = [
            Fault(code, path.name, column=place, value=value)
            for code, place, value in checks.all_of(register, codebook)
        ]
        if not faults:
            return register
    raise Faults(faults, CONFIGURATION)


def read_verified(path: Path, tables: Path, codebook: Codebook, language: Language) -> Verified:
    """A register with the verdicts that `verify` wrote into a folder."""
    names = ["claims", "claims-readings", "claims-estimates", "claims-weightings"]
    found = [read_table(tables / f"{name}.csv") for name in names]
    return Verified(codebook, read(path, codebook), language, *found)


def _fault(file: str, content: dict, error: dict[str, Any]) -> Fault:
    """One fault of form, its place written with the ids a reader knows."""
    code = {
        "extra_forbidden": "codebook_unknown_key",
        "missing": "codebook_missing_key",
        "union_tag_invalid": "codebook_kind",
        "union_tag_not_found": "codebook_missing_key",
        "literal_error": "codebook_choice",
        "string_pattern_mismatch": "codebook_id",
    }.get(error["type"], "codebook_value")
    context = error.get("ctx", {})
    expected = str(context.get("expected", context.get("expected_tags", "")))
    wrong = context.get("tag", error["input"])
    value = "" if code == "codebook_missing_key" else str(wrong)
    reason = {"expected": expected, "reason": error["msg"]}
    return Fault(code, file, column=_place(content, error["loc"]), value=value[:60], values=reason)


def _place(content: Any, location: tuple[str | int, ...]) -> str:
    """("claim", 3, "test", 0, "share", "base") -> "claim[its_id].test[1].base"."""
    words: list[str] = []
    for step in location:
        if isinstance(step, int):
            content = content[step] if isinstance(content, list) and step < len(content) else None
            name = content.get("id", step + 1) if isinstance(content, dict) else step + 1
            words[-1] += f"[{name}]"
        elif isinstance(content, dict) and step == content.get("kind"):
            continue  # the kind of an assertion, which pydantic puts into the place
        else:
            content = content.get(step) if isinstance(content, dict) else None
            words.append(step)
    return ".".join(words)
