"""One published result in full as text, and the summary of all verdicts."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd
import pytest

from pipeline.claims.account import summary
from pipeline.claims.reader import read as read_register
from pipeline.claims.verified_results import VerifiedResults
from pipeline.codebook.reader import read as read_codebook
from pipeline.stages.show_verdict import show_verdict
from pipeline.tables.files import WaveTables, read_table
from tests.support.stages import RAW, exit_code

BOOK = read_codebook(RAW / "codebook.toml")
REGISTER = read_register(RAW / "published.toml", BOOK)


@pytest.fixture(scope="module")
def claims(wave) -> pd.DataFrame:
    return read_table(wave.done / "claims.csv")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_summary_counts_what_the_table_holds(wave, claims, language):
    verified = VerifiedResults(BOOK, language, REGISTER, WaveTables(wave.done))
    sentences = summary(verified)
    counts = claims["verdict"].value_counts()
    assert f"{len(claims)} " in sentences[0] and f" {counts['established']}" in sentences[0]
    territory = claims[claims["along"].str.contains("territory")]
    established = (territory["verdict"] == "established").sum()
    assert f" {len(territory)}" in sentences[1] and f" {established}" in sentences[1]


def account(wave, claim: str, language: str = "fr") -> int:
    paths = {"codebook_file": RAW / "codebook.toml", "published_file": RAW / "published.toml"}
    return exit_code(show_verdict, language, **paths, tables=wave.done, claim=claim)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_one_result_is_told_in_full(wave, capsys, language):
    for claim in REGISTER.claim:
        assert account(wave, claim.id, language) == 0
        text = capsys.readouterr().out
        assert text.startswith(f"{claim.id}\n")
        assert " nan" not in text and "None" not in text and "{" not in text
    assert account(wave, "sat_state_territory", language) == 0
    lines = capsys.readouterr().out.replace("\u202f", " ").splitlines()
    shares = [line for line in lines if "n = " in line and "[" in line]
    assert len({line.index("[") for line in shares[:5]}) == 1
    weighting = {"fr": "sans pondération", "en": "unweighted"}[language]
    assert any(weighting in line for line in lines)


def test_an_unknown_result_is_answered_with_the_nearest(wave, capsys):
    assert account(wave, "sat_state_teritory") == 3
    assert "sat_state_territory" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["fr", "en"])
def test_without_an_id_the_published_results_are_listed(wave, capsys, language):
    assert account(wave, "", language) == 3
    first, *listed = capsys.readouterr().err.splitlines()
    assert first.startswith({"fr": "CLAIM manque", "en": "CLAIM is missing"}[language])
    assert [line.split()[0] for line in listed] == list(REGISTER.claims)


def test_what_the_document_leaves_open_is_said_in_both_languages(wave, capsys):
    for ambiguity in REGISTER.ambiguity:
        note = ambiguity.note
        assert note.fr and note.en and note.fr != note.en, ambiguity.id
        french, english = (Counter(re.findall(r"\d+", text)) for text in (note.fr, note.en))
        assert french == english, ambiguity.id
    for language, start in (("fr", "Un usager sur cinq"), ("en", "One user in five")):
        assert account(wave, "sat_post_office_20", language) == 0
        assert start in capsys.readouterr().out
