"""Two waves compared: planted changes are found, nothing else, and nothing that is withheld is told."""

from __future__ import annotations

import re

import numpy as np
import openpyxl
import pandas as pd
import pytest

from pipeline.claims.reader import read as read_register
from pipeline.codebook.reader import read
from pipeline.stages.check_waves import check_waves
from pipeline.statistics.multiple_testing import benjamini_hochberg
from pipeline.tables.files import read_table
from pipeline.tables.keys import SHARE_KEYS
from pipeline.waves.questionnaires import Questionnaires
from tests.support.comparing import Pair, pair
from tests.support.leaks import Secrets, published_files
from tests.support.second_wave import AGEING, MOVED, codebook_text
from tests.support.stages import RAW, ROOT, exit_code

DIFFERENCE = ["difference", "standard_error", "ci_low", "ci_high", "p", "p_adjusted", "detectable"]
MEASURE_OF = {
    ("satisfaction", "not_satisfied"): "not_satisfied",
    ("travel_time", "over_30"): "over_20_minutes",
    ("interest_internet", "yes"): "interested_internet",
}


@pytest.fixture(scope="module")
def compared(wave, tmp_path_factory) -> Pair:
    return pair(wave, tmp_path_factory.mktemp("second"))


@pytest.fixture(scope="module", params=["fr", "en"])
def published_report(request, compared, tmp_path_factory):
    """The report on both waves in one language."""
    return request.param, compared.publish(tmp_path_factory.mktemp(request.param), request.param)


@pytest.fixture(scope="module")
def differences(compared) -> pd.DataFrame:
    return compared.tables["differences"]


def tracked(differences: pd.DataFrame, breakdown: str = "all") -> pd.DataFrame:
    return differences[differences["family"] == f"tracked_{breakdown}"]


# ---- numbers


def test_every_planted_change_is_found_and_nothing_else(differences):
    found = tracked(differences)
    found = found[found["p_adjusted"] < 0.05]
    planted = {
        (MEASURE_OF[question, answer], service): by for (question, service, answer), by in MOVED.items()
    }
    assert set(zip(found["measure"], found["service"], strict=True)) == set(planted)
    for row in found.itertuples():
        assert row.difference == pytest.approx(planted[row.measure, row.service], abs=0.06)


def test_a_difference_is_that_of_the_published_shares_with_both_variances(compared, differences):
    old, new = (
        read_table(wave.done / "estimates.csv").set_index(SHARE_KEYS) for wave in (compared.old, compared.new)
    )
    found = differences[differences["p"].notna()].set_index(SHARE_KEYS)
    old, new = old.loc[found.index], new.loc[found.index]
    assert len(found) > 3000
    assert found["difference"].to_numpy() == pytest.approx(
        (new["share"] - old["share"]).to_numpy(), abs=1e-11
    )
    error = np.hypot(old["standard_error"], new["standard_error"])
    assert found["standard_error"].to_numpy() == pytest.approx(error.to_numpy(), rel=1e-9)
    assert (found["df"] == old["df"] + new["df"]).all()
    assert ((found["ci_low"] > 0) | (found["ci_high"] < 0)).eq(found["p"] < 0.05).all()
    assert found["detectable"].to_numpy() == pytest.approx(2.801585 * error.to_numpy(), rel=1e-6)


def test_p_values_are_adjusted_within_their_family(differences):
    for _, family in differences.groupby("family"):
        expected = benjamini_hochberg(family["p"].to_numpy())
        assert family["p_adjusted"].to_numpy() == pytest.approx(expected, nan_ok=True, rel=1e-9)
        assert set(family["comparisons"]) == {family["p"].notna().sum()}


def test_what_one_wave_withholds_is_not_told_of_the_other_nor_of_the_change(compared, differences):
    hidden = pd.concat(
        read_table(wave.done / "estimates.csv").query("status == 'withheld'")[SHARE_KEYS]
        for wave in (compared.old, compared.new)
    )
    rows = differences.merge(hidden.drop_duplicates(), on=SHARE_KEYS)
    assert len(rows) > 100
    assert (rows["status"] == "withheld").all()
    numbers = [*DIFFERENCE, "share_old", "share_new", "n_old", "n_new", "share_recomposed", "composition"]
    assert rows[numbers].isna().all(axis=None)


def test_small_bases_are_not_tested(differences):
    small = differences[(differences[["n_old", "n_new"]] < 30).any(axis=1)]
    assert len(small) > 20
    assert small["p"].isna().all()
    assert small.loc[small["status"] == "fragile", "difference"].notna().all()


def test_nothing_is_compared_across_a_break(differences):
    broken = differences[differences["status"] == "break"]
    assert broken[DIFFERENCE].isna().all(axis=None)
    assert {"motives", "interest_transport"} <= set(broken["question"])
    assert "culture" in set(broken["service"])
    rest = differences[(differences["status"] == "") & (differences["kind"] == "measure")]
    assert "culture" not in set(rest["service"])
    assert not rest["question"].isin(["motives", "interest_transport"]).any()
    assert "interest_one_place" in set(rest["question"]), "reworded, but declared equivalent"
    pooled = differences[
        (differences["service"] == "all_services") & (differences["question"] == "satisfaction")
    ]
    assert (pooled["status"] == "break").all(), "one of the services together is not the same"


def test_margins_have_no_sampling_error(differences):
    ages = differences[(differences["question"] == "age_band") & (differences["breakdown"] == "all")]
    assert (ages["status"] == "margin").all()
    assert ages["p"].isna().all()


def test_the_new_wave_on_the_old_margins_has_their_ages(compared, differences):
    """Of what the margins settle all is composition; of the rest, part of the change."""
    ages = differences[(differences["question"] == "age_band") & (differences["breakdown"] == "all")]
    assert ages["share_recomposed"].to_numpy() == pytest.approx(ages["share_old"].to_numpy(), abs=0.005)
    grew = ages.set_index("answer")["composition"] > 0
    assert grew.to_dict() == {band: factor > 1 for band, factor in AGEING.items()}
    decomposed = differences[differences["composition"].notna()]
    assert (decomposed["share_new"] - decomposed["share_recomposed"]).to_numpy() == pytest.approx(
        decomposed["composition"].to_numpy(), abs=1e-11
    )


def test_the_codebooks_differ_as_they_were_edited(compared):
    found = compared.tables["codebook"].set_index("id")
    expected = {
        "satisfaction.not_satisfied": ("recoded", "harmless"),
        "motives.delay": ("added", "breaks"),
        "interest_one_place": ("reworded", "declared"),
        "interest_transport": ("reworded", "breaks"),
        "internet_at_home": ("dropped", "alone"),
        "culture": ("reworded", "breaks"),
        "one_stop_shop": ("added", "alone"),
        "high_school": ("dropped", "alone"),
    }
    assert {name: (row["change"], row["effect"]) for name, row in found.iterrows()} == expected
    assert found.loc["culture", ["before_en", "after_en"]].tolist() == ["Culture", "Cinemas"]


def test_questions_that_moved_are_found_as_a_whole(compared):
    tests = compared.tables["tests"]
    assert not tests["question"].isin(["motives", "interest_transport", "sex", "territory", "age_band"]).any()
    changed = tests[tests["p_adjusted"] < 0.05]
    services = {(question, service) for question, service, _ in MOVED}
    assert {pair for pair in zip(changed["question"], changed["service"], strict=True)} == services


def test_a_published_result_has_the_verdict_of_before_and_of_now(compared):
    found = compared.tables["claims"].set_index("claim")
    before = read_table(compared.old.done / "claims.csv").set_index("claim")["verdict"]
    assert found["verdict_old"].to_dict() == before.to_dict()
    post = found.loc["sat_post_office_20"]
    assert post[["verdict_old", "verdict_new"]].tolist() == ["consistent", "contradicted"]
    assert post["difference"] == pytest.approx(post["estimate_new"] - post["estimate_old"])
    assert post["difference"] > 0.1
    assert post["ci_low"] < post["difference"] < post["ci_high"]
    differences = compared.tables["differences"]
    same = tracked(differences).set_index(["measure", "service"]).loc[("not_satisfied", "post_office")]
    assert post["estimate_old"] == pytest.approx(same["share_old"])
    assert post["p"] == pytest.approx(same["p"], rel=1e-6)


def test_a_result_on_what_was_asked_otherwise_is_not_tested_again(compared):
    found = compared.tables["claims"].set_index("claim")
    lost = found[found["verdict_new"] == "not_comparable"]
    register = read_register(RAW / "published.toml", read(RAW / "codebook.toml"))
    named = {claim.id: {getattr(test, "question", None) for test in claim.test} for claim in register.claim}
    about_motives = {name for name, questions in named.items() if "motives" in questions}
    assert len(about_motives) > 20
    assert about_motives <= set(lost.index)
    assert lost["estimate_new"].isna().all()
    assert lost["p"].isna().all()
    beyond = found.index[(found["verdict_new"] == "not_testable") & (found["verdict_old"] != "not_testable")]
    counted = {claim.id for claim in register.claim if any(test.kind == "count" for test in claim.test)}
    assert set(beyond) == counted, "how many people answered is a fact of the old sample"


def test_both_samples_stand_side_by_side(compared):
    weights = compared.tables["weights"].iloc[0]
    assert weights[["n_old", "n_new"]].tolist() == [1088, 900]
    margins = compared.tables["margins"]
    for margin, part in margins.groupby("margin"):
        assert part["share_population_old"].sum() == pytest.approx(1), margin
        assert part["share_population_new"].sum() == pytest.approx(1), margin


def test_the_same_waves_give_the_same_bytes(compared, tmp_path):
    again = Pair(compared.old, compared.new, tmp_path / "compare-again")
    assert again.compare("en") == 0
    for path in compared.folder.iterdir():
        assert (again.folder / path.name).read_bytes() == path.read_bytes(), path.name
    first, second = (again.publish(tmp_path / name, "fr") for name in ("first", "second"))
    for path in first.iterdir():
        assert (second / path.name).read_bytes() == path.read_bytes(), path.name


# ---- what readers see


def test_the_figure_links_both_waves_and_colours_only_what_is_significant(published_report):
    language, folder = published_report
    numbers = pd.read_csv(folder / "fig19_evolution.csv", keep_default_na=False)
    change = {"fr": "Évolution", "en": "Change"}[language]
    changes = numbers[numbers["level"] == change]
    assert len(changes) == 17
    significant = changes[pd.to_numeric(changes["p_adjusted"]) < 0.05]
    assert len(significant) == 3
    svg = (folder / "fig19_evolution.svg").read_text("utf-8")
    assert svg.count('id="old"') == svg.count('id="new"') == 17
    assert svg.count('id="change"') == 16, "nothing links the dots of what is not comparable"
    title = re.search(r"<title>(.*?)</title>|<dc:title>(.*?)</dc:title>", svg)
    assert title


def test_every_number_of_the_title_is_in_the_csv(published_report):
    _, folder = published_report
    alt = (folder / "report.html").read_text("utf-8")
    title = re.search(r'<figcaption id="figure-19-caption">[^<]*', alt).group()
    numbers = pd.read_csv(folder / "fig19_evolution.csv", keep_default_na=False)
    counts = numbers.loc[numbers["unit"] == "count", "value"].astype(float).astype(int).astype(str)
    told_numbers = set(re.findall(r"\d+", title)) - {"19", "2017", "2023"}
    assert told_numbers == {"2", "1", "16"} <= set(counts)


def test_everything_is_marked_synthetic_and_names_both_waves(published_report):
    language, folder = published_report
    mark = {"fr": "DONNÉES SYNTHÉTIQUES", "en": "SYNTHETIC DATA"}[language]
    page = (folder / "report.html").read_text("utf-8")
    assert page.count(mark) > 5
    assert "2017" in page and "2023" in page
    numbers = pd.read_csv(folder / "fig19_evolution.csv", keep_default_na=False)
    assert numbers["source"].str.contains(mark).all()
    assert numbers["source"].str.contains("2017").all()
    book = openpyxl.load_workbook(folder / "tableaux.xlsx")
    assert mark in [cell.value for cell in book.worksheets[0]["A"]]


def test_the_findings_are_those_of_the_tables(published_report, compared):
    language, folder = published_report
    page = (folder / "report.html").read_text("utf-8")
    table = tracked(compared.tables["differences"])
    tested, changed = table["p"].notna().sum(), (table["p_adjusted"] < 0.05).sum()
    sentence = {
        "fr": f"qui ont changé significativement de 2017 à 2023\u00a0: {changed} sur {tested}",
        "en": f"that changed significantly from 2017 to 2023: {changed} of {tested}",
    }[language]
    assert sentence in page
    claims = compared.tables["claims"]
    lost = (claims["verdict_new"] == "not_comparable").sum()
    assert {"fr": f"{lost} portent sur", "en": f"{lost} are about"}[language] in page


def test_the_page_shows_no_id_and_no_placeholder(published_report):
    _, folder = published_report
    page = re.sub(r"<(style|script|svg).*?</\1>", "", (folder / "report.html").read_text("utf-8"), flags=re.S)
    text = re.sub(r"<[^>]*>", " ", page)
    for name in ("not_comparable", "tracked_all", "over_20_minutes", "age_band", "[[", "{", "nan"):
        assert not re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])", text), name


def test_withheld_cells_of_the_workbook_are_empty_and_marked(published_report, compared):
    _, folder = published_report
    sheet = openpyxl.load_workbook(folder / "tableaux.xlsx")["L1"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]
    hidden = [row for row in rows if row[-2] == "[c]"]
    assert len(hidden) == (compared.tables["differences"]["status"] == "withheld").sum()
    assert all(cell is None for row in hidden for cell in row[7:9])


def test_no_file_tells_what_one_of_the_waves_withholds(published_report, compared):
    _, folder = published_report
    for wave in (compared.old, compared.new):
        tables = (read_table(wave.done / f"{name}.csv") for name in ("3-weighted", "estimates"))
        secrets = Secrets(read(wave.raw / "codebook.toml"), *tables)
        assert len(secrets.places) > 100
        assert secrets.found_in(published_files(compared.folder, folder)) == []


# ---- what cannot be compared


def terminal_message(capsys) -> str:
    return capsys.readouterr().err


@pytest.fixture
def folders(tmp_path):
    """Folders of inputs of two waves."""
    for name, text in (("2017", (RAW / "codebook.toml").read_text("utf-8")), ("2023", codebook_text())):
        (tmp_path / name).mkdir()
        (tmp_path / name / "codebook.toml").write_text(text, "utf-8")
    return tmp_path


def check(folder, wave: str, base: str, language: str) -> int:
    return exit_code(check_waves, language, wave=folder / wave, base=folder / base)


@pytest.mark.parametrize(
    ("wave", "base", "fr", "en"),
    [
        ("2023", "", "BASE ne nomme aucune vague", "BASE names no wave"),
        ("2023", "2023", "WAVE et BASE sont la même vague (2023)", "WAVE and BASE are the same wave (2023)"),
        ("2023", "2011", "pas de codebook pour la vague « 2011 »", "no codebook of wave “2011”"),
        ("2029", "2017", "pas de codebook pour la vague « 2029 »", "no codebook of wave “2029”"),
        ("2017", "2023", "est postérieure à meuse-2017", "is later than meuse-2017"),
    ],
)
def test_waves_that_cannot_be_compared_are_told_in_one_sentence(folders, capsys, wave, base, fr, en):
    for language, sentence in (("fr", fr), ("en", en)):
        assert check(folders, wave, base, language) == 3
        message = terminal_message(capsys)
        assert sentence in message
        assert "2017" in message or "2023" in message
        assert len(message.strip().splitlines()) == 1


def test_two_waves_with_one_id_are_told(folders, capsys):
    (folders / "2023" / "codebook.toml").write_text(
        codebook_text().replace("meuse-2023", "meuse-2017"), "utf-8"
    )
    assert check(folders, "2023", "2017", "en") == 3
    assert "both codebooks have the same survey.id (meuse-2017)" in terminal_message(capsys)


def test_codebooks_with_nothing_in_common_are_told(folders, capsys):
    """Every closed question worded otherwise."""
    codebook = read(RAW / "codebook.toml")
    text = codebook_text()
    for question in codebook.question:
        if question.closed:
            text = text.replace(f'fr = "{question.label.fr}"', f'fr = "{question.label.fr} Autrement"')
    (folders / "2023" / "codebook.toml").write_text(text, "utf-8")
    old, new = (read(folders / name / "codebook.toml") for name in ("2017", "2023"))
    assert Questionnaires(old, new).comparable_variable("interest_one_place"), "declared equivalent"
    text = text.replace('equivalent = ["meuse-2017"]\n', "")
    (folders / "2023" / "codebook.toml").write_text(text, "utf-8")
    assert check(folders, "2023", "2017", "fr") == 3
    assert "aucune question fermée n'est la même" in terminal_message(capsys)


def test_a_wave_without_tables_is_told_and_nothing_is_overwritten(compared, capsys, tmp_path):
    before = {path: path.read_bytes() for path in compared.folder.iterdir()}
    assert compared.compare("en", base_tables=tmp_path / "2011") == 2
    assert "wave 2011 has no tables yet" in terminal_message(capsys)
    assert {path: path.read_bytes() for path in compared.folder.iterdir()} == before


def test_without_published_results_there_is_no_table_of_them(compared, tmp_path):
    alone = Pair(compared.old, compared.new, tmp_path / "compare-alone")
    assert alone.compare(base_published_file=None) == 0
    assert not (alone.folder / "claims.csv").exists()
    assert (alone.folder / "differences.csv").exists()


# ---- simulation


def test_planted_changes_are_found_as_often_as_power_predicts_and_others_at_the_nominal_rate():
    table = pd.read_csv(ROOT / "docs" / "waves-simulation.csv").set_index("name")
    predicted = table[table["expected"].notna()]
    gap = (predicted["found"] - predicted["expected"]).abs()
    assert (gap < 0.01 + 3 * predicted["standard_error"]).all(), predicted[gap >= 0.01]
    false = table.loc["false among those found after adjustment"]
    assert false["found"] <= 0.05
