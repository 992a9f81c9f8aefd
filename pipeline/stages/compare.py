"""What changed between two waves, and what is noise.

Writes differences.csv (--out: one row a share of both waves) and, beside it, codebook.csv (what was asked
otherwise), weights.csv and margins.csv (both samples side by side), tests.csv (each question as a whole,
by wave) and, when the old wave has published results, claims.csv (their verdicts before and after).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from pipeline.claims.reader import read as read_register
from pipeline.codebook.model import Codebook
from pipeline.codebook.reader import read as read_codebook
from pipeline.responses.side_files import text_table
from pipeline.stages.runner import read_respondents, read_table, run, write_table
from pipeline.tables.estimands import groupings, topics
from pipeline.text.messages import say
from pipeline.waves import samples
from pipeline.waves import samples as pair
from pipeline.waves.claims import Side, retested
from pipeline.waves.composition import composition, on_old_margins
from pipeline.waves.differences import differences, with_composition
from pipeline.waves.question_tests import question_tests
from pipeline.waves.questionnaires import Questionnaires
from pipeline.weighting.margins import design_of

NEEDED = ("3-weighted.csv", "estimates.csv", "weighting.csv", "weighting-margins.csv")


def compare(arguments: argparse.Namespace) -> str:
    folders = arguments.base_tables, arguments.tables
    asked = pair.questionnaires(read_codebook(arguments.base_codebook), read_codebook(arguments.codebook))
    pair.tables(folders, NEEDED)
    pair.tables(folders[:1], ("claims.csv",) if arguments.base_published else ())
    old, new = (_side(folder, book) for folder, book in zip(folders, (asked.old, asked.new), strict=True))

    found = differences(*_both(folders, "estimates"), asked)
    recomposed = _recomposed(
        asked, new, text_table(arguments.base_margins, ["margin", "level", "population"])
    )
    found = with_composition(found, recomposed)
    respondents, designs = (old.respondents, new.respondents), (old.design, new.design)
    claims = _claims(arguments, asked, old, new)

    folder = arguments.out.parent
    write_table(folder / "codebook.csv", asked.table())
    write_table(folder / "weights.csv", samples.weights(*_both(folders, "weighting")))
    write_table(folder / "margins.csv", samples.margins(*_both(folders, "weighting-margins")))
    write_table(folder / "tests.csv", question_tests(asked, respondents, designs))
    if claims is not None:
        write_table(folder / "claims.csv", claims)
    write_table(arguments.out, found)
    return say(arguments.language, "log.compare", **_counts(found, asked))


def _side(folder: Path, codebook: Codebook) -> Side:
    respondents = read_respondents(folder / "3-weighted.csv")
    return Side(respondents, design_of(codebook, respondents))


def _both(folders: tuple[Path, Path], name: str) -> list[pd.DataFrame]:
    return [read_table(folder / f"{name}.csv") for folder in folders]


def _recomposed(asked: Questionnaires, new: Side, populations: pd.DataFrame) -> pd.DataFrame | None:
    """The new wave on the old margins; None when it cannot be put on them."""
    other = on_old_margins(asked, new.respondents, populations)
    if other is None:
        return None
    counted, by = list(topics(asked.new, new.respondents)), groupings(asked.new, new.respondents)
    return composition((new.design, other), counted, by)


def _claims(
    arguments: argparse.Namespace, asked: Questionnaires, old: Side, new: Side
) -> pd.DataFrame | None:
    """The results published about the old wave, tested again; None when there are none."""
    if not arguments.base_published:
        return None
    register = read_register(arguments.base_published, asked.old)
    return retested(register, asked, old, new, read_table(arguments.base_tables / "claims.csv"))


def _counts(found: pd.DataFrame, asked: Questionnaires) -> dict[str, int]:
    changed = found["p_adjusted"] < asked.new.method.significance
    return {"shares": len(found), "tested": int(found["p"].notna().sum()), "changed": int(changed.sum())}


def main(argv: list[str] | None = None) -> int:
    options = ["codebook", "base-codebook", "tables", "base-tables", "base-margins", "base-published?", "out"]
    return run(compare, options, argv)


if __name__ == "__main__":
    raise SystemExit(main())
