"""Estimate every share with its interval, test every question against every breakdown.

Writes estimates.csv, tests.csv, items.csv, contrasts.csv, pairs.csv, medians.csv and means.csv into the
folder `out`.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.codebook.reader import read as read_codebook
from pipeline.tables.contrasts import contrasts
from pipeline.tables.estimands import Tabulation, groupings, numbers, topics
from pipeline.tables.estimates import estimates
from pipeline.tables.files import read_respondents, write_table
from pipeline.tables.means_medians import medians, number_means
from pipeline.tables.pairwise import pairs, with_letters
from pipeline.tables.tests import group_tests, item_tests
from pipeline.text.messages import Language, say
from pipeline.weighting.margins import design_of


def tabulate(*, codebook_file: Path, weighted_file: Path, out: Path, language: Language) -> str:
    """Estimate and test, write the tables and return the line to print."""
    codebook = read_codebook(codebook_file)
    respondents = read_respondents(weighted_file)
    design, by = design_of(codebook, respondents), groupings(codebook, respondents)
    answers = Tabulation(design, list(topics(codebook, respondents)), by)
    asked_numbers = numbers(codebook, respondents)

    shares = estimates(answers, codebook)
    tests = group_tests(answers, asked_numbers, codebook)
    against = contrasts(answers, shares, codebook)
    compared, letters = pairs(answers, shares, tests, codebook)
    write_table(out / "tests.csv", tests)
    write_table(out / "items.csv", item_tests(answers, codebook))
    write_table(out / "contrasts.csv", against)
    write_table(out / "pairs.csv", compared)
    write_table(out / "medians.csv", medians(answers, codebook))
    write_table(out / "means.csv", number_means(answers, asked_numbers, codebook))
    write_table(out / "estimates.csv", with_letters(shares, letters))
    sizes = {"estimates": len(shares), "tests": len(tests), "contrasts": len(against)}
    return say(language, "log.tabulate", **sizes)
