"""Whatever the check of the codebook accepts runs to its report, and the report says true sentences."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, Phase, given, note, settings

from pipeline.codebook.reader import read
from pipeline.tables.files import read_table
from pipeline.text import number_format as formats
from tests.support.published import Node, parsed, publish
from tests.support.random_surveys import surveys
from tests.support.written_surveys import Written, toml

NUMBER = re.compile(r"(?<![\w.,])\d+(?:\u202f\d+)*(?:[.,]\d+)?(?!\w)")
# A dash where a sentence has a number.
NO_NUMBER = re.compile(r"–\s(?:à|to)\s–|(?:\bcontre|\bagainst|, |: )–(?!\w)|^– (?:of|des)\b|\(–\)")
STAGES = ("clean", "validate", "weight", "tabulate", "screen", "discriminate", "publish_open_data")


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    # Without shrinking, which takes minutes; the codebook is printed.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[
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
    page = parsed(edition.page)
    text = page.text
    _findings_are_true(edition, page, language)
    assert not re.findall(r"\bnan\b|\bNone\b|\binf\b|\{\w*\}", text), text
    method = read(edition.raw / "codebook.toml").method
    constants = {"95", "5", "1\u202f000", "1,000", str(method.fragile_below), str(method.withheld_below)}
    manifest = read_table(edition.folder / "figures.csv")
    for row in manifest.to_dict("records"):
        data = pd.read_csv(edition.folder / f"fig{int(row['number']):02d}_{row['slug']}.csv")
        known = _printed(data, language)
        assert not re.search(r"\bnan\b", row["title"] + row["alt"] + row["notes"]), row
        reading = re.match(r"(?:Lecture|How to read)\b.*", row["notes"])
        for said in (row["title"], row["alt"], reading[0] if reading else ""):
            assert not NO_NUMBER.search(said), said
            told = set(NUMBER.findall(_without_names(said, data))) - constants
            assert told <= known, (row["kind"], said, told - known)


def _findings_are_true(edition, page: Node, language: str) -> None:
    """Every percentage of a finding stands in the tables, or among the numbers of a figure."""
    tables = [read_table(edition.tables / f"{name}.csv") for name in ("estimates", "weighting-margins")]
    names = ("share", "ci_low", "ci_high", "share_before", "share_population")
    shares = [table[name] for table in tables for name in names if name in table]
    shares += [
        pd.read_csv(path)["value"] for path in edition.folder.glob("fig*.csv") if path.stem != "figures"
    ]
    known = {formats.percent(share, language) for share in pd.concat(shares).dropna()}
    known |= {formats.percent(0.95, language)}
    for part in page.all("ul"):
        for item in part.all("li") if part.attributes.get("class") == "findings" else []:
            told = {one.replace("\u00a0", "\u202f") for one in re.findall(r"\d+[\u202f\u00a0]?%", item.text)}
            assert told <= known, (item.text, told - known)
            assert not NO_NUMBER.search(item.text), item.text


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
