"""Release the wave as open data: results.csv, dictionary.csv and datapackage.json into the folder `out`.

Ids stand in place of labels: the files are the same in every language.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.codebook.reader import read
from pipeline.errors.files import write_text
from pipeline.figures.provenance import Provenance
from pipeline.publishing.open_data import package as data_package
from pipeline.publishing.open_data import results as open_data
from pipeline.publishing.open_data.dictionary import dictionary
from pipeline.tables.files import read_table, write_table
from pipeline.text.messages import Language, say

READ_TABLES = ("estimates", "contrasts", "medians", "means")


def publish_open_data(
    *, codebook_file: Path, tables: Path, origin: Provenance, out: Path, language: Language
) -> str:
    """Write the open data and return the line to print."""
    codebook = read(codebook_file)
    of_wave = {name: read_table(tables / f"{name}.csv") for name in READ_TABLES}
    everyone = read_table(tables / "weighting.csv").iloc[0]
    source = open_data.source_of(codebook, int(everyone["n"]), origin)
    results = open_data.results(codebook, of_wave, source)
    words = dictionary(codebook, results)
    write_table(out / data_package.RESULTS, results)
    write_table(out / data_package.DICTIONARY, words)
    described = data_package.package(codebook, results, words, source, origin)
    write_text(out / data_package.PACKAGE, described)
    return say(language, "open_data.log", rows=len(results), folder=out)
