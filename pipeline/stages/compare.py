"""What changed between two waves, and what is noise.

Writes into the folder `out` differences.csv (one row a share of both waves), codebook.csv (what was asked
otherwise), weights.csv and margins.csv (both samples side by side), tests.csv (each question as a whole,
by wave) and, when the old wave has published results, claims.csv (their verdicts before and after).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipeline.claims.reader import read as read_register
from pipeline.codebook.model import Codebook, Language
from pipeline.codebook.reader import read as read_codebook
from pipeline.responses.side_files import text_table
from pipeline.tables.estimands import groupings, topics
from pipeline.tables.files import read_respondents, read_table, write_table
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


def compare(
    *,
    codebook_file: Path,
    base_codebook_file: Path,
    tables: Path,
    base_tables: Path,
    base_margins_file: Path,
    out: Path,
    language: Language,
    base_published_file: Path | None = None,
) -> str:
    folders = base_tables, tables
    asked = pair.questionnaires(read_codebook(base_codebook_file), read_codebook(codebook_file))
    pair.tables(folders, NEEDED)
    pair.tables(folders[:1], ("claims.csv",) if base_published_file else ())
    old, new = (_side(folder, book) for folder, book in zip(folders, (asked.old, asked.new), strict=True))

    found = differences(*_both(folders, "estimates"), asked)
    recomposed = _recomposed(asked, new, text_table(base_margins_file, ["margin", "level", "population"]))
    found = with_composition(found, recomposed)
    respondents, designs = (old.respondents, new.respondents), (old.design, new.design)
    claims = None
    if base_published_file:
        register = read_register(base_published_file, asked.old)
        claims = retested(register, asked, old, new, read_table(base_tables / "claims.csv"))

    write_table(out / "codebook.csv", asked.table())
    write_table(out / "weights.csv", samples.weights(*_both(folders, "weighting")))
    write_table(out / "margins.csv", samples.margins(*_both(folders, "weighting-margins")))
    write_table(out / "tests.csv", question_tests(asked, respondents, designs))
    if claims is not None:
        write_table(out / "claims.csv", claims)
    write_table(out / "differences.csv", found)
    return say(language, "log.compare", **_counts(found, asked))


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


def _counts(found: pd.DataFrame, asked: Questionnaires) -> dict[str, int]:
    changed = found["p_adjusted"] < asked.new.method.significance
    return {"shares": len(found), "tested": int(found["p"].notna().sum()), "changed": int(changed.sum())}
