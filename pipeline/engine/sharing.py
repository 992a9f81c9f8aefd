"""Shares the work of a stage with a second process, where the machine has a second core."""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from itertools import starmap
from multiprocessing import active_children, get_context, parent_process

# Imported by the second process while the first still reads and counts: what takes longest to import.
AHEAD = ("pipeline.stages.draw", "pipeline.stages.report")


def cores() -> int:
    """Return how many cores the machine has."""
    return os.cpu_count() or 1


class Sharing:
    """A second process that helps with a stage, started when it is first of use.

    With one core there is none, and everything is done here.
    """

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def start(self) -> None:
        """Start the second process, which imports ahead."""
        if self._pool is None and cores() > 1:
            # Spawned, not forked: threads of the linear algebra do not survive a fork, and Windows has none.
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_prepare)
            for name in AHEAD:
                self._handed_over(pickle.dumps((_imported, (name,))))

    def share(self, function: Callable, calls: Sequence[tuple]) -> Iterator:
        """Yield the results of a function for each tuple of arguments, in order.

        The second process begins with the first calls, this one with the last: the longest go first.
        """
        self.start()
        if self._pool is None:
            yield from starmap(function, calls)
            return
        # Packed here and now: the pool would do so later, while this process goes on changing them.
        futures = [self._handed_over(pickle.dumps((function, call))) for call in calls]
        not_looked_at, done_here = list(range(len(calls))), {}
        for number, future in enumerate(futures):
            while not_looked_at and number not in done_here and not future.done():
                last = not_looked_at.pop()
                # What the second process has begun cannot be taken back from it.
                if futures[last].cancel():
                    done_here[last] = function(*calls[last])
            if number not in done_here:
                try:
                    done_here[number] = future.result()
                except BrokenProcessPool:
                    # The second process was killed, or may not be started here: all goes on without it.
                    done_here[number] = function(*calls[number])
            yield done_here.pop(number)

    def _handed_over(self, packed: bytes) -> Future:
        try:
            return self._pool.submit(_unpacked, packed)
        except BrokenProcessPool as broken:
            future: Future = Future()
            future.set_exception(broken)
            return future

    def close(self) -> None:
        """End the second process at once: whatever it still does, nobody waits for."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            for process in active_children():
                process.terminate()
                process.join()
            self._pool = None


@contextmanager
def sharing() -> Iterator[Sharing]:
    """Share the work inside the block with a second process, which ends with it."""
    shared = Sharing()
    try:
        yield shared
    finally:
        shared.close()


def _imported(name: str) -> None:
    import_module(name)


def _unpacked(packed: bytes) -> object:
    function, arguments = pickle.loads(packed)
    return function(*arguments)


def _prepare() -> None:
    """Let the first process alone hear of Ctrl-C, and end when it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent_process().join()
    # At once: whoever killed the first process wants no half of it to go on.
    os._exit(1)
