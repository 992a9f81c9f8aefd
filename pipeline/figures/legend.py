"""Legends: signs and their words, in a line or several above the body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.figures.frame import INNER_WIDTH_CM, KEY_PT, MARGIN_CM, X_HEIGHT, Frame
from pipeline.figures.theme import INK
from pipeline.figures.typography import CM_PER_POINT, fit, width

LINE_CM = 0.46
# The usual size, and smaller ones that may keep a legend on one line.
KEY_SIZES_PT = (KEY_PT, 8.3, 8.0)
# From the left of a sign to its words.
SIGN_WIDTHS_CM = {
    "box": 0.45,
    "dot": 0.75,
    "hollow": 0.75,
    "tick": 0.25,
    "outline": 0.45,
    "point": 0.4,
    "ring": 0.4,
    "marked": 0.75,
}
GAP_BETWEEN_KEYS_CM = 0.4


@dataclass(frozen=True)
class Key:
    """One sign and its words."""

    sign: Literal["box", "dot", "hollow", "tick", "outline", "point", "ring", "marked"]
    label: str
    colour: str = INK
    marker: str = "o"

    def width(self, size: float) -> float:
        """Return the width of the sign and its words, in cm."""
        return SIGN_WIDTHS_CM[self.sign] + width(self.label, size)


def height(keys: list[Key]) -> float:
    """Return the height of a legend, in cm."""
    return len(_lines(keys)) * LINE_CM + 0.1


def draw(frame: Frame, keys: list[Key]) -> None:
    """Draw the legend at its place in the frame."""
    size = _size(keys)
    for i, line in enumerate(_lines(keys)):
        x, y = MARGIN_CM, frame.legend_top + (i + 0.4) * LINE_CM
        for key in line:
            _sign(frame, key, x, y)
            words = fit(key.label, INNER_WIDTH_CM - SIGN_WIDTHS_CM[key.sign], (size, 8.0, 7.4))
            frame.middle(x + SIGN_WIDTHS_CM[key.sign], y, words)
            x += key.width(size) + GAP_BETWEEN_KEYS_CM


def _size(keys: list[Key]) -> float:
    """Return the size at which all keys stand on one line, or the usual one where they never do."""
    fixed = sum(SIGN_WIDTHS_CM[key.sign] for key in keys) + (len(keys) - 1) * GAP_BETWEEN_KEYS_CM
    sizes = (
        size for size in KEY_SIZES_PT if fixed + sum(width(key.label, size) for key in keys) <= INNER_WIDTH_CM
    )
    return next(sizes, KEY_PT)


def _lines(keys: list[Key]) -> list[list[Key]]:
    """Return the keys of each line of the legend."""
    size, lines, used = _size(keys), [[]], 0.0
    for key in keys:
        if lines[-1] and used + key.width(size) > INNER_WIDTH_CM:
            lines.append([])
            used = 0.0
        lines[-1].append(key)
        used += key.width(size) + GAP_BETWEEN_KEYS_CM
    return lines


def _sign(frame: Frame, key: Key, x: float, y: float) -> None:
    """Draw a sign as high as the words beside it, its left end at x, centred on y."""
    half = X_HEIGHT * KEY_PT * CM_PER_POINT
    if key.sign == "box":
        frame.rectangle(x, y - half, 0.34, 2 * half, fc=key.colour)
    elif key.sign == "outline":
        frame.rectangle(x, y - half, 0.34, 2 * half, fc="none", ec=key.colour, lw=1.2)
    elif key.sign == "tick":
        frame.line([x + 0.08] * 2, [y - 0.17, y + 0.17], color=key.colour, lw=1.3)
    elif key.sign in ("point", "ring"):
        face = key.colour if key.sign == "point" else "white"
        frame.line([x + 0.16], [y], marker="o", ms=5.8, mfc=face, mec=key.colour, mew=1.3, ls="none")
    elif key.sign == "marked":
        frame.line([x, x + 0.62], [y, y], color=key.colour, lw=1.5)
        frame.line(
            [x + 0.31], [y], marker=key.marker, ms=5.2, mfc=key.colour, mec="white", mew=0.4, ls="none"
        )
    else:
        face = key.colour if key.sign == "dot" else "white"
        frame.line([x, x + 0.62], [y, y], color=key.colour, lw=1.5)
        frame.line([x + 0.31], [y], marker="o", ms=5.6, mfc=face, mec=key.colour, mew=1.2, ls="none")
