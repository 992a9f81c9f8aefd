"""The data of the statistician's panel: every number of the tables, none withheld, none out of place."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace

import pandas as pd
import pytest

from pipeline.codebook.reader import read
from pipeline.publishing.crosstabs import Crossings
from pipeline.publishing.html.panel import panel_data, plain_tables
from pipeline.tables.files import read_table
from pipeline.text.number_format import number, percent
from tests.support.published import Edition, context_of, parsed
from tests.support.stages import RAW

BOOK = read(RAW / "codebook.toml")
CELL = ["share", "ci_low", "ci_high", "n", "n_effective", "letters", "mark", "difference", "p", "p_adjusted"]


@pytest.fixture(scope="module")
def crossings(published: Edition) -> Crossings:
    return Crossings(context_of(published))


@pytest.fixture(scope="module")
def data(published: Edition) -> dict:
    script = next(n for n in parsed(published.page).all("script") if n.attributes.get("id") == "panel-data")
    return json.loads("".join(script.children))


@pytest.fixture(scope="module")
def cells(data: dict) -> pd.DataFrame:
    """One row a cell of the panel, with the ids of its place."""
    subjects = {one["id"]: one for one in data["subjects"]}
    found = []
    for key, crossing in data["crossings"].items():
        subject, service, base, breakdown = key.split("|")
        groups = ["all", *(level.id for level in BOOK.levels(breakdown))]
        question = BOOK.measures[subject].question if subject in BOOK.measures else subject
        answers = [""] if subjects[subject]["kind"] != "question" else _answers(question, base)
        for answer, row in zip(answers, crossing["cells"], strict=True):
            for group, cell in zip(groups, row, strict=True):
                named = {"mark": cell} if isinstance(cell, str) else dict(zip(CELL, cell, strict=False))
                place = {"subject": subject, "question": question, "service": service, "base": base}
                found.append(place | {"breakdown": breakdown, "group": group, "answer": answer} | named)
    return pd.DataFrame(found).fillna({"mark": "", "letters": ""})


def _answers(question: str, base: str) -> list[str]:
    where = BOOK.bases[base].where
    ids = [level.id for level in BOOK.levels(question)]
    return [one for one in ids if where is None or where.question != question or one in where.answers]


def test_every_estimate_of_the_breakdowns_is_in_the_panel_as_it_is_printed(cells, published):
    estimates = read_table(published.tables / "estimates.csv")
    estimates["subject"] = estimates["measure"].where(estimates["measure"] != "", estimates["question"])
    itself = estimates["question"] == estimates["breakdown"]
    wanted = estimates[(estimates["breakdown"] != "all") & (estimates["service"] != "all_services") & ~itself]
    place = ["subject", "service", "base", "breakdown", "group", "answer"]
    both = wanted.merge(cells, on=place, how="left", suffixes=("", "_shown"), indicator=True)
    assert (both["_merge"] == "both").all() and len(both) > 4000
    told = both[both["status"] != "withheld"]
    for name in ("share", "ci_low", "ci_high"):
        printed = [percent(x, "en", 1) for x in told[name]]
        assert [f"{100 * x:.1f}%".replace("nan%", "–") for x in told[f"{name}_shown"]] == printed
    for name in ("n", "n_effective"):
        assert [f"{x:,.0f}".replace("nan", "–") for x in told[f"{name}_shown"]] == [
            number(x, "en") for x in told[name]
        ]
    assert told["letters_shown"].tolist() == told["letters"].tolist()
    marked = told["status"].where(told["status"] != "", told["precision"])
    assert (told["mark"] == marked.map({"": "", "fragile": "[u]", "imprecise": "[i]"})).all()


def test_what_is_withheld_is_a_mark_and_no_number(cells, published):
    estimates = read_table(published.tables / "estimates.csv")
    withheld = estimates[(estimates["status"] == "withheld") & (estimates["breakdown"] != "all")]
    marked = cells[cells["mark"] == "[c]"]
    assert len(marked[marked["breakdown"].notna() & (marked["group"] != "all")]) >= len(withheld) > 0
    assert marked[["share", "ci_low", "ci_high", "n", "n_effective", "difference", "p"]].isna().all().all()


def test_differences_to_the_rest_are_those_of_the_tables(cells, published):
    contrasts = read_table(published.tables / "contrasts.csv")
    contrasts["subject"] = contrasts["measure"].where(contrasts["measure"] != "", contrasts["question"])
    place = ["subject", "service", "base", "breakdown", "group", "answer"]
    both = contrasts.merge(cells, on=place, suffixes=("", "_shown"))
    assert len(both) == (contrasts["breakdown"] != "service").sum()
    # A p below a thousandth is 0 in the page, which prints "< 0.001".
    for name, rounding in (("difference", 0.0005 + 1e-12), ("p", 0.001), ("p_adjusted", 0.001)):
        gap = (both[name] - both[f"{name}_shown"]).abs()
        assert both[name].notna().equals(both[f"{name}_shown"].notna())
        assert gap.max() <= rounding


def test_tests_and_pairs_are_those_of_the_tables(data, published):
    tests = read_table(published.tables / "tests.csv")
    pairs = read_table(published.tables / "pairs.csv")
    shown = {key: one["test"] for key, one in data["crossings"].items() if "test" in one}
    for row in tests.to_dict("records"):
        method, family, _, statistic, df1, df2, p, adjusted, *_ = shown[
            "|".join(row[name] for name in ("question", "service", "base", "breakdown"))
        ]
        assert (method, family) == (row["method"], row["family"])
        told = {"statistic": (statistic, 0.005), "df1": (df1, 0.005), "df2": (df2, 0.005)}
        told |= {"p": (p, 0.001), "p_adjusted": (adjusted, 0.001)}
        for name, (value, half) in told.items():
            assert (value is None) == math.isnan(row[name])
            assert value is None or value == pytest.approx(row[name], abs=half + 1e-9)
    assert sum(len(one.get("pairs", [])) for one in data["crossings"].values()) == len(pairs)


def test_no_label_can_end_the_element_that_holds_the_data(crossings):
    hostile = "</script><script>alert(1)</script><!-- \u2028 & \" '"
    context = crossings.context
    label = context.codebook.service[0].label.model_copy(update={"fr": hostile, "en": hostile})
    services = [
        context.codebook.service[0].model_copy(update={"label": label}),
        *context.codebook.service[1:],
    ]
    book = context.codebook.model_copy(update={"service": services})
    text = panel_data(Crossings(replace(context, codebook=book)))
    assert "<" not in text and "\u2028" not in text
    assert json.loads(text)["services"][services[0].id].startswith("</script>")


def test_no_person_and_no_commune_is_in_the_data(data, published):
    respondents = set(read_table(published.tables / "3-weighted.csv")["respondent"])
    communes = read_table(RAW / "communes.csv")
    words = set(_strings(data))
    assert not words & (respondents | set(communes["code"]) | set(communes["name"]))


def _strings(value: object):
    if isinstance(value, str):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from _strings(child)


def test_plain_tables_hold_every_crossing_of_the_panel(crossings, data, published):
    tables = plain_tables(crossings)
    rows = [row for table in tables for row in table.rows]
    assert len(rows) == sum(len(one["cells"]) for one in data["crossings"].values())
    estimates = read_table(published.tables / "estimates.csv")
    first = estimates[(estimates["kind"] == "measure") & (estimates["breakdown"] != "all")].iloc[0]
    title = BOOK.measures[first["measure"]].label.in_(published.language).replace("'", "’")
    table = next(one for one in tables if one.title.startswith(title))
    assert percent(first["share"], published.language, 1) in table.rows[0][2]
    assert all(len(row) == len(table.heads) for table in tables for row in table.rows)


def test_the_page_stays_under_eight_megabytes(published):
    assert (published.folder / "report.html").stat().st_size < 8_000_000


def test_the_script_in_the_page_is_the_only_code_and_the_data_is_no_code(published):
    opened = re.findall(r"<script([^>]*)>", published.page)
    assert opened == [' type="application/json" id="panel-data"', ""]
