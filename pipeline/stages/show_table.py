"""Prints one question, measure or number by groups: shares, intervals, bases, letters, tests.

Reads the tables that `make tabulate` and `make weight` wrote, and writes nothing.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from shutil import get_terminal_size

from pipeline.codebook.reader import read as read_codebook
from pipeline.errors.faults import Faults
from pipeline.figures.context import Context
from pipeline.publishing.context import Wording
from pipeline.publishing.crosstabs import Asked, Crossings, asked
from pipeline.publishing.terminal import WIDEST, lines
from pipeline.stages.runner import read_table, run

CONFIGURATION = 3


def table(arguments: argparse.Namespace) -> str:
    crossings = _crossings(arguments)
    wanted = Asked(*(_word(getattr(arguments, name)) for name in ("question", "by", "service", "base")))
    found, faults = asked(crossings, wanted)
    if faults:
        raise Faults(faults, CONFIGURATION)
    return lines(crossings, found, get_terminal_size(fallback=(WIDEST, 1)).columns)


def _crossings(arguments: argparse.Namespace) -> Crossings:
    tables = {
        name: read_table(arguments.tables / f"{name}.csv")
        for name in ("estimates", "contrasts", "tests", "pairs", "means", "weighting-margins")
    }
    context = Context(
        codebook=read_codebook(arguments.codebook),
        language=arguments.language,
        estimates=tables["estimates"],
        contrasts=tables["contrasts"],
        margins=tables["weighting-margins"],
        data="",
        code="",
    )
    return Crossings(Wording(context), tables["tests"], tables["pairs"], tables["means"])


def _word(given: Path | None) -> str:
    return "" if given is None else str(given)


def main(argv: list[str] | None = None) -> int:
    return run(table, ["codebook", "tables", "question?", "by?", "service?", "base?"], argv)


if __name__ == "__main__":
    raise SystemExit(main())
