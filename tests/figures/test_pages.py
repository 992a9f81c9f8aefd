"""How many pages figures take, and that extreme values and odd surveys leave nothing misplaced."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.codebook.model import Codebook
from pipeline.codebook.reader import read
from pipeline.figures import theme as palette
from pipeline.figures.context import DISCRIMINANT, Context
from pipeline.figures.files import Drawing, files
from pipeline.figures.pagination import headed_pages, pages, stacked_pages
from pipeline.figures.ticks import decimals_of, round_step
from pipeline.publishing.drawn_figure import DrawnFigure
from pipeline.stages.draw import GRAMMARS
from pipeline.stages.report import _pages
from tests.figures.test_figures import BOOK, axes_named, drawings, edition, texts
from tests.support import figures_data
from tests.support.figures_data import Invention, with_tables, without_tables
from tests.support.layout import misplaced

BY_SERVICE = ("levels", "heat", "curves", "comparison")


@cache
def with_services(count: int) -> list[Drawing]:
    book = figures_data.widened(read(BOOK), services=count, groups=4, levels=4)
    made = figures_data.invented_context(book, "fr", Invention(places=5))
    with palette.theme():
        shown = [GRAMMARS[f.kind](made, f) for f in book.figure if f.kind in BY_SERVICE]
    return [one for one in shown if one]


def made(one: Context, number: int) -> Drawing:
    figure = next(figure for figure in one.codebook.figure if figure.number == number)
    with palette.theme():
        return GRAMMARS[figure.kind](one, figure)


# ---- which rows stand on which page


@given(st.integers(1, 200), st.floats(3, 15), st.floats(0.2, 1.0))
def test_pages_hold_every_row_once_and_no_more_than_fit(count, space, lowest):
    shown = pages(list(range(count)), space, lowest)
    assert [row for page in shown for row in page] == list(range(count))
    held = max(1, min(25, int(space / lowest + 1e-9)))
    assert all(1 <= len(page) <= held for page in shown)
    assert len(shown) == -(-count // held)
    assert max(map(len, shown)) - min(map(len, shown)) <= 1


@given(st.lists(st.integers(1, 9), min_size=1, max_size=20), st.floats(3, 15), st.floats(0.2, 1.0))
def test_no_head_ends_a_page_and_a_page_that_goes_on_repeats_its_head(sizes, space, lowest):
    rows = [(part, i) for part, size in enumerate(sizes) for i in range(size + 1)]
    shown = headed_pages(rows, space, lowest, lambda row: row[1] == 0)
    kept = [row for number, page in enumerate(shown) for row in page if row[1] or number == 0 or row in page]
    assert list(dict.fromkeys(kept)) == rows
    assert all(page[0][1] == 0 and page[-1][1] != 0 for page in shown)
    assert all(len(page) <= max(3, min(36, int(space / lowest + 1e-9))) for page in shown)


@given(st.lists(st.floats(0.5, 6), min_size=1, max_size=15), st.floats(6, 20))
def test_blocks_are_never_parted_and_no_page_is_too_full(heights, space):
    blocks = dict(enumerate(heights))
    shown = stacked_pages(blocks, space)
    assert [name for page in shown for name in page] == list(blocks)
    assert all(page and sum(blocks[name] for name in page) <= space + 1e-6 for page in shown)


@pytest.mark.parametrize("count, expected", [(25, 1), (26, 2), (40, 2), (60, 3)])
def test_up_to_25_services_with_long_names_stand_on_one_page_more_on_as_many_as_it_takes(count, expected):
    for one in with_services(count):
        if not one.figure.measures and one.figure.number != 6:
            assert len(one.frames) == expected, one.name
    names = set(files(next(one for one in with_services(count) if one.figure.number == 2)))
    ends = [
        ".png",
        ".svg",
        *(f"_{page}.{kind}" for page in range(2, expected + 1) for kind in ("png", "svg")),
    ]
    assert names == {f"fig02_insatisfaction_par_territoire{end}" for end in [*ends, ".csv", ".alt.txt"]}


def test_every_service_is_on_some_page_and_no_page_is_a_copy():
    one = next(one for one in with_services(40) if one.figure.number == 1)
    shown = [frame.canvas.axes[0].containers[0] for frame in one.frames]
    assert [len(bars) for bars in shown] == [20, 20]
    assert [text for text in texts(one) if "page 1 sur 2" in text.get_text()]


def test_a_page_of_the_heat_table_begins_with_the_family_of_its_services():
    one = next(one for one in with_services(60) if one.figure.number == 5)
    families = {family.fr for family in read(BOOK).service_family}
    for frame in one.frames[1:]:
        column = [text for text in frame.canvas.texts if text.get_position()[0] < 0.02]
        below_title = [text.get_text() for text in column if text.get_weight() == "bold"]
        assert families & set(below_title)


def test_of_a_hundred_answers_the_clearest_are_drawn_and_the_note_says_so():
    one = next(one for one in with_services(40) if one.figure.number == 6)
    cells = one.data[(one.data["unit"] == "share") & (one.data["breakdown"] == "all")]
    counts = one.data[one.data["unit"] == "answers"]["value"].tolist()
    drawn = sum(
        len(frame.canvas.axes[0].get_ylim()) and round(frame.canvas.axes[0].get_ylim()[0] + 0.5)
        for frame in one.frames
    )
    assert counts == [len(cells), drawn] and drawn == 40 < len(cells)
    assert f"Sur {len(cells)} réponses qui diffèrent, sont dessinées les 40" in " ".join(one.words.notes)


def test_the_report_leads_to_every_page_of_a_figure(tmp_path):
    for page in ("", *(f"_{number}" for number in range(2, 13)), "_old", "_2_old"):
        (tmp_path / f"fig06_motifs{page}.svg").write_text(page)
    found = _pages(tmp_path, "fig06_motifs")
    assert found == ["fig06_motifs", *(f"fig06_motifs_{number}" for number in range(2, 13))]
    figure = DrawnFigure(
        number=6,
        name="fig06_motifs",
        title="t",
        subtitle="s",
        alt="a",
        notes=[],
        svg=["", "_2"],
        png=[],
        numbers=pd.DataFrame(),
    )
    names = ["fig06_motifs.png", "fig06_motifs.svg", "fig06_motifs_2.png", "fig06_motifs_2.svg"]
    assert [file for _, file in figure.files] == [*names, "fig06_motifs.csv"]
    assert [name for name, _ in figure.files] == ["PNG", "SVG", "PNG 2", "SVG 2", "CSV"]


# ---- scales


@given(st.floats(1e-3, 1e5), st.floats(1.5, 40))
def test_steps_of_a_scale_are_round_and_as_small_as_there_is_room_for(length, most):
    step = round_step(length, most)
    assert length / step <= most * (1 + 1e-6)
    assert length / step > most / 2.6
    assert float(f"{step:.{decimals_of(step)}f}") == pytest.approx(step)


# ---- extreme values


def with_shares(one: Context, **columns: object) -> Context:
    return with_tables(one, {"estimates": one.tables["estimates"].assign(**columns)})


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_shares_of_nobody_and_of_everybody_have_their_place(share):
    one = with_shares(edition("as_asked", "fr"), share=share, ci_low=share, ci_high=share, status="")
    for number in range(1, 12):
        drawn = made(one, number)
        assert not misplaced(drawn, (200,))
        for axes in drawn.frame.canvas.axes if drawn.figure.kind == "comparison" else []:
            assert len([label for label in axes.get_xticklabels() if label.get_text()]) >= 2


def test_a_table_of_which_everything_is_withheld_is_drawn_without_a_number():
    numbers = ["share", "standard_error", "ci_low", "ci_high", "n", "n_effective"]
    one = with_shares(edition("as_asked", "fr"), **dict.fromkeys(numbers, np.nan), status="withheld")
    nothing = {"difference": np.nan, "p": np.nan, "p_adjusted": np.nan, "status": "withheld"}
    contrasts, tests = one.tables["contrasts"].assign(**nothing), one.tables["tests"].iloc[:0]
    one = with_tables(one, {"contrasts": contrasts, "tests": tests})
    for number in (1, 2, 3, 4, 5, 7, 8, 9, 10, 11):
        drawn = made(one, number)
        assert not misplaced(drawn, (200,))
        assert drawn.data.loc[drawn.data["unit"] == "share", "value"].isna().all()


@pytest.mark.parametrize("factor", [0.0, 0.001, 1.0, 160.0])
def test_rates_from_nothing_to_hundreds_have_ticks_that_do_not_touch(factor):
    one = edition("as_asked", "fr")
    rates = one.tables["participation"]
    rates = rates.assign(rate_per_1000=rates["rate_per_1000"] * factor)
    drawn = made(replace(with_tables(one, {"participation": rates}), outlines={}), 14)
    assert not misplaced(drawn, (200,))
    assert 2 <= len(axes_named(drawn, "rates").get_xticks()) <= 20


def test_ninety_intercommunalities_take_pages_and_each_is_on_one():
    book = edition("as_asked", "fr").codebook
    drawn = made(figures_data.invented_context(book, "fr", Invention(places=90)), 14)
    assert len(drawn.frames) == 3 and not misplaced(drawn, (200,))
    shown = [text.get_text() for text in texts(drawn)]
    assert all(any(f"numéro {place} " in text for text in shown) for place in range(90))
    assert [len(frame.canvas.axes) for frame in drawn.frames] == [2, 1, 1]


@pytest.mark.parametrize("gap", [0.0, 0.04, 60.0])
def test_gaps_of_nothing_and_of_sixty_points_have_their_scale(gap):
    one = edition("as_asked", "fr")
    margins = one.tables["weighting-margins"]
    margins = margins.assign(gap_before_points=np.resize([gap, -gap], len(margins)))
    drawn = made(with_tables(one, {"weighting-margins": margins}), 13)
    assert not misplaced(drawn, (200,))
    assert (len(drawn.words.titles) == 1) == (gap < 0.05)
    low, high = axes_named(drawn, "gaps").get_xlim()
    assert low < -gap and high > gap


@pytest.mark.parametrize(
    "low, high, respondents",
    [([0.95], [1.0], [1088]), ([0.01, 0.5, 1.0, 9.5], [0.5, 1.0, 9.5, 60.0], [500, 300, 200, 88])],
)
def test_weights_all_alike_or_far_apart_have_their_scale(low, high, respondents):
    one = edition("as_asked", "fr")
    ratios = pd.DataFrame({"ratio_low": low, "ratio_high": high, "respondents": respondents})
    drawn = made(with_tables(one, {"weighting-ratios": ratios}), 13)
    assert not misplaced(drawn, (200,))
    assert 1 <= len(axes_named(drawn, "ratios").get_xticks()) <= 10


def test_a_margin_of_sixty_levels_takes_pages():
    one = edition("as_asked", "fr")
    margins = pd.concat([one.tables["weighting-margins"]] * 4, ignore_index=True)
    drawn = made(with_tables(one, {"weighting-margins": margins}), 13)
    assert len(drawn.frames) > 1 and not misplaced(drawn, (200,))
    assert [len(frame.canvas.axes) for frame in drawn.frames] == [1] * (len(drawn.frames) - 1) + [2]


def test_a_third_sex_has_a_panel_of_its_own():
    book = edition("as_asked", "fr").codebook
    sex = book.by_id["sex"]
    other = sex.answers[0].model_copy(update={"id": "other", "fr": "Autre", "en": "Other", "codes": ["9"]})
    changed = sex.model_copy(update={"answers": [*sex.answers, other]})
    questions = [changed if question.id == "sex" else question for question in book.question]
    book = Codebook.model_validate(book.model_copy(update={"question": questions}).model_dump(by_alias=True))
    drawn = made(figures_data.invented_context(book, "fr", Invention()), 12)
    assert not misplaced(drawn, (200,))
    assert {"male", "female", "other"} <= {axes.get_label() for axes in drawn.frame.canvas.axes}


def test_classes_close_to_one_another_have_limits_that_do_not_touch():
    book = edition("as_asked", "fr").codebook
    question = book.by_id["travel_time"]
    starts = iter([0, 2.5, 5, 7.5, 120])
    answers = [
        answer.model_copy(update={"start": next(starts)}) if answer.applicable else answer
        for answer in question.answers
    ]
    changed = question.model_copy(update={"answers": answers})
    questions = [changed if one.id == "travel_time" else one for one in book.question]
    book = Codebook.model_validate(book.model_copy(update={"question": questions}).model_dump(by_alias=True))
    drawn = made(figures_data.invented_context(book, "fr", Invention()), 8)
    assert not misplaced(drawn, (200,))
    shown = {label.get_text() for axes in drawn.frame.canvas.axes for label in axes.get_xticklabels()}
    assert "2,5" in shown and "3" not in shown


# ---- another survey


def test_a_survey_that_lacks_questions_lacks_their_figures_only():
    one = edition("as_asked", "fr")
    estimates = one.tables["estimates"].query("question not in ('travel_time', 'motives')")
    less = with_tables(one, {"estimates": estimates, "tests": one.tables["tests"].iloc[:0]})
    analysis = [name for name in one.tables if name.startswith(DISCRIMINANT)]
    lacking = ("participation", "weighting-ratios", "test-values", *analysis)
    less = replace(without_tables(less, *lacking), register=None)
    with palette.theme():
        drawn = [
            figure.number
            for figure in less.codebook.figure
            if figure.kind in GRAMMARS and GRAMMARS[figure.kind](less, figure)
        ]
    assert drawn == [1, 2, 3, 4, 10, 11, 12]


@pytest.mark.parametrize("groups, places", [(2, 1), (7, 2)])
def test_two_and_seven_groups_are_each_compared_and_separated(groups, places):
    case = {2: "smallest", 7: "widest"}[groups]
    found = {one.figure.number: one for one in drawings(case, "en")}
    assert len(found) == 18
    for number in (2, 4, 6):
        assert found[number].data.loc[found[number].data["breakdown"] != "all", "group"].nunique() >= groups
    positions = found[15].data[found[15].data["unit"] == "score"]
    assert len(positions) == groups * places
    assert len(found[17].frame.canvas.axes[0].collections[0].get_array().ravel()) == groups**2
    assert found[16].data["group"].nunique() == groups + 1
