"""Every published result of 2017 tested again: verdicts, tables, the report."""

from __future__ import annotations

import time

import pandas as pd
import pytest

from pipeline.claims.reader import read as read_register
from pipeline.claims.shares import SurveyAnswers
from pipeline.claims.verdicts import VERDICTS
from pipeline.claims.verified_results import VerifiedResults
from pipeline.codebook.reader import read as read_codebook
from pipeline.errors.faults import Faults
from pipeline.tables.files import WaveTables, read_table
from tests.support.point_estimates import retained
from tests.support.published import parsed
from tests.support.stages import RAW

BOOK = read_codebook(RAW / "codebook.toml")
REGISTER = read_register(RAW / "published.toml", BOOK)
WEIGHTINGS = ["calibrated", "unweighted", "without_territory", "without_sex_age", "bounded"]


@pytest.fixture(scope="module")
def claims(wave) -> pd.DataFrame:
    return read_table(wave.done / "claims.csv")


@pytest.fixture(scope="module")
def readings(wave) -> pd.DataFrame:
    return read_table(wave.done / "claims-readings.csv")


def test_every_result_has_one_verdict_and_none_of_the_readings_retained_fails(claims):
    assert len(claims) == claims["claim"].nunique() == 137
    assert set(claims["verdict"]) <= set(VERDICTS)
    counts = claims["verdict"].value_counts()
    assert counts["not_testable"] == 15
    assert "not_shown" not in counts and "contradicted" not in counts
    assert counts["established"] > 40 and counts["consistent"] > 50


def test_a_verdict_is_satisfied_when_the_estimates_are(wave, readings):
    weighted = read_table(wave.done / "3-weighted.csv")
    answers = SurveyAnswers(BOOK, REGISTER.ranked, weighted)
    told = readings[(readings["reading"] == "retained") & (readings["weighting"] == "calibrated")]
    satisfied = told.set_index("claim")["satisfied"]
    for claim in REGISTER.claim:
        found = retained(answers, claim, weighted["weight"].to_numpy()).satisfied
        assert satisfied[claim.id] == ("" if found is None else str(found))


def test_each_reading_is_tested_under_each_weighting(readings):
    count = sum(1 + len(claim.alt) for claim in REGISTER.claim)
    assert list(readings["weighting"].unique()) == WEIGHTINGS
    assert (readings.groupby("weighting").size() == count).all()


def test_bases_under_thirty_are_not_tested_and_those_under_eleven_not_shown(wave, claims):
    few = claims[claims["verdict"] == "too_few"]
    assert len(few) and few["p_for"].isna().all() and (few["n"].isna() | (few["n"] < 30)).all()
    estimates = read_table(wave.done / "claims-estimates.csv")
    withheld = estimates["status"] == "withheld"
    assert estimates.loc[withheld, ["share", "n"]].isna().all(axis=None)
    assert (estimates.loc[~withheld, "n"] >= 11).all()


def test_printed_percentages_are_consistent_or_contradicted(claims):
    exact = [c.id for c in REGISTER.claim if all(getattr(t, "rounds_to", None) is not None for t in c.test)]
    told = claims.set_index("claim").loc[exact, "verdict"]
    assert len(told) > 10
    assert set(told) <= {"consistent", "contradicted"}


def test_what_a_verdict_hangs_on_is_named(claims, readings):
    changed = claims[claims["hangs_on"] != ""]
    assert len(changed)
    table = readings.set_index(["claim", "reading", "weighting"])["verdict"]
    for _, row in changed.iterrows():
        for name in row["hangs_on"].split("|"):
            place = (name, "calibrated") if name.startswith("alternative_") else ("retained", name)
            assert table[(row["claim"], *place)] != row["verdict"]


def test_weightings_say_how_far_they_go(wave):
    told = read_table(wave.done / "claims-weightings.csv").set_index("weighting")
    assert list(told.index) == WEIGHTINGS
    bounded = told.loc["bounded"]
    assert bounded["limit_low"] <= bounded["ratio_min"] <= bounded["ratio_max"] <= bounded["limit_high"]
    assert told.loc["unweighted", "n_effective"] == 1088


def test_verdicts_do_not_change_from_one_run_to_the_next(fresh, wave):
    fresh.done.mkdir()
    for name in ("3-weighted.csv", "estimates.csv"):
        (fresh.done / name).write_bytes((wave.done / name).read_bytes())
    started = time.monotonic()
    assert fresh.run("verify") == 0
    assert time.monotonic() - started < 10
    for name in ("claims", "claims-readings", "claims-estimates", "claims-weightings"):
        assert (fresh.done / f"{name}.csv").read_bytes() == (wave.done / f"{name}.csv").read_bytes()


def test_a_fault_of_the_register_stops_the_stage_and_writes_nothing(fresh, wave, capsys):
    fresh.done.mkdir()
    for name in ("3-weighted.csv", "estimates.csv"):
        (fresh.done / name).write_bytes((wave.done / name).read_bytes())
    path = fresh.raw / "published.toml"
    text = path.read_text("utf-8")
    text = text.replace('"state_services"', '"statue"').replace('topic = "use"', 'topic = "usage"')
    path.write_text(text, "utf-8")
    assert fresh.run("verify") == 3
    told = capsys.readouterr().err
    assert "statue" in told and "usage" in told
    assert not (fresh.done / "claims.csv").exists()


def test_the_report_has_every_verdict_in_a_table_to_choose_from(published):
    page = parsed(published.page)
    section = next(section for section in page.all("section") if section.attributes["id"] == "claims")
    heads = section.all("th")
    assert sum("data-choice" in head.attributes for head in heads) == 4
    verified = VerifiedResults(BOOK, published.language, REGISTER, WaveTables(published.tables))
    text = section.text
    for claim in verified.register.claim:
        assert claim.id in text
        assert verified.sentence(claim.id) in text


def test_the_simulation_keeps_its_level_and_has_the_power_of_theory():
    table = pd.read_csv(RAW.parents[2] / "docs" / "claims-simulation.csv")
    order = table[table["name"] == "order of two groups"].set_index("gap")
    assert order.loc[0.0, "established"] <= 0.05
    for side in ("established", "contradicted"):
        assert (order[side] - order[f"{side}_expected"]).abs().max() < 0.015
    assert (table.loc[table["gap"] == 0.0, ["established", "contradicted"]] < 0.056).all(axis=None)


def test_words_in_braces_that_stand_for_nothing_are_faults(tmp_path):
    text = (RAW / "codebook.toml").read_text("utf-8")
    path = tmp_path / "codebook.toml"
    text = text.replace("utilisent {the}", "utilisent {thee}").replace("use {the}", "use {of}")
    path.write_text(text, "utf-8")
    with pytest.raises(Faults) as raised:
        read_codebook(path)
    told = {(fault.code, fault.column, fault.value) for fault in raised.value.faults}
    assert ("codebook_placeholder", "measure[use].told", "{thee}") in told
    assert ("codebook_placeholder", "measure[use].told", "{of}") in told
