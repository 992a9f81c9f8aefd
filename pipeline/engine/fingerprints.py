"""Fingerprints of the program: the part that makes numbers, and the whole."""

from __future__ import annotations

import platform
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from pipeline.flow import STAGES

_PROGRAM = Path(__file__).resolve().parents[1]
# What computes the numbers. Another version of one of them may give others.
PACKAGES = [
    "pandas", "numpy", "scipy", "statsmodels", "pandera", "matplotlib", "seaborn",
    "xlsxwriter", "python-docx",
]  # fmt: skip
# Rooms, and files of text/, that only draw, print and speak.
_WORDLESS = ("figures/", "publishing/", "text/catalogue/", "text/messages.py")


def program(root: Path = _PROGRAM) -> str:
    """Return the fingerprint of all sources, independent of where they lie."""
    return _fingerprint(root, _sources(root))


def number_makers(root: Path = _PROGRAM) -> str:
    """Return the fingerprint of the sources that a number can depend on."""
    return _fingerprint(root, [path for path in _sources(root) if makes_numbers(path.relative_to(root))])


def makes_numbers(source: Path) -> bool:
    """Return whether a number can depend on a source, given by its path inside the program."""
    name = source.as_posix()
    if name.startswith("stages/"):
        return source.stem in {stage.name for stage in STAGES if not stage.publishes}
    return not name.startswith(_WORDLESS)


def versions() -> dict[str, str]:
    """Return the version of Python and of each package that computes."""
    return {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}}


def _sources(root: Path) -> list[Path]:
    """Return every file of the program, without what Python and editors leave beside it."""
    return sorted(
        path
        for path in root.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    )


def _fingerprint(root: Path, sources: list[Path]) -> str:
    digest = sha256()
    for path in sources:
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
