"""Release the wave as open data: results.csv, dictionary.csv and datapackage.json into the folder --out.

Ids stand in place of labels: the files are the same in every language.
"""

from __future__ import annotations

import argparse

from pipeline.codebook.reader import read
from pipeline.publishing.open_data import package as data_package
from pipeline.publishing.open_data import results as open_data
from pipeline.publishing.open_data.dictionary import dictionary
from pipeline.publishing.provenance import provenance
from pipeline.stages.runner import read_table, run, write_table, write_text
from pipeline.text.messages import say

TABLES = ("estimates", "contrasts", "medians", "means")


def release(arguments: argparse.Namespace) -> str:
    codebook, out = read(arguments.codebook), arguments.out
    origin = provenance(arguments.inputs or [])
    tables = {name: read_table(arguments.tables / f"{name}.csv") for name in TABLES}
    everyone = read_table(arguments.tables / "weighting.csv").iloc[0]
    source = open_data.source_of(codebook, int(everyone["n"]), origin)
    results = open_data.results(codebook, tables, source)
    words = dictionary(codebook, results)
    write_table(out / data_package.RESULTS, results)
    write_table(out / data_package.DICTIONARY, words)
    described = data_package.package(codebook, results, words, source, origin)
    write_text(out / data_package.PACKAGE, described)
    return say(arguments.language, "open_data.log", rows=len(results), folder=out)


def main(argv: list[str] | None = None) -> int:
    return run(release, ["codebook", "tables", "inputs*", "out"], argv)


if __name__ == "__main__":
    raise SystemExit(main())
