"""Counting by cell gives what counting by respondent gives, and is done only where it helps."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.statistics import design as counted
from pipeline.statistics.comparisons import groups_against_rest
from pipeline.statistics.design import Design, counted_by_cell, in_cells
from pipeline.statistics.independence import rao_scott
from pipeline.statistics.location import quantile_of_classes
from pipeline.statistics.pairs import all_pairs
from pipeline.statistics.pooling import parts_against_pool, pooled_shares
from pipeline.statistics.proportions import shares
from pipeline.statistics.ranks import rank_test
from tests.support import anes

# Everybody thirty times, in no order: enough that cells are worth their while.
ORDER = np.random.default_rng(8).permutation(np.repeat(np.arange(len(anes.PEOPLE)), 30))
RAKED = anes.RAKED
LARGE = Design(RAKED.weight[ORDER], RAKED.base_weight[ORDER], RAKED.calibration[ORDER])
PLACES, PARTY = anes.ticks("place")[ORDER], anes.ticks("party")[ORDER]
NEWS, GROUPS = anes.ordered("news")[ORDER], anes.codes("place")[ORDER]
DAILY = anes.DOMAINS["daily"][ORDER]
ITEMS = np.column_stack(
    [anes.ticks("vote")[:, 0], PARTY[np.argsort(ORDER)[::30], 0], anes.ticks("income")[:, 1]]
)[ORDER]
# Three who are alike are one row and few; seven or thirty who are alike are one row and not few.
RARE = np.zeros(len(ORDER), dtype=bool)
for place, many in ((0, 3), (1, 7), (2, 30)):
    person = ORDER[np.flatnonzero(PLACES[:, place] & DAILY)[0]]
    RARE[np.flatnonzero(person == ORDER)[:many]] = True
BREAKS = np.array([0, 1, 3, 6, np.inf])

FOUND = {
    "shares": lambda: shares(LARGE, PARTY, PLACES & DAILY[:, None]),
    "rao_scott": lambda: rao_scott(LARGE, NEWS, GROUPS, np.ones_like(DAILY)),
    "rao_scott of a domain": lambda: rao_scott(
        LARGE, NEWS % 2, np.where(DAILY, GROUPS, -1), DAILY | (NEWS == 0)
    ),
    "rao_scott of items": lambda: rao_scott(LARGE, ITEMS.astype(int), GROUPS, DAILY),
    "groups_against_rest": lambda: groups_against_rest(LARGE, PARTY, PLACES[:, :3], DAILY),
    "all_pairs": lambda: all_pairs(LARGE, PARTY[:, 0], PLACES & DAILY[:, None]),
    "groups_against_rest of a rare answer": lambda: groups_against_rest(
        LARGE, RARE[:, None], PLACES[:, :3], DAILY
    ),
    "all_pairs of a rare answer": lambda: all_pairs(LARGE, RARE, PLACES & DAILY[:, None]),
    "rank_test": lambda: rank_test(LARGE, NEWS, GROUPS, np.ones_like(DAILY)),
    "rank_test of floats": lambda: rank_test(LARGE, np.sqrt(NEWS), GROUPS, ~DAILY),
    "quantile_of_classes": lambda: quantile_of_classes(LARGE, NEWS, BREAKS, GROUPS == 1),
    "pooled_shares": lambda: pooled_shares(LARGE, ITEMS[:, :, None], PLACES[:, :3]),
    "parts_against_pool": lambda: parts_against_pool(LARGE, ITEMS, PLACES[:, :3]),
    "parts_against_pool of a rare answer": lambda: parts_against_pool(
        LARGE, np.column_stack([RARE, RARE, ITEMS[:, 0]]), PLACES[:, :3]
    ),
}


def numbers(found: object) -> np.ndarray:
    fields = [field for field in astuple(found) if not isinstance(field, (str, list))]
    return np.concatenate([np.ravel(field).astype(float) for field in fields])


@pytest.mark.parametrize("name", FOUND)
def test_counts_by_cell_give_the_same_numbers(name, monkeypatch):
    by_cell = FOUND[name]()
    monkeypatch.setattr(counted, "RESPONDENTS_A_PROFILE", np.inf)
    assert numbers(by_cell) == pytest.approx(numbers(FOUND[name]()), rel=1e-10, abs=1e-13, nan_ok=True)


def test_cells_hold_everybody_once():
    cells, places, party = in_cells(LARGE, PLACES, PARTY)
    assert len(cells.weight) < len(LARGE.weight) / 10
    assert cells.respondents == LARGE.respondents
    assert cells.degrees_of_freedom == LARGE.degrees_of_freedom
    assert cells.mass.sum() == pytest.approx(LARGE.weight.sum())
    assert (cells.count(places) == PLACES.sum(axis=0)).all()
    assert cells.count(party[:, 0]) == PARTY[:, 0].sum()
    assert cells.mass @ (places[:, [1]] & party) == pytest.approx(LARGE.weight @ (PLACES[:, [1]] & PARTY))


def test_few_respondents_or_as_many_cells_as_respondents_are_left_as_they_are():
    assert in_cells(RAKED, anes.ticks("place"))[0] is RAKED
    assert in_cells(LARGE, np.arange(len(ORDER)))[0] is LARGE
    unequal = Design(LARGE.weight * np.linspace(1, 2, len(ORDER)), LARGE.base_weight, LARGE.calibration)
    assert in_cells(unequal, PLACES)[0] is unequal


def test_cells_of_cells_are_cells():
    once = in_cells(LARGE, NEWS, PARTY, ITEMS)
    assert in_cells(*once)[0] is once[0]
    again = counted_by_cell(once[0])[0]
    assert len(again.weight) < len(once[0].weight)
    assert again.respondents == LARGE.respondents
    assert again.mass.sum() == pytest.approx(LARGE.weight.sum())


@settings(max_examples=20)
@given(st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_any_number_of_columns_can_be_cells(columns, seed):
    rare = np.random.default_rng(seed).random((len(anes.PEOPLE), columns))[ORDER] < 0.01
    cells, kept = in_cells(LARGE, rare)
    assert (cells.count(kept) == rare.sum(axis=0)).all()
