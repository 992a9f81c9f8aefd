"""Cells decided once for each distinct one give what each cell alone gives."""

from __future__ import annotations

import pandas as pd

from pipeline.codebook.reader import read as read_codebook
from pipeline.responses.cells import parse, read_cell
from pipeline.responses.communes import Gazetteer
from pipeline.responses.export import read
from pipeline.responses.spelling import is_missing
from tests.support.stages import ROOT

WAVE = ROOT / "data" / "raw" / "2017"
CODEBOOK = read_codebook(WAVE / "codebook.toml")
GAZETTEER = Gazetteer(pd.read_csv(WAVE / "communes.csv", dtype=str, keep_default_na=False))
TABLE, _, _ = read((WAVE / "responses.csv").read_bytes(), CODEBOOK, "responses.csv")
ANSWERS, MATCHES = parse(TABLE, CODEBOOK, GAZETTEER)


def test_every_cell_is_read_as_it_is_read_alone():
    for variable in CODEBOOK.variables:
        if variable.question.kind == "commune" or variable.question.by_option:
            continue
        alone = [
            "" if is_missing(cell, CODEBOOK.source) else read_cell(cell, variable.question)
            for cell in TABLE[variable.column]
        ]
        assert ANSWERS[variable.name].tolist() == alone, variable.name


def test_every_commune_is_found_as_it_is_found_alone():
    variable = next(v for v in CODEBOOK.variables if v.question.kind == "commune")
    cells = zip(TABLE[variable.column], TABLE[variable.question.postal_column], strict=True)
    alone = [
        None if is_missing(cell, CODEBOOK.source) else GAZETTEER.find(cell, postal) for cell, postal in cells
    ]
    assert MATCHES["how"].tolist() == [match.how if match else "" for match in alone]
    decided = [(code, match.code) for code, match in zip(ANSWERS[variable.name], alone, strict=True) if match]
    assert all(code == found for code, found in decided if found)


def test_the_line_breaks_of_a_cell_are_one_sign_however_they_were_typed():
    header = ";".join(TABLE.columns.drop("row"))
    empty = ";" * (len(TABLE.columns) - 3)
    lines = [f'{number};"one{mark}two"{empty}' for number, mark in enumerate(["\n", "\r\n", "\r"])]
    content = "\r\n".join([header, *lines]).encode("cp1252")
    table, blank, faults = read(content, CODEBOOK, "responses.csv")
    assert table.iloc[:, 2].tolist() == ["one\ntwo"] * 3
    assert (table["row"].tolist(), blank, faults) == ([2, 3, 4], 0, [])
