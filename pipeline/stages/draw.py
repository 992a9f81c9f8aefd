"""Draw every figure that the codebook declares, in one language.

Each figure becomes a PNG, an SVG, a CSV and an alternative text; figures.csv lists them.
"""

from __future__ import annotations

import pickle
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import starmap
from pathlib import Path

import pandas as pd

from pipeline.claims.reader import read as read_register
from pipeline.codebook.model import Codebook, Figure, Language
from pipeline.codebook.reader import read
from pipeline.errors.files import write_bytes
from pipeline.figures.claims import plot as verdicts
from pipeline.figures.comparison import plot as comparison
from pipeline.figures.confusion import plot as guessing
from pipeline.figures.context import Context
from pipeline.figures.curves import plot as curves
from pipeline.figures.discriminant_map import plot as separation
from pipeline.figures.files import Drawing, files, manifest_row
from pipeline.figures.heatmap import plot as heat
from pipeline.figures.levels import plot as levels
from pipeline.figures.participation import plot as participation
from pipeline.figures.participation.outlines import Outline, read_outlines, unmatched
from pipeline.figures.profile import plot as profile
from pipeline.figures.provenance import Provenance
from pipeline.figures.pyramid import plot as pyramid
from pipeline.figures.theme import theme
from pipeline.figures.weights import plot as weighting
from pipeline.tables.files import WaveTables, write_table
from pipeline.text.messages import say

GRAMMARS: dict[str, Callable[[Context, Figure], Drawing | None]] = {
    "levels": levels.draw,
    "comparison": comparison.draw,
    "heat": heat.draw,
    "pyramid": pyramid.draw,
    "verdicts": verdicts.draw,
    "separation": separation.draw,
    "profile": profile.draw,
    "guessing": guessing.draw,
    "curves": curves.draw,
    "weighting": weighting.draw,
    "participation": participation.draw,
}
COMPARED = "evolution"
MANIFEST = ["number", "slug", "title", "subtitle", "alt", "notes", "kind"]


def draw(
    *,
    codebook_file: Path,
    tables: Path,
    origin: Provenance,
    out: Path,
    language: Language,
    published_file: Path | None = None,
    share: Callable[..., Iterable] = starmap,
) -> str:
    """Draw the figures, write their files and return the line to print."""
    started = time.monotonic()
    codebook = read(codebook_file)
    context = Context(
        codebook=codebook,
        language=language,
        tables=WaveTables(tables),
        provenance=origin,
        register=read_register(published_file, codebook) if published_file else None,
        outlines=_outlines(codebook, codebook_file.parent, language),
    )
    manifest = []
    for line in _unmatched(context):
        print(line, file=sys.stderr)
    figures = sorted(codebook.figure, key=lambda figure: figure.number)
    # Figures of two waves are drawn when these are compared.
    figures = [figure for figure in figures if figure.kind != COMPARED]
    of_all = pickle.dumps(context)
    drawn = share(_drawn, [(of_all, figure.number) for figure in figures])
    for figure, drawing in zip(figures, drawn, strict=True):
        if drawing is None:
            left_out = {"number": figure.number, "slug": figure.slug}
            print(say(language, "figures.without_rows", **left_out), file=sys.stderr)
            continue
        for name, content in drawing.files.items():
            write_bytes(out / name, content)
        manifest.append(drawing.row)
    write_table(out / "figures.csv", pd.DataFrame(manifest, columns=MANIFEST))
    seconds = round(time.monotonic() - started)
    key = "figures.drawn_one" if len(manifest) == 1 else "figures.drawn"
    return say(language, key, drawn=len(manifest), folder=out, seconds=seconds)


@dataclass(frozen=True)
class _Drawn:
    """The files of a figure by name, and its row in the list of figures."""

    files: dict[str, bytes]
    row: dict[str, object]


def _drawn(of_all: bytes, number: int) -> _Drawn | None:
    """Return the figure with this number, in whichever process; None where it has nothing to show."""
    context = _context(of_all)
    figure = next(figure for figure in context.codebook.figure if figure.number == number)
    with theme():
        drawing = GRAMMARS[figure.kind](context, figure)
        return _Drawn(files(drawing), manifest_row(drawing)) if drawing else None


@lru_cache(maxsize=1)
def _context(of_all: bytes) -> Context:
    """Return the context, made once for all figures of a process, so that each table is read once."""
    return pickle.loads(of_all)


def _outlines(codebook: Codebook, wave: Path, language: Language) -> dict[str, Outline]:
    """Read the outlines that a figure names, when its user has put them into the wave's folder."""
    for figure in codebook.figure:
        if figure.outlines and (wave / figure.outlines).exists():
            return read_outlines((wave / figure.outlines).read_bytes(), figure.outlines)
        if figure.outlines:
            named = {"number": figure.number, "file": figure.outlines}
            print(say(language, "figures.without_outlines", **named), file=sys.stderr)
    return {}


def _unmatched(context: Context) -> Iterator[str]:
    """Yield a line for communes without outline, and one for outlines without commune."""
    for figure in context.codebook.figure:
        if not figure.outlines or not context.outlines:
            continue
        unmatched_labels = unmatched(context.outlines, context.tables["places"])
        for key, labels in zip(
            ("communes_without_outline", "outlines_without_commune"), unmatched_labels, strict=True
        ):
            if labels:
                values = {"number": figure.number, "file": figure.outlines, "names": _listed(labels)}
                yield say(context.language, f"figures.{key}", count=len(labels), **values)


def _listed(labels: list[str], most: int = 20) -> str:
    return ", ".join(labels[:most]) + (" …" if len(labels) > most else "")
