"""The figure of two waves, on made-up differences: what is linked, coloured, named, or left out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipeline.codebook.reader import read
from pipeline.figures.change import plot as evolution
from pipeline.figures.context import Context
from pipeline.figures.theme import LESS_CRITICAL, MORE_CRITICAL, NOT_SIGNIFICANT, theme
from tests.support.figures_data import PROVENANCE, with_tables
from tests.support.stages import RAW

BOOK = read(RAW / "codebook.toml")
FIGURE = next(figure for figure in BOOK.figure if figure.kind == "evolution")
FIELDWORK = BOOK.survey.fieldwork
LATER = {end: getattr(FIELDWORK, end).replace(year=2029) for end in ("start", "end")}
SURVEY = BOOK.survey.model_copy(update={"id": "next", "fieldwork": FIELDWORK.model_copy(update=LATER)})
NEW = BOOK.model_copy(update={"survey": SURVEY})
# service, share before and after, p, status
CASES = [
    ("post_office", 0.20, 0.35, 0.001, ""),
    ("bank", 0.40, 0.30, 0.01, ""),
    ("sport", 0.22, 0.25, 0.4, ""),
    ("culture", 0.30, 0.45, np.nan, "break"),
    ("home_help", 0.30, 0.15, np.nan, "fragile"),
    ("employment", np.nan, np.nan, np.nan, "withheld"),
]


def edition(cases: list[tuple], language: str = "en", synthetic: tuple[bool, bool] = (True, True)) -> Context:
    table = pd.DataFrame(cases, columns=["service", "share_old", "share_new", "p_adjusted", "status"])
    gap = (table["share_new"] - table["share_old"]).mask(table["status"].isin(["break", "withheld"]))
    places = {"kind": "measure", "measure": "not_satisfied", "question": "satisfaction", "answer": ""}
    places |= {"base": "users", "breakdown": "all", "group": "all"}
    table = table.assign(
        **places, n_old=300.0, n_new=250.0, difference=gap, ci_low=gap - 0.04, ci_high=gap + 0.04,
        p=table["p_adjusted"], comparisons=len(table), detectable=0.06,
    )  # fmt: skip
    marks = [
        book.model_copy(update={"survey": book.survey.model_copy(update={"synthetic": made_up})})
        for book, made_up in zip((BOOK, NEW), synthetic, strict=True)
    ]
    estimates = table.assign(
        share=table["share_new"], ci_low=0.1, ci_high=0.2, n=250.0, weighted_base=1.0, n_effective=200.0
    )
    margins = {"margin": [BOOK.method.margins[0]], "respondents": [900]}
    return Context(
        codebook=marks[1],
        language=language,
        tables={
            "estimates": estimates,
            "weighting-margins": pd.DataFrame(margins),
            "differences": table,
            "weights": pd.DataFrame({"n_old": [1088]}),
        },
        provenance=PROVENANCE,
        earlier=marks[0],
    )


def drawn(cases: list[tuple] = CASES, **options):
    with theme():
        return evolution.draw(edition(cases, **options), FIGURE)


def artists(drawing, gid: str) -> list:
    (axes,) = drawing.frame.canvas.axes
    return [line for line in axes.lines if line.get_gid() == gid]


def test_the_old_wave_is_hollow_and_the_new_one_filled():
    drawing = drawn()
    old, new = artists(drawing, "old"), artists(drawing, "new")
    assert len(old) == len(new) == 5, "nothing of what is withheld"
    assert {dot.get_markerfacecolor() for dot in old} == {"white"}
    assert "white" not in {dot.get_markerfacecolor() for dot in new}


def test_only_significant_changes_are_coloured_by_what_they_mean():
    by_share = {round(dot.get_xdata()[0], 2): dot.get_markerfacecolor() for dot in artists(drawn(), "new")}
    assert by_share[0.35] == MORE_CRITICAL
    assert by_share[0.30] == LESS_CRITICAL
    assert by_share[0.25] == by_share[0.45] == by_share[0.15] == NOT_SIGNIFICANT


def test_nothing_links_what_may_not_be_compared():
    ends = [tuple(np.round(line.get_xdata(), 2)) for line in artists(drawn(), "change")]
    assert (0.30, 0.45) not in ends
    assert len(ends) == 4


def test_rows_go_from_the_largest_rise_to_the_largest_fall_then_what_has_no_change():
    table = drawn().data
    order = list(dict.fromkeys(table.loc[table["level"] == "2029", "service"]))
    assert order == [
        "Post office", "Sport", "Banking services", "Home help", "Culture", "Employment services"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "fr", "en"),
    [
        ([0.1, 0.1, 0.0], "hausse pour 2 services sur 3", "up for 2 services of 3"),
        ([0.1, 0.0, 0.0], "hausse pour 1 service sur 3", "up for 1 service of 3"),
        ([-0.1, 0.0, 0.0], "baisse pour 1 service sur 3", "down for 1 service of 3"),
        (
            [0.1, -0.1, -0.1],
            "hausse pour 1 service, baisse pour 2, sur 3",
            "up for 1 service, down for 2, of 3",
        ),
        ([0.0, 0.0, 0.0], "aucune évolution significative", "no significant change"),
    ],
)
def test_the_title_counts_what_changed(changes, fr, en):
    services = ("post_office", "bank", "sport")
    cases = [
        (service, 0.3, 0.3 + change, 0.001 if change else 0.8, "")
        for service, change in zip(services, changes, strict=True)
    ]
    for language, expected in (("fr", fr), ("en", en)):
        title = drawn(cases, language=language).words.title.replace("\u00a0", " ")
        assert expected in title
        assert "2017" in title and "2029" in title


def test_one_synthetic_wave_marks_both():
    assert drawn(synthetic=(True, False)).words.mark == "SYNTHETIC DATA"
    assert drawn(synthetic=(False, True)).words.mark == "SYNTHETIC DATA"
    assert drawn(synthetic=(False, False)).words.mark == ""


def test_the_notes_say_what_the_marks_mean_and_name_both_waves():
    said = " ".join(drawn().words.notes)
    assert "Not comparable" in said
    assert "Not published" in said
    assert "not tested" in said
    assert "1,088 answers" in said and "900 answers" in said


def test_many_lines_go_over_several_pages():
    services = [service.id for service in BOOK.services_of("satisfaction")]
    measures = ["not_satisfied", "satisfied"]
    figure = FIGURE.model_copy(update={"measure": None, "measures": measures})
    one = edition([(service, 0.3, 0.32, 0.5, "") for service in services])
    both = {
        table: pd.concat([one.tables[table].assign(measure=name) for name in measures], ignore_index=True)
        for table in ("estimates", "differences")
    }
    with theme():
        drawing = evolution.draw(with_tables(one, both), figure)
    assert len(drawing.frames) == 2
    assert len(drawing.data.query("unit == 'difference'")) == 2 * 2 * len(services)


def test_a_figure_without_common_lines_is_not_drawn():
    with theme():
        assert evolution.draw(edition(CASES), FIGURE.model_copy(update={"measure": "with_car"})) is None
