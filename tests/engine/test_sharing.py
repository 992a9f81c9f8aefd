"""Work shared with a second process: the same results in the same order, and nothing left running."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from multiprocessing import active_children, parent_process

import pytest

from pipeline.engine import sharing as engine_sharing
from pipeline.engine.sharing import Sharing, sharing
from pipeline.errors.faults import CONFIGURATION, Fault, Faults
from tests.support.stages import ROOT


def squared(number: int) -> tuple[int, int]:
    """The square, and the process that made it."""
    time.sleep(0.02)
    return number**2, os.getpid()


def refused(path: str) -> None:
    raise Faults([Fault("disk_full", values={"path": path})], CONFIGURATION)


@pytest.fixture
def two_cores(monkeypatch):
    monkeypatch.setattr(engine_sharing, "AHEAD", ())
    monkeypatch.setattr(engine_sharing, "cores", lambda: 2)


def test_results_come_in_order_and_two_processes_made_them(two_cores):
    with sharing() as shared:
        results = list(shared.share(squared, [(number,) for number in range(150)]))
    assert [square for square, _ in results] == [number**2 for number in range(150)]
    assert os.getpid() in {process for _, process in results}
    assert len({process for _, process in results}) == 2


def ending(number: int) -> int:
    """What kills the second process, and is harmless in the first."""
    if parent_process() is not None:
        os._exit(1)
    return number


def test_all_goes_on_where_the_second_process_is_killed(two_cores):
    with sharing() as shared:
        assert list(shared.share(ending, [(number,) for number in range(50)])) == list(range(50))
        assert list(shared.share(ending, [(1,), (2,)])) == [1, 2]


def size(mapping: dict[int, int]) -> tuple[int, int]:
    """How much a mapping holds, and the process that looked."""
    time.sleep(0.02)
    return len(mapping), os.getpid()


def test_what_changes_after_it_was_handed_over_reaches_the_second_process_as_it_was(two_cores):
    growing: dict[int, int] = {}
    with sharing() as shared:
        sizes = shared.share(size, [(growing,)] * 150)
        first = next(sizes)
        growing |= {number: number for number in range(1000)}
        there = [found for found, process in [first, *sizes] if process != os.getpid()]
    assert len(there) > 2 and set(there) == {0}


def test_one_core_does_everything_itself(monkeypatch):
    monkeypatch.setattr(engine_sharing, "cores", lambda: 1)
    with sharing() as shared:
        results = list(shared.share(squared, [(1,), (2,)]))
    assert results == [(1, os.getpid()), (4, os.getpid())]


def test_a_fault_found_in_the_second_process_is_told_by_the_first(two_cores):
    shared = Sharing()
    try:
        shared.start()
        # Begun there before it can be taken back: the process is up once it has answered.
        shared._pool.submit(squared, 1).result()
        future = shared._pool.submit(refused, "data/figures.csv")
        with pytest.raises(Faults) as told:
            future.result()
        assert told.value.exit_code == CONFIGURATION
        assert told.value.faults[0].values == {"path": "data/figures.csv"}
    finally:
        shared.close()


def test_nobody_waits_for_what_the_second_process_still_does(two_cores):
    with sharing() as shared:
        shared.start()
        shared._pool.submit(time.sleep, 60)
        started = time.monotonic()
    assert time.monotonic() - started < 30
    assert not active_children()


def test_the_second_process_ends_when_the_first_is_killed():
    program = (
        "from pipeline.engine import sharing\n"
        "import os\n"
        "sharing.AHEAD = ()\n"
        "sharing.cores = lambda: 2\n"
        "if __name__ == '__main__':\n"
        "    shared = sharing.Sharing()\n"
        "    shared.start()\n"
        "    print(shared._pool.submit(os.getpid).result(), flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    script = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    second = int(script.stdout)
    for _ in range(100):
        if not running(second):
            return
        time.sleep(0.05)
    raise AssertionError(f"process {second} is still there")


def running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # Nobody waits for an orphan in a container without init: ended is enough.
    status = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True)
    return not status.stdout.strip().startswith("Z") and bool(status.stdout.strip())
