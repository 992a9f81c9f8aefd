"""Colours and the theme.

Colours were checked under simulated colour blindness, and are never the only carrier of a meaning.
"""

from __future__ import annotations

from contextlib import AbstractContextManager

import matplotlib
import seaborn
from matplotlib.colors import LinearSegmentedColormap

from pipeline.figures.typography import FALLBACK_TYPEFACE, TYPEFACE, register

INK, GREY, LIGHT, RULE = "#1A1A1A", "#595959", "#767676", "#C9C9C9"
GRID, BAND, MINI_BAR = "#E3E3E3", "#F6F6F4", "#BDBDBD"
RED = "#C00000"

MORE_CRITICAL, LESS_CRITICAL, NOT_SIGNIFICANT = "#B84E00", "#1B5E8C", "#7A7A7A"
# For measures that are neither good nor bad: a pair that judges nothing.
MORE_NEUTRAL, LESS_NEUTRAL = "#933BCE", "#3A7F73"
RESPONDENT_COLOUR = "#A3C9C1"
GROUP_COLOURS = ("#B84E00", "#933BCE", "#3A7F73", "#1F2A44", "#8A6D00", "#1B5E8C", "#A8326E", "#5A5A5A")
GROUP_MARKERS = ("s", "^", "o", "D", "v", "P", "X", "p")
# Numbers on a small base are drawn this pale.
SMALL_BASE_ALPHA = 0.45

_BELOW = {1: ["#B84E00"], 2: ["#B84E00", "#F6BE85"], 3: ["#B84E00", "#DE8840", "#F6BE85"]}
_ABOVE = {1: ["#1B5E8C"], 2: ["#9CC8E3", "#1B5E8C"], 3: ["#9CC8E3", "#5394BF", "#1B5E8C"]}

HEAT_COLOURS = LinearSegmentedColormap.from_list(
    "heat", ["#F7FAFC", "#C6DDEE", "#7FB2D6", "#2F7FB5", "#14507C"]
)


def level_colours(below: int, above: int) -> list[str]:
    """Return colours of ordered levels: the first `below` orange, the others blue, darkest outside."""
    return [*_ramp(_BELOW, below), *_ramp(_ABOVE, above)]


def group_look(number: int) -> tuple[str, str]:
    """Return the colour and the marker of the group with this number, from 0; both begin anew after 8."""
    return GROUP_COLOURS[number % len(GROUP_COLOURS)], GROUP_MARKERS[number % len(GROUP_MARKERS)]


def direction_colours(tone: str) -> tuple[str, str]:
    """Return the colours of "more than the rest" and "less than the rest" for a measure of this tone."""
    pairs = {
        "bad": (MORE_CRITICAL, LESS_CRITICAL),
        "good": (LESS_CRITICAL, MORE_CRITICAL),
        "neutral": (MORE_NEUTRAL, LESS_NEUTRAL),
    }
    return pairs[tone]


def ink_on(colour: str | tuple[float, ...]) -> str:
    """Return white or ink, whichever reads better on this colour (relative luminance, WCAG 2)."""
    red, green, blue = (_linear(part) for part in matplotlib.colors.to_rgb(colour))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "white" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.0603 else INK


def theme() -> AbstractContextManager[None]:
    """Return the context that every figure is made and saved under."""
    register()
    return matplotlib.rc_context(
        {
            **seaborn.axes_style("white"),
            "font.family": [TYPEFACE, FALLBACK_TYPEFACE],
            "font.size": 9,
            "text.color": INK,
            "text.parse_math": False,
            "text.hinting": "none",
            "axes.edgecolor": RULE,
            "grid.color": GRID,
            "grid.linewidth": 0.8,
            "hatch.linewidth": 0.6,
            "svg.fonttype": "path",
            "svg.hashsalt": "survey",
            "figure.dpi": 100,
        }
    )


def _ramp(known: dict[int, list[str]], count: int) -> list[str]:
    """Return `count` colours: those chosen by hand for up to three, else steps between these."""
    if count in known or not count:
        return known.get(count, [])
    ramp = LinearSegmentedColormap.from_list("levels", known[3])
    return [matplotlib.colors.to_hex(ramp(i / (count - 1))) for i in range(count)]


def _linear(part: float) -> float:
    """Return a part of an sRGB colour as light (WCAG 2)."""
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
