"""Whatever the check of the codebook accepts runs to its report, and the report says true sentences."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, note, settings

from pipeline.codebook.reader import read
from pipeline.stages import discriminate as classify
from pipeline.tables.files import read_table
from pipeline.text import number_format as formats
from tests.support.published import parsed, publish
from tests.support.random_surveys import surveys
from tests.support.written_surveys import Written, toml

NUMBER = re.compile(r"(?<![\w.,])\d+(?:\u202f\d+)*(?:[.,]\d+)?(?!\w)")
STAGES = ("clean", "validate", "weight", "tabulate", "screen", "discriminate", "publish_open_data")


@pytest.fixture(autouse=True)
def one_process(monkeypatch):
    """Starting processes takes longer than the analysis of a small survey."""
    monkeypatch.setattr(classify.os, "cpu_count", lambda: 1)


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(surveys())
def test_what_the_check_accepts_runs_to_a_true_report(survey):
    runs_to_a_true_report(survey)


def runs_to_a_true_report(survey: Written) -> str:
    """How far the survey came: "codebook" or "data" when a sentence says why it stopped, else "report"."""
    note(toml(survey.codebook))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wave = survey.wave(folder)
        languages = survey.codebook["survey"]["languages"]
        code = wave.run("check_codebook", language=languages[0])
        if code:
            assert code == 3
            return "codebook"
        for stage in [*STAGES, *(["verify"] if survey.published else [])]:
            code = wave.run(stage, language=languages[0])
            if code:
                # Answers that cannot be weighted, a register that does not fit: said, not failed at.
                assert (stage, code) in (("clean", 2), ("validate", 2), ("weight", 2), ("verify", 3)), (
                    stage,
                    code,
                )
                return "data"
        for language in ("fr", "en"):
            edition = publish(wave, folder / language, language)
            _is_true(edition, language)
    return "report"


def _is_true(edition, language: str) -> None:
    text = parsed(edition.page).text
    assert not re.findall(r"\bnan\b|\bNone\b|\binf\b|\{\w*\}", text), text
    method = read(edition.raw / "codebook.toml").method
    constants = {"95", "5", str(method.fragile_below), str(method.withheld_below)}
    manifest = read_table(edition.folder / "figures.csv")
    for row in manifest.to_dict("records"):
        data = pd.read_csv(edition.folder / f"fig{int(row['number']):02d}_{row['slug']}.csv")
        known = _printed(data, language)
        reading = re.match(r"(?:Lecture|How to read)\b.*", row["notes"])
        for said in (row["title"], row["alt"], reading[0] if reading else ""):
            told = set(NUMBER.findall(_without_names(said, data))) - constants
            assert told <= known, (row["kind"], said, told - known)


def _without_names(said: str, data: pd.DataFrame) -> str:
    """A sentence without what holds digits and is no number of the table: limits of classes, the file."""
    said = said.split("fig0")[0].replace("\u00a0", " ")
    for name in {str(name).replace("\u00a0", " ") for name in data["level"].dropna()}:
        said = said.replace(name, " ")
    return re.sub(r"\d+ min\b", " ", said)


def _printed(data: pd.DataFrame, language: str) -> set[str]:
    """Every number of a figure's CSV as it may be printed, and how many lines and groups it has."""
    printed = {str(i) for i in range(0, 13)}
    for row in data.itertuples():
        values = [row.value, row.ci_low, row.ci_high, row.p, row.p_adjusted]
        for value in values:
            if pd.notna(value):
                printed |= {formats.bare_percent(value, language), formats.bare_percent(abs(value), language)}
                printed |= {formats.decimal(abs(value), language, digits) for digits in (0, 1, 2, 3)}
        for n in (row.n, row.n_weighted, row.n_effective):
            if pd.notna(n):
                printed.add(formats.number(n, language))
    return printed
