"""Files that a tired or hostile person could give: one sentence each, at once, and no sign that steers."""

from __future__ import annotations

import io
import os
import re
import shutil
import time
import zipfile

import openpyxl
import pytest
from openpyxl.chart import BarChart

from tests.support.stages import ROOT, Wave

EXCEL = ROOT / "tests" / "exports" / "excel"
SURVEY = ROOT / "tests" / "faults" / "wave"
# Each of these takes a fraction of a second; a minute would mean that the file was read to its end.
AT_ONCE_SECONDS = 20


def exit_code_and_message(
    wave: Wave, capsys: pytest.CaptureFixture, *stages: str, language: str = "fr"
) -> tuple[int, str]:
    """The exit code, and what is said in the terminal."""
    capsys.readouterr()
    start = time.monotonic()
    code = wave.run(*stages, language=language)
    assert time.monotonic() - start < AT_ONCE_SECONDS
    terminal = capsys.readouterr()
    assert "\x1b" not in terminal.out + terminal.err
    return code, terminal.err


def reading(wave: Wave, capsys: pytest.CaptureFixture) -> tuple[int, str]:
    return exit_code_and_message(wave, capsys, "check_codebook", "clean")


@pytest.fixture
def excel(tmp_path) -> Wave:
    return Wave(tmp_path, EXCEL)


@pytest.fixture
def survey(tmp_path) -> Wave:
    return Wave(tmp_path, SURVEY)


def repacked(content: bytes, part: str, change) -> bytes:
    """A workbook with one part changed."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return stream.getvalue()


def sheet_of(wave: Wave) -> str:
    """The part that holds the sheet with the answers."""
    name = re.search(r'sheet = "(.*)"', (wave.raw / "codebook.toml").read_text("utf-8"))[1]
    book = openpyxl.load_workbook(wave.raw / "responses.xlsx")
    return f"xl/worksheets/sheet{book.sheetnames.index(name) + 1}.xml"


def test_a_chart_sheet_before_the_answers_is_passed_over(excel, capsys):
    book = openpyxl.load_workbook(excel.raw / "responses.xlsx")
    chart = book.create_chartsheet("Graphique", 0)
    chart.add_chart(BarChart())
    book.save(excel.raw / "responses.xlsx")
    codebook = excel.raw / "codebook.toml"
    assert reading(excel, capsys)[0] == 0
    codebook.write_text(
        codebook.read_text("utf-8").replace('sheet = "Réponses"', 'sheet = "Graphique"'), "utf-8"
    )
    code, message = reading(excel, capsys)
    assert code == 2
    assert "« Graphique »" in message and "Réponses" in message


def test_a_damaged_sheet_is_no_workbook(excel, capsys):
    path = excel.raw / "responses.xlsx"
    half = repacked(path.read_bytes(), sheet_of(excel), lambda part: part[: len(part) // 2])
    path.write_bytes(half)
    code, message = reading(excel, capsys)
    assert code == 2
    assert "abîmé" in message


def test_a_row_beyond_the_last_of_excel_is_told(excel, capsys):
    path = excel.raw / "responses.xlsx"
    part = sheet_of(excel)
    far = re.compile(rb'(<row [^>]*?r=")\d+"(?!.*<row )', re.DOTALL)
    path.write_bytes(repacked(path.read_bytes(), part, lambda xml: far.sub(rb'\g<1>999999999"', xml)))
    code, message = reading(excel, capsys)
    assert code == 2
    assert "999999999" in message and "1048576" in message


def test_a_cell_that_would_fill_the_memory_is_not_unpacked(excel, capsys):
    path = excel.raw / "responses.xlsx"
    stream = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != "xl/sharedStrings.xml":
                new.writestr(name, old.read(name))
        with new.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            part.write(b"<sst><si><t>")
            for _ in range(70):
                part.write(b"a" * 10_000_000)
            part.write(b"</t></si></sst>")
    assert len(stream.getvalue()) < 2_000_000
    path.write_bytes(stream.getvalue())
    code, message = reading(excel, capsys)
    assert code == 2
    assert "700 Mo" in message


def test_a_cell_longer_than_any_answer_is_told_with_its_row(survey, capsys):
    path = survey.raw / "responses.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    lines.insert(3, b"x" * 131_073 + lines[2])
    path.write_bytes(b"".join(lines))
    code, message = reading(survey, capsys)
    assert code == 2
    assert "ligne 4" in message and "131072 signes" in message


@pytest.mark.parametrize("name", ["responses.csv", "communes.csv", "margins.csv", "corrections.csv"])
def test_nul_bytes_are_no_text(survey, capsys, name):
    path = survey.raw / name
    content = path.read_bytes()
    path.write_bytes(content[:40] + b"\0" + content[40:])
    code, message = exit_code_and_message(survey, capsys, "check_codebook", "clean", "validate", "weight")
    assert code == 2
    assert "ni en utf-8 ni en windows-1252" in message


@pytest.mark.parametrize("name", ["responses.csv", "codebook.toml", "margins.csv"])
@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_what_is_no_file_is_told(survey, capsys, name, kind):
    path = survey.raw / name
    path.unlink()
    if kind == "folder":
        path.mkdir()
    elif hasattr(os, "mkfifo"):
        os.mkfifo(path)
    else:
        pytest.skip("no pipes on this system")
    code, message = exit_code_and_message(survey, capsys, "check_codebook", "clean", "validate", "weight")
    assert code in (2, 3)
    assert f"« {name} » n'est pas un fichier" in message


@pytest.mark.parametrize(
    "addition",
    [
        "x = " + "[" * 20_000 + "]" * 20_000,
        "x = " + "9" * 5_000,
        ".".join("a" * 20_000) + " = 1",
    ],
    ids=["lists in lists", "thousands of digits", "tables in tables"],
)
def test_toml_without_end_is_no_codebook(survey, capsys, addition):
    path = survey.raw / "codebook.toml"
    path.write_text(f"{addition}\n{path.read_text('utf-8')}", "utf-8")
    code, message = exit_code_and_message(survey, capsys, "check_codebook")
    assert code == 3
    assert len(message) < 2_000
    assert "codebook.toml" in message


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("[method]", "[method]\nseed = -1", "method.seed"),
        ('title = { fr = "', 'title = { fr = "' + 48 * "Enquête : ", "titre trop long"),
        ('title = { fr = "', 'title = { fr = "Rouge \\u001b[31m', "survey.title"),
        ('title = { fr = "', 'title = { fr = "Retour\\r', "survey.title"),
    ],
    ids=["negative seed", "title of 480 characters", "escape", "carriage return"],
)
def test_a_value_that_no_output_can_hold_is_a_fault_of_the_codebook(survey, capsys, before, after, sentence):
    path = survey.raw / "codebook.toml"
    text = path.read_text("utf-8")
    assert text.count(before) >= 1
    text = re.sub(r"(?m)^seed = .*\n", "", text)
    path.write_text(text.replace(before, after, 1), "utf-8")
    code, message = exit_code_and_message(survey, capsys, "check_codebook")
    assert code == 3
    assert sentence in message


def spoiled_answer(survey: Wave, cell: str) -> None:
    """Put a cell into a closed column of the second form."""
    path = survey.raw / "responses.csv"
    lines = path.read_text("utf-8").splitlines()
    separator = max(",;", key=lines[0].count)
    header, form = lines[0].split(separator), lines[2].split(separator)
    form[header.index("encore")] = cell
    lines[2] = separator.join(form)
    path.write_text("\n".join(lines) + "\n", "utf-8")


def test_an_escape_sequence_of_an_answer_never_reaches_the_terminal(survey, capsys):
    spoiled_answer(survey, "\x1b[2J\x1b]0;title\x07")
    code, message = exit_code_and_message(survey, capsys, "check_codebook", "clean", "validate")
    assert code == 2
    assert "�[2J" in message


def test_what_somebody_wrote_in_a_closed_column_is_not_quoted_whole(survey, capsys):
    remark = "Je m'appelle Jeanne Martin, 12 rue des Lilas, et je trouve que rien ne va plus ici."
    spoiled_answer(survey, remark.replace(",", " "))
    code, message = exit_code_and_message(survey, capsys, "check_codebook", "clean", "validate")
    assert code == 2
    assert "Je m'appelle" in message and "rien ne va" not in message
    book = openpyxl.load_workbook(survey.done / "errors.xlsx")
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
    assert any("Je m'appelle" in cell for cell in cells)
    assert not [cell for cell in cells if "rien ne va" in cell]
    shutil.rmtree(survey.done)
