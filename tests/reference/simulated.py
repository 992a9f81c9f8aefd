"""The first surveys that `make simulate` makes, for R: `python -m tests.reference.simulated samples.csv`.

One row a respondent; simulated.R says of each survey what R rejects, and the tests compare.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.tables.files import write_csv
from studies.methods.simulated_survey import Simulated, simulate
from studies.rejection_rates import SCENARIOS, SEED

SURVEYS = 100


def surveys() -> Iterator[tuple[str, int, Simulated]]:
    """Scenario, number and survey, of the scenarios of 1,088 respondents."""
    for scenario in SCENARIOS[:2]:
        for number, seed in enumerate(np.random.SeedSequence(SEED).spawn(SURVEYS)):
            rng = np.random.default_rng(seed)
            yield scenario.name, number, simulate(rng, scenario.respondents, scenario.selection)


def main() -> None:
    parts = [
        pd.DataFrame(
            {"scenario": scenario, "survey": number, "weight": one.design.weight, "area": one.area}
        ).assign(age=one.age, answer=one.answer, rare=one.rare.astype(int))
        for scenario, number, one in surveys()
    ]
    write_csv(Path(sys.argv[1]), pd.concat(parts))


if __name__ == "__main__":
    main()
