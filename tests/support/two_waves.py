"""The American study of 1996 as two waves, as tests/reference/waves.R makes them."""

from __future__ import annotations

import numpy as np

from pipeline.statistics.calibration import calibrate
from pipeline.statistics.design import Design, dummies
from tests.support.anes import LEVELS, ORDERED, PEOPLE, codes

OLD = np.arange(len(PEOPLE)) % 3 == 0
TARGETS = {
    "old": {"age": [0.32, 0.31, 0.19, 0.18], "education": [0.52, 0.26, 0.22]},
    "new": {"age": [0.26, 0.30, 0.22, 0.22], "education": [0.44, 0.29, 0.27]},
}
SIZES = {"old": 90000, "new": 97000}
ROWS = {"old": OLD, "new": ~OLD}


def calibrated(wave: str, to: str) -> Design:
    """The respondents of one wave, calibrated to the margins of one."""
    rows = ROWS[wave]
    columns = dummies([codes(name)[rows] for name in TARGETS[to]])
    totals = SIZES[to] * np.concatenate(list(TARGETS[to].values()))
    base = np.full(rows.sum(), SIZES[wave] / rows.sum())
    return Design(calibrate(base, columns, totals, "raking", tolerance=1e-12).weight, base, columns)


def ticks(question: str, wave: str) -> tuple[list[str], np.ndarray]:
    """Levels of a question, and who of a wave gave each."""
    levels = ORDERED.get(question) or LEVELS[question]
    return levels, PEOPLE.loc[ROWS[wave], question].to_numpy()[:, None] == np.array(levels)


def domains(wave: str) -> dict[str, np.ndarray]:
    """Everyone of a wave, then the people of each place."""
    place = PEOPLE.loc[ROWS[wave], "place"]
    everyone = {"all": np.ones(len(place), dtype=bool)}
    return everyone | {level: place.eq(level).to_numpy() for level in LEVELS["place"]}
