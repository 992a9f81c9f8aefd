"""Compare two waves: what changed, and what is noise.

Writes into the folder `out` differences.csv (one row a share of both waves), codebook.csv (what was asked
otherwise), weights.csv and margins.csv (both samples side by side), tests.csv (each question as a whole,
by wave) and, when the old wave has published results, claims.csv (their verdicts before and after).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from pipeline.claims.reader import read as read_register
from pipeline.codebook.model import Codebook, Language
from pipeline.codebook.reader import read as read_codebook
from pipeline.responses.side_files import text_table
from pipeline.tables.estimands import groupings, topics
from pipeline.tables.files import read_respondents, read_table, write_table
from pipeline.text.messages import say
from pipeline.waves.claims import retested
from pipeline.waves.composition import composition, on_old_margins
from pipeline.waves.differences import differences, with_composition
from pipeline.waves.question_tests import question_tests
from pipeline.waves.questionnaires import Questionnaires
from pipeline.waves.samples import (
    WaveSample,
    check_tables,
    comparable_questionnaires,
    margins_of_both,
    weights_of_both,
)
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
    """Compare the waves, write the tables of what changed and return the line to print."""
    questionnaires = comparable_questionnaires(
        read_codebook(base_codebook_file), read_codebook(codebook_file)
    )
    check_tables([base_tables, tables], NEEDED)
    if base_published_file:
        check_tables([base_tables], ["claims.csv"])
    old = _sample(base_tables, questionnaires.old)
    new = _sample(tables, questionnaires.new)

    folders = base_tables, tables
    old_margins = text_table(base_margins_file, ["margin", "level", "population"])
    changes = with_composition(
        differences(*_both(folders, "estimates.csv"), questionnaires),
        _recomposed(questionnaires, new, old_margins),
    )
    claims = None
    if base_published_file:
        register = read_register(base_published_file, questionnaires.old)
        claims = retested(register, questionnaires, old, new, read_table(base_tables / "claims.csv"))

    write_table(out / "codebook.csv", questionnaires.table())
    write_table(out / "weights.csv", weights_of_both(*_both(folders, "weighting.csv")))
    write_table(out / "margins.csv", margins_of_both(*_both(folders, "weighting-margins.csv")))
    write_table(out / "tests.csv", question_tests(questionnaires, old, new))
    if claims is not None:
        write_table(out / "claims.csv", claims)
    write_table(out / "differences.csv", changes)
    return say(language, "log.compare", **_counts(changes, questionnaires.new.method.significance))


def _both(folders: Iterable[Path], name: str) -> list[pd.DataFrame]:
    return [read_table(folder / name) for folder in folders]


def _sample(folder: Path, codebook: Codebook) -> WaveSample:
    respondents = read_respondents(folder / "3-weighted.csv")
    return WaveSample(respondents, design_of(codebook, respondents))


def _recomposed(
    questionnaires: Questionnaires, new: WaveSample, populations: pd.DataFrame
) -> pd.DataFrame | None:
    """Return the shares of the new wave on the old margins; None when it cannot be put on them."""
    recalibrated = on_old_margins(questionnaires, new.respondents, populations)
    if recalibrated is None:
        return None
    by = groupings(questionnaires.new, new.respondents)
    return composition(new.design, recalibrated, list(topics(questionnaires.new, new.respondents)), by)


def _counts(changes: pd.DataFrame, significance: float) -> dict[str, int]:
    changed = changes["p_adjusted"] < significance
    return {"shares": len(changes), "tested": int(changes["p"].notna().sum()), "changed": int(changed.sum())}
