"""What is wrong with the pages of a figure: texts on one another, outside the page or cut, pages too high."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.text import Text

from pipeline.figures import theme as palette
from pipeline.figures.files import Drawing
from pipeline.figures.frame import PAGE_HEIGHT_CM, Frame

RESOLUTIONS = (100, 200, 300)


def texts_of(frame: Frame) -> list[Text]:
    """Every text that a page shows."""
    shown = frame.canvas.findobj(Text)
    return [text for text in shown if text.get_text().strip() and text.get_visible()]


def misplaced(drawing: Drawing, resolutions: tuple[int, ...] = RESOLUTIONS) -> list[tuple]:
    """What a reader would complain of, page by page; empty when all is in its place."""
    found = []
    for page, frame in enumerate(drawing.frames, 1):
        if frame.height > PAGE_HEIGHT_CM + 1e-6:
            found.append((drawing.name, page, "too high", frame.height))
        texts = texts_of(frame)
        cut = [text.get_text() for text in texts if "…" in text.get_text()]
        found += [(drawing.name, page, "cut", text) for text in cut]
        with palette.theme():
            for dpi in resolutions:
                found += [(drawing.name, page, dpi, *fault) for fault in _faults(frame, texts, dpi)]
    return found


def _faults(frame: Frame, texts: list[Text], dpi: int) -> Iterator[tuple]:
    """Texts outside the page, and on one another, at one resolution."""
    frame.canvas.set_dpi(dpi)
    boxes = [(text.get_text(), text.get_window_extent(_renderer(dpi))) for text in texts]
    edge = frame.canvas.bbox.padded(dpi / 100)
    for text, box in boxes:
        if not (edge.contains(*box.min) and edge.contains(*box.max)):
            yield "outside", text
    for pair in overlapping(boxes, dpi / 100):
        yield "overlap", *pair


@cache
def _renderer(dpi: int) -> RendererAgg:
    """One for all pages: it measures a text that many of them show once, and draws nothing."""
    return RendererAgg(8, 8, dpi)


def overlapping(boxes: list, unit: float) -> list[tuple[str, str]]:
    """Pairs of texts whose boxes share more than a hair."""
    x0, y0, x1, y1 = np.array([box.extents for _, box in boxes]).T
    across = np.minimum.outer(x1, x1) - np.maximum.outer(x0, x0)
    down = np.minimum.outer(y1, y1) - np.maximum.outer(y0, y0)
    pairs = np.argwhere(np.triu((across > 1.5 * unit) & (down > 3 * unit), k=1))
    return [(boxes[i][0], boxes[j][0]) for i, j in pairs]
