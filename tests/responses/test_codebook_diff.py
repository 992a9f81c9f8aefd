"""`make codebook-check`: what a codebook and an export have that the other has not, and how to mend it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from pipeline.stages.check_export import check_export
from tests.support.spoiled import Export
from tests.support.stages import RAW, ROOT, exit_code

EXPORTS = ROOT / "tests" / "exports"
CLEAN = [RAW, ROOT / "tests" / "surveys" / "elmshire", *sorted(p for p in EXPORTS.iterdir() if p.is_dir())]


def check(folder: Path, language: str = "fr") -> int:
    (responses,) = folder.glob("responses.*")
    paths = {"codebook_file": folder / "codebook.toml", "responses_file": responses}
    return exit_code(check_export, language, **paths)


def pasted(folder: Path, printed: str) -> None:
    """Do what the printed lines say: put answers in their place, add the rest at the end."""
    path = folder / "codebook.toml"
    text = path.read_text("utf-8")
    replaced, _, added = printed.partition("# à ajouter à la fin du fichier\n")
    for name, answers in re.findall(
        r"# question (\w+) : .*\n(?:#.*\n)*(answers = \[\n(?:  .*\n)*\])", replaced
    ):
        start = text.index("answers = [", text.index(f'id = "{name}"\nkind'))
        text = text[:start] + answers + text[text.index("\n]", start) + 2 :]
    path.write_text(text + added, "utf-8")


@pytest.mark.parametrize("folder", CLEAN, ids=lambda folder: folder.name)
def test_nothing_differs_between_a_codebook_and_its_export(folder, capsys):
    assert check(folder) == 0
    printed = capsys.readouterr().out
    assert "Chaque colonne et chaque réponse de l'export est décrite" in printed
    assert "[[" not in printed


@pytest.fixture
def strayed(tmp_path) -> Path:
    """The 2017 wave with an export that has moved on."""
    folder = tmp_path / "2017"
    shutil.copytree(RAW, folder)
    export = Export(folder / "responses.csv")
    for row in range(10, 40):
        export.set(row, "sat_poste", "Plutot satisfait")
    for row in range(50, 53):
        export.set(row, "motif_poste", "Trop de monde | Dist")
    for number, row in enumerate(export.rows):
        row.append(("Non satisfait", "Très satisfait")[number % 2] if number else "sat_gare")
        row.append(("Pluie", "Soleil, un \\peu", "")[number % 3] if number else 'météo "hier"')
        row.append(str(number % 31) if number else "km")
        row.append(f"phrase secrète {number}" if number else "avis libre")
    export.save()
    return folder


def test_everything_that_differs_is_told_with_counts(strayed, capsys):
    assert check(strayed) == 2
    printed = capsys.readouterr().out
    assert "responses.csv : 1133 lignes, 71 colonnes" in printed
    assert (
        "sat_gare : 1133 réponses, 2 différentes ; « gare » est nouveau dans la question satisfaction"
        in printed
    )
    assert 'météo "hier" : 755 réponses, 2 différentes, une liste' in printed
    assert "km : 1133 réponses, 31 différentes, des nombres" in printed
    assert "sat_poste : « Plutot satisfait », 30 fois → « plutôt satisfait » ?" in printed
    assert "motif_poste : « Trop de monde », 3 fois" in printed
    assert "« Plutot satisfait » est pris pour rather_satisfied : à vérifier" in printed


def test_differences_are_told_in_english_too(strayed, capsys):
    assert check(strayed, "en") == 2
    printed = capsys.readouterr()
    assert "sat_poste: “Plutot satisfait”, 30 times → “plutôt satisfait”?" in printed.out
    assert "Columns of the export that the codebook does not describe (4)" in printed.out
    assert "see above" in printed.err


def test_pasting_the_lines_makes_the_check_clean(strayed, capsys):
    assert check(strayed) == 2
    pasted(strayed, capsys.readouterr().out)
    assert check(strayed) == 0
    assert "[[" not in capsys.readouterr().out


def test_a_new_option_and_a_new_service_of_a_battery_by_option_are_recognised(tmp_path, capsys):
    folder = tmp_path / "wave"
    shutil.copytree(EXPORTS / "limesurvey-codes", folder)
    export = Export(folder / "responses.csv", "utf-8-sig", ",")
    for number, row in enumerate(export.rows):
        row += ["Y" if number % 2 else "", "A2"] if number else ["Q4[SQ001_SQ004]", "Q3[SQ003]"]
    export.save()
    assert check(folder) == 2
    printed = capsys.readouterr().out
    assert (
        "Q4[SQ001_SQ004] : 4 réponses, 1 différentes ; « SQ004 » est nouveau dans la question motives"
        in printed
    )
    assert "« SQ003 » est nouveau dans la question satisfaction" in printed
    pasted(folder, printed)
    # The new option has a column for the other service too, which this export lacks.
    assert check(folder) == 2
    printed = capsys.readouterr().out
    assert "Q4[SQ002_SQ004]" in printed
    assert "SQ001_SQ004" not in printed


def test_absent_columns_and_answers_never_given_are_listed(tmp_path, capsys):
    folder = tmp_path / "wave"
    shutil.copytree(EXPORTS / "csv-utf8-comma", folder)
    export = Export(folder / "responses.csv", "utf-8", ",")
    export.drop_column("sat_piscine")
    for row in range(2, 10):
        export.set(row, "sat_bibliotheque", "Très satisfait")
    export.save()
    assert check(folder) == 2
    printed = capsys.readouterr().out
    assert "Colonnes décrites, absentes de l'export (1) : retirer de codebook.toml une question" in printed
    assert "de colonne\n  sat_piscine" in printed
    assert "  non_user, not_satisfied, rather_satisfied : sat_bibliotheque\n" in printed


def test_a_cell_that_is_no_number_is_for_validation_and_not_for_the_codebook(tmp_path, capsys):
    folder = tmp_path / "wave"
    shutil.copytree(EXPORTS / "csv-utf8-comma", folder)
    export = Export(folder / "responses.csv", "utf-8", ",")
    export.set(3, "age", "quarante")
    export.save()
    assert check(folder) == 0
    printed = capsys.readouterr().out
    assert "Cases qui ne sont pas des nombres (1)" in printed
    assert "  age : « quarante », 1 fois\n" in printed


def test_answers_never_given_in_several_columns_are_one_line(tmp_path, capsys):
    folder = tmp_path / "wave"
    shutil.copytree(EXPORTS / "csv-utf8-comma", folder)
    export = Export(folder / "responses.csv", "utf-8", ",")
    for row in range(2, 10):
        export.set(row, "sat_bibliotheque", "Très satisfait")
        export.set(row, "sat_piscine", "Très satisfait")
    export.save()
    assert check(folder) == 0
    printed = capsys.readouterr().out
    assert "  non_user, not_satisfied, rather_satisfied : sat_bibliotheque, sat_piscine\n" in printed


def test_free_text_is_never_shown(strayed, capsys):
    export = Export(strayed / "responses.csv")
    written = {row[export.header.index("remarques")] for row in export.rows[1:]} - {""}
    check(strayed)
    printed = "".join(capsys.readouterr())
    assert "avis libre : 1133 réponses, 1133 différentes, peut-être du texte libre (non montré)" in printed
    assert "phrase secrète" not in printed
    assert not [text for text in written if len(text) > 12 and text in printed]
