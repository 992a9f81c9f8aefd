"""Times each stage of a wave from nothing, with the memory it took; prints a table, writes nothing kept."""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time

TARGETS = ["validate", "weight", "tabulate", "classify", "discriminate", "claims", "figures", "report"]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wave", required=True)
    wave = parser.parse_args(argv).wave
    subprocess.run(["make", "clean", f"WAVE={wave}"], check=True)
    total = 0.0
    for target in TARGETS:
        seconds = timed(["make", "--silent", target, f"WAVE={wave}"])
        total += seconds
        print(f"{target:<14}{seconds:7.2f} s", flush=True)
    print(f"{'all':<14}{total:7.2f} s")
    print(f"{'unchanged':<14}{timed(['make', '--silent', 'all', f'WAVE={wave}']):7.2f} s")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (
        1024 if sys.platform != "darwin" else 1024**2
    )
    print(f"{'peak memory':<14}{peak:7.0f} MB")
    return 0


def timed(command: list[str]) -> float:
    """Wall time of a command, its output thrown away; its failure is raised."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "MAKELEVEL": "0"})
    return time.perf_counter() - start


if __name__ == "__main__":
    raise SystemExit(main())
