"""Each fault of an input gets one clear sentence, the right exit code, and nothing is overwritten."""

from __future__ import annotations

import shutil

import openpyxl
import pandas as pd
import pytest

from tests.support.spoiled import Export
from tests.support.stages import ROOT, Wave


@pytest.fixture
def done(tmp_path, wave) -> Wave:
    """A wave with accepted outputs, whose inputs the test may spoil."""
    copy = Wave(tmp_path)
    shutil.copytree(wave.done, copy.done)
    return copy


@pytest.fixture
def export(done) -> Export:
    return Export(done.raw / "responses.csv")


@pytest.fixture
def web(wave) -> list[int]:
    """Rows of respondents who count and answered on line, with the age that web forms give."""
    table = pd.read_csv(wave.done / "2-validated.csv", dtype=str, keep_default_na=False)
    return [int(row) for row in table.loc[(table["mode"] == "web") & (table["age"] != ""), "row"]]


def refused(done: Wave, capsys, *stages: str, code: int = 2, language: str = "fr") -> str:
    """Run stages that must fail: their message, once the exit code and the outputs are checked."""
    before = done.outputs()
    assert done.run(*stages, language=language) == code
    assert done.outputs() == before
    return capsys.readouterr().err


CLEANING = ("clean", "validate")


@pytest.mark.parametrize(
    ("language", "cause"),
    [
        ("fr", "« Plutot satisfait » n'est pas une réponse prévue → « plutôt satisfait » ?"),
        ("en", "“Plutot satisfait” is not one of the answers → “plutôt satisfait”?"),
    ],
)
def test_an_answer_that_the_codebook_does_not_have_is_told_with_the_nearest_one(
    done, export, web, capsys, language, cause
):
    export.set(web[3], "sat_poste", "Plutot satisfait")
    export.save()
    place = {"fr": f"ligne {web[3]}, sat_poste : ", "en": f"row {web[3]}, sat_poste: "}[language]
    assert place + cause in refused(done, capsys, *CLEANING, language=language)


def test_the_same_unknown_answer_in_many_rows_is_one_line(done, export, web, capsys):
    for row in web[:4]:
        export.set(row, "sat_poste", "jamais")
    export.save()
    message = refused(done, capsys, *CLEANING)
    assert message.count("jamais") == 1
    assert f"ligne {web[0]}, sat_poste" in message
    assert "(4 lignes)" in message


def test_one_unknown_motive_among_others_is_told_alone(done, export, wave, capsys):
    answers = pd.read_csv(wave.done / "2-validated.csv", dtype=str, keep_default_na=False)
    row = int(answers.loc[answers["motives.post_office"] != "", "row"].iloc[0])
    export.set(row, "motif_poste", export.get(row, "motif_poste") + " | trop de monde")
    export.save()
    assert f"ligne {row}, motif_poste : « trop de monde » n'est pas une réponse prévue" in refused(
        done, capsys, *CLEANING
    )


def test_a_text_in_a_number_is_refused(done, export, web, capsys):
    export.set(web[0], "age", "inconnu")
    export.save()
    message = refused(done, capsys, *CLEANING)
    assert (
        f"ligne {web[0]}, age : « inconnu » n'est pas un nombre → écrire un nombre, ou vider la case"
        in message
    )
    assert "1 erreur bloquante" in message


def test_a_number_out_of_range_is_refused(done, export, web, capsys):
    export.set(web[0], "age", "150")
    export.save()
    assert f"ligne {web[0]}, age : 150 n'est pas entre 0 et 110" in refused(done, capsys, *CLEANING)


def test_a_missing_column_and_a_bad_cell_are_told_together(done, export, web, capsys):
    export.drop_column("temps_poste")
    export.set(web[0], "enfants", "deux")
    export.save()
    message = refused(done, capsys, *CLEANING)
    assert "temps_poste : colonne absente → l'ajouter, ou la retirer de codebook.toml" in message
    assert "« deux » n'est pas un nombre" in message
    assert "2 erreurs bloquantes" in message


def test_a_doubled_column_is_refused(done, export, capsys):
    export.double_column("sat_banque")
    export.save()
    assert "ligne 1, sat_banque : colonne présente plusieurs fois → donner un autre titre" in refused(
        done, capsys, *CLEANING
    )


def test_a_column_nobody_described_is_a_warning_only(fresh, capsys):
    export = Export(fresh.raw / "responses.csv")
    for number, row in enumerate(export.rows):
        row.append("meteo" if number == 0 else "pluie")
    export.save()
    assert fresh.run("clean", "validate") == 0
    faults = pd.read_csv(fresh.done / "quality" / "faults.csv")
    assert faults.loc[faults["column"] == "meteo", "severity"].tolist() == ["warning"]


@pytest.mark.parametrize(
    ("written", "postal", "cause"),
    [
        ("Vredun", "", "commune « Vredun » inconnue → « Verdun » ?"),
        ("Qxzwkj", "", "commune « Qxzwkj » inconnue → corriger"),
        ("Verdun", "54000", "« Verdun 54000 » : le nom est celui de Verdun, le code postal est d'ailleurs"),
    ],
)
def test_an_unknown_commune_is_never_guessed(done, export, web, capsys, written, postal, cause):
    export.set(web[0], "commune", written)
    export.set(web[0], "code_postal", postal)
    export.save()
    message = refused(done, capsys, *CLEANING)
    assert f"ligne {web[0]}, commune : " in message
    assert cause in message


def test_a_duplicate_identifier_is_refused(done, export, web, capsys):
    export.set(web[1], "id", export.get(web[0], "id"))
    export.save()
    message = refused(done, capsys, *CLEANING)
    assert (
        f"ligne {web[0]}, id : identifiant « {export.get(web[0], 'id')} » présent plusieurs fois" in message
    )
    assert "(2 lignes)" in message


def test_another_number_of_respondents_than_expected_is_refused(done, export, web, capsys):
    del export.rows[web[0] - 1]
    export.save()
    assert "1087 répondants retenus, 1088 attendus" in refused(done, capsys, *CLEANING)


def test_a_row_with_too_few_cells_is_refused(done, export, web, capsys):
    del export.rows[web[0] - 1][-1]
    export.save()
    width = len(export.header)
    assert f"ligne {web[0]} : {width - 1} cases au lieu de {width}" in refused(done, capsys, *CLEANING)


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b"id;mode;sexe\r\n"])
def test_an_empty_file_is_refused(done, capsys, content):
    (done.raw / "responses.csv").write_bytes(content)
    assert "le fichier ne contient aucune réponse" in refused(done, capsys, "clean")


def test_a_missing_file_is_told(done, capsys):
    (done.raw / "responses.csv").unlink()
    assert "le fichier « responses.csv » est absent" in refused(done, capsys, "clean")


def test_a_file_in_another_encoding_is_refused(done, capsys):
    path = done.raw / "responses.csv"
    path.write_bytes(path.read_bytes().decode("cp1252").encode("utf-8"))
    message = refused(done, capsys, "clean")
    assert "n'est pas en windows-1252, comme le dit codebook.toml, mais sans doute en utf-8" in message


def test_a_file_with_another_separator_is_refused(done, export, capsys):
    export.separator = ","
    export.save()
    message = refused(done, capsys, "clean")
    assert "ne sont pas séparées par «;», comme le dit codebook.toml, mais sans doute par «,»" in message


def margins(done: Wave) -> tuple[pd.DataFrame, object]:
    path = done.raw / "margins.csv"
    return pd.read_csv(path, dtype=str), path


def test_a_margin_level_with_no_respondent_is_refused(done, capsys):
    validated = pd.read_csv(done.done / "2-validated.csv", dtype=str, keep_default_na=False)
    validated.loc[validated["territory"] == "small_pole", "territory"] = "rural"
    validated.to_csv(done.done / "2-validated.csv", index=False)
    message = refused(done, capsys, "weight")
    assert "catégorie vide : territory = small_pole, population 20697, 0 répondant → la regrouper" in message


def test_margins_with_different_totals_are_refused(done, capsys):
    table, path = margins(done)
    table.loc[0, "population"] = str(int(table.loc[0, "population"]) + 15_000)
    table.to_csv(path, index=False)
    message = refused(done, capsys, "weight")
    assert "les marges n'ont pas le même total (territory 169819, sex_age 154819)" in message


def test_margins_are_matched_by_name_and_not_by_position(done):
    # R survey matches totals by position, with a warning when the names differ.
    known = (done.done / "3-weighted.csv").read_bytes()
    table, path = margins(done)
    table.iloc[::-1].to_csv(path, index=False)
    assert done.run("weight") == 0
    assert (done.done / "3-weighted.csv").read_bytes() == known


def test_every_fault_of_the_margins_is_told_at_once(done, capsys):
    table, path = margins(done)
    table.loc[0, "population"] = "beaucoup"
    table.loc[1, "level"] = "banlieue"
    table.loc[5, "population"] = "-3"
    table.to_csv(path, index=False)
    message = refused(done, capsys, "weight")
    assert "ligne 2, population : population « beaucoup » de urban_pole : nombre positif attendu" in message
    assert "ligne 3, level : « banlieue » n'est pas un niveau de territory" in message
    assert "ligne 7, population : population « -3 »" in message


def test_a_margin_that_is_not_used_is_not_read(done):
    assert done.run("weight") == 0
    weighted = done.done / "3-weighted.csv"
    before = weighted.read_bytes()
    table, path = margins(done)
    table.loc[len(table), ["margin", "level", "population"]] = "sex", "female", "n.d."
    table.to_csv(path, index=False)
    assert done.run("weight") == 0
    assert weighted.read_bytes() == before


def test_a_level_of_the_sample_without_population_is_refused(done, capsys):
    table, path = margins(done)
    table[table["level"] != "rural"].to_csv(path, index=False)
    assert "territory = rural" in refused(done, capsys, "weight")


def calibration(done: Wave, text: str) -> None:
    path = done.raw / "codebook.toml"
    path.write_text(path.read_text("utf-8").replace('calibration = "raking"', text), "utf-8")


def test_bounds_out_of_reach_name_the_ones_that_would_do(done, capsys):
    calibration(done, 'calibration = "logit"\nbounds = [0.5, 1.2]')
    message = refused(done, capsys, "weight")
    assert "n'atteint pas les marges entre les bornes 0.5, 1.2" in message
    smallest = float(message.split("la plus petite possible est ")[1].split(" ")[0])
    assert 1.2 < smallest < 2
    calibration(done, 'calibration = "raking"')
    text = (done.raw / "codebook.toml").read_text("utf-8").replace("1.2]", f"{smallest + 0.05}]")
    (done.raw / "codebook.toml").write_text(text, "utf-8")
    assert done.run("weight") == 0
    weighting = pd.read_csv(done.done / "weighting.csv")
    assert weighting["ratio_max"].max() <= smallest + 0.05


def test_a_lower_bound_out_of_reach_is_told(done, capsys):
    calibration(done, 'calibration = "truncated_linear"\nbounds = [0.99, 3]')
    assert "aucune pondération n'atteint les marges avec la borne basse de 0.99" in refused(
        done, capsys, "weight"
    )


def test_bounded_calibration_without_bounds_is_refused(done, capsys):
    calibration(done, 'calibration = "logit"')
    assert "method.bounds" in refused(done, capsys, "check_codebook", code=3)


# What stands in the codebook, the typo put there, where and how it is told.
CODEBOOK_FAULTS = {
    "expected_respondents = 1088": (
        "expected_respondants = 1088",
        "survey.expected_respondants : clé inconnue",
    ),
    'kind = "number"\ncolumn = "age"': (
        'kind = "nombre"\ncolumn = "age"',
        "question[age].kind : « nombre » n'est pas permis",
    ),
    'id = "bank"': (
        'id = "post_office"',
        "service : identifiant « post_office » utilisé deux fois",
    ),
    'base = "users"\ntone = "bad"': (
        'base = "userz"\ntone = "bad"',
        "measure[not_satisfied] : la base « userz » n'est pas définie",
    ),
    'answers = ["non_user"]': (
        'answers = ["nobody"]',
        "measure[non_use] : « nobody » n'est pas une réponse",
    ),
    'label = { fr = "Culture", en = "Culture" }': (
        'label = { fr = "Culture" }',
        "service[culture].label : libellé absent dans la langue « en »",
    ),
    'code = "banque"': (
        'code = "poste"',
        "colonne « sat_poste » utilisée par deux questions",
    ),
    'margins = ["territory", "sex_age"]': (
        'margins = ["territoire", "sex_age"]',
        "method.margins : « territoire » n'est pas une variable",
    ),
}


@pytest.mark.parametrize("right", CODEBOOK_FAULTS)
def test_a_typo_in_the_codebook_is_told_with_its_key(done, capsys, right):
    wrong, cause = CODEBOOK_FAULTS[right]
    path = done.raw / "codebook.toml"
    text = path.read_text("utf-8")
    assert text.count(right) == 1
    path.write_text(text.replace(right, wrong), "utf-8")
    message = refused(done, capsys, "check_codebook", code=3)
    assert cause in message
    assert "→" in message


def test_a_codebook_that_is_not_toml_is_refused(done, capsys):
    path = done.raw / "codebook.toml"
    path.write_text(path.read_text("utf-8").replace('id = "meuse-2017"', 'id = "meuse-2017'), "utf-8")
    assert "syntaxe TOML" in refused(done, capsys, "check_codebook", code=3)


def test_several_faults_of_a_codebook_come_in_one_list(done, capsys):
    path = done.raw / "codebook.toml"
    text = path.read_text("utf-8")
    for right in list(CODEBOOK_FAULTS)[:2]:
        text = text.replace(right, CODEBOOK_FAULTS[right][0])
    path.write_text(text, "utf-8")
    message = refused(done, capsys, "check_codebook", code=3)
    assert all(CODEBOOK_FAULTS[right][1] in message for right in list(CODEBOOK_FAULTS)[:2])


def test_ten_planted_faults_list_ten_faults(done, export, web, capsys):
    export.set(web[0], "age", "inconnu")
    export.set(web[1], "sat_poste", "Plutot satisfait")
    export.set(web[2], "commune", "Vredun")
    export.set(web[3], "sexe", "?")
    export.set(web[4], "enfants", "99")
    export.set(web[5], "temps_banque", "une heure")
    export.set(web[6], "piste_internet", "peut-être")
    export.set(web[7], "voitures", "-1")
    export.set(web[8], "id", export.get(web[9], "id"))
    export.drop_column("sat_sport")
    export.save()
    message = refused(done, capsys, *CLEANING)
    assert "10 erreurs bloquantes" in message
    sheet = openpyxl.load_workbook(done.done / "errors.xlsx").active
    blocking = [row for row in sheet.iter_rows(min_row=2, values_only=True) if row[0] == "bloquant"]
    assert len(blocking) == 10
    assert all(row[5] and "→" in row[5] for row in blocking)


def test_a_correction_mends_a_cell_and_is_listed(done, export, web):
    export.set(web[0], "age", "inconnu")
    export.save()
    respondent = export.get(web[0], "id")
    (done.raw / "corrections.csv").write_text(
        f"row,respondent,column,before,after,reason,author\n,{respondent},age,inconnu,44,téléphone,AB\n",
        "utf-8",
    )
    raw = (done.raw / "responses.csv").read_bytes()
    assert done.run(*CLEANING) == 0
    validated = pd.read_csv(done.done / "2-validated.csv", dtype=str, keep_default_na=False).set_index("row")
    assert validated.loc[str(web[0]), "age"] == "44"
    assert "inconnu,44,téléphone,AB" in (done.done / "quality" / "corrections.csv").read_text("utf-8")
    assert (done.raw / "responses.csv").read_bytes() == raw


def test_a_correction_may_name_its_row_alone(done, export, web):
    before = export.get(web[0], "age")
    (done.raw / "corrections.csv").write_text(
        f"row,respondent,column,before,after,reason,author\n{web[0]},,age,{before},44,essai,AB\n",
        "utf-8",
    )
    assert done.run(*CLEANING) == 0
    table = pd.read_csv(done.done / "2-validated.csv", dtype=str, keep_default_na=False)
    assert table.loc[table["row"] == str(web[0]), "age"].tolist() == ["44"]


def test_a_codebook_saved_by_notepad_is_read(done):
    book = done.raw / "codebook.toml"
    book.write_text(book.read_text("utf-8"), "utf-8-sig")
    assert done.run("check_codebook") == 0


def test_a_question_may_bear_the_name_of_a_quantity(tmp_path):
    wave = Wave(tmp_path, ROOT / "tests" / "faults" / "wave")
    book = wave.raw / "codebook.toml"
    text = (
        book.read_text("utf-8")
        .replace('id = "again"', 'id = "distance"')
        .replace('id = "sexe"', 'id = "count"')
    )
    book.write_text(text.replace('margins = ["zone", "sexe"]', 'margins = ["zone", "count"]'), "utf-8")
    margins = wave.raw / "margins.csv"
    margins.write_text(margins.read_text("utf-8").replace("sexe,", "count,"), "utf-8")
    assert wave.run("check_codebook", "clean", "validate", "weight", "tabulate", "screen") == 0


def test_corrections_that_fit_nothing_are_told(done, export, web, capsys):
    respondent = export.get(web[0], "id")
    (done.raw / "corrections.csv").write_text(
        "row,respondent,column,before,after,reason,author\n"
        f",{respondent},age,9999,44,essai,AB\n,personne,age,1,2,essai,AB\n,{respondent},taille,1,2,essai,AB\n",
        "utf-8",
    )
    message = refused(done, capsys, *CLEANING)
    assert f"ligne 2, age : la case de « {respondent} » contient « " in message
    assert "», non « 9999 »" in message
    assert "ligne 3, age : aucune ligne ne correspond à « personne »" in message
    assert "ligne 4, taille : cette colonne n'est pas dans l'export" in message


def test_a_whole_row_can_be_set_aside_by_a_correction(done, export, web, capsys):
    respondent = export.get(web[0], "id")
    (done.raw / "corrections.csv").write_text(
        f"row,respondent,column,before,after,reason,author\n,{respondent},*,,,refus,AB\n", "utf-8"
    )
    message = refused(done, capsys, *CLEANING)
    assert "1087 répondants retenus, 1088 attendus" in message
    aside = pd.read_csv(done.done / "candidate" / "set-aside.csv", dtype=str)
    assert aside.loc[aside["rule"] == "correction", "row"].tolist() == [str(web[0])]


def test_a_side_file_in_windows_1252_is_told(done, capsys):
    path = done.raw / "communes.csv"
    path.write_bytes(path.read_text("utf-8").encode("cp1252"))
    assert "communes.csv" in refused(done, capsys, "clean")


def test_a_side_file_without_its_columns_is_told(done, capsys):
    (done.raw / "corrections.csv").write_text("respondent,column\n", "utf-8")
    message = refused(done, capsys, "clean")
    assert "before : colonne absente" in message
    assert "author : colonne absente" in message
