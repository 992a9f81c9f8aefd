"""Comparisons of several lines, curves, weighting and participation: what they hold, and how many pages."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.collections import PathCollection

from pipeline.codebook.model import Codebook
from pipeline.codebook.reader import read
from pipeline.errors.faults import Faults
from pipeline.figures import theme as palette
from pipeline.figures.files import Drawing, files
from pipeline.figures.participation.outlines import commune_of, read_outlines, unmatched
from pipeline.stages.draw import GRAMMARS
from pipeline.text import number_format as formats
from pipeline.weighting.diagnostics import ratio_classes
from pipeline.weighting.participation import communes_in_groups, participation
from tests.figures.test_figures import BOOK, axes_named, drawings, edition, texts
from tests.support import figures_data
from tests.support.figures_data import with_tables


def drawn(number: int, case: str = "as_asked", language: str = "fr") -> Drawing:
    return next(one for one in drawings(case, language) if one.figure.number == number)


# ---- comparisons of several measures, and of answers


def test_measures_are_ordered_from_the_largest_and_each_has_its_dots():
    one = drawn(11)
    everyone = one.data[one.data["breakdown"] == "all"]
    assert everyone["value"].is_monotonic_decreasing
    assert everyone["measure"].tolist() == everyone["service"].tolist()
    for group in edition("as_asked", "fr").codebook.levels(one.figure.breakdown):
        dots = [line for line in axes_named(one, group.id).lines if line.get_gid() == "dot"]
        cells = one.data[
            (one.data["group"] == edition("as_asked", "fr").text(group)) & (one.data["unit"] == "share")
        ]
        assert sorted(line.get_xdata()[0] for line in dots) == pytest.approx(sorted(cells["value"].dropna()))


def test_only_answers_that_differ_to_questions_that_pass_their_joint_test_are_shown():
    one, made = drawn(6), edition("as_asked", "fr")
    tests = made.tables["tests"].query("breakdown == 'territory' and p_adjusted < 0.05")
    passed = {made.row_label(service, "motives") for service in tests["service"]}
    cells = one.data[one.data["breakdown"] != "all"]
    assert set(cells["service"]) <= passed
    for _, pair in cells.groupby(["service", "level"]):
        assert (pair["p_adjusted"] < 0.05).any()


def test_when_no_answer_differs_one_sentence_says_so_and_the_tests_are_in_the_csv():
    one = drawn(6, "nothing")
    assert not one.frame.canvas.axes
    assert any("aucun ne donne" in text.get_text() for text in texts(one))
    tested = one.data[one.data["unit"] == "p"]
    assert len(tested) == 17 and tested["value"].eq(0.321).all()


def test_a_question_without_tests_makes_no_figure():
    made = edition("as_asked", "fr")
    figure = next(f for f in made.codebook.figure if f.number == 6)
    with palette.theme():
        assert (
            GRAMMARS["comparison"](with_tables(made, {"tests": made.tables["tests"].iloc[:0]}), figure)
            is None
        )


def test_french_titles_elide_before_a_vowel():
    assert formats.of_people("usagers") == "d’usagers"
    assert formats.of_people("non-usagers") == "de non-usagers"
    assert formats.of_people("élèves") == "d’élèves"
    assert "moins d’usagers" in drawn(2).words.title or "plus d’usagers" in drawn(2).words.title


# ---- curves


def test_curves_are_the_shares_above_each_limit_and_never_rise():
    one = drawn(8)
    estimates = edition("as_asked", "fr").tables["estimates"]
    levels = estimates[(estimates["kind"] == "level") & (estimates["question"] == "travel_time")]
    levels = levels[(levels["service"] == "bank") & (levels["group"] == "rural")].set_index("answer")["share"]
    lines = [line for line in axes_named(one, "bank").lines if line.get_gid() == "line"]
    expected = [1 - levels["under_10"], levels["20_to_30"] + levels["over_30"], levels["over_30"]]
    drawn_lines = [line.get_ydata().tolist() for line in lines]
    assert any(np.allclose(line, expected) for line in drawn_lines)
    assert all((np.diff(line) <= 1e-12).all() for line in drawn_lines)


def test_curves_have_filled_markers_where_the_group_differs():
    one = drawn(8)
    significant = one.data[(one.data["p_adjusted"] < 0.05) & (one.data["breakdown"] != "all")]
    points = [line for axes in one.frame.canvas.axes for line in axes.lines if line.get_gid() == "point"]
    filled = [line for line in points if line.get_markerfacecolor() != "white"]
    assert len(filled) == len(significant) > 0


def test_each_group_has_its_own_colour_and_marker():
    lines = [line for line in axes_named(drawn(8), "bank").lines if line.get_gid() == "point"]
    looks = {(line.get_marker(), line.get_markeredgecolor()) for line in lines}
    assert len(looks) == len({marker for marker, _ in looks}) == len({colour for _, colour in looks})


def test_limits_without_a_measure_are_added_up_without_test():
    made = edition("as_asked", "fr")
    kept = [m for m in made.codebook.measure if m.id not in ("over_10_minutes", "over_20_minutes")]
    book = made.codebook.model_copy(update={"measure": kept})
    book = Codebook.model_validate(book.model_dump(by_alias=True))
    figure = next(f for f in book.figure if f.kind == "curves").model_copy(update={"measure": None})
    with palette.theme():
        one = GRAMMARS["curves"](replace(made, codebook=book), figure)
    added = one.data[one.data["level"] == "20\u00a0min"]
    with_measure = drawn(8).data
    with_measure = with_measure[(with_measure["level"] == "20\u00a0min") & (with_measure["unit"] == "share")]
    assert sorted(added.loc[added["unit"] == "share", "value"].dropna()) == pytest.approx(
        sorted(with_measure["value"].dropna())
    )
    assert added["p_adjusted"].isna().all()


def test_answers_without_limits_make_no_curves():
    made = edition("as_asked", "fr")
    figure = next(f for f in made.codebook.figure if f.kind == "curves")
    figure = figure.model_copy(update={"question": "satisfaction"})
    assert GRAMMARS["curves"](made, figure) is None


# ---- weighting


def test_gaps_before_are_hollow_and_gaps_after_filled():
    one, made = drawn(13), edition("as_asked", "fr")
    known = made.tables["weighting-margins"].query("level != 'NR'")
    lines = axes_named(one, "gaps").lines
    for name, column in (("before", "gap_before_points"), ("after", "gap_after_points")):
        dots = [line.get_xdata()[0] for line in lines if line.get_gid() == name]
        assert dots == pytest.approx(known[column].tolist())
    faces = {line.get_markerfacecolor() for line in lines if line.get_gid() == "before"}
    assert faces == {"white"}


def test_the_area_of_a_bar_is_its_number_of_respondents():
    table = edition("as_asked", "fr").tables["weighting-ratios"]
    bars = axes_named(drawn(13), "ratios").containers[0]
    areas = [bar.get_width() * bar.get_height() for bar in bars]
    assert np.array(areas) / sum(areas) == pytest.approx(table["respondents"] / table["respondents"].sum())


@given(st.lists(st.floats(0.2, 6), min_size=30, max_size=300), st.integers(1, 15))
def test_classes_of_ratios_hold_everyone_and_never_few(ratios, fewest):
    table = ratio_classes(np.array(ratios), fewest)
    assert table["respondents"].sum() == len(ratios)
    assert (table["respondents"] >= fewest).all()
    assert (table["ratio_low"].iloc[1:].to_numpy() == table["ratio_high"].iloc[:-1].to_numpy()).all()
    assert table["ratio_low"].iloc[0] <= min(ratios) + 1e-5 and table["ratio_high"].iloc[-1] >= max(ratios)


# ---- participation


def communes(respondents: list[int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Communes c0, c1, … each an intercommunality of its own, and who lives there."""
    codes = [f"c{i}" for i in range(len(respondents))]
    table = pd.DataFrame({"code": codes, "name": codes, "former_names": "", "population": "1000"})
    table = table.assign(cataeu2010=["111", "300"] * (len(codes) // 2) + ["112"] * (len(codes) % 2))
    table = table.assign(epci=codes, epci_name=[f"CC {code}" for code in codes])
    lived = [code for code, n in zip(codes, respondents, strict=True) for _ in range(n)]
    return pd.DataFrame({"residence": lived}), table


def test_rates_are_respondents_per_1000_inhabitants():
    table = participation(read(BOOK), *communes([30, 20, 50, 40])).set_index("group")
    assert table.loc["all", "rate_per_1000"] == pytest.approx(35)
    assert table.loc["urban_pole", "rate_per_1000"] == pytest.approx(40)
    assert table.loc["c2", "rate_per_1000"] == pytest.approx(50)


def test_small_places_are_merged_so_that_none_can_be_worked_out():
    table = participation(read(BOOK), *communes([30, 4, 50, 40]))
    places = table[table["group_variable"] == "epci"].set_index("group")
    assert list(places.index) == ["c2", "c3", "other"]
    assert places.loc["other", "respondents"] == 34


def test_small_groups_of_a_breakdown_are_withheld_by_two():
    table = participation(read(BOOK), *communes([30, 40, 50, 40, 3])).set_index("group")
    hidden = table[table["status"] == "withheld"]
    assert len(hidden) >= 2 and "belt" in hidden.index
    assert hidden[["respondents", "population", "rate_per_1000"]].isna().all(axis=None)


def test_a_population_that_is_no_number_is_told_by_row():
    people, table = communes([30, 40])
    with pytest.raises(Faults) as found:
        participation(read(BOOK), people, table.assign(population=["x", "10"]))
    assert [(f.code, f.row, f.value) for f in found.value.faults] == [("communes_number", 2, "x")]


def test_no_participation_is_counted_where_the_codebook_asks_for_none():
    book = read(BOOK).model_copy(update={"participation": None})
    assert participation(book, *communes([30, 40])).empty


def test_the_table_of_communes_says_nothing_of_who_lives_there():
    assert list(communes_in_groups(read(BOOK), communes([30, 40])[1])) == [
        "code",
        "name",
        "former_names",
        "territory",
    ]


def test_rates_of_the_nine_squares_are_on_the_dots_and_a_withheld_one_is_not():
    one, made = drawn(14), edition("as_asked", "fr")
    rates = made.tables["participation"]
    dots = [line.get_xdata()[0] for line in axes_named(one, "rates").lines if line.get_gid() == "rate"]
    assert sorted(dots) == pytest.approx(sorted(rates["rate_per_1000"].dropna().iloc[1:]))


def test_the_map_draws_each_square_in_the_group_of_its_commune():
    shapes = [c for c in axes_named(drawn(14), "map").collections if isinstance(c, PathCollection)]
    drawn_shapes = {shape.get_gid(): len(shape.get_paths()) for shape in shapes}
    # Nine communes, the last in two outlines: the second has merged since, and is known by its name.
    assert drawn_shapes == {"map-urban_pole": 4, "map-belt": 2, "map-small_pole": 2, "map-rural": 2}


def test_groups_of_the_map_differ_in_more_than_colour():
    shapes = [c for c in axes_named(drawn(14), "map").collections if isinstance(c, PathCollection)]
    assert len({shape.get_hatch() for shape in shapes}) >= len(shapes) - 1
    assert len({palette.ink_on(shape.get_facecolor()[0]) for shape in shapes}) >= 1


def test_outlines_older_than_the_communes_are_found_by_their_former_names():
    known = pd.DataFrame({"code": ["99008"], "name": ["Carré 8"], "former_names": ["Ancien Carré|Autre"]})
    found = commune_of(read_outlines(figures_data.squares(), "f"), known)
    assert found == {"99008": "99008", "99077": "99008"}


def test_a_former_name_that_two_communes_share_or_of_elsewhere_decides_nothing():
    outlines = read_outlines(figures_data.squares(), "f")
    two = pd.DataFrame({"code": ["99001", "99002"], "name": ["A", "B"], "former_names": ["Ancien Carré"] * 2})
    assert "99077" not in commune_of(outlines, two)
    elsewhere = pd.DataFrame({"code": ["98001"], "name": ["A"], "former_names": ["Ancien Carré"]})
    assert commune_of(outlines, elsewhere) == {}


def test_communes_merged_in_newer_outlines_are_named_in_the_note_and_in_the_csv():
    made = edition("as_asked", "fr")
    outlines = {code: one for code, one in made.outlines.items() if code not in ("99003", "99004")}
    book, communes = made.codebook, made.tables["places"]
    newer = replace(made, outlines=outlines)
    figure = next(f for f in book.figure if f.kind == "participation")
    with palette.theme():
        one = GRAMMARS["participation"](newer, figure)
    assert "absentes de la carte (2)\u00a0: Carré 3, Carré 4." in " ".join(one.words.notes)
    assert one.data.loc[one.data["unit"] == "communes", "value"].tolist() == [2]
    assert unmatched(outlines, communes) == (["Carré 3", "Carré 4"], [])
    assert unmatched(made.outlines, communes) == ([], [])
    assert "absentes" not in " ".join(drawn(14).words.notes)


def test_an_outline_of_the_departement_without_commune_is_told_one_of_elsewhere_is_not():
    made = edition("as_asked", "fr")
    fewer = made.tables["places"].query("code != '99000'")
    assert unmatched(made.outlines, fewer) == ([], ["Carré 0"])


@pytest.mark.parametrize(
    "content",
    [
        b"not json",
        b"[]",
        json.dumps({"features": []}).encode(),
        json.dumps({"features": [{"properties": {}, "geometry": None}]}).encode(),
        figures_data.squares().replace(b"48.5", b"6848000.5"),
    ],
)
def test_a_file_that_is_no_geojson_of_communes_is_refused(content):
    with pytest.raises(Faults) as found:
        read_outlines(content, "outlines.geojson")
    assert found.value.faults[0].code == "outlines_unreadable"


def test_without_outlines_there_is_no_map_and_no_source_of_one():
    one = drawn(14, "widest")
    assert [axes.get_label() for axes in one.frame.canvas.axes] == ["rates"]
    assert "IGN" not in " ".join(one.words.notes)
    assert "IGN" in " ".join(drawn(14).words.notes)


def test_every_kind_of_figure_is_the_same_bytes_twice():
    made = edition("as_asked", "en")
    for number in (6, 8, 13, 14):
        figure = next(f for f in made.codebook.figure if f.number == number)
        with palette.theme():
            first, second = (files(GRAMMARS[figure.kind](made, figure)) for _ in range(2))
        assert first == second, number
