"""Counts by cell: respondents who are alike in everything that a table asks about, counted together."""

from __future__ import annotations

import numpy as np

from pipeline.statistics.design import Design

# With fewer respondents to each combination of calibration levels, counting by cell gains nothing.
FEW = 100


def in_cells(design: Design, *tables: np.ndarray) -> tuple[Design | np.ndarray, ...]:
    """`counted_by_cell` where it is worth its while for a single table: with many respondents, once.

    Not in R; no number changes but by rounding.
    """
    many = design.times is None and len(design.weight) >= FEW * design.profiles[1]
    return counted_by_cell(design, *tables) if many else (design, *tables)


def counted_by_cell(design: Design, *tables: np.ndarray) -> tuple[Design | np.ndarray, ...]:
    """The design and what it is asked about, with one row for all respondents who are alike in both.

    Answers, groups and calibration variables are categories: counts by cell carry all of a table. Where
    there are nearly as many cells as respondents, everything is returned as it is.

    Parameters
    ----------
    tables : booleans of shape (n,) or (n, m), or codes (integers) of these shapes.

    Returns
    -------
    The design with `times`, then each table, of as many rows as there are cells. Not in R; no number
    changes but by rounding.
    """
    n = len(design.weight)
    key, span = design.profiles
    for table in tables:
        for column in _coded(table):
            size = int(column.max(initial=0)) + 1
            key, span = key * size + column, span * size
            if span > n:
                found, key = np.unique(key, return_inverse=True)
                span = len(found)
    row = np.full(span, -1)
    row[key] = np.arange(len(key))
    kept = row[row >= 0]
    if len(kept) * 4 > n:
        return design, *tables
    times = np.bincount(key, weights=design.times, minlength=span)[row >= 0]
    strata = None if design.strata is None else design.strata[kept]
    cells = Design(design.weight[kept], design.base_weight[kept], design.calibration[kept], times, strata)
    return cells, *(table[kept] for table in tables)


def _coded(table: np.ndarray) -> list[np.ndarray]:
    """Columns of codes from 0: all columns of booleans together, each column of integers by itself."""
    columns = table.reshape(len(table), -1).T
    if table.dtype != bool or len(columns) > 30:
        return [column.astype(int) - column.min(initial=0) for column in columns]
    code = np.zeros(len(table), dtype=np.int32)
    for column in columns:
        code *= 2
        code += column
    return [code]
