"""The figures of the discriminant analysis: what they hold, what they say, that nothing overlaps."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from pipeline.codebook.model import Codebook
from pipeline.codebook.reader import read as read_codebook
from pipeline.figures import theme as palette
from pipeline.figures.confusion import plot as guessing
from pipeline.figures.context import Context
from pipeline.figures.discriminant_map import plot as separation
from pipeline.figures.files import Drawing, files
from pipeline.figures.profile import plot as profile
from pipeline.tables.files import read_table, read_tables
from pipeline.text import number_format as formats
from tests.figures.test_figures import axes_named
from tests.support.discriminant_data import dealt_anew, quick, tables, with_truth
from tests.support.figures_data import PROVENANCE, of_discriminant_analysis
from tests.support.layout import misplaced
from tests.support.stages import RAW

LANGUAGES = ["fr", "en"]
CASES = ["as_asked", "planted", "nothing"]
KINDS = {"separation": separation.draw, "profile": profile.draw, "guessing": guessing.draw}


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return read_codebook(RAW / "codebook.toml")


@pytest.fixture(scope="module")
def analyses(wave, codebook) -> dict[str, dict[str, pd.DataFrame]]:
    """The tables of 2017, of two questions that hang on the territory, of nothing that does."""
    people, less = read_table(wave.done / "3-weighted.csv"), quick(codebook)
    levels = [level.id for level in codebook.levels("travel_time")]
    nothing = dealt_anew(less, people, 11)
    told = with_truth(with_truth(nothing, "travel_time.sport", levels), "travel_time.bank", levels[:3])
    return {
        "as_asked": read_tables(wave.done / "discriminant"),
        "planted": tables(less, told),
        "nothing": tables(less, nothing),
    }


@pytest.fixture(scope="module")
def drawn(wave, codebook, analyses) -> Callable[[str, str, str], Drawing]:
    made: dict[tuple, Drawing] = {}
    values = read_table(wave.done / "test-values.csv")

    def one(case: str, language: str, kind: str) -> Drawing:
        if (case, language, kind) not in made:
            shown = values if case != "nothing" else values.assign(inside="False")
            edition = Context(
                codebook=codebook,
                language=language,
                tables=_tables(wave) | {"test-values": shown} | of_discriminant_analysis(analyses[case]),
                provenance=PROVENANCE,
            )
            figure = next(figure for figure in codebook.figure if figure.kind == kind)
            with palette.theme():
                made[case, language, kind] = KINDS[kind](edition, figure)
        return made[case, language, kind]

    return one


def _tables(wave) -> dict[str, pd.DataFrame]:
    names = ("estimates", "contrasts", "weighting-margins")
    return {name: read_table(wave.done / f"{name}.csv") for name in names}


every = pytest.mark.parametrize("kind", KINDS)
spoken = pytest.mark.parametrize("language", LANGUAGES)
cases = pytest.mark.parametrize("case", CASES)


@cases
@spoken
@every
def test_no_two_texts_overlap_and_none_leaves_the_page(drawn, case, language, kind):
    assert not misplaced(drawn(case, language, kind))


@cases
@spoken
@every
def test_every_number_in_a_title_is_in_the_csv(drawn, case, language, kind):
    one = drawn(case, language, kind)
    names = {str(name) for column in ("level", "group") for name in one.data[column].dropna()}
    title = one.words.title
    for name in sorted(names, key=len, reverse=True):
        title = title.replace(name, " ")
    printed = {formats.bare_percent(value, language) for value in one.data["value"].dropna()}
    assert set(re.findall(r"\d+", title)) <= printed, one.words.title


@spoken
def test_the_title_opposes_groups_that_lie_apart(drawn, language):
    one = drawn("as_asked", language, "separation")
    positions = one.data[one.data["unit"] == "score"].set_index("group")["value"]
    title = one.words.title
    low = [group for group in positions.index if positions[group] < 0]
    split = max(title.index(group) for group in low)
    assert all(title.index(group) > split for group in positions.index if group not in low)


def test_one_axis_only_is_drawn_when_the_second_separates_nothing(drawn):
    one = drawn("as_asked", "fr", "separation")
    means = [line for line in axes_named(one, "axis").lines if line.get_gid() == "mean"]
    shown = one.data[one.data["unit"] == "score"]
    assert [line.get_xdata()[0] for line in means] == pytest.approx(shown["value"].tolist())
    assert all(line.get_markerfacecolor() != "white" for line in means)
    assert "axe" in " ".join(one.words.notes)


def test_what_does_not_differ_by_itself_is_hollow_and_stands_at_no_end(drawn, analyses):
    one = drawn("as_asked", "fr", "separation")
    made = one.data[(one.data["unit"] == "correlation") & one.data["service"].notna()]
    clear = made["p_adjusted"] <= 0.05
    assert 0 < clear.sum() < len(made)
    dots = [artist for artist in one.frame.canvas.artists if artist.get_gid() == "maker"]
    assert [dot.get_markerfacecolor() != "white" for dot in dots] == clear.tolist()
    assert any("Rond vide" in note for note in one.words.notes)
    ends = " ".join(one.data[one.data["level"].notna()]["level"])
    assert not any(name in ends for name in made.loc[~clear, "service"])


@pytest.mark.parametrize(
    ("case", "start"),
    [("nothing", "Les réponses ne font pas deviner"), ("planted", "À partir de ses réponses")],
)
def test_the_title_of_guesses_says_what_was_found(drawn, case, start):
    assert drawn(case, "fr", "guessing").words.title.startswith(start)


def test_sides_are_told_where_the_group_is_not_guessed_but_its_side_is(drawn, analyses):
    table = analyses["as_asked"]["quality"].query("measure == 'sides' and scheme == 'cross_validation'")
    row = table.query("model == 'weighted' and priors == 'equal' and counted == 'respondents'").iloc[0]
    title = drawn("as_asked", "en", "guessing").words.title
    assert f"in {formats.percent(row['measured'], 'en')} of cases" in title
    assert "hardly each group" in title


def test_two_axes_make_a_map_of_ellipses(drawn, analyses):
    one = drawn("planted", "fr", "separation")
    regions = analyses["planted"]["regions"]
    patches = [patch for patch in axes_named(one, "map").patches if patch.get_gid() in ("mean", "people")]
    assert len(patches) == len(regions) == 8
    widths = sorted(patch.get_width() for patch in patches)
    assert widths == pytest.approx(sorted(2 * regions["half_width"]))


def test_when_nothing_separates_all_is_grey_and_hollow(drawn):
    one = drawn("nothing", "en", "separation")
    means = [line for line in axes_named(one, "axis").lines if line.get_gid() == "mean"]
    assert {line.get_markerfacecolor() for line in means} == {"white"}
    assert {line.get_color() for line in means} == {palette.NOT_SIGNIFICANT}
    assert one.words.title.startswith("Nothing")


def test_profiles_show_at_most_ten_answers_of_questions_that_passed(drawn):
    one = drawn("as_asked", "fr", "profile")
    values = one.data[one.data["unit"] == "test value"]
    assert values.groupby("group").size().max() <= 10
    assert (values["value"].abs() > 1.96).all()
    group = values["group"].iloc[0]
    rows = one.data[(one.data["group"] == group) & (one.data["unit"] == "share")]
    shown = next(axes for axes in one.frame.canvas.axes if axes.lines)
    dots = [line.get_xdata()[0] for line in shown.lines if line.get_gid() == "group"]
    assert dots == pytest.approx(rows["value"].iloc[::2].tolist())


def test_of_two_answers_only_one_is_shown(drawn):
    answers = drawn("as_asked", "en", "profile").data["level"].dropna()
    assert not {"Without a car", "Car in the household: without a car"} & set(answers)


def test_each_row_of_the_confusion_matrix_is_everyone_of_a_group(drawn):
    one = drawn("planted", "fr", "guessing")
    shares = one.data[one.data["level"].notna()].groupby("group", sort=False)["value"].sum()
    assert shares.tolist() == pytest.approx([1.0] * 4)
    framed = [patch for patch in axes_named(one, "confusion").patches if patch.get_gid() == "right"]
    assert len(framed) == 4


def test_the_answers_stand_where_they_were_measured(drawn, analyses):
    one = drawn("planted", "fr", "guessing")
    tests = analyses["planted"]["permutations"].set_index(["test", "model", "dealt"])
    line = next(line for line in axes_named(one, "chance").lines if line.get_gid() == "observed")
    assert line.get_xdata()[0] == tests.loc[("balanced_accuracy", "weighted", "freely"), "measured"]
    bars = axes_named(one, "chance").containers[0]
    assert sum(bar.get_height() for bar in bars) == 99


@every
def test_no_figure_without_an_analysis(wave, codebook, kind):
    figure = next(figure for figure in codebook.figure if figure.kind == kind)
    assert KINDS[kind](Context(codebook, "fr", _tables(wave), PROVENANCE), figure) is None


@every
def test_the_same_bytes_twice(drawn, kind):
    one = drawn("as_asked", "fr", kind)
    with palette.theme():
        first, second = files(one), files(one)
    assert first == second
    assert np.all([len(content) > 50 for content in first.values()])
