"""A finished figure, and the four files that it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.figures.frame import Frame, Words
from pipeline.figures.records import file_stem
from pipeline.tables.files import published_csv

RESOLUTION = 200
# Level of zlib: flat colours come out smaller than at its usual level, in half the time.
COMPRESSION = {"compress_level": 3}


@dataclass(frozen=True)
class Drawing:
    """One figure: how the codebook declares it, its words, its pages and its numbers."""

    figure: Figure
    words: Words
    frames: list[Frame]
    data: pd.DataFrame

    @property
    def frame(self) -> Frame:
        """The first page, mostly the only one."""
        return self.frames[0]

    @property
    def name(self) -> str:
        return file_stem(self.figure)


def files(drawing: Drawing) -> dict[str, bytes]:
    """Return PNG and SVG of each page, CSV and alternative text, by name; the same bytes every time.

    To be called under the theme that the figure was drawn in.
    """
    words = drawing.words
    described = {"Title": words.title, "Description": words.alt, "Source": drawing.data["source"].iloc[0]}
    pictures = {}
    for number, frame in enumerate(drawing.frames, 1):
        stem = drawing.name if number == 1 else f"{drawing.name}_{number}"
        png = {"dpi": RESOLUTION, "metadata": described | {"Software": None}, "pil_kwargs": COMPRESSION}
        # Without date and program, or the same figure would be other bytes tomorrow.
        pictures[f"{stem}.png"] = _saved(frame, "png", **png)
        pictures[f"{stem}.svg"] = _saved(frame, "svg", metadata=described | {"Date": None, "Creator": None})
    return pictures | {
        f"{drawing.name}.csv": published_csv(drawing.data).encode("utf-8"),
        f"{drawing.name}.alt.txt": f"{words.alt}\n".encode(),
    }


def manifest_row(drawing: Drawing) -> dict[str, object]:
    """Return the row of this figure in the list of figures."""
    words, figure = drawing.words, drawing.figure
    return {
        "number": figure.number,
        "slug": figure.slug,
        "title": words.title,
        "subtitle": words.subtitle,
        "alt": words.alt,
        "notes": "\n".join(words.notes),
        "kind": figure.kind,
    }


def _saved(frame: Frame, kind: str, **options: object) -> bytes:
    """Return one page as a picture of this kind."""
    page = BytesIO()
    frame.canvas.savefig(page, format=kind, **options)
    return page.getvalue()
