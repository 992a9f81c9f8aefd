"""One run at a time in a wave: a lock that the system takes back when its holder ends, however it ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from pipeline.errors.faults import CONFIGURATION, Faults
from pipeline.errors.files import not_written

if sys.platform == "win32":
    import msvcrt

    def _take(stream: BinaryIO) -> None:
        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(stream: BinaryIO) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


# Seconds between two looks at a lock that another run holds.
_PAUSE = 0.2


@contextmanager
def locked(folders: list[Path], waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock of each folder; when another run holds one, call `waiting` once and wait.

    The lock files stand beside the folders, so that a folder can be removed by the run that holds it. They
    are taken in one order, so that two runs over the same two waves never wait for each other.
    """
    with ExitStack() as held:
        for folder in sorted(set(folders)):
            path = folder.with_name(f".{folder.name}.lock")
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                stream = held.enter_context(path.open("ab"))
            except OSError as failure:
                raise Faults([not_written(path, failure)], CONFIGURATION) from None
            _wait(stream, waiting)
        yield


def _wait(stream: BinaryIO, waiting: Callable[[], None]) -> None:
    """Take a lock; while another run holds it, wait, having called `waiting` once."""
    has_called = False
    while True:
        try:
            return _take(stream)
        except (BlockingIOError, PermissionError):
            if not has_called:
                waiting()
            has_called = True
            time.sleep(_PAUSE)
