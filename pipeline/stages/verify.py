"""Tests every published result again on the weighted answers, and gives each a verdict.

Writes claims.csv (--out: one row a result) and, beside it, claims-readings.csv (each reading under
each weighting), claims-estimates.csv (the shares behind them) and claims-weightings.csv.
"""

from __future__ import annotations

import argparse

from pipeline.claims.reader import read as read_register
from pipeline.claims.results import results
from pipeline.claims.shares import SurveyAnswers, withheld_shares
from pipeline.claims.verdicts import VERDICTS
from pipeline.claims.weightings import weightings
from pipeline.codebook.reader import read as read_codebook
from pipeline.errors.faults import terminal_list
from pipeline.responses.side_files import text_table
from pipeline.stages.runner import read_respondents, read_table, run, write_table
from pipeline.text.messages import say


def verify(arguments: argparse.Namespace) -> str:
    codebook = read_codebook(arguments.codebook)
    register = read_register(arguments.published, codebook)
    weighted = read_respondents(arguments.weighted)
    populations = text_table(arguments.margins, ["margin", "level", "population"])
    tried, out_of_reach = weightings(codebook, weighted, populations, arguments.margins.name)
    if out_of_reach:
        print(terminal_list(out_of_reach, arguments.language))
    withheld = withheld_shares(codebook, weighted, read_table(arguments.estimates))
    answers = SurveyAnswers(codebook, register.ranked, weighted, withheld)
    found = results(register, answers, tried)
    folder = arguments.out.parent
    write_table(folder / "claims-readings.csv", found.readings)
    write_table(folder / "claims-estimates.csv", found.estimates)
    write_table(folder / "claims-weightings.csv", found.weightings)
    write_table(arguments.out, found.claims)
    counts = found.claims["verdict"].value_counts()
    told = {name: int(counts.get(name, 0)) for name in VERDICTS}
    return say(arguments.language, "log.verify", claims=len(found.claims), **told)


def main(argv: list[str] | None = None) -> int:
    return run(verify, ["codebook", "weighted", "estimates", "margins", "published", "out"], argv)


if __name__ == "__main__":
    raise SystemExit(main())
