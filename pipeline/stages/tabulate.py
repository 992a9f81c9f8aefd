"""Every share with its interval, every question tested against every breakdown.

Writes estimates.csv (--out) and, beside it, tests.csv, items.csv, contrasts.csv, pairs.csv, medians.csv,
means.csv.
"""

from __future__ import annotations

import argparse

from pipeline.codebook.reader import read as read_codebook
from pipeline.stages.runner import read_respondents, run, write_table
from pipeline.tables.contrasts import contrasts
from pipeline.tables.counts import Tabulation
from pipeline.tables.estimands import groupings, numbers, topics
from pipeline.tables.estimates import estimates
from pipeline.tables.means_medians import medians, number_means
from pipeline.tables.pairwise import pairs, with_letters
from pipeline.tables.tests import group_tests, item_tests
from pipeline.text.messages import say
from pipeline.weighting.margins import design_of


def tabulate(arguments: argparse.Namespace) -> str:
    codebook = read_codebook(arguments.codebook)
    respondents = read_respondents(arguments.weighted)
    asked, by = list(topics(codebook, respondents)), groupings(codebook, respondents)
    answers, given = Tabulation(design_of(codebook, respondents), asked, by), numbers(codebook, respondents)

    shown = estimates(answers, codebook)
    tests = group_tests(answers, given, codebook)
    against = contrasts(answers, shown, codebook)
    compared, letters = pairs(answers, (shown, tests), codebook)
    folder = arguments.out.parent
    write_table(folder / "tests.csv", tests)
    write_table(folder / "items.csv", item_tests(answers, codebook))
    write_table(folder / "contrasts.csv", against)
    write_table(folder / "pairs.csv", compared)
    write_table(folder / "medians.csv", medians(answers, codebook))
    write_table(folder / "means.csv", number_means(answers, given, codebook))
    write_table(arguments.out, with_letters(shown, letters))
    sizes = {"estimates": len(shown), "tests": len(tests), "contrasts": len(against)}
    return say(arguments.language, "log.tabulate", **sizes)


def main(argv: list[str] | None = None) -> int:
    return run(tabulate, ["codebook", "weighted", "out"], argv)


if __name__ == "__main__":
    raise SystemExit(main())
