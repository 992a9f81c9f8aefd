"""Jobs done by several processes, with the same results as by one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context


def done(jobs: list[Callable], processes: int, told: Callable[[int, int], None]) -> list:
    """The results of all jobs, in their order."""
    results = []
    if processes == 1:
        for job in jobs:
            results.append(job())
            told(len(results), len(jobs))
        return results
    # Spawned, not forked: threads of the linear algebra do not survive a fork.
    with _one_thread(), ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for result in pool.map(_call, jobs):
            results.append(result)
            told(len(results), len(jobs))
    return results


@contextmanager
def _one_thread() -> Iterator[None]:
    """Processes started meanwhile compute with one thread each: more would only wait for one another."""
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name)
            else:
                os.environ[name] = value


def _call(job: Callable):
    return job()
