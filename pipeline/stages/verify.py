"""Test every published result again on the weighted answers, and give each a verdict.

Writes into the folder `out` claims.csv (one row a result), claims-readings.csv (each reading under
each weighting), claims-estimates.csv (the shares behind them) and claims-weightings.csv.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.claims.reader import read as read_register
from pipeline.claims.shares import SurveyAnswers, withheld_shares
from pipeline.claims.verdict_tables import verdict_tables
from pipeline.claims.verdicts import VERDICTS
from pipeline.claims.weightings import weightings
from pipeline.codebook.reader import read as read_codebook
from pipeline.errors.faults import terminal_list
from pipeline.responses.side_files import text_table
from pipeline.tables.files import read_respondents, read_table, write_table
from pipeline.text.messages import Language, say


def verify(
    *,
    codebook_file: Path,
    weighted_file: Path,
    estimates_file: Path,
    margins_file: Path,
    published_file: Path,
    out: Path,
    language: Language,
) -> str:
    """Test the published results again, write the verdicts and return the line to print."""
    codebook = read_codebook(codebook_file)
    register = read_register(published_file, codebook)
    weighted = read_respondents(weighted_file)
    populations = text_table(margins_file, ["margin", "level", "population"])
    tried, out_of_reach = weightings(codebook, weighted, populations, margins_file.name)
    if out_of_reach:
        print(terminal_list(out_of_reach, language))
    withheld = withheld_shares(codebook, weighted, read_table(estimates_file))
    answers = SurveyAnswers(codebook, register.ranked, weighted, withheld)
    retested = verdict_tables(register, answers, tried)
    write_table(out / "claims-readings.csv", retested.readings)
    write_table(out / "claims-estimates.csv", retested.estimates)
    write_table(out / "claims-weightings.csv", retested.weightings)
    write_table(out / "claims.csv", retested.claims)
    counts = retested.claims["verdict"].value_counts()
    totals = {name: int(counts.get(name, 0)) for name in VERDICTS}
    return say(language, "log.verify", claims=len(retested.claims), **totals)
