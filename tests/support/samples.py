"""Small random samples for tests of properties that must hold for any sample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from pipeline.statistics.calibration import calibrate
from pipeline.statistics.design import Design, dummies


@dataclass(frozen=True, repr=False)
class Sample:
    """A design raked to two margins, and two categorical answers of each respondent.

    Attributes
    ----------
    margins : level of each respondent on each margin.
    answer, group : codes, shape (n,); every code up to the largest has respondents.
    """

    design: Design
    margins: list[np.ndarray]
    answer: np.ndarray
    group: np.ndarray

    def __repr__(self) -> str:
        return f"Sample({len(self.answer)} respondents)"

    def rows(self, order: np.ndarray) -> Sample:
        """The same people in another order, or some of them several times."""
        design = self.design
        chosen = Design(design.weight[order], design.base_weight[order], design.calibration[order])
        return Sample(chosen, [one[order] for one in self.margins], self.answer[order], self.group[order])


def _levels(draw: np.random.Generator, n: int, levels: int) -> np.ndarray:
    """Codes of which none up to `levels` is missing."""
    codes = np.concatenate([np.arange(levels), draw.integers(levels, size=n - levels)])
    return draw.permutation(codes)


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    """40 to 120 respondents with unequal base weights, raked to shares that weights can reach."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(40, 120))
    margins = [_levels(random, n, draw(st.integers(2, 4))) for _ in range(2)]
    columns = dummies(margins)
    base = random.uniform(0.5, 2, size=n)
    reachable = base * random.uniform(0.7, 1.4, size=n)
    totals = columns.T @ reachable
    weight = calibrate(base, columns, totals, "raking", tolerance=1e-12).weight
    answer, group = (_levels(random, n, draw(st.integers(2, 4))) for _ in range(2))
    return Sample(Design(weight, base, columns), margins, answer, group)
