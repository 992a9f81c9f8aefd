"""`make wave` makes a folder that is ready to fill, and `make all` says what it still lacks."""

from __future__ import annotations

import shutil
import tomllib

import pandas as pd
import pytest

from pipeline.codebook.reader import read
from pipeline.codebook.todo_marks import MARK
from pipeline.engine.stage import WaveFolders
from pipeline.responses.corrections import CORRECTION_COLUMNS
from pipeline.stages.check_codebook import check_codebook
from pipeline.stages.create_wave import create_wave
from tests.support.stages import RAW, ROOT, TABLE, exit_code


@pytest.fixture
def made(tmp_path):
    """The folder of a new wave, made from that of 2017, in French."""
    assert exit_code(create_wave, source=RAW, out=tmp_path / "2023") == 0
    return tmp_path / "2023"


def check(wave, language="fr") -> int:
    paths = {"codebook_file": wave / "codebook.toml", "wave": wave, "out": wave.parent / "done"}
    return exit_code(check_codebook, language, **paths)


def without_marks(wave) -> None:
    """What an analyst does who has read every line: take the marks away."""
    for name in ("codebook.toml", "README.md"):
        path = wave / name
        lines = [line.partition(MARK)[0] for line in path.read_text("utf-8").splitlines()]
        path.write_text("\n".join(lines), "utf-8")
    margins = pd.read_csv(wave / "margins.csv", dtype=str)
    margins.assign(source="Insee 2023").to_csv(wave / "margins.csv", index=False)


def test_it_is_ready_to_fill(made):
    assert {path.name for path in made.iterdir()} == {
        "README.md", "codebook.toml", "communes.csv", "corrections.csv", "margins.csv"
    }  # fmt: skip
    assert (made / "corrections.csv").read_text("utf-8") == ",".join(CORRECTION_COLUMNS) + "\n"
    assert (made / "communes.csv").read_bytes() == (RAW / "communes.csv").read_bytes()


def test_the_codebook_says_the_same_and_keeps_its_comments(made):
    old, new = ((folder / "codebook.toml").read_text("utf-8") for folder in (RAW, made))
    assert tomllib.loads(new) == tomllib.loads(old)
    assert read(made / "codebook.toml") == read(RAW / "codebook.toml")
    assert [line.partition(f" {MARK}")[0] for line in new.splitlines()][1:] == old.splitlines()


def test_what_holds_for_one_wave_only_is_marked(made):
    marked = [line for line in (made / "codebook.toml").read_text("utf-8").splitlines() if MARK in line]
    begun = [line.partition(MARK)[0].strip() for line in marked]
    for expected in (
        'id = "meuse-2017"',
        "fieldwork = { from = 2017-01-17, to = 2017-03-07 }",
        "expected_respondents = 1088",
        "[source]",
        "maximum = 2017",
        "year = 2017",
        "seed = 20170307",
    ):
        assert expected in begun
    assert [line for line in marked if line.startswith("synthetic = true")]
    for line in (RAW / "codebook.toml").read_text("utf-8").splitlines():
        if "2017" in line and not line.startswith("#"):
            assert line in begun
    margins = pd.read_csv(made / "margins.csv", dtype=str)
    assert margins["source"].str.startswith(MARK).all()
    assert margins["source"].str.contains("Insee").all()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_everything_that_is_missing_is_said_at_once(made, capsys, language):
    assert check(made, language) == 3
    told = capsys.readouterr().err
    for expected in {
        "fr": ("l'export des réponses est absent", "ligne 6, id : à compléter", "margins.csv, 2 erreurs",
               "README.md, 1 avertissement", "ligne 348, year : "),
        "en": ("the export of answers is missing", "row 6, id: to be filled in", "margins.csv, 2 blocking",
               "README.md, 1 warning", "row 348, year: "),
    }[language]:  # fmt: skip
        assert expected in told
    assert not (made.parent / "done").exists()


def test_the_marks_are_in_the_language_of_the_analyst(tmp_path):
    out = tmp_path / "2023"
    assert exit_code(create_wave, "en", source=RAW, out=out) == 0
    assert "fieldwork = { from = 2017-01-17, to = 2017-03-07 } #? first and last day" in (
        out / "codebook.toml"
    ).read_text("utf-8")
    assert "# Answers, wave 2023" in (out / "README.md").read_text("utf-8")


def test_once_the_marks_are_gone_and_the_export_is_there_it_runs(made):
    without_marks(made)
    assert check(made) == 3
    shutil.copy(RAW / "responses.csv", made / "responses.csv")
    assert check(made) == 0


def test_a_codebook_that_is_wrong_is_told_together_with_what_is_missing(made, capsys):
    path = made / "codebook.toml"
    path.write_text(path.read_text("utf-8").replace('kind = "number"', 'kind = "nombre"', 1), "utf-8")
    assert check(made) == 3
    told = capsys.readouterr().err
    assert "« nombre » n'est pas permis" in told
    assert "l'export des réponses est absent" in told


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_never_overwrites(made, capsys, language):
    before = {path.name: path.read_bytes() for path in made.iterdir()}
    assert exit_code(create_wave, language, source=RAW, out=made) == 3
    expected = {
        "fr": "existe déjà et n'est pas vide : rien n'a été écrit",
        "en": "is already there and not empty",
    }
    assert expected[language] in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in made.iterdir()} == before


@pytest.mark.parametrize(
    ("source", "name", "cause"),
    [
        ("1999", "2023", "la vague de départ « 1999 » n'existe pas"),
        ("2017", "20 23", "ne peut nommer une vague"),
    ],
)
def test_a_wave_that_is_not_there_or_cannot_be_named(tmp_path, capsys, source, name, cause):
    assert exit_code(create_wave, source=RAW.parent / source, out=tmp_path / name) == 3
    assert cause in capsys.readouterr().err
    assert not (tmp_path / name).exists()


def test_a_survey_without_communes_makes_a_wave_without_communes(tmp_path):
    out = tmp_path / "elmshire_2035"
    source = ROOT / "tests" / "surveys" / "elmshire"
    assert exit_code(create_wave, "en", source=source, out=out) == 0
    assert not (out / "communes.csv").exists()
    assert not (out / "responses.csv").exists()


@pytest.mark.parametrize(("wave", "file"), [("excel", "responses.xlsx"), ("sphinx", "responses.csv")])
def test_the_flow_finds_the_export_and_does_without_files_that_are_not_needed(tmp_path, wave, file):
    raw = tmp_path / "raw"
    shutil.copytree(ROOT / "tests" / "exports" / wave, raw)
    given = TABLE["clean"].arguments(WaveFolders(raw, tmp_path / "done", tmp_path, tmp_path))
    assert given["responses_file"] == raw / file
    assert given["communes_file"] is None
    assert given["corrections_file"] is None


def test_a_folder_that_is_no_wave_is_told(tmp_path, capsys):
    (tmp_path / "2024").mkdir()
    assert check(tmp_path / "2024") == 3
    assert "make wave WAVE=2024 FROM=" in capsys.readouterr().err
