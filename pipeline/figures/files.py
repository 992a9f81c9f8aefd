"""A finished figure, and the four files that it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.figures.frame import Frame, Words
from pipeline.figures.records import name

RESOLUTION = 200
# Of zlib: flat colours come out smaller than at its usual level, in half the time.
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
        return name(self.figure)


def files(drawing: Drawing) -> dict[str, bytes]:
    """Name and content of the PNG and SVG of each page, CSV and alternative text; the same bytes every time.

    To be called under the theme that the figure was drawn in.
    """
    said = drawing.words
    told = {"Title": said.title, "Description": said.alt, "Source": drawing.data["source"].iloc[0]}
    pictures = {}
    for number, frame in enumerate(drawing.frames, 1):
        stem = drawing.name if number == 1 else f"{drawing.name}_{number}"
        png = {"dpi": RESOLUTION, "metadata": told | {"Software": None}, "pil_kwargs": COMPRESSION}
        pictures[f"{stem}.png"] = _saved(frame, "png", **png)
        pictures[f"{stem}.svg"] = _saved(frame, "svg", metadata=told | {"Date": None, "Creator": None})
    table = drawing.data.to_csv(index=False, lineterminator="\n", float_format="%.12g")
    return pictures | {
        f"{drawing.name}.csv": table.encode("utf-8"),
        f"{drawing.name}.alt.txt": f"{said.alt}\n".encode(),
    }


def manifest_row(drawing: Drawing) -> dict[str, object]:
    """What the list of figures says about this one."""
    said, figure = drawing.words, drawing.figure
    return {
        "number": figure.number,
        "slug": figure.slug,
        "title": said.title,
        "subtitle": said.subtitle,
        "alt": said.alt,
        "notes": "\n".join(said.notes),
        "kind": figure.kind,
    }


def _saved(frame: Frame, kind: str, **options: object) -> bytes:
    page = BytesIO()
    frame.canvas.savefig(page, format=kind, **options)
    return page.getvalue()
