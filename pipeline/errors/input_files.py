"""Input files read whole, with one fault where one cannot be read."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors.faults import Fault, Faults


def read_input(path: Path, exit_code: int = 2) -> bytes:
    """Return the bytes of an input file.

    Raises
    ------
    Faults
        The file is not there, is no file (a pipe would be waited for without end), or may not be read.
    """
    if not path.exists():
        raise Faults([Fault("file_missing", path.name)], exit_code)
    if not path.is_file():
        raise Faults([Fault("file_not_a_file", path.name)], exit_code)
    try:
        return path.read_bytes()
    except OSError:
        raise Faults([Fault("file_unreadable", path.name)], exit_code) from None
