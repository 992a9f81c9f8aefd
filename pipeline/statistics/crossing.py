"""The weighted table of one answer by groups: its cells, their scores and contrasts, how strong it is."""

from __future__ import annotations

from functools import cache, cached_property

import numpy as np

from pipeline.statistics.design import Design


class Crossing:
    """Answers of one item (codes of `item`) by groups, among a domain; levels that nobody has are left out.

    Attributes
    ----------
    rows, columns : how many levels and groups there are.
    cells : shares of all cells, the row index running fastest as in R's ``interaction()``.
    scores : linearised values of these shares, shape (n, cells).
    expected : what the cells would be if answers did not depend on the group.
    """

    def __init__(self, design: Design, item: np.ndarray, groups: np.ndarray, domain: np.ndarray):
        rows = np.unique(item[domain])
        columns = np.unique(groups[domain])
        self.rows, self.columns = len(rows), len(columns)
        in_row = domain[:, None] & (item[:, None] == rows)
        in_column = domain[:, None] & (groups[:, None] == columns)
        cells = (in_column[:, :, None] & in_row[:, None, :]).reshape(len(domain), -1)
        base = design.mass[domain].sum()
        self.cells = design.mass @ cells / base
        self.scores = domain[:, None] * (cells - self.cells) / base
        shaped = self.cells.reshape(self.columns, self.rows)
        self.expected = np.outer(shaped.sum(axis=1), shaped.sum(axis=0)).ravel()

    def x2(self, n: int) -> float:
        return float(n * ((self.cells - self.expected) ** 2 / self.expected).sum())

    @property
    def contrasts(self) -> np.ndarray:
        """Interaction dummies less their projection on the main effects, over the cell shares."""
        return _contrasts(self.rows, self.columns)

    @cached_property
    def inverse(self) -> np.ndarray:
        """One over each cell share, 0 for an empty cell."""
        return np.divide(1, self.cells, out=np.zeros_like(self.cells), where=self.cells > 0)

    @property
    def estimable(self) -> bool:
        """Whether the cells that are not empty carry every contrast of the interaction."""
        seen = self.contrasts[self.cells > 0]
        return len(seen) == len(self.cells) or bool(np.linalg.matrix_rank(seen, tol=1e-9) == seen.shape[1])

    def cramer_v(self, n: int) -> float:
        return float(np.sqrt(self.x2(n) / n / (min(self.rows, self.columns) - 1)))

    def cramer_v_corrected(self, n: int, effect: float) -> float:
        """Bergsma's correction with n over the mean design effect."""
        size = n / effect
        if size <= 1:
            return float("nan")
        r, c = self.rows, self.columns
        phi = max(0.0, self.x2(n) / n - (r - 1) * (c - 1) / (size - 1))
        least = min(r - (r - 1) ** 2 / (size - 1), c - (c - 1) ** 2 / (size - 1)) - 1
        return float(np.sqrt(phi / least)) if least > 0 else float("nan")

    def sparse(self, n: int) -> bool:
        return bool((n * self.expected < 5).mean() > 0.2)


@cache
def _contrasts(rows: int, columns: int) -> np.ndarray:
    """The contrasts of every table of that many rows and columns."""
    row = np.tile(np.eye(rows), (columns, 1))[:, 1:]
    column = np.repeat(np.eye(columns), rows, axis=0)[:, 1:]
    main = np.column_stack([np.ones(len(row)), row, column])
    interaction = (column[:, :, None] * row[:, None, :]).reshape(len(row), -1)
    return interaction - main @ np.linalg.lstsq(main, interaction, rcond=None)[0]
