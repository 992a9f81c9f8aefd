"""Files written whole or not at all, and the record of which were written."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from pipeline.errors.faults import CONFIGURATION, Fault, Faults

# A temporary file has this ending; one that a killed program left is removed by the next run.
UNFINISHED = ".unfinished"
# What the system says of a full disk or quota, and of a file or folder that may not be written.
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_records: list[dict[str, str]] = []


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8: the file is complete or as it was."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file: it is complete or as it was.

    Raises
    ------
    Faults
        With exit code 3, when the folder, the file or the disk does not take it.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}{UNFINISHED}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(content)
        os.replace(unfinished, path)
    except BaseException as failure:  # an interrupt leaves no half file either
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        if isinstance(failure, OSError):
            raise Faults([not_written(path, failure)], CONFIGURATION) from None
        raise
    for record in _records:
        record[path.as_posix()] = sha256(content).hexdigest()


@contextmanager
def recorded() -> Iterator[dict[str, str]]:
    """Record the files written inside the block: path -> SHA-256 of the content."""
    record: dict[str, str] = {}
    _records.append(record)
    try:
        yield record
    finally:
        _records.remove(record)


def not_written(path: Path, failure: OSError) -> Fault:
    """Return why a file could not be written, and what to do."""
    if failure.errno in _FULL:
        return Fault("disk_full", values={"path": str(path)})
    if failure.errno in _FORBIDDEN:
        return Fault("file_locked", values={"path": str(path)})
    return Fault("file_not_written", values={"path": str(path), "reason": failure.strerror or str(failure)})
