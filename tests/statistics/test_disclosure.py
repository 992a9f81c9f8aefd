"""Small groups are withheld, and with them those that would give them away."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.statistics.disclosure import withheld
from studies.methods.table_disclosure import determined

THRESHOLD = 11
sizes = st.lists(st.integers(0, 60), min_size=1, max_size=8).map(np.array)


@given(sizes)
def test_small_groups_are_withheld_and_never_alone(n):
    hidden = withheld(n, THRESHOLD)
    assert hidden[n < THRESHOLD].all()
    if hidden.any() and not hidden.all():
        assert hidden.sum() >= 2
        assert n[hidden].sum() >= THRESHOLD


@given(sizes)
def test_nothing_is_withheld_without_a_reason(n):
    hidden = withheld(n, THRESHOLD)
    if (n >= THRESHOLD).all():
        assert not hidden.any()
    # Who is withheld for others' sake is no larger than anyone published.
    for_others = hidden & (n >= THRESHOLD)
    if for_others.any() and not hidden.all():
        assert n[for_others].max() <= n[~hidden].min()


@given(sizes)
def test_no_withheld_group_is_given_away_by_the_total_and_the_published_groups(n):
    hidden = withheld(n, THRESHOLD)
    if hidden.all():  # then the total alone is known
        assert len(n) == 1 or not determined(np.ones((1, len(n))), hidden).any()
        return
    published = np.vstack([np.ones(len(n)), np.eye(len(n))[~hidden]])
    assert not determined(published, hidden).any()


def test_cases_worked_by_hand():
    assert withheld(np.array([5, 40, 20, 30]), THRESHOLD).tolist() == [True, False, True, False]
    # 5 and 3 make 8: a third is needed.
    assert withheld(np.array([5, 3, 20, 30]), THRESHOLD).tolist() == [True, True, True, False]
    assert withheld(np.array([6, 6, 20, 30]), THRESHOLD).tolist() == [True, True, False, False]
    assert withheld(np.array([11, 11]), THRESHOLD).tolist() == [False, False]
    assert withheld(np.array([10, 200]), THRESHOLD).tolist() == [True, True]
    assert withheld(np.array([10]), THRESHOLD).tolist() == [True]
