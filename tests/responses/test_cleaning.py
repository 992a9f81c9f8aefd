"""From what people write to the ids of the codebook."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.codebook.model import Answer, Question, Text
from pipeline.responses.communes import Gazetteer, plain
from pipeline.responses.spelling import folded, multiple_answer, nearest, number_answer, spellings

COMMUNES = pd.DataFrame(
    [
        ["1", "Saint-Mihiel", "", "", "55300"],
        ["2", "Bar-le-Duc", "Bar", "", "55000"],
        ["3", "Vaux-lès-Palameix", "Vaux", "", "55300"],
        ["4", "Vaux-devant-Damloup", "Vaux", "Damloup|Douaumont", "55400"],
        ["5", "L'Œuvre-sur-Meuse", "", "", "55100"],
    ],
    columns=["code", "name", "aliases", "former_names", "postal_codes"],
)


@pytest.mark.parametrize(
    ("written", "postal", "code", "how"),
    [
        ("ST MIHIEL", "", "1", "name"),
        ("saint mihiel 55300", "", "1", "name"),
        ("Bar le Duc", "", "2", "name"),
        ("BAR", "", "2", "alias"),
        ("Vaux", "55400", "4", "postal_code"),
        ("Vaux (55300)", "", "3", "postal_code"),
        ("Vaux", "", "", "several"),
        ("douaumont", "", "4", "former_name"),
        ("l oeuvre sur meuse", "", "5", "name"),
        ("L’Œuvre-sur-Meuse", "55 100", "5", "name"),
        ("Bar-le-Duc", "54000", "", "conflict"),
        ("Nancy", "54000", "", "outside"),
        ("Saint-Mihel", "", "", "none"),
    ],
)
def test_a_commune_is_recognised_or_left(written, postal, code, how):
    match = Gazetteer(COMMUNES).find(written, postal)
    assert (match.code, match.how) == (code, how)


def test_a_misspelt_commune_only_gets_a_suggestion():
    match = Gazetteer(COMMUNES).find("Saint-Mihel")
    assert match.code == ""
    assert match.candidates == ("Saint-Mihiel",)


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
def test_several_ticked_answers_in_one_cell(cell, ids):
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
def test_folding_is_stable(text):
    assert folded(folded(text)) == folded(text)
    assert plain(plain(text)) == plain(text)


def test_apostrophes_case_and_composed_accents_do_not_count():
    assert folded("N’Utilise  PAS") == "n'utilise pas"
    assert folded("Tre\u0300s satisfait") == folded("très satisfait")


def test_a_suggestion_is_empty_when_nothing_is_alike():
    assert nearest("zzzz", ["très satisfait"]) == ""
