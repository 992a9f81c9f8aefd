"""Numbers and sentences are written as each language writes them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text import number_format as formats


@pytest.mark.parametrize(
    ("share", "french", "english"),
    [
        (0.59, "59\u202f%", "59%"),
        (0.595, "60\u202f%", "60%"),
        (0.585, "59\u202f%", "59%"),
        (0.005, "1\u202f%", "1%"),
        (0.0, "0\u202f%", "0%"),
        (-0.001, "0\u202f%", "0%"),
        (-0.25, "\u221225\u202f%", "\u221225%"),
        (float("nan"), "–", "–"),
    ],
)
def test_a_share_prints_as_a_percentage_with_halves_away_from_zero(share, french, english):
    assert formats.percent(share, "fr") == french
    assert formats.percent(share, "en") == english


def test_decimals_thousands_and_minus_follow_the_language():
    assert formats.number(1088, "fr") == "1\u202f088"
    assert formats.number(1088, "en") == "1,088"
    assert formats.decimal(-1234.565, "fr", 2) == "\u22121\u202f234,57"
    assert formats.decimal(-1234.565, "en", 2) == "\u22121,234.57"
    assert formats.percent(0.5945, "fr", 1) == "59,5\u202f%"


@pytest.mark.parametrize(
    ("difference", "french", "english"),
    [
        (0.07, "+7\u00a0points", "+7\u00a0points"),
        (-0.01, "\u22121\u00a0point", "\u22121\u00a0point"),
        (0.0, "0\u00a0point", "0\u00a0points"),
        (float("nan"), "–", "–"),
    ],
)
def test_differences_carry_their_sign_and_agree_in_number(difference, french, english):
    assert formats.points(difference, "fr") == french
    assert formats.points(difference, "en") == english


def test_intervals_and_margins():
    assert formats.percent_range(0.55, 0.7, "fr") == "55 à 70\u202f%"
    assert formats.percent_range(0.55, 0.7, "en") == "55% to 70%"
    assert formats.margin(0.034, "fr") == "±\u00a03"


def test_dates_in_words():
    assert formats.day(date(2017, 3, 1), "fr") == "1er\u00a0mars\u00a02017"
    assert formats.day(date(2017, 3, 7), "en") == "7\u00a0March\u00a02017"


def test_french_sentences_never_break_before_their_punctuation():
    assert formats.typographic("Lecture : « l'emploi », 5 % ; oui ?", "fr") == (
        "Lecture\u00a0: «\u00a0l’emploi\u00a0», 5\u202f%\u00a0; oui\u00a0?"
    )
    assert formats.typographic("en % des usagers", "fr") == "en\u00a0% des usagers"
    assert formats.typographic("State's services: 5 %", "en") == "State’s services: 5%"


def test_a_word_in_capitals_keeps_them_inside_a_sentence():
    assert formats.lower_first("Qualité") == "qualité"
    assert formats.lower_first("IRM") == "IRM"


@given(st.text(alphabet="ab :;?!%«»'\u00a0\u202f", max_size=40), st.sampled_from(["fr", "en"]))
def test_typography_applied_twice_changes_nothing_more(text, language):
    once = formats.typographic(text, language)
    assert formats.typographic(once, language) == once


@given(st.floats(-1, 1), st.integers(0, 3))
def test_a_printed_percentage_is_within_half_a_unit_of_the_share(share, decimals):
    text = formats.bare_percent(share, "en", decimals).replace("\u2212", "-")
    assert abs(float(text) - 100 * share) <= 0.5 * 10**-decimals + 1e-9
