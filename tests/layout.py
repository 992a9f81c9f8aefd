"""What is wrong with the pages of a figure: texts on one another, outside the page or cut, pages too high."""

from __future__ import annotations

from itertools import product

import numpy as np
from matplotlib.text import Text

from pipeline.figures import palette
from pipeline.figures.drawing import Drawing
from pipeline.figures.frame import TALLEST, Frame

RESOLUTIONS = (100, 200, 300)


def texts_of(frame: Frame) -> list[Text]:
    """Every text that a page shows."""
    shown = frame.canvas.findobj(Text)
    return [text for text in shown if text.get_text().strip() and text.get_visible()]


def misplaced(drawing: Drawing, resolutions: tuple[int, ...] = RESOLUTIONS) -> list[tuple]:
    """What a reader would complain of, page by page; empty when all is in its place."""
    found = []
    for (page, frame), dpi in product(enumerate(drawing.frames, 1), resolutions):
        place = (drawing.name, page, dpi)
        if frame.height > TALLEST + 1e-6:
            found.append((*place, "too high", frame.height))
        boxes = _boxes(frame, dpi)
        edge = frame.canvas.bbox.padded(dpi / 100)
        inside = {text: edge.contains(*box.min) and edge.contains(*box.max) for text, box in boxes}
        found += [(*place, "outside", text) for text, within in inside.items() if not within]
        found += [(*place, "cut", text) for text in inside if "…" in text]
        found += [(*place, "overlap", *pair) for pair in overlapping(boxes, dpi / 100)]
    return found


def overlapping(boxes: list, unit: float) -> list[tuple[str, str]]:
    """Pairs of texts whose boxes share more than a hair."""
    x0, y0, x1, y1 = np.array([box.extents for _, box in boxes]).T
    across = np.minimum.outer(x1, x1) - np.maximum.outer(x0, x0)
    down = np.minimum.outer(y1, y1) - np.maximum.outer(y0, y0)
    pairs = np.argwhere(np.triu((across > 1.5 * unit) & (down > 3 * unit), k=1))
    return [(boxes[i][0], boxes[j][0]) for i, j in pairs]


def _boxes(frame: Frame, dpi: int) -> list:
    frame.canvas.set_dpi(dpi)
    with palette.theme():
        renderer = frame.canvas.canvas.get_renderer()
        return [(text.get_text(), text.get_window_extent(renderer)) for text in texts_of(frame)]
