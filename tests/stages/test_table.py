"""`make table`: one question or measure by groups, aligned, in 100 columns; what is not there is told."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from pipeline.codebook.reader import read
from pipeline.publishing.crosstabs import Crossings
from pipeline.publishing.printed_values import p_value
from pipeline.publishing.terminal import lines
from pipeline.stages.show_table import show_table
from pipeline.tables.files import read_table
from pipeline.text.messages import catalogue
from pipeline.text.number_format import number, percent, percent_range
from tests.support.published import context_of
from tests.support.stages import RAW, ROOT, exit_code

BOOK = read(RAW / "codebook.toml")
MEASURE = next(f.measure for f in BOOK.figure if f.kind == "comparison" and f.measure)
BY = BOOK.breakdown[0].variable
SERVICE = BOOK.service[0].id


@pytest.fixture
def printed(published, capsys):
    """Runs `make table`: exit code, what was printed, what was complained of."""

    def run(**options: str) -> tuple[int, str, str]:
        paths = {"codebook_file": published.raw / "codebook.toml", "tables": published.tables}
        code = exit_code(show_table, published.language, **paths, **options)
        return code, *capsys.readouterr()

    return run


def test_the_lines_of_a_service_are_those_of_the_tables(printed, published):
    code, text, _ = printed(question=MEASURE, by=BY, service=SERVICE)
    assert code == 0
    language = published.language
    estimates, tests = (read_table(published.tables / f"{name}.csv") for name in ("estimates", "tests"))
    mine = estimates[(estimates["measure"] == MEASURE) & (estimates["service"] == SERVICE)]
    mine = mine[mine["breakdown"].isin(["all", BY])]
    shown = [line for line in text.splitlines() if re.search(r" % | %$|%  ", line.replace("\u202f", " "))]
    assert len(shown) == (mine["status"] != "withheld").sum() > 2
    for line, row in zip(shown, mine[mine["status"] != "withheld"].to_dict("records"), strict=True):
        assert percent(row["share"], language, 1) in line
        assert percent_range(row["ci_low"], row["ci_high"], language, 1) in line
        assert f"  {number(row['n'], language)}  " in line
        assert f"  {number(row['n_effective'], language)}" in line
    question, base = BOOK.measures[MEASURE].question, BOOK.measures[MEASURE].base
    test = tests[(tests["question"] == question) & (tests["service"] == SERVICE) & (tests["base"] == base)]
    adjusted = test.loc[test["breakdown"] == BY, "p_adjusted"].iloc[0]
    assert p_value(adjusted, language) in text.split("\n\n")[-2]


@pytest.mark.parametrize("by", [one.variable for one in BOOK.breakdown])
def test_columns_stand_under_each_other(printed, by):
    _, text, _ = printed(question=MEASURE, by=by)
    rows = text.splitlines()
    at = next(i for i, line in enumerate(rows) if re.search(r" n ", line))
    end = rows[at].index(" n ") + len(" n")
    shares = [line for line in rows[at + 1 :] if re.search(r"\d\s?% +\d", line)]
    assert len(shares) > 50
    for line in shares:
        assert line[end - 1].isdigit() and line[end] == " "
    assert len({line.index("% ") for line in shares}) == 1


@pytest.mark.parametrize("width", [80, 100])
def test_no_line_is_wider_than_the_terminal_whatever_is_asked(published, width):
    crossings = Crossings(context_of(published))
    for subject in crossings.subjects.values():
        for breakdown in crossings.context.breakdowns:
            found = list(crossings.of(subject, breakdown))
            text = lines(crossings, found, width) if found else ""
            assert max(map(len, text.splitlines()), default=0) <= width


def test_a_narrow_terminal_shows_the_same_numbers(printed, published, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    _, wide, _ = printed(question=MEASURE, by=BY)
    monkeypatch.setenv("COLUMNS", "80")
    _, narrow, _ = printed(question=MEASURE, by=BY)
    assert max(map(len, narrow.splitlines())) <= 80 < max(map(len, wide.splitlines()))
    numbers = [re.findall(r"\d[\d.,]*", text) for text in (wide, narrow)]
    assert numbers[0] == numbers[1]


def test_a_share_that_the_weighting_fixes_has_no_interval(printed, published):
    margin = next(one.id for one in BOOK.question if one.id in str(BOOK.method.margins))
    _, text, _ = printed(question=margin, by=BY)
    everyone = catalogue()["figures.overall"][published.language]
    rows = [line.split() for line in text.splitlines() if line.startswith(everyone)]
    assert rows and all(row.count("–") >= 1 and not {"à", "to"} & set(row) for row in rows)


def test_the_marks_of_the_data_stand_in_the_text(printed, published):
    _, text, _ = printed(question=MEASURE, by=BY, service=SERVICE)
    assert catalogue()["figures.synthetic"][published.language] in text.splitlines()
    start = catalogue()["figures.volunteer"][published.language].split(" : ")[0].split(":")[0]
    assert start in text


def test_a_withheld_group_shows_its_mark_and_no_number(printed, published):
    estimates = read_table(published.tables / "estimates.csv")
    hidden = estimates[(estimates["status"] == "withheld") & (estimates["kind"] == "measure")].iloc[0]
    _, text, _ = printed(question=hidden["measure"], by=hidden["breakdown"], service=hidden["service"])
    marked = [line for line in text.splitlines() if line.endswith("[c]") and not line.startswith("[c]")]
    group = next(g for g in BOOK.levels(hidden["breakdown"]) if g.id == hidden["group"])
    assert any(line.startswith(group.in_(published.language)) for line in marked)
    assert not any("%" in line for line in marked)


def test_a_name_that_is_nearly_right_is_met_by_the_nearest_ones(printed):
    code, text, complaint = printed(question=MEASURE[:-1], by=BY[1:], service=SERVICE)
    assert (code, text) == (3, "")
    assert len(complaint.splitlines()) == 2
    assert MEASURE in complaint and BY in complaint
    code, _, complaint = printed(question=MEASURE, by=BY, service=SERVICE[:-1], base="everybody")
    assert code == 3 and SERVICE in complaint and BOOK.measures[MEASURE].base in complaint


def test_a_label_leads_to_its_id(printed, published):
    label = BOOK.measures[MEASURE].label.in_(published.language)
    _, _, complaint = printed(question=label, by=BY)
    assert complaint.split("→")[1].index(MEASURE) < 40


def test_without_a_question_what_there_is_is_listed(printed):
    code, _, complaint = printed()
    assert code == 3
    assert set(BOOK.measures) <= set(re.findall(r"\w+", complaint))
    assert {one.variable for one in BOOK.breakdown} <= set(re.findall(r"\w+", complaint))


@pytest.mark.parametrize("published", ["fr"], indirect=True)
def test_a_reader_who_stops_early_is_no_error(published):
    words = ["--codebook", str(published.raw / "codebook.toml"), "--tables", str(published.tables)]
    command = [sys.executable, "-m", "pipeline.stages.show_table", *words, "--question", MEASURE, "--by", BY]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as running:
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_a_service_where_none_was_asked_about_and_a_variable_by_itself_are_told(printed):
    alone = next(q.id for q in BOOK.question if q.kind == "yes_no")
    code, _, complaint = printed(question=alone, by=BY, service=SERVICE)
    assert code == 3 and "SERVICE" in complaint
    code, _, complaint = printed(question=BY, by=BY)
    assert code == 3 and BY in complaint
