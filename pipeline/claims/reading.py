"""Reads published.toml: a Register, or every fault of it at once."""

from __future__ import annotations

from pathlib import Path

from pipeline.claims import checks
from pipeline.claims.model import Register
from pipeline.claims.verified import Verified
from pipeline.codebook.form import CONFIGURATION, read_form
from pipeline.codebook.model import Codebook, Language
from pipeline.faults import Fault, Faults
from pipeline.stage import read_table


def read(path: Path, codebook: Codebook) -> Register:
    """Read a register and check that the codebook knows all that it names.

    Raises
    ------
    Faults
        With exit code 3 and every fault of form, or, when the form is right, every fault of sense.
    """
    register = read_form(path, Register)
    found = [
        Fault(code, path.name, column=place, value=value)
        for code, place, value in checks.all_of(register, codebook)
    ]
    if found:
        raise Faults(found, CONFIGURATION)
    return register


def read_verified(path: Path, tables: Path, codebook: Codebook, language: Language) -> Verified:
    """A register with the verdicts that `verify` wrote into a folder."""
    names = ["claims", "claims-readings", "claims-estimates", "claims-weightings"]
    found = [read_table(tables / f"{name}.csv") for name in names]
    return Verified(codebook, read(path, codebook), language, *found)
