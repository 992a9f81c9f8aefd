"""The open data: every published number once, each id explained, valid for whoever reads data packages."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from pipeline.codebook.reader import read
from pipeline.figures.records import FIGURE_COLUMNS, name
from pipeline.publishing.open_data.results import RESULT_KEYS
from pipeline.tables.files import read_table
from pipeline.text.number_format import typographic
from tests.support.stages import RAW, Wave

BOOK = read(RAW / "codebook.toml")
# In a process of its own: the package warns when it is imported, and warnings are errors here.
VALIDATE = """
import json, sys, warnings
warnings.simplefilter("ignore")
from frictionless import Package
report = Package(sys.argv[1]).validate()
errors = [*report.errors, *(error for task in report.tasks for error in task.errors)]
print(json.dumps([[error.type, error.note] for error in errors]))
"""


@pytest.fixture(scope="module")
def folder(wave: Wave, tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("open") / "open-data"
    assert wave.stage("publish_open_data", "fr", made) == 0
    return made


@pytest.fixture(scope="module")
def results(folder: Path) -> pd.DataFrame:
    table = pd.read_csv(folder / "results.csv", dtype=str, keep_default_na=False)
    numbers = ["value", "ci_low", "ci_high", "n", "n_weighted", "n_effective", "p", "p_adjusted"]
    return table.assign(**{one: pd.to_numeric(table[one].replace("", None)) for one in numbers})


@pytest.fixture(scope="module")
def words(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "dictionary.csv", dtype=str, keep_default_na=False)


def faults_of(package: Path) -> list[list[str]]:
    """What frictionless finds wrong with a data package."""
    command = [sys.executable, "-c", VALIDATE, package.name]
    done = subprocess.run(command, cwd=package.parent, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def test_frictionless_finds_nothing_wrong(folder):
    assert faults_of(folder / "datapackage.json") == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        (",urban_pole,", ",atlantis,", "constraint-error"),
        (",all,all,0.657130078325,share", ",all,all,many,share", "type-error"),
        (",1088,154819,", ",4,154819,", "constraint-error"),
        ("meuse-2017,mode.all,,paper,all,all", "meuse-2017,mode.all,,web,all,all", "primary-key"),
    ],
)
def test_frictionless_would_find_what_the_codebook_does_not_know(folder, tmp_path, before, after, fault):
    spoiled = tmp_path / "spoiled"
    shutil.copytree(folder, spoiled)
    text = (folder / "results.csv").read_text("utf-8")
    assert before in text
    (spoiled / "results.csv").write_text(text.replace(before, after, 1), "utf-8")
    assert fault in {kind for kind, _ in faults_of(spoiled / "datapackage.json")}


def test_the_columns_are_those_of_the_figures_and_no_number_stands_twice(results):
    assert list(results) == FIGURE_COLUMNS
    assert not results.duplicated(["wave", *RESULT_KEYS]).any()


def test_every_share_median_and_mean_of_the_tables_is_there_with_its_interval_and_base(wave, results):
    read_from = {one: read_table(wave.done / f"{one}.csv") for one in ("estimates", "medians", "means")}
    shares = read_from["estimates"]
    named = shares["measure"].where(shares["kind"] == "measure", shares["question"] + "." + shares["base"])
    expected = [shares.assign(measure=named, level=shares["answer"], value=shares["share"])]
    for plural, one in (("medians", "median"), ("means", "mean")):
        table = read_from[plural]
        measure = table["question"] + "." + table["base"] + f".{one}"
        expected.append(table.assign(measure=measure, level="", value=table[one], weighted_base=float("nan")))
    expected = pd.concat(expected).rename(columns={"weighted_base": "n_weighted"})
    both = expected.merge(results, on=RESULT_KEYS, how="outer", suffixes=("", "_open"), validate="one_to_one")
    assert len(both) == len(expected) == len(results)
    for column in ("value", "ci_low", "ci_high", "n", "n_weighted", "n_effective"):
        pd.testing.assert_series_equal(both[column], both[f"{column}_open"], check_names=False, rtol=1e-11)
    marked = both["status"].where(both["status"] != "", both["precision"].fillna(""))
    assert (marked == both["status_open"]).all()
    assert (both["status_open"] == "imprecise").sum() > 100


def test_p_is_that_of_the_difference_and_nothing_withheld_has_a_number(wave, results):
    contrasts = read_table(wave.done / "contrasts.csv")
    one = contrasts[(contrasts["measure"] == "not_satisfied") & (contrasts["breakdown"] == "territory")]
    both = one.merge(results, on=["measure", "service", "breakdown", "group"], suffixes=("", "_open"))
    assert len(both) == len(one) > 50
    pd.testing.assert_series_equal(both["p_adjusted"], both["p_adjusted_open"], check_names=False)
    hidden = results[results["status"] == "withheld"]
    assert len(hidden) > 0
    numbers = ["value", "ci_low", "ci_high", "n", "n_weighted", "n_effective", "p", "p_adjusted"]
    assert hidden[numbers].isna().all(axis=None)


def test_every_id_is_explained_in_both_languages(results, words):
    known = words.set_index(["field", "of", "id"])
    assert not known.index.duplicated().any()
    assert (words[["label_fr", "label_en"]] != "").all(axis=None)
    for field, whose in (("service", ""), ("measure", ""), ("unit", ""), ("status", ""), ("breakdown", "")):
        for one in set(results[field]) - {""}:
            assert (field, whose, one) in known.index
    for row in results[results["level"] != ""][["measure", "level"]].drop_duplicates().itertuples():
        assert ("level", row.measure, row.level) in known.index
    for row in results[["breakdown", "group"]].drop_duplicates().itertuples():
        assert ("group", row.breakdown, row.group) in known.index
    figures = {one for names in results["figure"] for one in names.split("|")} - {""}
    assert figures == set(words.loc[words["field"] == "figure", "id"])


def test_figures_draw_numbers_that_the_open_data_name_them_for(published, results, words):
    """Each share of the figures' own files is a row of the open data, under the figure's name."""
    label = f"label_{published.language}"
    said = {
        field: {row.id: typographic(getattr(row, label), published.language) for row in mine.itertuples()}
        for field, mine in words.groupby("field")
    }
    levels = {(row.of, row.id): typographic(getattr(row, label), published.language)
              for row in words[words["field"] == "level"].itertuples()}  # fmt: skip
    kinds = ("levels", "heat", "comparison")
    for figure in (one for one in BOOK.figure if one.kind in kinds and name(one) in set(results["figure"])):
        mine = results[results["figure"].str.split("|").map(lambda names, one=figure: name(one) in names)]
        known = {
            (said["service"].get(row.service, ""), levels.get((row.measure, row.level), ""),
             said["group"][row.group] if row.breakdown != "all" else "all", f"{row.value:.9g}")
            for row in mine.itertuples() if row.value == row.value
        }  # fmt: skip
        drawn = pd.read_csv(published.folder / f"{name(figure)}.csv", dtype=str, keep_default_na=False)
        drawn = drawn[(drawn["unit"] == "share") & (drawn["ci_low"] != "")]
        # A figure on a question shows only what its test lets through, which may be nothing.
        assert len(drawn) > 0 or (figure.kind == "comparison" and figure.question)
        for row in drawn.itertuples():
            place = (row.service if row.service in said["service"].values() else "", row.level, row.group)
            assert (*place, f"{float(row.value):.9g}") in known, (name(figure), place)


def test_each_row_says_that_the_answers_are_made_up_and_volunteered(results, folder):
    (source,) = set(results["source"])
    for part in (
        "SYNTHÉTIQUES",
        "SYNTHETIC",
        "olontaires",
        "olunteer",
        "2017-01-17",
        "code ",
        BOOK.survey.licence,
    ):
        assert part in source
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert package["synthetic"] is True and package["licenses"][0]["title"] == BOOK.survey.licence
    assert "SYNTHÉTIQUES" in package["description"] and "SYNTHETIC" in package["description_en"]


def test_the_mark_goes_when_the_answers_are_real_and_drawn_at_random(wave, tmp_path):
    real = Wave.__new__(Wave)
    real.raw, real.done = tmp_path / "raw", wave.done
    shutil.copytree(wave.raw, real.raw)
    text = (real.raw / "codebook.toml").read_text("utf-8")
    text = text.replace("synthetic = true", "synthetic = false").replace('"volunteer"', '"random"')
    (real.raw / "codebook.toml").write_text(text, "utf-8")
    assert real.stage("publish_open_data", "fr", tmp_path / "open") == 0
    for file in ("results.csv", "datapackage.json"):
        content = (tmp_path / "open" / file).read_text("utf-8")
        assert "SYNTH" not in content and "olontaires" not in content and "olunteer" not in content


def test_the_package_tells_where_it_comes_from(folder):
    origin = json.loads((folder / "datapackage.json").read_text("utf-8"))["provenance"]
    assert set(origin) == {"commit", "dirty", "program", "inputs", "versions", "seed"}
    assert origin["seed"] == BOOK.method.seed
    assert len(origin["inputs"]["codebook.toml"]) == len(origin["inputs"]["responses.csv"]) == 64


def test_both_languages_and_a_second_run_give_the_same_bytes(wave, folder, tmp_path):
    assert wave.stage("publish_open_data", "en", tmp_path / "again") == 0
    for path in folder.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()
