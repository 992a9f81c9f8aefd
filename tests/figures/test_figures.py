"""Figures: what their axes hold, what their words claim, and that every text has its place."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text

from pipeline.codebook.reader import read
from pipeline.figures import theme as palette
from pipeline.figures import typography as typeface
from pipeline.figures.files import Drawing, files
from pipeline.figures.frame import PAGE_HEIGHT_CM, PAGE_WIDTH_CM
from pipeline.figures.provenance import UNKNOWN
from pipeline.figures.records import FIGURE_COLUMNS
from pipeline.stages.draw import GRAMMARS, draw
from pipeline.tables.files import write_csv
from pipeline.text import number_format as formats
from tests.support import figures_data
from tests.support.figures_data import Invention, with_tables
from tests.support.layout import RESOLUTIONS, misplaced, texts_of
from tests.support.stages import exit_code

BOOK = Path(__file__).parents[2] / "data/raw/2017/codebook.toml"
LANGUAGES = ["fr", "en"]
# Figures that tell of the sample itself, where nothing is tested.
DESCRIPTIVE = ("pyramid", "weighting", "participation")
# Figures that say in their title when nothing was found, or count what was.
ALWAYS_TOLD = ("separation", "guessing", "profile", "verdicts")
CASES = ["as_asked", "widest", "smallest", "nothing"]
SIZES = {
    "widest": {"services": 25, "groups": 7, "levels": 5, "longest": True},
    "smallest": {"services": 5, "groups": 2, "levels": 3},
}


@cache
def edition(case: str, language: str):
    codebook = read(BOOK)
    if case in SIZES:
        codebook = figures_data.widened(codebook, **SIZES[case])
    significant, wide = case != "nothing", case == "widest"
    places = 20 if wide else 9
    invention = Invention(7, significant, significant, not wide, places, two_axes=wide)
    return figures_data.invented_context(codebook, language, invention)


@cache
def drawings(case: str, language: str) -> list[Drawing]:
    one = edition(case, language)
    with palette.theme():
        drawn = [
            GRAMMARS[figure.kind](one, figure) for figure in one.codebook.figure if figure.kind in GRAMMARS
        ]
    return [one for one in drawn if one is not None]


def drawing(case: str, language: str, kind: str) -> Drawing:
    return next(one for one in drawings(case, language) if one.figure.kind == kind)


def axes_named(one: Drawing, name: str):
    return next(axes for axes in one.frame.canvas.axes if axes.get_label() == name)


def texts(one: Drawing) -> list[Text]:
    return [text for frame in one.frames for text in texts_of(frame)]


# ---- what the axes hold


def test_levels_are_stacked_from_the_axis_outwards_most_criticised_first():
    one = drawing("as_asked", "fr", "levels")
    table = edition("as_asked", "fr").tables["estimates"]
    measure = one.figure.measure
    everyone = table[(table["measure"] == measure) & (table["breakdown"] == "all")]
    expected = (
        everyone.set_index("service")["share"].drop("all_services").dropna().sort_values(ascending=False)
    )
    first = axes_named(one, "levels").containers[0]
    drawn = [-bar.get_width() for bar in first]
    assert drawn[: len(expected)] == pytest.approx(expected.tolist())
    assert drawn[len(expected) :] == pytest.approx([0] * (len(drawn) - len(expected)))


def test_each_row_of_levels_adds_up_to_everyone():
    axes = axes_named(drawing("as_asked", "fr", "levels"), "levels")
    for row in zip(*axes.containers, strict=True):
        total = sum(abs(bar.get_width()) for bar in row)
        assert total == pytest.approx(1) or total == 0


def test_filled_and_bold_means_significant_and_nothing_else_does():
    one = drawing("as_asked", "fr", "comparison")
    data, ink = one.data, edition("as_asked", "fr")
    threshold = ink.codebook.method.significance
    for group in ink.codebook.levels(one.figure.breakdown):
        axes = axes_named(one, group.id)
        cells = data[(data["group"] == ink.text(group)) & (data["unit"] == "share")]
        filled = [
            line for line in axes.lines if line.get_gid() == "dot" and line.get_markerfacecolor() != "white"
        ]
        bold = [text for text in axes.texts if text.get_weight() == "bold"]
        significant = cells[cells["p_adjusted"] < threshold]
        assert sorted(line.get_xdata()[0] for line in filled) == pytest.approx(sorted(significant["value"]))
        printed = sorted(formats.bare_percent(value, "fr") for value in significant["value"])
        assert sorted(text.get_text() for text in bold) == printed


def test_more_dissatisfied_is_orange_less_is_blue_and_the_rest_grey():
    one = drawing("as_asked", "fr", "comparison")
    overall = one.data[one.data["breakdown"] == "all"].set_index("service")["value"].tolist()
    group = edition("as_asked", "fr").codebook.levels(one.figure.breakdown)[0]
    for line in axes_named(one, group.id).lines:
        if line.get_gid() != "dot":
            continue
        colour, place = to_hex(line.get_markeredgecolor()).upper(), int(line.get_ydata()[0])
        if line.get_markerfacecolor() == "white":
            assert colour == palette.NOT_SIGNIFICANT
        else:
            more = line.get_xdata()[0] > overall[place]
            assert colour == (palette.MORE_CRITICAL if more else palette.LESS_CRITICAL)


def test_a_neutral_measure_is_given_no_colour_of_judgement():
    judged = {palette.MORE_CRITICAL, palette.LESS_CRITICAL}
    assert not judged & set(palette.direction_colours("neutral"))
    assert palette.direction_colours("good") == palette.direction_colours("bad")[::-1]


def test_withheld_cells_have_no_mark_and_no_number():
    one = drawing("as_asked", "fr", "heat")
    withheld = one.data[one.data["status"] == "withheld"]
    hatched = [p for p in axes_named(one, "heat").patches if p.get_gid() == "withheld"]
    assert len(withheld) == len(hatched) > 0
    assert withheld[["value", "ci_low", "ci_high", "n"]].isna().all(axis=None)


def test_triangles_stand_where_a_share_is_significantly_above_all_services():
    one = drawing("as_asked", "fr", "heat")
    pooled = one.data.iloc[: one.data["level"].nunique()].set_index("level")["value"]
    above = one.data["value"] > one.data["level"].map(pooled)
    expected = ((one.data["p_adjusted"] < 0.05) & above & (one.data["status"] == "")).sum()
    drawn = [line for line in axes_named(one, "heat").lines if line.get_gid() == "over"]
    assert len(drawn) == expected > 0


def test_the_pyramid_leaves_out_those_who_gave_no_profile_and_says_so():
    one = drawing("as_asked", "en", "pyramid")
    bars = axes_named(one, "male").containers[0]
    assert len(bars) == len(edition("as_asked", "en").codebook.levels("age_band"))
    assert any("not given" in note and "6" in note for note in one.words.notes)


# ---- the page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_no_two_texts_overlap_and_none_leaves_the_page(case, language):
    resolutions = (200,) if case in ("smallest", "nothing") else RESOLUTIONS
    for one in drawings(case, language):
        assert not misplaced(one, resolutions)


def test_the_check_above_sees_what_is_out_of_place():
    with palette.theme():
        one = GRAMMARS["pyramid"](edition("as_asked", "en"), drawing("as_asked", "en", "pyramid").figure)
    one.frame.text(4, 4, "one upon", 9)
    one.frame.text(4.2, 4.1, "the other", 9)
    one.frame.text(PAGE_WIDTH_CM - 1, 1, "beyond the edge", 9)
    one.frame.text(1, 12, "shorten…", 9)
    found = {fault[2] if fault[2] == "cut" else fault[3:] for fault in misplaced(one, (200,))}
    assert {"cut", ("outside", "beyond the edge"), ("overlap", "one upon", "the other")} <= found


@pytest.mark.parametrize("room", [0.3, 1.0, 4.0])
def test_words_are_kept_whole_and_numbers_with_what_they_count(room):
    text = "Intercommunalités de plus de 10 minutes, pour 8 services"
    for lines in (typeface.wrap(text, room, 9), typeface.balanced(text, room, 9)):
        assert " ".join(lines) == text
    if room == 4.0:
        assert not any(line[-1].isdigit() for line in typeface.wrap(text, room, 9))


def test_a_title_of_two_lines_parts_at_its_comma():
    text = "Pôle urbain\u00a0: moins d’usagers non satisfaits qu’ailleurs, pour 4 services sur 17"
    assert typeface.balanced(text, 15.2, 13, "bold")[1] == "pour 4 services sur 17"


@pytest.mark.parametrize("case", CASES)
def test_every_figure_is_16_cm_wide_and_at_most_22_cm_high(case):
    for one in drawings(case, "fr"):
        for frame in one.frames:
            wide, high = frame.canvas.get_size_inches() * 2.54
            assert wide == pytest.approx(PAGE_WIDTH_CM)
            assert high <= PAGE_HEIGHT_CM + 1e-6, one.name


def test_the_same_tables_make_the_same_bytes():
    one = edition("as_asked", "fr")
    figure = one.codebook.figure[1]
    with palette.theme():
        first, second = (files(GRAMMARS[figure.kind](one, figure)) for _ in range(2))
    assert first == second
    assert set(first) == {f"fig02_{figure.slug}.{kind}" for kind in ("png", "svg", "csv", "alt.txt")}
    assert b"Matplotlib" not in first[f"fig02_{figure.slug}.png"]
    assert b"<dc:date>" not in first[f"fig02_{figure.slug}.svg"]


def test_nothing_of_matplotlib_is_changed_by_importing_or_drawing():
    import matplotlib
    import matplotlib.pyplot

    before = dict(matplotlib.rcParams)
    drawings("as_asked", "fr")
    assert dict(matplotlib.rcParams) == before
    assert matplotlib.pyplot.get_fignums() == []


def test_the_csv_has_the_columns_of_open_data():
    for one in drawings("as_asked", "fr"):
        assert list(one.data.columns) == FIGURE_COLUMNS
        assert one.data["figure"].unique().tolist() == [one.name]


def test_a_question_without_rows_makes_no_figure():
    one = edition("as_asked", "fr")
    figure = one.codebook.figure[0].model_copy(update={"base": "not_satisfied"})
    assert GRAMMARS["levels"](one, figure) is None


# ---- the stage


def write_tables(folder: Path, one) -> None:
    names = ("estimates", "contrasts", "tests", "weighting-margins", "weighting", "weighting-ratios")
    tables = {name: one.tables[name] for name in (*names, "participation", "places")}
    tables["test-values"] = pd.DataFrame(columns=["breakdown", "group"])
    for name, table in tables.items():
        write_csv(folder / f"{name}.csv", table)


def run_draw(folder: Path, out: Path) -> int:
    return exit_code(draw, codebook_file=BOOK, tables=folder, origin=UNKNOWN, out=out)


def test_the_stage_lists_its_figures_and_leaves_what_others_put_there(tmp_path, capsys):
    one, out = edition("as_asked", "fr"), tmp_path / "figures"
    kept = one.tables["estimates"].query("question != 'motives'")
    write_tables(tmp_path, with_tables(one, {"estimates": kept, "tests": one.tables["tests"].iloc[:0]}))
    out.mkdir()
    names = ("fig97_mine.png", "fig03_notes.docx", "report.html")
    for name in names:
        (out / name).write_text("mine")
    assert run_draw(tmp_path, out) == 0
    manifest = pd.read_csv(out / "figures.csv")
    titles = {d.figure.number: d.words.title for d in drawings("as_asked", "fr")}
    # No motives, no discriminant analysis and no published results in this folder.
    assert manifest["number"].tolist() == [n for n in titles if n not in (5, 6, 15, 16, 17, 18)]
    # Without outlines in the wave's folder the participation has no map, and the same title.
    assert manifest["title"].tolist() == [titles[number] for number in manifest["number"]]
    for row in manifest.itertuples():
        for kind in ("png", "svg", "csv", "alt.txt"):
            assert (out / f"fig{row.number:02d}_{row.slug}.{kind}").stat().st_size > 50
    # Old figures of its own are taken away by the run, which has a record of them (tests/flow).
    assert [(out / name).read_text() for name in names] == ["mine"] * len(names)
    said = capsys.readouterr()
    assert f"{len(manifest)} figures" in said.out and "motifs_par_service" in said.err
    assert "outlines.geojson" in said.err
