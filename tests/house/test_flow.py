"""From the raw file to the tables: nothing is lost, nothing leaks, the same bytes come out twice."""

from __future__ import annotations

import csv
import re

import numpy as np
import pandas as pd
import pytest

from pipeline.codebook.reader import read
from tests.support.stages import RAW, ROOT, Wave


def table(wave: Wave, name: str) -> pd.DataFrame:
    return pd.read_csv(wave.done / name, dtype=str, keep_default_na=False)


def test_the_account_of_rows_closes(wave):
    account = table(wave, "quality/account.csv").set_index("rule")["rows"].astype(int)
    with (RAW / "responses.csv").open(encoding="cp1252", newline="") as stream:
        rows = sum(1 for _ in csv.reader(stream, delimiter=";")) - 1
    assert account["read"] == rows
    assert account["kept"] == 1088
    assert account["read"] == account.drop("read").sum()
    assert (account.drop(["read", "kept"]) > 0).all()


def test_rows_set_aside_and_rows_kept_share_no_row_number(wave):
    aside, kept = table(wave, "quality/set-aside.csv"), table(wave, "2-validated.csv")
    numbers = [*aside["row"], *kept["row"]]
    assert len(set(numbers)) == len(numbers)


def test_weights_reach_the_margins(wave):
    gaps = table(wave, "weighting-margins.csv")
    assert gaps["gap_after_points"].astype(float).abs().max() == pytest.approx(0, abs=1e-8)
    assert gaps["gap_before_points"].astype(float).abs().max() > 1
    weighted = table(wave, "3-weighted.csv")
    assert weighted["weight"].astype(float).sum() == pytest.approx(154_819)
    assert (weighted["weight"].astype(float) > 0).all()


def test_free_text_never_leaves_the_raw_file(wave):
    with (RAW / "responses.csv").open(encoding="cp1252", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    remarks = {row["remarques"] for row in rows if len(row["remarques"]) > 12}
    assert len(remarks) > 20
    for path in wave.done.rglob("*"):
        if path.is_file():
            content = path.read_bytes().decode("utf-8", errors="ignore")
            assert not [remark for remark in remarks if remark in content], path.name


def test_two_runs_give_the_same_bytes(wave, fresh):
    assert fresh.up_to_tables() == 0
    made = sorted(path.relative_to(fresh.done) for path in fresh.done.rglob("*.csv"))
    assert len(made) > 20
    assert [
        name for name in made if (fresh.done / name).read_bytes() != (wave.done / name).read_bytes()
    ] == []


def test_nothing_is_written_into_the_raw_folder(wave):
    for path in RAW.iterdir():
        assert (wave.raw / path.name).read_bytes() == path.read_bytes()
    assert {p.name for p in wave.raw.iterdir()} == {p.name for p in RAW.iterdir()}


def test_levels_of_a_question_sum_to_one(wave):
    estimates = pd.read_csv(wave.done / "estimates.csv", keep_default_na=False, na_values=[""])
    codebook = read(RAW / "codebook.toml")
    multiple = [question.id for question in codebook.question if question.kind == "multiple"]
    levels = estimates[(estimates["kind"] == "level") & ~estimates["question"].isin(multiple)]
    sums = levels.groupby(["question", "service", "base", "breakdown", "group"], dropna=False)["share"]
    whole = sums.apply(lambda shares: shares.sum() if shares.notna().all() else np.nan).dropna()
    assert len(whole) > 300
    assert whole.to_numpy() == pytest.approx(1, abs=1e-9)


def test_small_bases_are_withheld_whole_and_fragile_ones_untested(wave):
    estimates = pd.read_csv(wave.done / "estimates.csv", keep_default_na=False, na_values=[""])
    withheld = estimates[estimates["status"] == "withheld"]
    numbers = ["share", "standard_error", "ci_low", "ci_high", "n", "weighted_base", "n_effective", "df"]
    assert len(withheld) > 0
    assert withheld[numbers].isna().all().all()
    assert estimates["n"].dropna().min() >= 11
    fragile = estimates[estimates["status"] == "fragile"]
    assert fragile["n"].between(11, 29).all()
    place = ["kind", "measure", "question", "service", "answer", "base", "breakdown", "group"]
    contrasts = pd.read_csv(wave.done / "contrasts.csv", keep_default_na=False, na_values=[""])
    joined = contrasts.merge(
        estimates.loc[estimates["status"].isin(["withheld", "fragile"]), place], on=place
    )
    assert len(joined) > 0
    assert joined["p"].isna().all()


def test_adjusted_p_values_are_never_below_raw_ones(wave):
    for name in ("tests.csv", "contrasts.csv", "screening.csv"):
        found = pd.read_csv(wave.done / name)
        tested = found["p"].notna()
        assert (found.loc[tested, "p_adjusted"] >= found.loc[tested, "p"] - 1e-12).all()
        assert found.loc[~tested, "p_adjusted"].isna().all()


def test_margins_are_not_screened(wave):
    screened = pd.read_csv(wave.done / "screening.csv")
    margin = screened[screened["question"].isin(["territory", "sex", "age_band"])]
    assert len(margin) == 4
    assert margin["p"].isna().all()
    assert (margin["status"] == "margin").all()


def test_messages_have_the_same_keys_and_placeholders_in_both_languages():
    from pipeline.text.messages import catalogue

    for key, entry in catalogue().items():
        # "of_people" is "people" with the article that French needs.
        french, english = (
            {name.removeprefix("of_") for name in re.findall(r"{(\w*)", entry[language])}
            for language in ("fr", "en")
        )
        assert french == english, key


def test_nothing_imports_a_verb():
    verbs = {
        path.stem
        for path in (ROOT / "pipeline").glob("*.py")
        if "raise SystemExit(main())" in path.read_text("utf-8")
    }
    assert {"clean", "validate", "weight", "tabulate", "discriminate", "check_codebook"} <= verbs
    for path in (ROOT / "pipeline").rglob("*.py"):
        text = path.read_text("utf-8")
        assert not [verb for verb in verbs if re.search(rf"(from|import) pipeline\.{verb}\b", text)], path


def test_statistics_import_nothing_of_ours():
    for path in (ROOT / "pipeline" / "statistics").glob("*.py"):
        ours = re.findall(r"from (pipeline\.[\w.]+)", path.read_text("utf-8"))
        assert all(name.startswith("pipeline.statistics") for name in ours), path
