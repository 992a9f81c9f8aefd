"""The workbook: real tables, numbers that are numbers, nothing withheld that shows."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO

import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import range_boundaries

from pipeline.codebook.reader import read
from pipeline.figures.context import Context
from pipeline.publishing.tables.model import Column, Estimate, ReaderTable
from pipeline.publishing.workbook.workbook import workbook
from pipeline.tables.columns import COLUMNS
from pipeline.tables.files import read_table
from pipeline.text.messages import catalogue
from pipeline.text.number_format import typographic
from tests.support.published import Edition, context_of
from tests.support.stages import RAW

BOOK = read(RAW / "codebook.toml")
FRONT = 3


@pytest.fixture(scope="module")
def book(published: Edition) -> openpyxl.Workbook:
    return openpyxl.load_workbook(published.workbook)


DICTIONARY = "L8"


def _sheets(book) -> list:
    """The sheets that hold a table, after cover, contents and notes."""
    return book.worksheets[FRONT:]


def _heads(sheet) -> list[str]:
    return [cell.value for cell in sheet[5]]


def _long(book, number: int):
    return book[f"L{number}"]


def test_the_book_opens_with_cover_contents_and_notes(book, published):
    said = catalogue()
    names = [said[f"report.sheet_{name}"][published.language] for name in ("cover", "contents", "notes")]
    assert book.sheetnames[:FRONT] == names
    own = [figure for figure in BOOK.figure if figure.kind != "evolution"]
    figures = [f"T{figure.number:02d}" for figure in sorted(own, key=lambda f: f.number)]
    assert book.sheetnames[FRONT : FRONT + len(figures)] == figures


def test_the_contents_lead_to_every_sheet(book):
    contents = book.worksheets[1]
    targets = [cell.hyperlink.location.split("!")[0].strip("'") for cell in contents["A"] if cell.hyperlink]
    assert targets == book.sheetnames[FRONT:]
    for row in contents.iter_rows(min_row=4, values_only=True):
        name, title, subject, rows = row
        assert book[name]["A1"].value.endswith(title) and subject
        assert rows == book[name].max_row - 5


def test_each_sheet_has_title_source_marks_and_the_way_back_above_its_table(book, published):
    mark = catalogue()["figures.synthetic"][published.language]
    for sheet in _sheets(book):
        assert sheet["A1"].value.startswith(sheet.title)
        assert sheet["A2"].value.startswith(mark)
        assert "[c]" in sheet["A3"].value and "[ns]" in sheet["A3"].value
        assert sheet["A4"].hyperlink.location == f"'{book.sheetnames[1]}'!A1"
        (table,) = sheet.tables.values()
        assert table.name == f"tab_{sheet.title}".replace("-", "_")
        assert table.autoFilter is not None
        assert range_boundaries(table.ref)[1] == 5
        assert sheet.freeze_panes == "B6"


def test_every_front_sheet_says_that_the_answers_are_not_real(book, published):
    mark = catalogue()["figures.synthetic"][published.language]
    assert all(mark in str(sheet["A2"].value) for sheet in book.worksheets[:FRONT])


def test_no_cell_is_merged_and_none_is_a_formula(book):
    for sheet in book.worksheets:
        assert not sheet.merged_cells.ranges
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_numbers_are_numbers(book):
    for sheet in _sheets(book):
        for column in sheet.iter_cols(min_row=6):
            texts = [cell.value for cell in column if isinstance(cell.value, str)]
            if column[0].number_format != "General":
                assert not texts, (sheet.title, column[0].coordinate)
            for text in texts:
                assert not re.fullmatch(r"[-+−]?\d+([.,]\d+)?\s*%?", text), (sheet.title, text)


def test_percentages_are_written_as_the_language_writes_them(book, published):
    formats = {
        cell.number_format for sheet in _sheets(book) for cell in sheet[6] if "%" in cell.number_format
    }
    assert formats == {'0.0"\u202f%"' if published.language == "fr" else '0.0"%"'}


def test_long_sheets_hold_every_row_and_share_of_the_files(book, published):
    files = ["estimates", "tests", "items", "contrasts", "pairs", "medians", "means"]
    for number, name in enumerate(files, 1):
        assert _long(book, number).max_row - 5 == len(read_table(published.tables / f"{name}.csv"))
    sheet, estimates = _long(book, 1), read_table(published.tables / "estimates.csv")
    column = 1 + next(i for i, cell in enumerate(sheet[6]) if "%" in cell.number_format)
    shown = [sheet.cell(row, column).value for row in range(6, sheet.max_row + 1)]
    for value, share in zip(shown, estimates["share"], strict=True):
        assert value is None if share != share else value == pytest.approx(100 * share, abs=1e-9)


def test_the_sheet_of_a_comparison_holds_its_shares_and_bases(book, published):
    figure = next(f for f in BOOK.figure if f.kind == "comparison")
    sheet, estimates = book[f"T{figure.number:02d}"], read_table(published.tables / "estimates.csv")
    mine = estimates[(estimates["measure"] == figure.measure) & (estimates["breakdown"] == figure.breakdown)]
    names = {one.id: one.label.in_(published.language).replace("'", "’") for one in BOOK.service}
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=6)}
    for position, level in enumerate(BOOK.levels(figure.breakdown)):
        # Service, 6 columns for everyone, then 8 a group: share, bounds, difference, letters, bases, mark.
        first = 7 + 8 * position
        assert level.in_(published.language) in _heads(sheet)[first]
        for one in mine[mine["group"] == level.id].itertuples():
            share, *_, n, _, mark = (cell.value for cell in rows[names[one.service]][first : first + 8])
            assert (share, n) == (pytest.approx(100 * one.share), one.n) or mark == "[c]"


def test_what_is_withheld_is_empty_everywhere(book, published):
    family_size = catalogue()["report.col_comparisons"][published.language]
    for sheet in _sheets(book):
        heads = _heads(sheet)
        for row in sheet.iter_rows(min_row=6):
            for mark in (i for i, cell in enumerate(row) if cell.value == "[c]"):
                about = [i for i in _about(heads, mark) if heads[i] != family_size]
                numbers = [row[i].coordinate for i in about if isinstance(row[i].value, (int, float))]
                assert not numbers, sheet.title


def _about(heads: list[str], mark: int) -> list[int]:
    """The columns that a mark is about: those of its group, or all before it."""
    group, colon, _ = heads[mark].replace("\u00a0", " ").partition(":")
    if not colon:
        return list(range(mark))
    return [i for i, head in enumerate(heads) if head.startswith(group.strip())]


def test_no_cell_shows_an_id_or_a_message_key(book):
    ids = {one for one in [*BOOK.by_id, *BOOK.services, *BOOK.measures, *BOOK.bases] if "_" in one}
    ids |= {level.id for variable in BOOK.by_id for level in BOOK.levels(variable) if "_" in level.id}
    ids |= {family.id for family in BOOK.test_family} | {"all_services", "withheld", "fragile"}
    for sheet in (one for one in book.worksheets if one.title != DICTIONARY):
        texts = {cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
        assert not texts & ids, sheet.title


def test_the_dictionary_names_every_question_and_answer(book):
    rows = {tuple(cell.value for cell in row) for row in book[DICTIONARY].iter_rows(min_row=6)}
    known = {(row[1], row[4]) for row in rows}
    for question in BOOK.question:
        for answer in question.answers:
            assert (question.id, answer.id) in known


def _sheet_of(context: Context, table: ReaderTable):
    """A table as the workbook writes it and Excel reads it."""
    content = workbook(context, [table], {table.section: table.section}, method=[])
    return openpyxl.load_workbook(BytesIO(content))[table.key]


def test_text_that_looks_like_a_formula_stays_text(published):
    nasty = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=2", "http://example.org", "{=1}"]
    table = ReaderTable(
        "x", "=cmd", "", [Column("=head"), Column("n", "whole")], [(text, 1) for text in nasty]
    )
    sheet = _sheet_of(context_of(published), replace(table, key="T99"))
    assert [row[0].value for row in sheet.iter_rows(min_row=6)] == nasty
    assert {row[0].data_type for row in sheet.iter_rows(min_row=6)} == {"s"}
    assert all(row[0].hyperlink is None for row in sheet.iter_rows(min_row=6))


def test_a_withheld_estimate_leaves_only_its_mark(published):
    nan = float("nan")
    hidden = Estimate(nan, nan, nan, nan, nan, "", "withheld")
    shown = Estimate(0.594, 0.5, 0.7, 40, 5000.0, "more", "")
    columns = [Column("Name"), Column("Group", "estimate", compared=True)]
    table = ReaderTable("x", "t", "", columns, [("a", hidden), ("b", shown)], key="T98")
    sheet = _sheet_of(context_of(published), table)
    first, second = ([cell.value for cell in row] for row in sheet.iter_rows(min_row=6))
    assert first[1:4] == [None] * 3 and first[-3:] == [None, None, "[c]"]
    assert second[1:4] == [59.4, 50, 70]


# ---- every number is one of the files


LONG = ["estimates", "tests", "items", "contrasts", "pairs", "medians", "means"]


@pytest.mark.parametrize("name", LONG)
def test_long_sheets_hold_every_number_of_their_file(book, published, name):
    """Column by column, in the file's order: what the sheet calls by its label holds what the file holds."""
    table, said, checked = read_table(published.tables / f"{name}.csv"), catalogue(), 0
    title = typographic(said[f"report.title_{name}"][published.language], published.language)
    (sheet,) = [one for one in _sheets(book) if one["A1"].value.endswith(title)]
    heads = _heads(sheet)
    for column in table.columns.intersection([one for one, column in COLUMNS.items() if column.is_number]):
        label = said.get(f"report.col_{column}", {}).get(published.language)
        places = [i for i, head in enumerate(heads, 1) if re.sub(r" \((%|points)\)$", "", head) == label]
        if len(places) != 1:
            continue
        cells = [sheet.cell(row, places[0]) for row in range(6, 6 + len(table))]
        scale = 100 if re.search(r"\((%|points)\)$", heads[places[0] - 1]) else 1
        for cell, value in zip(cells, table[column], strict=True):
            expected = None if pd.isna(value) else pytest.approx(scale * value, rel=1e-11)
            assert cell.value == expected, (name, cell.coordinate)
        checked += 1
    assert checked >= 4


def test_every_number_of_every_sheet_stands_in_a_file(book, published):
    """Shares as percentages, differences as points; a gap and a ratio of the margins are made of two."""
    margins = read_table(published.tables / "weighting-margins.csv")
    verdicts = read_table(published.tables / "claims.csv")
    counts = pd.crosstab(verdicts["topic"], verdicts["verdict"])
    known = [
        100 * (margins["share_before"] - margins["share_population"]),
        margins["share_before"] / margins["share_population"],
        counts.to_numpy().ravel(), counts.sum(), [0], _doubtful(published),
    ]  # fmt: skip
    for path in [*published.tables.rglob("*.csv"), *published.folder.glob("*.csv")]:
        if path.name not in ("2-validated.csv", "3-weighted.csv") and "candidate" not in path.parts:
            table = read_table(path)
            found = [pd.to_numeric(table[one].replace("", None), errors="coerce").dropna() for one in table]
            known += [scale * numbers.unique() for numbers in found for scale in (1, 100)]
    sorted_known = np.sort(np.concatenate([np.asarray(part, dtype=float) for part in known]))
    cells = [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in _sheets(book) for row in sheet.iter_rows(min_row=6) for cell in row
        if isinstance(cell.value, (int, float))
    ]  # fmt: skip
    values = np.array([value for *_, value in cells], dtype=float)
    above = np.searchsorted(sorted_known, values).clip(1, len(sorted_known) - 1)
    gap = np.minimum(np.abs(sorted_known[above] - values), np.abs(sorted_known[above - 1] - values))
    strange = [cell for cell, far in zip(cells, gap > 1e-10 * np.abs(values), strict=True) if far]
    assert len(cells) > 50_000
    assert strange == []


def _doubtful(published) -> list[int]:
    """Contradictions of a question over all services."""
    table = read_table(published.tables / "quality" / "contradictions.csv")
    return table.groupby(table["variable"].str.partition(".")[0])["respondents"].sum().tolist()


def test_each_figure_has_a_tidy_twin_of_its_own_file(book, published):
    for figure in (one for one in BOOK.figure if one.kind != "evolution"):
        (path,) = published.folder.glob(f"fig{figure.number:02d}_*.csv")
        drawn = read_table(path)
        sheet = book[f"T{figure.number:02d}-long"]
        assert sheet.max_row - 5 == len(drawn)
        (table,) = sheet.tables.values()
        assert table.name == f"tab_T{figure.number:02d}_long"


def test_the_cover_tells_where_the_numbers_come_from(book):
    lines = [str(cell.value) for cell in book.worksheets[0]["A"] if cell.value]
    for name in ("codebook.toml", "responses.csv", "margins.csv"):
        (line,) = [one for one in lines if one.startswith(name)]
        assert len(line.split()[-1]) == 64
    assert any(str(BOOK.method.seed) in one for one in lines)
    assert any("pandas" in one and "numpy" in one for one in lines)


# ---- opened by another program


def test_libreoffice_opens_it_and_computes_the_same_numbers(published, book, tmp_path):
    if published.language != "fr":
        pytest.skip("once is enough: both editions hold the same numbers")
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed: the workbook is not recalculated by a second program")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]
    done = subprocess.run(
        [*command, str(tmp_path), str(published.workbook)], capture_output=True, text=True, timeout=600
    )
    made = tmp_path / published.workbook.name
    if not made.exists():
        pytest.skip(f"LibreOffice cannot convert a workbook here: {done.stderr.strip()[-200:]}")
    again = openpyxl.load_workbook(made)
    assert again.sheetnames == book.sheetnames
    for sheet in book.worksheets:
        other = again[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                found = other[cell.coordinate].value
                if isinstance(cell.value, (int, float)):
                    assert found == pytest.approx(cell.value, rel=1e-12), (sheet.title, cell.coordinate)
                elif cell.value:
                    assert str(found).strip() == str(cell.value).strip(), (sheet.title, cell.coordinate)
