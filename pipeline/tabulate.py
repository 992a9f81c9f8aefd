"""Every share with its interval, every question tested against every breakdown.

Writes estimates.csv (--out) and, beside it, tests.csv and contrasts.csv.
"""

from __future__ import annotations

import argparse

from pipeline import tables
from pipeline.codebook.reading import read as read_codebook
from pipeline.margins import design_of
from pipeline.messages import say
from pipeline.stage import read_table, run, write_table
from pipeline.topics import groupings, topics


def tabulate(arguments: argparse.Namespace) -> str:
    codebook = read_codebook(arguments.codebook)
    respondents = read_table(arguments.weighted)
    design = design_of(codebook, respondents)
    counted = list(topics(codebook, respondents))
    by = groupings(codebook, respondents)

    estimates = tables.estimates(design, counted, by, codebook.method)
    tests = tables.association_tests(design, counted, by, codebook)
    contrasts = tables.contrasts(design, counted, by, codebook)
    write_table(arguments.out.parent / "tests.csv", tests)
    write_table(arguments.out.parent / "contrasts.csv", contrasts)
    write_table(arguments.out, estimates)
    numbers = {"estimates": len(estimates), "tests": len(tests), "contrasts": len(contrasts)}
    return say(arguments.language, "log.tabulate", **numbers)


def main(argv: list[str] | None = None) -> int:
    return run(tabulate, ["codebook", "weighted", "out"], argv)


if __name__ == "__main__":
    raise SystemExit(main())
