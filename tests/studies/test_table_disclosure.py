"""What is withheld stays unknown: on random tables, from sums, margins and the ranges of counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studies.methods.table_disclosure import determined, feasible, protected

tables = st.tuples(st.integers(2, 5), st.integers(2, 5), st.integers(0, 2**32 - 1))


def known_of(shape: tuple[int, int], hidden: np.ndarray) -> np.ndarray:
    """Row sums, column sums and published cells of a table, as a system on its cells."""
    rows, columns = shape
    sums = [np.kron(np.eye(rows), np.ones(columns)), np.kron(np.ones(rows), np.eye(columns))]
    return np.vstack([*sums, np.eye(rows * columns)[~hidden.ravel()]])


@given(tables)
def test_no_withheld_cell_of_a_random_table_can_be_worked_out(case):
    rows, columns, seed = case
    counts = np.random.default_rng(seed).poisson(25, size=(rows, columns))
    hidden = protected(counts, counts < 18)
    assert (hidden >= (counts < 18)).all()
    assert not determined(known_of(counts.shape, hidden), hidden.ravel()).any()


@given(tables)
def test_counts_of_withheld_cells_keep_a_range(case):
    rows, columns, seed = case
    counts = np.random.default_rng(seed).poisson(25, size=(rows, columns))
    hidden = protected(counts, counts < 18)
    known = known_of(counts.shape, hidden)
    for unknown in np.flatnonzero(hidden)[:3]:
        low, high = feasible(known, known @ counts.ravel(), unknown, np.full(counts.size, np.inf))
        assert low <= counts.ravel()[unknown] <= high
        assert high - low > 1 or not counts.ravel()[hidden.ravel()].any()


def test_two_withheld_cells_in_every_line_are_not_enough():
    # Two rectangles that share no corner but are joined by one cell: that cell is given away.
    counts = np.full((4, 4), 30)
    hidden = np.zeros((4, 4), dtype=bool)
    hidden[np.ix_([0, 1], [0, 1])] = hidden[np.ix_([2, 3], [2, 3])] = hidden[0, 2] = True
    given_away = determined(known_of(counts.shape, hidden), hidden.ravel()).reshape(4, 4)
    assert np.argwhere(given_away).tolist() == [[0, 2]]
    assert not determined(known_of(counts.shape, protected(counts, hidden)), hidden.ravel()).any()


def test_a_single_row_cannot_be_protected():
    with pytest.raises(ValueError, match="single row"):
        protected(np.array([[5, 30, 40]]), np.array([[True, False, False]]))


def test_without_protection_a_single_withheld_cell_is_worked_out():
    counts = np.array([[5, 30], [40, 50]])
    alone = counts < 11
    assert determined(known_of(counts.shape, alone), alone.ravel()).any()
    assert protected(counts, alone).all()


def test_protection_goes_on_until_nothing_changes_and_leaves_full_tables_alone():
    counts = np.array([[5, 30, 31, 99], [40, 50, 60, 99], [32, 61, 62, 99]])
    hidden = protected(counts, counts < 11)
    assert np.argwhere(hidden).tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert not protected(counts, counts < 0).any()


def test_what_is_determined_is_told_apart_from_what_is_not():
    # x + y = 10 and z alone: z is known, x and y are not; with x - y they are.
    known = np.array([[1.0, 1, 0], [0, 0, 1]])
    everything = np.ones(3, dtype=bool)
    assert determined(known, everything).tolist() == [False, False, True]
    assert determined(np.vstack([known, [1, -1, 0]]), everything).all()
    assert not determined(np.zeros((1, 3)), everything).any()


@pytest.mark.parametrize(
    ("most", "range_"), [([np.inf, np.inf], (0, 12)), ([10, np.inf], (0, 10)), ([10, 10], (2, 10))]
)
def test_limits_on_counts_narrow_their_range(most, range_):
    found = feasible(np.ones((1, 2)), np.array([12.0]), 0, np.array(most))
    assert found == pytest.approx(range_)
