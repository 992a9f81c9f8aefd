"""What people write is brought to the ids of the codebook, or left as it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.codebook.model import Answer, Question, Text
from pipeline.responses.spelling import folded, multiple_answer, nearest, number_answer, spellings

QUESTION = Question(
    id="why",
    kind="multiple",
    column="why",
    label=Text(fr="?", en="?"),
    answers=[
        Answer(id="far", codes=["1", "Trop loin"], fr="x", en="x"),
        Answer(id="dear", codes=["2", "Trop cher"], fr="y", en="y"),
    ],
)


@pytest.mark.parametrize(
    ("cell", "ids"),
    [
        ("Trop loin | trop  cher", "far|dear"),
        ("2+1", "far|dear"),
        ("trop cher", "dear"),
        ("1|1", "far"),
        ("1 | trop de monde", "far|trop de monde"),
    ],
)
def test_several_ticked_answers_in_one_cell_come_in_the_order_of_the_codebook(cell, ids):
    assert multiple_answer(cell, spellings(QUESTION), ["|", "+"]) == ids


def test_labels_are_not_read_as_answers():
    assert "x" not in spellings(QUESTION)


@pytest.mark.parametrize(
    ("cell", "number"),
    [("3", "3"), (" 1 088 ".replace(" ", "\u00a0"), "1088"), ("3,5", "3.5"), ("-1", "-1"), ("deux", "deux")],
)
def test_numbers_are_read_or_left_as_written(cell, number):
    assert number_answer(cell) == number


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert folded(folded(text)) == folded(text)


def test_apostrophes_case_and_composed_accents_do_not_count():
    assert folded("N’Utilise  PAS") == "n'utilise pas"
    assert folded("Tre\u0300s satisfait") == folded("très satisfait")


def test_a_suggestion_is_empty_when_nothing_is_alike():
    assert nearest("zzzz", ["très satisfait"]) == ""


def test_answers_that_hold_the_separator_are_read_whole():
    id_of_spelling = {"too far": "a", "too far, no bus": "b", "no bus": "c", "hours": "d"}
    assert multiple_answer("Too far, no bus, Hours", id_of_spelling, [", "]) == "b|d"
    assert multiple_answer("Hours, Too far", id_of_spelling, [", "]) == "a|d"
    assert multiple_answer("No bus, Too far, no bus", id_of_spelling, [", "]) == "b|c"
    assert multiple_answer("No bus, something, else", id_of_spelling, [", "]) == "c|else|something"
