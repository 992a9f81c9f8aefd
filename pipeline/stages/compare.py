"""Compare two waves: what changed, and what is noise.

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
    questionnaires = samples.questionnaires(read_codebook(base_codebook_file), read_codebook(codebook_file))
    samples.tables(folders, NEEDED)
    samples.tables(folders[:1], ("claims.csv",) if base_published_file else ())
    old, new = (
        _side(folder, book)
        for folder, book in zip(folders, (questionnaires.old, questionnaires.new), strict=True)
    )

    changes = differences(*_of_waves(folders, "estimates"), questionnaires)
    recomposed = _recomposed(
        questionnaires, new, text_table(base_margins_file, ["margin", "level", "population"])
    )
    changes = with_composition(changes, recomposed)
    respondents, designs = (old.respondents, new.respondents), (old.design, new.design)
    claims = None
    if base_published_file:
        register = read_register(base_published_file, questionnaires.old)
        claims = retested(register, questionnaires, old, new, read_table(base_tables / "claims.csv"))

    write_table(out / "codebook.csv", questionnaires.table())
    write_table(out / "weights.csv", samples.weights(*_of_waves(folders, "weighting")))
    write_table(out / "margins.csv", samples.margins(*_of_waves(folders, "weighting-margins")))
    write_table(out / "tests.csv", question_tests(questionnaires, respondents, designs))
    if claims is not None:
        write_table(out / "claims.csv", claims)
    write_table(out / "differences.csv", changes)
    return say(language, "log.compare", **_counts(changes, questionnaires))


def _side(folder: Path, codebook: Codebook) -> Side:
    respondents = read_respondents(folder / "3-weighted.csv")
    return Side(respondents, design_of(codebook, respondents))


def _of_waves(folders: tuple[Path, ...], name: str) -> list[pd.DataFrame]:
    return [read_table(folder / f"{name}.csv") for folder in folders]


def _recomposed(questionnaires: Questionnaires, new: Side, populations: pd.DataFrame) -> pd.DataFrame | None:
    """Return the new wave on the old margins; None when it cannot be put on them."""
    recalibrated = on_old_margins(questionnaires, new.respondents, populations)
    if recalibrated is None:
        return None
    codebook, respondents = questionnaires.new, new.respondents
    counted, by = list(topics(codebook, respondents)), groupings(codebook, respondents)
    return composition((new.design, recalibrated), counted, by)


def _counts(changes: pd.DataFrame, questionnaires: Questionnaires) -> dict[str, int]:
    changed = changes["p_adjusted"] < questionnaires.new.method.significance
    return {"shares": len(changes), "tested": int(changes["p"].notna().sum()), "changed": int(changed.sum())}
