"""The map of communes by group, in colours and hatches; never the value of a commune."""

from __future__ import annotations

from math import cos, radians

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb
from matplotlib.path import Path

from pipeline.figures.frame import Frame
from pipeline.figures.participation.data import Rates
from pipeline.figures.participation.outlines import Outline
from pipeline.figures.theme import GROUP_COLOURS, INK, RULE
from pipeline.figures.typography import fit
from pipeline.text.number_format import decimal

HATCHES = ("", "////", "", "....", "\\\\\\\\", "xxxx", "----", "++++")
TINTS = (0.75, 0.4, 0.55, 0.15, 0.45, 0.6, 0.35, 0.5)
KEY = 0.46
NARROWEST_MAP_CM, WIDEST_MAP_CM = 4.4, 6.8


def place_of(rates: Rates, group: str) -> int:
    """The position of a group of the breakdown: it decides colour, marker and hatch."""
    return [level.id for level in rates.context.codebook.levels(rates.figure.breakdown)].index(group)


def width(rates: Rates, high: float) -> float:
    """Width of the map, in cm, for about this height: less for a tall shape than for a wide one."""
    return min(WIDEST_MAP_CM, max(NARROWEST_MAP_CM, (high - KEY * len(rates.map)) / _ratio(_all(rates))))


def draw(frame: Frame, rates: Rates, place: tuple[float, float, float]) -> None:
    """The map within these cm (left, width, height of the body), its legend with the rates under it."""
    left, wide, high = place
    known = rates.parts.get(rates.figure.breakdown)
    rows = [] if known is None else [row for row in known.itertuples() if row.group in rates.map]
    (low, top), ratio = _bounds(_all(rates)), _ratio(_all(rates))
    space = high - len(rows) * KEY - 0.3
    size = (wide, wide * ratio) if wide * ratio <= space else (space / ratio, space)
    axes = frame.axes(left + (wide - size[0]) / 2, 0, *size, "map")
    axes.set_xlim(low[0], top[0])
    axes.set_ylim(low[1], top[1])
    for group, shapes in rates.map.items():
        if group:
            face, hatch = _look(place_of(rates, group))
            _shapes(axes, shapes, {"fc": face, "hatch": hatch, "ec": "white"}, group)
        else:
            _shapes(axes, shapes, {"fc": "white", "ec": RULE}, "none")
    for i, row in enumerate(rows):
        y = frame.top + size[1] + 0.3 + (i + 0.5) * KEY
        face, hatch = _look(place_of(rates, row.group))
        frame.rectangle(left, y - 0.15, 0.55, 0.3, fc=face, hatch=hatch, ec="white")
        rate = decimal(row.rate_per_1000, rates.context.language, 1)
        text = rates.context.say("figures.participation_key", group=rates.label(row), rate=rate)
        frame.middle(left + 0.7, y, fit(text, wide - 0.7, (8.6, 8.0, 7.4)), color=INK)


def _all(rates: Rates) -> list[Outline]:
    return [one for group in rates.map.values() for one in group]


def _ratio(outlines: list[Outline]) -> float:
    """Height by width, a degree of longitude being shorter than one of latitude."""
    low, top = _bounds(outlines)
    return (top[1] - low[1]) / ((top[0] - low[0]) * cos(radians((low[1] + top[1]) / 2)))


def _bounds(outlines: list[Outline]) -> tuple[np.ndarray, np.ndarray]:
    points = np.vstack([ring for one in outlines for ring in one.rings])
    return points.min(axis=0), points.max(axis=0)


def _look(place: int) -> tuple[str | tuple, str]:
    """A tint of the group's colour, and its hatch: lightness and pattern differ too."""
    colour, tint = np.array(to_rgb(GROUP_COLOURS[place % len(GROUP_COLOURS)])), TINTS[place % len(TINTS)]
    return tuple(1 - tint * (1 - colour)), HATCHES[place % len(HATCHES)]


def _shapes(axes, outlines: list[Outline], style: dict, name: str) -> None:
    """The communes of one group: all rings of a commune are one path, so that holes stay empty."""
    paths = [_path(one) for one in outlines]
    axes.add_collection(PathCollection(paths, linewidths=0.25, gid=f"map-{name}", **style))


def _path(outline: Outline) -> Path:
    parts = [Path(ring, closed=True) for ring in outline.rings if len(ring) > 2]
    return Path.make_compound_path(*parts)
