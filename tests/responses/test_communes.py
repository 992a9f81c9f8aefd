"""A commune is recognised by what people write, or left as written."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.responses.communes import Gazetteer, plain

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
def test_a_commune_is_recognised_or_left_as_written(written, postal, code, how):
    match = Gazetteer(COMMUNES).find(written, postal)
    assert (match.code, match.how) == (code, how)


def test_a_misspelt_commune_only_gets_a_suggestion():
    match = Gazetteer(COMMUNES).find("Saint-Mihel")
    assert match.code == ""
    assert match.candidates == ("Saint-Mihiel",)


def test_a_postal_code_that_lost_its_zero_in_a_spreadsheet_is_recognised():
    communes = pd.DataFrame(
        [["1", "Bourg", "", "", "01000"], ["2", "Bourg", "", "", "55000"]], columns=Gazetteer.COLUMNS
    )
    assert Gazetteer(communes).find("Bourg", "1000").code == "1"
    communes.loc[0, "postal_codes"] = "1000"
    assert Gazetteer(communes).find("Bourg", "01000").code == "1"


@given(st.text())
def test_a_plain_name_made_plain_again_is_the_same(text):
    assert plain(plain(text)) == plain(text)
