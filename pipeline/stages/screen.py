"""Rank every question by how well it separates the groups of respondents.

Writes screening.csv and test-values.csv into the folder `out`.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.codebook.reader import read as read_codebook
from pipeline.tables import screening as systematic
from pipeline.tables.files import read_respondents, read_table, write_table
from pipeline.tables.screening import with_classical, with_sizes
from pipeline.text.messages import Language, say


def screen(*, codebook_file: Path, tables: Path, out: Path, language: Language) -> str:
    """Rank questions and answers by their tests, write both tables and return the line to print."""
    codebook = read_codebook(codebook_file)
    tests, contrasts, estimates = (
        read_table(tables / f"{name}.csv") for name in ("tests", "contrasts", "estimates")
    )
    screened = systematic.screening(codebook, tests)
    values = systematic.test_values(codebook, screened, contrasts, estimates)
    respondents = read_respondents(tables / "3-weighted.csv")
    screened = with_sizes(codebook, respondents, screened)
    values = with_classical(codebook, respondents, values)
    write_table(out / "test-values.csv", values)
    write_table(out / "screening.csv", screened)
    numbers = {
        "tests": int(screened["p"].notna().sum()),
        "skipped": int(screened["p"].isna().sum()),
        "passed": int((screened["p_adjusted"] < codebook.method.significance).sum()),
    }
    return say(language, "log.discriminate", **numbers)
