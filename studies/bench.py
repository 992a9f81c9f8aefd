"""Times what an analyst waits for, then the statistics by themselves; prints, writes nothing kept.

The statistics: one table of a simulated survey, all tables of the wave, the same of a million respondents
drawn from it, the bootstrap of every share, and the parts of the discriminant analysis. What has been
promised stands beside what was measured.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.codebook.reader import read as read_codebook
from pipeline.discriminant.adjusted_tests import adjusted_tests
from pipeline.discriminant.analysis import analyse
from pipeline.discriminant.coding import coded
from pipeline.discriminant.resampling import parts_of
from pipeline.statistics.independence import rao_scott
from pipeline.statistics.proportions import shares
from pipeline.tables.contrasts import contrasts
from pipeline.tables.estimands import Tabulation, groupings, numbers, topics
from pipeline.tables.estimates import estimates
from pipeline.tables.files import read_respondents
from pipeline.tables.means_medians import medians, number_means
from pipeline.tables.pairwise import pairs
from pipeline.tables.tests import group_tests, item_tests
from pipeline.weighting.margins import design_of
from studies.methods.bootstrap import Sample, bootstrap
from studies.methods.simulated_survey import simulate

# What an analyst waits for: seconds of the clock, and of all processors where they are promised too.
FLOW = {
    "validate, from nothing": (["validate"], 2.0, None),
    "all, after that": (["all"], None, None),
    "nothing changed": (["all"], 0.3, None),
    "second language": (["all", "--language", "en"], 8.0, None),
    "one table": (["table", "--question", "satisfaction", "--by", "territory"], 0.5, None),
}
FROM_NOTHING, ONE_LABEL = (15.0, 25.0), 6.0
FLOW_MEMORY = 600

PIPELINE = [sys.executable, "-m", "pipeline"]
# Seconds and megabytes that are not to be exceeded, on one core.
ONE_TABLE = {1_088: 0.003, 100_000: 0.030}
ALL_TABLES = {"wave": 1.0, "million": 60.0}
REPLICATES = 10.0
MEMORY = 6_000


def main(argv: list[str] | None = None) -> int:
    """Print each measure beside what has been promised; 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wave", required=True)
    wave = parser.parse_args(argv).wave
    # In a folder of its own: the outputs of whoever calls it stay as they are.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(Path("data/raw") / wave, folder / "data/raw" / wave)
        flow(wave, folder)
        statistics(wave, folder)
    return 0


def flow(wave: str, folder: Path) -> None:
    """The whole program, as somebody who calls it waits for it."""
    measured("all, from nothing", ["all"], wave, folder, *FROM_NOTHING)
    book = folder / "data/raw" / wave / "codebook.toml"
    text = book.read_text("utf-8")
    # The word that figures and report show of the first group of the first breakdown.
    book.write_text(re.sub(r'(\[\[breakdown\]\].*?fr = ")', r"\1* ", text, count=1, flags=re.DOTALL), "utf-8")
    measured("one label changed", ["all"], wave, folder, ONE_LABEL)
    book.write_text(text, "utf-8")
    run([*PIPELINE, "clean", "--wave", wave], folder)
    for name, (words, seconds, processors) in FLOW.items():
        measured(name, words, wave, folder, seconds, processors)
    peak = peak_megabytes(resource.RUSAGE_CHILDREN)
    print(f"{'peak memory of a process':<34}{peak:9.0f} MB   (at most {FLOW_MEMORY})", flush=True)


def measured(
    name: str,
    words: list[str],
    wave: str,
    folder: Path,
    seconds: float | None = None,
    processors: float | None = None,
) -> None:
    """Print how long a target took, by the clock and on all processors, and what was promised."""
    before = processor_seconds()
    start = time.perf_counter()
    run([*PIPELINE, *words, "--wave", wave], folder)
    clock, used = time.perf_counter() - start, processor_seconds() - before
    promised = [f"at most {seconds:g} s"] if seconds else []
    promised += [f"{processors:g} s of processor"] if processors else []
    bound = f"   ({', '.join(promised)})" if promised else ""
    print(f"{name:<34}{clock:9.2f} s, {used:6.2f} s of processor{bound}", flush=True)


def processor_seconds() -> float:
    """Seconds that processes started here, and those that they started, have computed."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(command: list[str], folder: Path) -> None:
    """Run the program on the waves of a folder; its failure is raised."""
    path = {"PYTHONPATH": str(Path.cwd())}
    subprocess.run(command, check=True, cwd=folder, env=os.environ | path, stdout=subprocess.DEVNULL)


def statistics(wave: str, folder: Path) -> None:
    """The statistics by themselves, on one core."""
    codebook = read_codebook(folder / "data/raw" / wave / "codebook.toml")
    respondents = read_respondents(folder / "data/processed" / wave / "3-weighted.csv")
    for n, bound in ONE_TABLE.items():
        one_table(n, bound)
    all_tables(codebook, respondents, ALL_TABLES["wave"], times=3)
    bootstrapped(codebook, respondents)
    if codebook.discriminant:
        classified(codebook, respondents)
    million = respondents.sample(1_000_000, replace=True, random_state=1).reset_index(drop=True)
    all_tables(codebook, million, ALL_TABLES["million"])
    print(f"{'peak memory':<34}{peak_megabytes(resource.RUSAGE_SELF):9.0f} MB   (at most {MEMORY:,})")


def peak_megabytes(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def one_table(n: int, bound: float) -> None:
    """Shares by two breakdowns and the Rao-Scott F of a question with four answers."""
    one = simulate(np.random.default_rng(1), n)
    answers, areas, ages = (
        codes[:, None] == np.arange(codes.max() + 1) for codes in (one.answer, one.area, one.age)
    )
    everyone = np.ones(n, dtype=bool)

    def table():
        shares(one.design, answers, areas)
        shares(one.design, answers, ages)
        rao_scott(one.design, one.answer, one.area, everyone)

    table()
    seconds = min(timed_call(table)[0] for _ in range(20))
    print(f"{f'one table of {n:,}':<34}{1000 * seconds:9.2f} ms   (at most {1000 * bound:g})")


def all_tables(codebook: Codebook, respondents: pd.DataFrame, bound: float, times: int = 1) -> None:
    """What the stage `tabulate` computes, without reading and writing; the fastest of several times."""
    took = min((tables(codebook, respondents) for _ in range(times)), key=lambda one: sum(one.values()))
    rows = f"{len(respondents):,} rows"
    for name, seconds in took.items():
        print(f"{f'{rows}, {name}':<34}{seconds:9.2f} s", flush=True)
    print(f"{f'{rows}, all':<34}{sum(took.values()):9.2f} s    (at most {bound:g})", flush=True)


def tables(codebook: Codebook, respondents: pd.DataFrame) -> dict[str, float]:
    """Seconds that each kind of table takes."""
    took = {}
    took["who gave which answer"], answers = timed_call(
        lambda: Tabulation(
            design_of(codebook, respondents),
            list(topics(codebook, respondents)),
            groupings(codebook, respondents),
        )
    )
    given = numbers(codebook, respondents)
    took["estimates"], shown = timed_call(lambda: estimates(answers, codebook))
    took["tests"], tests = timed_call(lambda: group_tests(answers, given, codebook))
    took["tests of each item"] = timed_call(lambda: item_tests(answers, codebook))[0]
    took["contrasts"] = timed_call(lambda: contrasts(answers, shown, codebook))[0]
    took["pairs"] = timed_call(lambda: pairs(answers, shown, tests, codebook))[0]
    took["medians"] = timed_call(lambda: medians(answers, codebook))[0]
    took["means"] = timed_call(lambda: number_means(answers, given, codebook))[0]
    return took


def bootstrapped(codebook: Codebook, respondents: pd.DataFrame) -> None:
    """A thousand re-raked replicates of every share."""
    design = design_of(codebook, respondents)
    outcomes, bases = [], []
    for topic in topics(codebook, respondents):
        for grouping in groupings(codebook, respondents):
            for base in (grouping.members & topic.domain[:, None]).T:
                outcomes.append(topic.outcomes & base[:, None])
                bases.append(np.repeat(base[:, None], len(topic.items), axis=1))
    totals = design.calibration.T @ design.weight
    sample = Sample(
        design.base_weight, design.calibration, totals, np.hstack(outcomes) * 1.0, np.hstack(bases) * 1.0
    )
    seconds, _ = timed_call(lambda: bootstrap(sample, 1000))
    name = f"1,000 replicates of {sample.numerators.shape[1]:,} shares"
    print(f"{name:<34}{seconds:9.2f} s    (at most {REPLICATES:g})")


def classified(codebook: Codebook, respondents: pd.DataFrame) -> None:
    """The parts of the stage `classify`, in one process."""
    design, asked = design_of(codebook, respondents), codebook.discriminant
    took = {}
    took["correspondence and functions"], analysis = timed_call(lambda: analyse(coded(codebook, respondents)))
    if asked.adjusted_for:
        counted = list(topics(codebook, respondents))
        took["tests with a variable held"] = timed_call(
            lambda: adjusted_tests(codebook, respondents, design, counted)
        )[0]
    for name, jobs in parts_of(analysis, asked, codebook.method.seed).items():
        took[name] = timed_call(lambda jobs=jobs: [job() for job in jobs])[0]
    for name, seconds in took.items():
        print(f"{name:<34}{seconds:9.2f} s", flush=True)


def timed_call(call: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    found = call()
    return time.perf_counter() - start, found


if __name__ == "__main__":
    raise SystemExit(main())
