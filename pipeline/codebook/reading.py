"""Reads codebook.toml: a Codebook, or every fault of it at once."""

from __future__ import annotations

from pathlib import Path

from pipeline.codebook import checks
from pipeline.codebook.form import CONFIGURATION, read_form
from pipeline.codebook.model import Codebook
from pipeline.faults import Fault, Faults

__all__ = ["CONFIGURATION", "read"]


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
