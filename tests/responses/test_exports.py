"""The same eight people answer the same survey: their answers come out of every kind of export."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pipeline.codebook.model import Source
from pipeline.codebook.reader import read as read_codebook
from pipeline.errors.faults import Faults
from pipeline.responses.cells import parse
from pipeline.responses.communes import Gazetteer
from pipeline.responses.xlsx_reader import rows_of_workbook, text_of
from tests.support.stages import ROOT, Wave

EXPORTS = ROOT / "tests" / "exports"
KINDS = sorted(path.name for path in EXPORTS.iterdir() if path.is_dir())
ANSWERS = pd.read_csv(EXPORTS / "answers.csv", dtype=str, keep_default_na=False)


def cleaned(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "candidate" / "cleaned.csv", dtype=str, keep_default_na=False)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_answers_come_out_of_every_export(kind, tmp_path):
    wave = Wave(tmp_path, EXPORTS / kind)
    assert wave.run("check_codebook", "clean", "validate") == 0
    found = pd.read_csv(wave.done / "2-validated.csv", dtype=str, keep_default_na=False)
    pd.testing.assert_frame_equal(found[ANSWERS.columns.drop("remarks")], ANSWERS.drop(columns="remarks"))
    faults = pd.read_csv(wave.done / "quality" / "faults.csv", dtype=str, keep_default_na=False)
    assert set(faults["severity"]) <= {"warning"}
    assert faults["code"].tolist() == [], "every column is described"


def test_every_kind_of_export_has_an_example():
    assert {"excel", "google-forms", "limesurvey-answers", "limesurvey-codes", "sphinx"} < set(KINDS)
    codebooks = [read_codebook(EXPORTS / kind / "codebook.toml") for kind in KINDS]
    written = {(one.source.encoding, one.source.separator) for one in codebooks if one.source.format is None}
    assert {("utf-8", ","), ("utf-8", ";"), ("windows-1252", ";"), ("windows-1252", "\t")} <= written


@pytest.mark.parametrize("kind", KINDS)
def test_free_text_is_only_known_to_be_there(kind, tmp_path):
    wave = Wave(tmp_path, EXPORTS / kind)
    assert wave.run("check_codebook", "clean", "validate") == 0
    assert cleaned(wave.done)["remarks"].tolist() == ANSWERS["remarks"].tolist()
    for path in wave.done.rglob("*.csv"):
        assert "Réouvrir" not in path.read_text("utf-8"), path.name


def test_a_form_without_identifier_is_known_by_its_row(tmp_path):
    wave = Wave(tmp_path, EXPORTS / "google-forms")
    assert wave.run("clean") == 0
    assert cleaned(wave.done)["respondent"].tolist() == [str(row) for row in range(2, 10)]
    (wave.raw / "corrections.csv").write_text(
        "row,respondent,column,before,after,reason,author\n,5,Quel est votre âge ?,,40,téléphone,AB\n",
        "utf-8",
    )
    assert wave.run("clean") == 0
    assert cleaned(wave.done)["age"].tolist()[3] == "40"


def test_row_numbers_are_those_that_excel_shows(tmp_path):
    # Two rows of title, the header in row 3, then four people, a blank row 8, and four people.
    wave = Wave(tmp_path, EXPORTS / "excel")
    assert wave.run("clean") == 0
    assert cleaned(wave.done)["row"].tolist() == ["4", "5", "6", "7", "9", "10", "11", "12"]
    aside = pd.read_csv(wave.done / "candidate" / "set-aside.csv", dtype=str)
    assert aside["rule"].tolist() == ["blank_line"]


def test_a_fault_in_a_workbook_is_told_with_the_row_of_excel(tmp_path, capsys):
    wave = Wave(tmp_path, EXPORTS / "excel")
    path = wave.raw / "responses.xlsx"
    book = openpyxl.load_workbook(path)
    book["Réponses"]["D9"] = "Plutot satisfait"
    book.save(path)
    assert wave.run("clean", "validate") == 2
    told = capsys.readouterr().err
    assert "ligne 9, sat_bibliotheque : « Plutot satisfait » n'est pas une réponse prévue" in told


def test_an_option_that_is_neither_ticked_nor_not_is_told_with_its_column(tmp_path, capsys):
    wave = Wave(tmp_path, EXPORTS / "limesurvey-codes")
    path = wave.raw / "responses.csv"
    text = path.read_text("utf-8-sig").replace('"A2","A4","Y"', '"A2","A4","peut-être"')
    path.write_text(text, "utf-8-sig")
    assert wave.run("clean", "validate", language="en") == 2
    told = capsys.readouterr().err
    assert "row 2, Q4[SQ001_SQ001]: “peut-être” does not say whether the option is ticked" in told


def test_a_missing_option_column_is_told_and_never_taken_as_not_ticked(tmp_path, capsys):
    wave = Wave(tmp_path, EXPORTS / "limesurvey-codes")
    path = wave.raw / "responses.csv"
    path.write_text(path.read_text("utf-8-sig").replace("Q4[SQ001_SQ003]", "Q4[SQ001_SQ9]"), "utf-8-sig")
    assert wave.run("clean", "validate") == 2
    told = capsys.readouterr().err
    assert "Q4[SQ001_SQ003] : colonne absente" in told
    assert "Q4[SQ001_SQ9] : colonne que codebook.toml ne décrit pas" in told


def test_what_people_wrote_under_other_ticks_it_and_is_not_kept(tmp_path):
    wave = Wave(tmp_path, EXPORTS / "limesurvey-codes")
    book = wave.raw / "codebook.toml"
    text = book.read_text("utf-8")
    assert text.count('id = "dear", option = "SQ003"') == 1
    text = text.replace('id = "dear", option = "SQ003"', 'id = "dear", written = true, option = "SQ003"')
    book.write_text(text, "utf-8")
    path = wave.raw / "responses.csv"
    rows = path.read_text("utf-8-sig").splitlines()
    rows[1] = rows[1].replace('"Y","Y","",', '"Y","Y","les travaux",', 1)
    path.write_text("\r\n".join(rows), "utf-8-sig")
    assert wave.run("clean") == 0
    found = cleaned(wave.done)
    assert found["motives.library"].tolist()[0] == "far|hours|dear"
    assert "travaux" not in (wave.done / "candidate" / "cleaned.csv").read_text("utf-8")


@pytest.mark.parametrize(
    "title",
    [
        "Quel est votre âge\u00a0?",
        "Quel  est votre âge ?",
        "Quel est\nvotre a\u0302ge ? ",
        "QUEL EST votre âge ?",
    ],
)
def test_a_title_of_a_column_may_be_spaced_or_coded_otherwise(title, tmp_path):
    wave = Wave(tmp_path, EXPORTS / "google-forms")
    path = wave.raw / "responses.csv"
    path.write_text(path.read_text("utf-8").replace("Quel est votre âge ?", title), "utf-8")
    assert wave.run("clean", "validate") == 0
    assert cleaned(wave.done)["age"].tolist() == ANSWERS["age"].tolist()


def test_what_people_wrote_under_other_in_the_same_cell_is_other_unless_it_is_like_an_answer(
    tmp_path, capsys
):
    wave = Wave(tmp_path, EXPORTS / "google-forms")
    book = wave.raw / "codebook.toml"
    text = book.read_text("utf-8")
    last = '  { id = "dear", '
    assert text.count(last) == 1
    book.write_text(
        text.replace(last, '  { id = "other", written = true, fr = "Autre", en = "Other" },\n' + last),
        "utf-8",
    )
    path = wave.raw / "responses.csv"
    rows = path.read_text("utf-8").splitlines()
    rows[1] = rows[1].replace("Horaires d'ouverture", "les travaux sans fin")
    rows[3] = rows[3].replace("Horaires d'ouverture", "Horaire d'ouverture")
    path.write_text("\n".join(rows), "utf-8")
    assert wave.run("clean", "validate") == 2
    assert cleaned(wave.done)["motives.library"].tolist()[0] == "far|other"
    told = capsys.readouterr().err
    assert "« Horaire d'ouverture » n'est pas une réponse prévue → « Horaires d'ouverture » ?" in told
    assert "travaux" not in told + "".join(
        p.read_text("utf-8") for p in (wave.done / "candidate").glob("*.csv")
    )


def test_a_separator_at_the_end_of_every_row_moves_nothing(tmp_path):
    wave = Wave(tmp_path, EXPORTS / "sphinx")
    path = wave.raw / "responses.csv"
    header, *rows = path.read_text("cp1252").splitlines()
    path.write_text("\n".join([header, *(f"{row};" for row in rows)]), "cp1252")
    assert wave.run("clean", "validate") == 0
    assert cleaned(wave.done)["age"].tolist() == ANSWERS["age"].tolist()


def test_marks_that_nobody_sees_do_not_count(tmp_path):
    wave = Wave(tmp_path, EXPORTS / "google-forms")
    path = wave.raw / "responses.csv"
    path.write_text(path.read_text("utf-8").replace('"Femme"', '"\u200bFemme\u00a0"'), "utf-8")
    assert wave.run("clean", "validate") == 0
    assert cleaned(wave.done)["sex"].tolist() == ANSWERS["sex"].tolist()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (3.0, "3"),
        (3.5, "3.5"),
        (55000, "55000"),
        (True, "TRUE"),
        (datetime.datetime(2030, 1, 31), "2030-01-31"),
        (datetime.datetime(2030, 1, 31, 9, 5), "2030-01-31 09:05:00"),
        ("  Oui ", "  Oui "),
    ],
)
def test_a_cell_of_a_workbook_reads_as_a_person_reads_it(value, text):
    assert text_of(value) == text


def workbook(*rows: list) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_formula_without_a_stored_result_is_told_never_read_as_empty():
    content = workbook(["id", "age"], ["A1", "=2030-1990"])
    with pytest.raises(Faults) as raised:
        rows_of_workbook(content, Source(), "responses.xlsx")
    fault = raised.value.faults[0]
    assert (fault.code, fault.row, fault.column) == ("cell_formula", 2, "B")


def test_empty_rows_and_columns_that_were_only_formatted_are_not_there():
    content = workbook(["id", "age", None], ["A1", 40, " "], [None, None, None], [None, " ", None])
    assert rows_of_workbook(content, Source(), "responses.xlsx") == [["id", "age"], ["A1", "40"]]


@pytest.mark.parametrize(
    ("content", "source", "code"),
    [
        (b"id;age\n1;2\n", Source(), "file_not_workbook"),
        (b"PK\x03\x04 damaged", Source(), "file_not_workbook"),
        (workbook(["id"], ["1"]), Source(sheet="Feuille"), "sheet_missing"),
        (b"", Source(), "file_empty"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_told(content, source, code):
    with pytest.raises(Faults) as raised:
        rows_of_workbook(content, source, "responses.xlsx")
    assert [fault.code for fault in raised.value.faults] == [code]


def test_an_option_column_may_be_ticked_by_the_answer_itself():
    codebook = read_codebook(EXPORTS / "limesurvey-answers" / "codebook.toml")
    empty = {column: [""] for variable in codebook.variables for column in variable.columns}
    table = pd.DataFrame({"row": [2], "id": ["1"], **empty, "Q4[SQ002_SQ001]": ["far"]}, dtype=object)
    answers, _ = parse(table, codebook, Gazetteer(pd.DataFrame(columns=Gazetteer.COLUMNS, dtype=str)))
    assert answers.loc[0, "motives.pool"] == "far"
