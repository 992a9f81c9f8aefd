"""A survey of another place runs from its answers to its report without a change of the program.

Its answers are invented (tests/surveys/elmshire); reference/elmshire.R gives what R finds in them.
"""

from __future__ import annotations

import csv
import importlib.util
import re
from collections import Counter

import numpy as np
import openpyxl
import pandas as pd
import pytest

from pipeline.codebook.reader import read
from tests.support.published import Edition, parsed, publish
from tests.support.spoiled import Export
from tests.support.stages import RAW, ROOT, Wave

ELMSHIRE = ROOT / "tests" / "surveys" / "elmshire"
REFERENCE = pd.read_csv(ROOT / "tests" / "reference" / "elmshire.csv", keep_default_na=False)


@pytest.fixture(scope="module")
def elmshire(tmp_path_factory: pytest.TempPathFactory) -> Wave:
    done = Wave(tmp_path_factory.mktemp("elmshire"), ELMSHIRE)
    assert done.up_to_tables("en") == 0
    assert done.run("discriminate", language="en") == 0
    return done


@pytest.fixture(scope="module")
def edition(elmshire: Wave, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return publish(elmshire, tmp_path_factory.mktemp("en"), "en")


@pytest.fixture(scope="module")
def estimates(elmshire: Wave) -> pd.DataFrame:
    return pd.read_csv(elmshire.done / "estimates.csv", keep_default_na=False, na_values=[""])


@pytest.fixture(scope="module")
def raw() -> list[dict[str, str]]:
    with (ELMSHIRE / "responses.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_it_is_as_different_as_it_should_be():
    codebook, first = read(ELMSHIRE / "codebook.toml"), read(RAW / "codebook.toml")
    assert not {service.id for service in codebook.service} & {service.id for service in first.service}
    assert len(codebook.levels("area")) == 3
    assert len([answer for answer in codebook.by_id["opinion"].answers if answer.applicable]) == 5
    assert [len(q.answers) for q in codebook.question if q.kind == "multiple"] == [8]
    assert not [question for question in codebook.question if question.kind == "commune"]
    assert codebook.survey.languages == ["en"]
    assert {path.name for path in ELMSHIRE.glob("*.*")} == {
        "README.md", "codebook.toml", "make.py", "margins.csv", "responses.csv"
    }  # fmt: skip


def test_its_answers_are_made_by_the_script_beside_them():
    spec = importlib.util.spec_from_file_location("make_elmshire", ELMSHIRE / "make.py")
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    assert make.responses() == (ELMSHIRE / "responses.csv").read_bytes()


@pytest.mark.parametrize(
    "row", list(REFERENCE.itertuples()), ids=lambda r: f"{r.measure} {r.service} {r.group}"
)
def test_shares_and_standard_errors_agree_with_r_survey(row, estimates):
    same = estimates[
        (estimates["kind"] == "measure")
        & (estimates["measure"] == row.measure)
        & (estimates["service"].fillna("") == row.service)
        & (estimates["group"] == row.group)
    ]
    assert len(same) == 1
    assert same["share"].item() == pytest.approx(row.share, rel=1e-9)
    assert same["standard_error"].item() == pytest.approx(row.standard_error, rel=1e-9)


def test_bases_are_those_counted_by_hand(raw, estimates):
    users = Counter(row["area"] for row in raw if row["SAT[bus]"] in {"A1", "A2", "A3", "A4", "A5"})
    told = estimates[(estimates["measure"] == "critical") & (estimates["service"] == "buses")]
    found = dict(zip(told["group"], told["n"], strict=True))
    for code, area in {"A1": "coast", "A2": "hills", "A3": "plain"}.items():
        assert found[area] == users[code]
    assert found["all"] == users.total()


def test_base_weights_are_those_of_the_file_up_to_a_factor(raw, elmshire):
    weighted = pd.read_csv(elmshire.done / "3-weighted.csv")
    drawn = np.array([float(row["dweight"]) for row in raw])
    factor = weighted["base_weight"] / drawn
    assert factor.to_numpy() == pytest.approx(factor[0])
    assert weighted["base_weight"].sum() == pytest.approx(121_800)
    assert weighted.groupby("area")["weight"].sum().to_dict() == pytest.approx(
        {"coast": 42_000, "hills": 18_500, "plain": 61_300}
    )


def test_the_base_weight_is_no_answer_that_is_tested(elmshire):
    for name in ("tests.csv", "screening.csv", "means.csv"):
        assert "design_weight" not in (elmshire.done / name).read_text("utf-8")


def test_eight_options_of_which_several_may_be_ticked(raw, estimates):
    n = sum(any(row[f"IDEAS[SQ{i:03d}]"] for i in range(1, 9)) for row in raw)
    overall = estimates[(estimates["question"] == "ideas") & (estimates["breakdown"] == "all")]
    assert len(overall) == 8
    assert set(overall["n"]) == {n}
    assert overall["share"].sum() > 1.2


def test_every_figure_of_the_codebook_is_drawn_and_marked(edition):
    numbers = [figure.number for figure in read(ELMSHIRE / "codebook.toml").figure]
    for number in numbers:
        (svg,) = edition.folder.glob(f"fig{number:02d}_*[a-z].svg")
        assert "SYNTHETIC DATA" in svg.read_text("utf-8")


def test_the_report_speaks_of_elmshire_alone(edition):
    text = parsed(edition.page).text
    assert "Living in Elmshire" in text
    assert "weighted on: area, sex and age" in text
    assert "In the hills, the share of users who find it bad is higher than elsewhere: Buses" in text
    assert not re.findall(r"\bnan\b|\bNone\b|Meuse|commune|département", text)


def test_the_sentences_of_the_report_are_english(edition):
    french = re.findall(
        r"\b(?:répondants|selon|dans|avec|échantillon|redressement)\b", parsed(edition.page).text
    )
    assert french == []


def test_the_workbook_opens_and_is_marked(edition):
    book = openpyxl.load_workbook(edition.workbook, read_only=True)
    assert len(book.sheetnames) > 10
    cover = book[book.sheetnames[0]].iter_rows(values_only=True)
    cells = [str(cell) for row in cover for cell in row if cell]
    assert "Living in Elmshire" in cells
    assert any("SYNTHETIC DATA" in cell for cell in cells)


def test_an_edition_in_a_language_without_labels_is_announced(tmp_path, capsys):
    wave = Wave(tmp_path, ELMSHIRE)
    assert wave.run("check_codebook", language="fr") == 0
    assert "n'existent qu'en anglais" in capsys.readouterr().err
    assert wave.run("check_codebook", language="en") == 0
    assert capsys.readouterr().err == ""


def test_a_respondent_without_base_weight_is_told(tmp_path, capsys):
    wave = Wave(tmp_path, ELMSHIRE)
    book = wave.raw / "codebook.toml"
    text, asked = book.read_text("utf-8"), 'column = "dweight"\nrequired = true\nminimum = 1\n'
    assert asked in text
    book.write_text(text.replace(asked, 'column = "dweight"\n'), "utf-8")
    export = Export(wave.raw / "responses.csv", "utf-8-sig", ",")
    export.set(5, "dweight", "0")
    export.save()
    assert wave.run("check_codebook", "clean", "validate", language="en") == 2
    assert "row 5, dweight: base weight “0”: a positive number is needed" in capsys.readouterr().err
