"""What separates the groups of respondents: the systematic breakdown of every question.

Writes screening.csv (--out) and, beside it, test-values.csv.
"""

from __future__ import annotations

import argparse

from pipeline.codebook.reader import read as read_codebook
from pipeline.stages.runner import read_respondents, read_table, run, write_table
from pipeline.tables import screening as systematic
from pipeline.tables.screening import with_sizes
from pipeline.tables.test_values import with_classical
from pipeline.text.messages import say


def discriminate(arguments: argparse.Namespace) -> str:
    codebook = read_codebook(arguments.codebook)
    folder = arguments.tables
    tests, contrasts, estimates = (
        read_table(folder / f"{name}.csv") for name in ("tests", "contrasts", "estimates")
    )
    screened = systematic.screening(codebook, tests)
    values = systematic.test_values(codebook, screened, contrasts, estimates)
    respondents = read_respondents(folder / "3-weighted.csv")
    screened = with_sizes(codebook, respondents, screened)
    values = with_classical(codebook, respondents, values)
    write_table(arguments.out.parent / "test-values.csv", values)
    write_table(arguments.out, screened)
    numbers = {
        "tests": int(screened["p"].notna().sum()),
        "skipped": int(screened["p"].isna().sum()),
        "passed": int((screened["p_adjusted"] < codebook.method.significance).sum()),
    }
    return say(arguments.language, "log.discriminate", **numbers)


def main(argv: list[str] | None = None) -> int:
    return run(discriminate, ["codebook", "tables", "out"], argv)


if __name__ == "__main__":
    raise SystemExit(main())
