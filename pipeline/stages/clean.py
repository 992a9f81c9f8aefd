"""Read the export as declared and bring every cell to the ids of the codebook.

Writes into the folder `out`, about the file last read, accepted or not:
  cleaned.csv      one row a form that counts
  set-aside.csv    the others, each with its rule
  faults.csv       what was wrong with the file itself
  communes.csv     how communes were recognised
  corrections.csv  corrections applied
`validate` decides whether it is accepted.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from pipeline.codebook.derived_variables import derive
from pipeline.codebook.model import Codebook, Language
from pipeline.codebook.reader import read as read_codebook
from pipeline.errors.faults import Fault, Faults
from pipeline.errors.input_files import read_input
from pipeline.responses import corrections
from pipeline.responses.cells import parse
from pipeline.responses.communes import Gazetteer
from pipeline.responses.exclusions import rule_of_rows
from pipeline.responses.export import ROW, identifiers, read
from pipeline.responses.side_files import communes_table, text_table
from pipeline.tables.files import write_csv, write_table
from pipeline.text.messages import say


def clean(
    *,
    codebook_file: Path,
    responses_file: Path,
    out: Path,
    language: Language,
    communes_file: Path | None = None,
    corrections_file: Path | None = None,
) -> str:
    """Read the export, write its cells as ids of the codebook and return the line to print."""
    codebook = read_codebook(codebook_file)
    communes = communes_table(communes_file, codebook, Gazetteer.COLUMNS)
    by_analyst = text_table(corrections_file, corrections.CORRECTION_COLUMNS)
    table, blank, faults = read(_export(responses_file), codebook, responses_file.name)
    respondents = identifiers(table, codebook)
    table, excluded, wrong = corrections.apply(table, by_analyst, respondents, _quotable(codebook))
    answers, matches = parse(table, codebook, Gazetteer(communes))
    answers = _derived(codebook, answers, communes)
    rule = rule_of_rows(codebook, table, answers, matches).mask(excluded, "correction")
    accepted = rule == ""

    write_table(out / "set-aside.csv", _set_aside(table, rule, blank))
    write_table(out / "faults.csv", _fault_table(faults + wrong))
    write_table(out / "communes.csv", matches[matches[ROW].isin(table.loc[accepted, ROW])])
    numbered = pd.to_numeric(by_analyst[ROW], errors="coerce").astype("Int64")
    write_table(out / "corrections.csv", by_analyst.assign(**{ROW: numbered}))
    write_csv(out / "cleaned.csv", answers[accepted])
    return say(
        language,
        "log.clean",
        read=len(table) + blank,
        kept=accepted.sum(),
        aside=len(table) + blank - accepted.sum(),
    )


def _quotable(codebook: Codebook) -> set[str]:
    """Return columns that the codebook describes, and not as free text."""
    closed = [variable for variable in codebook.variables if variable.question.kind != "text"]
    return {column for variable in closed for column in variable.columns}


def _export(path: Path) -> bytes:
    """Read the export; two of them in one folder are a fault, for nobody knows which one counts."""
    exports = sorted(
        file.name for file in path.parent.glob("responses.*") if file.suffix in (".csv", ".xlsx")
    )
    if len(exports) > 1:
        raise Faults([Fault("responses_twice", path.name, value=", ".join(exports))])
    return read_input(path)


def _derived(codebook: Codebook, answers: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Return derived variables, also when a column that they are made from is absent from the export."""
    absent = [variable.name for variable in codebook.variables if variable.name not in answers]
    filled = answers.assign(**{name: "" for name in absent})
    return derive(codebook.derived, filled, communes).drop(columns=absent)


def _set_aside(table: pd.DataFrame, rule: pd.Series, blank: int) -> pd.DataFrame:
    aside = pd.DataFrame({ROW: table[ROW].astype("Int64"), "rule": rule})[rule != ""]
    # Blank lines are counted when the export is read; which rows they were is not kept.
    lines = pd.DataFrame({ROW: pd.array([pd.NA] * blank, dtype="Int64"), "rule": ["blank_line"] * blank})
    return pd.concat([aside, lines]) if blank else aside


def _fault_table(faults: list[Fault]) -> pd.DataFrame:
    columns = ["severity", "code", "file", "row", "column", "value", "values"]
    rows = [[f.severity, f.code, f.file, f.row, f.column, f.value, json.dumps(f.values)] for f in faults]
    return pd.DataFrame(rows, columns=columns, dtype=object)
