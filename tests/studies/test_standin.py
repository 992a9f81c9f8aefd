"""The stand-in of 2017: made again byte for byte, and saying what was published."""

from __future__ import annotations

import csv
from collections import Counter
from hashlib import sha256

import numpy as np
import pandas as pd
import pytest

from pipeline.claims.reader import read as read_register
from pipeline.claims.shares import SurveyAnswers
from pipeline.codebook.domains import membership
from pipeline.codebook.reader import read as read_codebook
from pipeline.tables.files import read_table
from studies.standin import reconstruct
from tests.support.point_estimates import retained
from tests.support.stages import RAW, ROOT

TARGETS = ROOT / "studies" / "standin" / "targets-2017.toml"
TERRITORIES = ["urban_pole", "belt", "small_pole", "rural"]


@pytest.fixture(scope="module")
def codebook():
    return read_codebook(RAW / "codebook.toml")


@pytest.fixture(scope="module")
def published(codebook):
    return read_register(RAW / "published.toml", codebook)


@pytest.fixture(scope="module")
def respondents(wave):
    return pd.read_csv(wave.done / "3-weighted.csv", dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def weight(respondents):
    return respondents["weight"].astype(float).to_numpy()


@pytest.fixture(scope="module")
def forms():
    with (RAW / "responses.csv").open(encoding="cp1252", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def test_the_responses_and_sums_are_made_again_byte_for_byte(tmp_path):
    inputs = {name: RAW / name for name in ("codebook.toml", "communes.csv", "margins.csv", "published.toml")}
    options = [word for name, path in inputs.items() for word in (f"--{name.split('.')[0]}", str(path))]
    made = {"--out-responses": tmp_path / "responses.csv", "--out-sums": tmp_path / "SHA256SUMS"}
    options += [word for name, path in made.items() for word in (name, str(path))]
    assert reconstruct.main([*options, "--targets", str(TARGETS)]) == 0
    for path in made.values():
        assert path.read_bytes() == (RAW / path.name).read_bytes()


def test_the_sums_are_those_of_the_files():
    for line in (RAW / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert sha256((RAW / name).read_bytes()).hexdigest() == digest


def test_the_estimates_satisfy_every_published_result(codebook, published, respondents, weight):
    answers = SurveyAnswers(codebook, published.ranked, respondents)
    told = [claim for claim in published.claim if claim.check == "answers"]
    assert len(told) == 122
    failing = {}
    for claim in told:
        found = retained(answers, claim, weight)
        if not found.satisfied:
            failing[claim.id] = [finding for finding in found.findings if not finding.holds]
    assert not failing


def test_satisfaction_is_never_best_in_the_belt_nor_worst_in_the_small_poles(codebook, respondents, weight):
    measure = codebook.measures["satisfied"]
    for service in codebook.services_of("satisfaction"):
        outcome, domain = membership(
            codebook, respondents, measure.question, measure.answers, measure.base, service.id
        )
        share = {}
        for territory in TERRITORIES:
            here = domain & respondents["territory"].eq(territory).to_numpy()
            share[territory] = weight[outcome & here].sum() / weight[here].sum()
        assert max(share, key=share.get) != "belt", service.id
        assert min(share, key=share.get) != "small_pole", service.id


def test_travel_time_has_effects_of_territory_that_change_sign(codebook, respondents, weight):
    measure = codebook.measures["under_10_minutes"]
    signs = set()
    for service in codebook.services_of("travel_time"):
        outcome, domain = membership(
            codebook, respondents, measure.question, measure.answers, "all", service.id
        )
        belt = respondents["territory"].eq("belt").to_numpy()
        share = [weight[outcome & side].sum() / weight[domain & side].sum() for side in (belt, ~belt)]
        signs.add(np.sign(share[0] - share[1]))
    assert signs == {-1, 1}


def test_respondents_are_close_to_the_census_with_the_gaps_of_volunteers(respondents, wave):
    assert len(respondents) == 1088
    assert respondents["age_band"].eq("75_plus").sum() == 93
    gaps = read_table(wave.done / "weighting-margins.csv").set_index("level")["gap_before_points"]
    assert gaps["male_15_29"] < 0 and gaps["female_15_29"] < 0
    assert gaps["male_60_74"] > 0 and gaps["female_60_74"] > 0
    assert respondents["sex"].eq("female").mean() > 0.54
    assert gaps[TERRITORIES].abs().max() < 3
    unknown = respondents[["sex", "age_band", "territory"]].eq("").any(axis=1).sum()
    assert 5 <= unknown <= 10


def test_communes_follow_the_population_and_are_all_recognised(respondents):
    communes = pd.read_csv(RAW / "communes.csv", dtype=str).set_index("code")
    known = respondents.loc[respondents["residence"] != "", "residence"]
    assert set(known) <= set(communes.index)
    assert set(known.value_counts().index[:2].map(communes["name"])) == {"Verdun", "Bar-le-Duc"}
    assert known.nunique() > 200


def test_non_response_is_two_to_six_per_cent_more_on_paper_and_at_the_end(codebook, respondents):
    rates = {}
    for variable in codebook.variables:
        if variable.question.id not in ("satisfaction", "travel_time", "motives"):
            continue
        asked = np.ones(len(respondents), dtype=bool)
        if variable.question.id == "motives":
            satisfaction = respondents[f"satisfaction.{variable.service.id}"]
            asked = satisfaction.isin(["non_user", "not_satisfied"]).to_numpy()
        silent = respondents[variable.name].eq("").to_numpy()
        rates[variable.name] = [silent[asked & mode].mean() for mode in _modes(respondents)]
    table = pd.DataFrame(rates, index=["all", "web", "paper"])
    assert table.loc["all"].between(0.02, 0.06).all()
    assert table.loc["paper"].mean() > 1.4 * table.loc["web"].mean()
    assert table.loc["all"].iloc[-10:].mean() > table.loc["all"].iloc[:10].mean() + 0.01


def _modes(respondents: pd.DataFrame) -> list[np.ndarray]:
    paper = respondents["mode"].eq("paper").to_numpy()
    return [np.ones(len(paper), dtype=bool), ~paper, paper]


def test_motives_are_given_by_those_asked_but_for_a_few(codebook, respondents):
    contradictions = 0
    for service in codebook.services_of("motives"):
        satisfaction, motives = (
            respondents[f"satisfaction.{service.id}"],
            respondents[f"motives.{service.id}"],
        )
        asked = satisfaction.isin(["non_user", "not_satisfied"])
        contradictions += (motives.ne("") & ~asked).sum()
        no_need = motives.str.contains("no_need")
        assert not (no_need & satisfaction.ne("non_user")).any()
        assert not (no_need & motives.ne("no_need")).any()
    assert 1 <= contradictions <= 10


def test_rows_that_must_not_count_are_found_each_under_its_rule(wave):
    aside = pd.read_csv(wave.done / "quality" / "set-aside.csv", dtype=str)
    expected = {"test": 4, "empty": 9, "outside": 14, "under_15": 6, "double_click": 7, "two_modes": 5}
    assert Counter(aside["rule"]) == expected
    rows = aside["row"].astype(int)
    assert rows.max() - rows.min() > 700


def test_the_export_is_written_as_the_two_modes_write(forms):
    raw = (RAW / "responses.csv").read_bytes()
    assert raw.count(b"\r\n") == raw.count(b"\n") == len(forms) + 1
    assert len({form["id"] for form in forms}) == len(forms)
    web = [form for form in forms if form["mode"] == "web"]
    paper = [form for form in forms if form["mode"] == "papier"]
    assert not any(form["annee_naissance"] for form in web)
    assert not any(form["age"] for form in paper)
    assert {"Très satisfait", "N'utilise pas"} <= {form["sat_banque"] for form in web}
    assert {"3", "0", "TS", "NU"} <= {form["sat_banque"] for form in paper}
    assert any(" | " in form["motif_poste"] for form in web)
    assert any("+" in form["motif_poste"] for form in paper)
    written = {form["commune"] for form in paper}
    assert {"BAR LE DUC", "Verdun 55100"} <= written
    assert any(name.startswith("St ") for name in written)


def test_remarks_hold_the_word_that_must_never_leave(forms):
    remarks = [form["remarques"] for form in forms if form["remarques"]]
    assert 0.08 < len(remarks) / len(forms) < 0.16
    assert sum("héliotrope" in remark for remark in remarks) >= 5
