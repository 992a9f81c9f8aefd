"""Accept the cleaned answers, or list every fault and stop (exit code 2, nothing overwritten).

Reads the folder that `clean` wrote (`candidate`). Writes into the folder `out` errors.xlsx, always; then,
when nothing is blocking, the data-quality tables (quality/) and the answers (2-validated.csv).
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from pipeline.codebook.reader import read as read_codebook
from pipeline.errors.faults import Fault, Faults, blocking
from pipeline.errors.files import write_bytes
from pipeline.errors.workbook import workbook
from pipeline.responses.cells import outside_bands
from pipeline.responses.communes import Gazetteer
from pipeline.responses.export import ROW
from pipeline.responses.side_files import communes_table
from pipeline.tables.files import read_respondents, read_table, write_csv, write_table
from pipeline.text.messages import Language, say
from pipeline.validation import quality, schemas
from pipeline.validation.failures import faults_of_failures

ERRORS = "errors.xlsx"


def validate(
    *,
    codebook_file: Path,
    responses_file: Path,
    candidate: Path,
    out: Path,
    language: Language,
    communes_file: Path | None = None,
) -> str:
    """Check every answer, write those accepted and the quality of all, and return the line to print."""
    codebook = read_codebook(codebook_file)
    communes = communes_table(communes_file, codebook, Gazetteer.COLUMNS)
    cleaned = read_respondents(candidate / "cleaned.csv")
    aside = read_table(candidate / "set-aside.csv")
    file = responses_file.name

    schema = schemas.answers(codebook, communes)
    failed = schemas.failures(schema, cleaned.replace("", None))
    faults = [_fault(row) for row in read_table(candidate / "faults.csv").to_dict("records")]
    faults += faults_of_failures(failed, codebook, Gazetteer(communes), file)
    faults += outside_bands(codebook, cleaned, file)
    faults += _number_expected(codebook.survey.expected_respondents, len(cleaned), file)
    faults += quality.base_weight_faults(codebook, cleaned, file)
    contradicted = quality.contradictions(codebook, cleaned)
    faults += quality.contradiction_faults(codebook, contradicted, file)

    write_bytes(out / ERRORS, workbook(faults, language))
    if blocking(faults):
        raise Faults(
            [
                *faults,
                Fault("nothing_written", severity="information", values={"detail": str(out / ERRORS)}),
            ]
        )

    tables = {
        "account": quality.account(codebook, cleaned, aside),
        "missing": quality.missing(codebook, cleaned),
        "communes": quality.communes(read_table(candidate / "communes.csv")),
        "contradictions": contradicted,
        "straight-lining": quality.straight_lining(codebook, cleaned),
        "never-seen": quality.never_seen(codebook, cleaned),
        "corrections": read_table(candidate / "corrections.csv"),
        "faults": quality.fault_table(faults),
        "set-aside": aside,
    }
    for name, table in tables.items():
        write_table(out / "quality" / f"{name}.csv", table)
    free_text = [v.name for v in codebook.variables if v.question.kind == "text"]
    write_csv(out / "2-validated.csv", cleaned.drop(columns=free_text).sort_values(ROW))
    return say(language, "log.validate", kept=len(cleaned), warnings=len(faults))


def _fault(row: dict) -> Fault:
    number = None if pd.isna(row["row"]) else int(row["row"])
    cell = {name: row[name] for name in ("code", "file", "column", "value", "severity")}
    return Fault(**cell, row=number, values=json.loads(row["values"]))


def _number_expected(expected: int, accepted: int, file: str) -> list[Fault]:
    """Return a fault where the codebook expects another number of respondents."""
    if accepted == expected:
        return []
    return [Fault("respondents_expected", file, value=str(accepted), values={"expected": str(expected)})]
