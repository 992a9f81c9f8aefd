"""Draw every figure that the codebook declares, in one language.

Each figure becomes a PNG, an SVG, a CSV and an alternative text; figures.csv lists them.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from pipeline.codebook.model import Codebook, Figure, Language
from pipeline.codebook.reading import read
from pipeline.figures import comparison, heat, levels, pyramid
from pipeline.figures.drawing import Drawing, files, manifest_row
from pipeline.figures.edition import Edition
from pipeline.figures.palette import theme
from pipeline.messages import say
from pipeline.publishing.provenance import provenance
from pipeline.stage import read_table, run, write_bytes, write_table

GRAMMARS: dict[str, Callable[[Edition, Figure], Drawing | None]] = {
    "levels": levels.draw,
    "comparison": comparison.draw,
    "heat": heat.draw,
    "pyramid": pyramid.draw,
}
MANIFEST = ["number", "slug", "title", "subtitle", "alt", "kind"]
_OURS = re.compile(r"fig\d\d_[a-z0-9_]+\.(png|svg|csv|alt\.txt)")


def draw(arguments: argparse.Namespace) -> str:
    started = time.monotonic()
    codebook, language, out = read(arguments.codebook), arguments.language, arguments.out
    edition = _edition(codebook, language, arguments.tables, arguments.inputs or [])
    manifest, written = [], set()
    with theme():
        for figure in sorted(codebook.figure, key=lambda one: one.number):
            drawing = GRAMMARS[figure.kind](edition, figure)
            if drawing is None:
                left_out = {"number": figure.number, "slug": figure.slug}
                print(say(language, "figures.without_rows", **left_out), file=sys.stderr)
                continue
            for name, content in files(drawing).items():
                write_bytes(out / name, content)
                written.add(name)
            manifest.append(manifest_row(drawing))
    _remove_others(out, written)
    write_table(out / "figures.csv", pd.DataFrame(manifest, columns=MANIFEST))
    seconds = round(time.monotonic() - started)
    key = "figures.drawn_one" if len(manifest) == 1 else "figures.drawn"
    return say(language, key, drawn=len(manifest), folder=out, seconds=seconds)


def _edition(codebook: Codebook, language: Language, tables: Path, inputs: list[Path]) -> Edition:
    origin = provenance(inputs)
    return Edition(
        codebook=codebook,
        language=language,
        estimates=read_table(tables / "estimates.csv"),
        contrasts=read_table(tables / "contrasts.csv"),
        margins=read_table(tables / "weighting-margins.csv"),
        data=origin.data,
        code=origin.code,
    )


def _remove_others(folder: Path, written: set[str]) -> None:
    """Take away the files of figures that are no longer drawn; nothing else in the folder."""
    for path in folder.glob("fig*"):
        if _OURS.fullmatch(path.name) and path.name not in written:
            path.unlink()


if __name__ == "__main__":
    raise SystemExit(run(draw, ["codebook", "tables", "inputs*", "out"]))
