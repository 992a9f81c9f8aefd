"""Everything published of the wave together: no withheld number, nothing to work one out, nobody's words."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from pipeline.claims.shares import SurveyAnswers, withheld_shares
from pipeline.claims.verdict_tables import verdict_tables
from pipeline.claims.weightings import Weighting
from pipeline.codebook.reader import read
from pipeline.codebook.reserved_ids import WITHHELD
from pipeline.tables.columns import COLUMNS
from pipeline.tables.estimands import groupings, topics
from pipeline.tables.files import read_table
from pipeline.validation.quality import missing
from pipeline.weighting.margins import design_of
from studies.methods.table_disclosure import determined, feasible
from tests.support.leaks import Secrets, published_files, text_of
from tests.support.published import parsed
from tests.support.recovery import GROUP, Counts, Published, row_space
from tests.support.registers import register
from tests.support.stages import RAW, Wave

NUMBERS = {name for name, column in COLUMNS.items() if column.is_number}
BOOK = read(RAW / "codebook.toml")


@pytest.fixture(scope="module")
def respondents(wave: Wave) -> pd.DataFrame:
    return read_table(wave.done / "3-weighted.csv")


@pytest.fixture(scope="module")
def everything(wave: Wave, published, tmp_path_factory) -> list[Path]:
    """The tables, figures, report, workbook, Word file and open data of the wave, in one language."""
    released = tmp_path_factory.mktemp("released") / "open-data"
    assert wave.stage("publish_open_data", "fr", released) == 0
    return published_files(published.folder, wave.done, released)


@pytest.fixture(scope="module")
def secrets(wave: Wave, respondents) -> Secrets:
    return Secrets(BOOK, respondents, read_table(wave.done / "estimates.csv"))


def named(paths: list[Path], name: str) -> Path:
    return next(path for path in paths if path.name == name)


# ---- what is withheld is nowhere


def test_everything_is_looked_at(everything):
    names = {path.name for path in everything}
    assert {"report.html", "tableaux.xlsx", "figures.docx", "results.csv", "estimates.csv"} <= names
    assert {"claims-estimates.csv", "detectable.csv", "missing.csv", "participation.csv"} <= names
    drawn = {name for name in names if re.fullmatch(r"fig\d\d_\w+\.csv", name)}
    assert len(drawn) == len([figure for figure in BOOK.figure if figure.kind != "evolution"])


def test_no_withheld_number_stands_in_any_published_file(everything, secrets):
    assert len(secrets.places) > 100
    assert secrets.found_in(everything) == []


@pytest.mark.parametrize(
    "name", ["results.csv", "report.html", "tableaux.xlsx", "fig01_satisfaction_par_service.csv"]
)
def test_a_withheld_number_put_into_a_file_is_found(everything, secrets, tmp_path, name):
    path = named(everything, name)
    spoiled = tmp_path / name
    shutil.copy(path, spoiled)
    secret = next(value for value in secrets.places if re.fullmatch(r"0\.[1-9]\d{8}", value))
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(spoiled)
        book.worksheets[5]["C9"] = 100 * float(secret)
        book.save(spoiled)
    else:
        spoiled.write_text(spoiled.read_text("utf-8") + f"\n<td>{secret}</td>", "utf-8")
    assert secrets.found_in([spoiled]) == [(name, secrets.places[secret])]


def test_tables_have_no_number_where_the_estimates_withhold_the_group(wave, everything):
    """Any table by question, service, base, breakdown and group, whatever it counts."""
    estimates = read_table(wave.done / "estimates.csv")
    whole = estimates["status"].eq(WITHHELD).groupby([estimates[one] for one in GROUP]).transform("all")
    hidden = estimates.loc[whole, GROUP].drop_duplicates()
    assert len(hidden) > 5
    looked_at = []
    for path in (one for one in everything if one.suffix == ".csv"):
        table = read_table(path)
        if set(GROUP) <= set(table):
            # Sizes of families of tests are of no group; ranks and flags are no numbers of people.
            numbers = sorted(set(table) & NUMBERS - {"comparisons", "row"})
            found = table.merge(hidden, on=GROUP)
            assert found[numbers].isna().all(axis=None), path.name
            looked_at.append(path.stem)
    assert {"estimates", "contrasts", "pairs", "medians", "test-values", "detectable"} <= set(looked_at)


def test_the_open_data_withhold_what_the_estimates_withhold(everything, wave):
    shown = read_table(named(everything, "results.csv"))
    estimates = read_table(wave.done / "estimates.csv")
    hidden = shown[shown["status"] == WITHHELD]
    assert len(hidden) == (estimates["status"] == WITHHELD).sum() > 0
    numbers = ["value", "ci_low", "ci_high", "n", "n_weighted", "n_effective", "p", "p_adjusted"]
    assert hidden[numbers].replace("", None).isna().all(axis=None)


def test_the_panel_of_the_report_marks_what_is_withheld(wave, everything):
    """It rounds, so that exact numbers would not be found in it: cell by cell instead."""
    page = text_of(named(everything, "report.html"))
    data = re.search(r'<script type="application/json" id="panel-data">(.*?)</script>', page, re.DOTALL)
    crossings = json.loads(data[1])["crossings"]
    estimates = read_table(wave.done / "estimates.csv")
    whole = estimates["status"].eq(WITHHELD).groupby([estimates[one] for one in GROUP]).transform("all")
    hidden = estimates[(estimates["status"] == WITHHELD) & (estimates["breakdown"] != "all")]
    assert len(hidden) > 50
    for row in hidden.assign(whole=whole).itertuples():
        if row.measure or row.whole:
            subject = row.measure or row.question
            crossing = crossings["|".join([subject, row.service, row.base, row.breakdown])]
            place = 1 + [level.id for level in BOOK.levels(row.breakdown)].index(row.group)
            assert {line[place] for line in crossing["cells"]} == {"[c]"}
            assert not [pair for pair in crossing.get("pairs", []) if place in pair[1:3]]


# ---- nothing to work it out with


def test_withheld_shares_cannot_be_worked_out_of_the_files(wave, everything, respondents):
    """Shares, bases, differences and pairs as the files tell them, open data in place of the estimates."""
    shown = shares_of(named(everything, "results.csv"))
    tables = {
        name: read_table(wave.done / f"{name}.csv") for name in ("contrasts", "tests", "medians", "means")
    }
    told = Published(
        BOOK, respondents, design_of(BOOK, respondents), shown, tables["contrasts"], tables["tests"],
        read_table(wave.done / "pairs.csv"), tables["medians"], tables["means"],
    )  # fmt: skip
    assert recovered(told) == []


def test_a_share_that_gives_another_away_is_found(wave, everything, respondents):
    """The second of two withheld groups published after all: the first follows from the total."""
    path = named(everything, "results.csv")
    design, contrasts = design_of(BOOK, respondents), read_table(wave.done / "contrasts.csv")
    empty = contrasts.iloc[:0]
    shown = shares_of(path)
    told = Published(BOOK, respondents, design, shown, contrasts, *[empty] * 4)
    assert recovered(told, everyone_in_a_group=True) == []
    leaking = reveal(shown, respondents)
    told = Published(BOOK, respondents, design, leaking, contrasts, *[empty] * 4)
    assert recovered(told, everyone_in_a_group=True) != []


def shares_of(path: Path) -> pd.DataFrame:
    """The open data in the columns of the estimates."""
    table = read_table(path)
    numbers = {name: pd.to_numeric(table[name].replace("", None)) for name in ("value", "n_weighted")}
    table = table[table["unit"] == "share"].assign(**numbers)
    named_measures = table["measure"].map(lambda one: one if one in BOOK.measures else "")
    question = [
        BOOK.measures[one].question if one in BOOK.measures else one.split(".")[0] for one in table["measure"]
    ]
    base = [
        BOOK.measures[one].base if one in BOOK.measures else one.split(".")[1] for one in table["measure"]
    ]
    return table.assign(measure=named_measures, question=question, base=base).rename(
        columns={"level": "answer", "value": "share", "n_weighted": "weighted_base"}
    )


def reveal(shown: pd.DataFrame, respondents: pd.DataFrame) -> pd.DataFrame:
    """One withheld share with its true value."""
    hidden = shown[(shown["status"] == WITHHELD) & (shown["measure"] == "not_satisfied")]
    row = hidden.iloc[0]
    inside = respondents[row["breakdown"]] == row["group"]
    users = inside & ~respondents[f"satisfaction.{row['service']}"].isin(["", "non_user"])
    weight = respondents["weight"].astype(float)
    unhappy = users & (respondents[f"satisfaction.{row['service']}"] == "not_satisfied")
    truth = {"share": weight[unhappy].sum() / weight[users].sum(), "weighted_base": weight[users].sum()}
    leaking = shown.copy()
    for name, value in (truth | {"status": ""}).items():
        leaking.loc[row.name, name] = value
    return leaking


def recovered(told: Published, everyone_in_a_group: bool = False) -> list[tuple]:
    """Withheld shares that the published numbers determine.

    Parameters
    ----------
    everyone_in_a_group : the reader knows that nobody is without a group.
    """
    found, asked = [], list(topics(told.codebook, told.respondents))
    for question, service in dict.fromkeys((topic.question, topic.service) for topic in asked):
        about = [topic for topic in asked if (topic.question, topic.service) == (question, service)]
        for by in groupings(told.codebook, told.respondents)[1:]:
            if by.variable == question:
                continue
            counts = Counts(told, about, [*by.groups, ""])
            equations = counts.equations(by.variable)
            if everyone_in_a_group:
                equations += [counts.vector([atom], [""]) for atom in counts.atoms]
            basis = row_space(equations)
            for place, share in counts.withheld(by.variable):
                vector = counts.relation(*place, share)
                left = vector - basis.T @ (basis @ vector) if basis.size > 1 else vector
                if np.linalg.norm(left) < 1e-6 * np.linalg.norm(vector):
                    found.append((question, service, by.variable, *place[1:]))
    return found


def test_respondents_of_withheld_groups_cannot_be_counted(everything, respondents):
    """Unweighted: the bases of one breakdown as sums of people, those of no known group among them."""
    estimates = read_table(named(everything, "estimates.csv"))
    sizes = estimates.drop_duplicates(GROUP)[[*GROUP, "n", "status"]]
    looked_at = 0
    for (_, _, _, breakdown), cells in sizes[sizes["breakdown"] != "all"].groupby(GROUP[:-1], sort=False):
        hidden = cells["status"].eq(WITHHELD).to_numpy()
        if not hidden.any():
            continue
        same = (sizes[GROUP[:-2]] == cells[GROUP[:-2]].iloc[0]).all(axis=1) & (sizes["breakdown"] == "all")
        total = sizes.loc[same, "n"].iloc[0]
        groups = len(cells)
        known = [np.ones(groups + 1), *np.eye(groups + 1)[:-1][~hidden]]
        sums = [total, *cells["n"][~hidden]]
        assert not determined(np.array(known), np.append(hidden, False)).any()
        most = respondents[breakdown].value_counts()
        limits = np.append([most[group] for group in cells["group"]], most.get("", 0)).astype(float)
        for unknown in np.flatnonzero(hidden):
            low, high = feasible(np.array(known), np.array(sums, dtype=float), int(unknown), limits)
            assert high - low >= 1 and high > 2, (breakdown, cells["group"].iloc[unknown])
            looked_at += 1
    assert looked_at > 5


def test_few_who_were_asked_are_not_counted(respondents):
    """How many are asked a filtered question tells how many answered the filter so."""
    few = respondents.sample(40, random_state=40).reset_index(drop=True).assign(remarks="")
    table = missing(BOOK, few)
    hidden = table[table["status"] == WITHHELD]
    assert len(hidden) > 0
    assert hidden[["asked", "answered", "missing", "share_missing"]].isna().all(axis=None)
    asked = pd.to_numeric(table.loc[table["question"] == "motives", "asked"])
    assert asked.dropna().min() >= BOOK.method.withheld_below


# ---- published results re-tested withhold the same


WITHIN = {"measure": "satisfied", "services": ["employment"]}
CLAIMS = {
    "of_a_withheld_group": {"kind": "share", **WITHIN, "within": {"age_band": "60_74"}, "at_least": 0.5},
    "along_the_groups": {"kind": "range", **WITHIN, "along": "age_band", "at_least": 0.2},
    "of_a_published_group": {"kind": "share", **WITHIN, "within": {"age_band": "30_44"}, "at_least": 0.2},
}


def test_claims_tell_nothing_of_a_group_that_the_tables_withhold(wave, respondents):
    estimates = read_table(wave.done / "estimates.csv")
    hidden = withheld_shares(BOOK, respondents, estimates)
    assert len(hidden.domains) > 5
    design = design_of(BOOK, respondents)
    for name, assertion in CLAIMS.items():
        published = register(assertion)
        answers = SurveyAnswers(BOOK, published.ranked, respondents, hidden)
        found = verdict_tables(published, answers, [Weighting("calibrated", design)])
        told, claim = found.estimates, found.claims.iloc[0]
        if name == "of_a_published_group":
            assert told["share"].notna().all() and claim["satisfied"] == "True"
            continue
        if name == "along_the_groups":
            secret = told["level"].isin(["60_74", "75_plus"])
            assert told.loc[~secret, "share"].notna().all() and secret.sum() == 2
            told = told[secret]
        assert set(told["status"]) == {WITHHELD}
        assert told[["share", "ci_low", "ci_high", "n"]].isna().all(axis=None)
        assert claim["satisfied"] == "" and np.isnan(claim["n"]) and np.isnan(claim["estimate"])
        assert np.isnan(claim["p_for"]) and np.isnan(claim["p_against"])


# ---- nobody's words, nobody's number, nobody's commune


def raw_rows() -> list[dict]:
    with (RAW / "responses.csv").open(encoding="cp1252", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def test_no_free_text_and_no_identifier_is_published(everything):
    rows = raw_rows()
    # What test rows say ("trial of the form") is also the label of the rule that sets them aside.
    remarks = {row["remarques"] for row in rows if len(row["remarques"]) > 12 and row["mode"] != "test"}
    ids = re.compile(rf"\b(?:{'|'.join(sorted({row['id'] for row in rows}))})\b")
    assert len(remarks) > 20
    for path in everything:
        text = text_of(path)
        assert not [remark for remark in remarks if remark in text], path.name
        assert not ids.search(text), path.name


def test_a_remark_put_into_a_file_would_be_found(everything, tmp_path):
    remark = next(r["remarques"] for r in raw_rows() if len(r["remarques"]) > 12 and r["mode"] != "test")
    spoiled = tmp_path / "results.csv"
    spoiled.write_text(text_of(named(everything, "results.csv")) + remark, "utf-8")
    with pytest.raises(AssertionError):
        test_no_free_text_and_no_identifier_is_published([spoiled])


def test_no_table_tells_anything_of_a_commune(everything):
    """Only places.csv names communes: all of them, with their type of territory, which is public."""
    table = read_table(RAW / "communes.csv")
    codes, names = set(table["code"]), set(table["name"])
    for path in everything:
        if path.suffix == ".csv" and path.name != "places.csv":
            texts = read_table(path).astype(str)
            # A number of inhabitants may be some commune's code.
            texts = texts.loc[:, [not texts[one].str.fullmatch(r"[\d.eE+-]*|nan").all() for one in texts]]
            cells = set(texts.to_numpy().ravel())
            assert not cells & (codes | names), path.name
        if path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path, read_only=True)
            cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
            assert not cells & (codes | names), path.name
        if path.name == "report.html":
            cells = {node.text for tag in ("td", "th", "option") for node in parsed(text_of(path)).all(tag)}
            assert not cells & (codes | names), path.name


def test_the_list_of_communes_tells_of_no_respondent(everything):
    assert list(read_table(named(everything, "places.csv"))) == ["code", "name", "former_names", "territory"]


def test_participation_is_told_of_no_place_with_few_respondents(everything):
    table = read_table(named(everything, "participation.csv"))
    assert table["respondents"].min() >= BOOK.method.withheld_below
    figure = pd.read_csv(named(everything, "fig14_participation.csv"), keep_default_na=False)
    counts = pd.to_numeric(figure["n"].replace("", None)).dropna()
    assert counts.min() >= BOOK.method.withheld_below
