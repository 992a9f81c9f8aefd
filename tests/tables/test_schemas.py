"""Every table that a stage writes is the one that is described: columns, order, types."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.tables.columns import COLUMNS
from pipeline.tables.files import read_table, write_table
from pipeline.tables.schemas import TABLES, check, empty, name_of
from tests.support.stages import ROOT

# Respondents have the columns of their codebook (validation/schemas.py).
OF_RESPONDENTS = {"candidate/cleaned", "2-validated", "3-weighted"}


def written(folder: Path) -> dict[str, Path]:
    return {name_of(path): path for path in sorted(folder.rglob("*.csv"))}


def test_every_table_of_the_wave_is_described_and_as_described(wave):
    paths = written(wave.done)
    assert len(paths) > 40
    assert set(paths) - OF_RESPONDENTS <= set(TABLES)
    for name in set(paths) - OF_RESPONDENTS:
        check(name, read_table(paths[name]))


def test_a_table_has_the_columns_that_are_described_in_their_order(wave):
    for name, path in written(wave.done).items():
        if name not in OF_RESPONDENTS and not TABLES[name].further:
            assert path.read_text("utf-8").split("\n")[0].split(",") == list(TABLES[name].columns), name


def test_every_column_described_is_in_a_table():
    used = {name for table in TABLES.values() for name in table.columns}
    assert set(COLUMNS) - used <= {"base_weight", "weight"}
    assert all(column.meaning and column.name == name for name, column in COLUMNS.items())


@pytest.fixture
def means() -> pd.DataFrame:
    keys = dict.fromkeys(["question", "service", "base", "breakdown", "group"], "a")
    return pd.DataFrame(
        [keys | {"mean": 1.5, "standard_error": 0.1, "ci_low": 1.3, "ci_high": 1.7, "n": 40, "status": ""}]
    )


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda table: table.assign(extra=1), "extra"),
        (lambda table: table.drop(columns="n"), "n"),
        (lambda table: table[["service", "question", *table.columns[2:]]], "question"),
        (lambda table: table.assign(mean="1,5"), "mean"),
        (lambda table: table.assign(n=40.5), "is no whole number"),
        (lambda table: table.assign(status=1.0), "is no text"),
    ],
    ids=[
        "a column more",
        "a column less",
        "another order",
        "text for a number",
        "half a respondent",
        "number",
    ],
)
def test_another_table_is_refused_before_it_is_written(spoil, told, means, tmp_path):
    write_table(tmp_path / "means.csv", means)
    before = (tmp_path / "means.csv").read_bytes()
    with pytest.raises(ValueError, match=r"^table means: ") as refused:
        write_table(tmp_path / "means.csv", spoil(means))
    assert told in str(refused.value)
    assert (tmp_path / "means.csv").read_bytes() == before


def test_a_table_that_is_not_described_is_refused(means, tmp_path):
    with pytest.raises(KeyError):
        write_table(tmp_path / "averages.csv", means)


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_table_keeps_its_columns(name, tmp_path):
    path = tmp_path / f"{name}.csv".replace("compare/", "compare-2017/")
    write_table(path, empty(name))
    assert list(read_table(path)) == list(TABLES[name].columns)


def test_the_page_on_the_tables_is_up_to_date():
    from pipeline.tables.reference import page

    assert (ROOT / "docs" / "tables.md").read_text("utf-8") == page(), "make codebook-doc"
