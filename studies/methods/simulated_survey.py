"""Simulated surveys with unequal selection, to see what tests and intervals keep of their promises."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.statistics.calibration import calibrate
from pipeline.statistics.design import Design, dummies


@dataclass(frozen=True)
class Simulated:
    """One simulated sample.

    Attributes
    ----------
    design : calibrated to area and age.
    area, age : codes, shape (n,).
    answer : code of a four-level answer that depends on age and not on area, shape (n,).
    ticked : three items that may be ticked together, likewise, booleans, shape (n, 3).
    rare : a yes that 4 % give everywhere, booleans, shape (n,).
    """

    design: Design
    area: np.ndarray
    age: np.ndarray
    answer: np.ndarray
    ticked: np.ndarray
    rare: np.ndarray


@dataclass(frozen=True)
class Selection:
    """How readily people of each area and of each age answer, one factor each, 1 being the average."""

    area: np.ndarray
    age: np.ndarray


# Population shares.
AREA = np.array([0.24, 0.29, 0.14, 0.33])
AGE = np.array([0.19, 0.21, 0.25, 0.22, 0.13])
# Kish's design effect about 1.3: areas far from 1, and within each of them reluctant young.
HARSH = Selection(np.array([0.55, 0.95, 1.15, 1.40]), np.array([0.50, 0.90, 1.20, 1.40, 0.70]))
# Design effect about 1.07: respondents over population, by area and age, of a real survey of volunteers.
MILD = Selection(np.array([1.08, 0.94, 1.11, 0.96]), np.array([0.72, 1.07, 1.10, 1.23, 0.69]))
LEVELS = np.array([[0.35, 0.30, 0.25, 0.10], [0.30, 0.30, 0.25, 0.15], [0.22, 0.28, 0.30, 0.20],
                   [0.15, 0.25, 0.35, 0.25], [0.10, 0.20, 0.35, 0.35]])  # fmt: skip
TICKED = np.array(
    [[0.45, 0.30, 0.10], [0.40, 0.30, 0.12], [0.35, 0.25, 0.15], [0.30, 0.25, 0.18], [0.25, 0.2, 0.2]]
)
RARE_SHARE = 0.04


def simulate(rng: np.random.Generator, n: int = 1088, selection: Selection = HARSH) -> Simulated:
    """One sample in which no answer depends on the area once age is known, and age not on the area.

    R would ``calibrate`` it to the same totals (tests/reference/simulated.R).
    """
    chance = np.outer(AREA * selection.area, AGE * selection.age).ravel()
    cell = rng.choice(len(chance), size=n, p=chance / chance.sum())
    area, age = np.divmod(cell, len(AGE))
    columns = dummies([area, age])
    base = np.full(n, 1000.0)
    totals = n * 1000.0 * np.concatenate([AREA, AGE])
    weight = calibrate(base, columns, totals, "raking").weight
    answer = (rng.random(n)[:, None] > np.cumsum(LEVELS, axis=1)[age]).sum(axis=1).clip(max=3)
    leaning = rng.normal(0, 0.6, n)[:, None]
    logit = np.log(TICKED / (1 - TICKED))[age] + leaning
    ticked = rng.random((n, 3)) < 1 / (1 + np.exp(-logit))
    return Simulated(Design(weight, base, columns), area, age, answer, ticked, rng.random(n) < RARE_SHARE)
