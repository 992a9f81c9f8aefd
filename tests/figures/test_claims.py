"""The figure of verdicts: a dot a result, in the place of its verdict and topic."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from matplotlib.colors import to_hex

from pipeline.codebook.reader import read
from pipeline.figures import theme as palette
from pipeline.figures.claims import plot as verdicts
from pipeline.figures.claims.data import DRAWN_VERDICTS
from pipeline.figures.files import files
from pipeline.figures.records import FIGURE_COLUMNS
from tests.support import figures_data
from tests.support.figures_data import Invention
from tests.support.stages import RAW

BOOK = read(RAW / "codebook.toml")
FIGURE = next(figure for figure in BOOK.figure if figure.kind == "verdicts")


def edition(language: str, significant: bool = True):
    return figures_data.invented_context(BOOK, language, Invention(significant=significant))


def drawn(language: str, significant: bool = True):
    with palette.theme():
        return verdicts.draw(edition(language, significant), FIGURE)


def dots(drawing) -> dict:
    axes = next(one for one in drawing.frame.canvas.axes if one.get_label() == "verdicts")
    return {one.get_label(): one for one in axes.collections}


def test_each_result_is_one_dot_of_the_colour_of_its_verdict():
    one, told = drawn("fr"), edition("fr").verified.claims
    counts = told["verdict"].value_counts()
    found = dots(one)
    assert set(found) == set(DRAWN_VERDICTS)
    for verdict in DRAWN_VERDICTS:
        assert len(found[verdict].get_offsets()) == counts[verdict]
        edges = {to_hex(edge) for edge in found[verdict].get_edgecolors()}
        assert edges == {verdicts.VERDICT_COLOURS[verdict].lower()}


def test_a_hollow_dot_is_a_verdict_that_hangs_on_weighting_or_reading():
    told = edition("fr").verified.claims
    hollow = sum(
        to_hex(face) == "#ffffff" for one in dots(drawn("fr")).values() for face in one.get_facecolors()
    )
    assert hollow == (told["verdict"].isin(DRAWN_VERDICTS) & (told["hangs_on"] != "")).sum()


def test_no_two_dots_share_a_place_and_all_stand_in_the_axes():
    axes = next(a for a in drawn("en").frame.canvas.axes if a.get_label() == "verdicts")
    places = [tuple(place) for one in axes.collections for place in one.get_offsets().round(6)]
    assert len(set(places)) == len(places)
    wide, high = axes.get_xlim()[1], axes.get_ylim()[0]
    assert all(0 < x < wide and 0 < y < high for x, y in places)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("significant", [True, False])
def test_every_number_of_the_words_is_in_the_csv(language, significant):
    one = drawn(language, significant)
    assert list(one.data.columns) == FIGURE_COLUMNS
    known = {f"{value:.0f}" for value in one.data.loc[one.data["unit"] == "count", "value"]}
    reading = one.words.notes[0]
    for text in (one.words.title, reading, one.words.alt):
        text = re.sub(r"(?<=\d)\D(?=\d{3})", "", text.replace(f"{one.name}.csv", ""))
        for topic in one.data["group"].dropna().unique():
            text = text.replace(topic, "")
        assert set(re.findall(r"\d+", text)) <= known
    assert ("contredit" in one.words.title) or ("contradicted" in one.words.title)


def test_no_figure_without_verified_results():
    with palette.theme():
        assert verdicts.draw(replace(edition("fr"), register=None), FIGURE) is None


def test_the_same_bytes_twice_and_four_files():
    with palette.theme():
        first, second = (files(verdicts.draw(edition("en"), FIGURE)) for _ in range(2))
    assert first == second
    assert {name.split(".", 1)[1] for name in first} == {"png", "svg", "csv", "alt.txt"}
