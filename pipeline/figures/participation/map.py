"""The map of communes by group, in colours and hatches; never the value of a commune."""

from __future__ import annotations

from math import cos, radians

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb
from matplotlib.path import Path

from pipeline.figures.frame import Frame
from pipeline.figures.participation.data import ParticipationData
from pipeline.figures.participation.outlines import Outline
from pipeline.figures.theme import INK, RULE, group_look
from pipeline.figures.typography import fit
from pipeline.text.number_format import decimal

MAP_HATCHES = ("", "////", "", "....", "\\\\\\\\", "xxxx", "----", "++++")
# How much of a group's colour its communes have: neighbours in the order differ in lightness too.
MAP_TINTS = (0.75, 0.4, 0.55, 0.15, 0.45, 0.6, 0.35, 0.5)
MAP_KEY_CM = 0.46
NARROWEST_MAP_CM, WIDEST_MAP_CM = 4.4, 6.8


def group_number(participation: ParticipationData, group: str) -> int:
    """Return the position of a group of the breakdown: it decides colour, marker and hatch."""
    levels = participation.context.codebook.levels(participation.figure.breakdown)
    return [level.id for level in levels].index(group)


def map_width(participation: ParticipationData, high: float) -> float:
    """Return the width of a map of about this height, in cm: less for a tall shape than for a wide one."""
    wide = (high - MAP_KEY_CM * len(participation.map)) / _ratio(_outlines(participation))
    return min(WIDEST_MAP_CM, max(NARROWEST_MAP_CM, wide))


def draw_map(
    frame: Frame, participation: ParticipationData, *, left: float, wide: float, high: float
) -> None:
    """Draw the map from the left and as wide as these cm, its legend with the rates under it.

    `high` is what map and legend may take of the body.
    """
    table = participation.parts.get(participation.figure.breakdown)
    rows = [] if table is None else [row for row in table.itertuples() if row.group in participation.map]
    outlines = _outlines(participation)
    (low, top), ratio = _bounds(outlines), _ratio(outlines)
    space = high - len(rows) * MAP_KEY_CM - 0.3
    size = (wide, wide * ratio) if wide * ratio <= space else (space / ratio, space)
    axes = frame.axes(left + (wide - size[0]) / 2, 0, *size, "map")
    axes.set_xlim(low[0], top[0])
    axes.set_ylim(low[1], top[1])
    for group, shapes in participation.map.items():
        # Communes in no group are left white.
        if group:
            face, hatch = _look(group_number(participation, group))
            _shapes(axes, shapes, {"fc": face, "hatch": hatch, "ec": "white"}, group)
        else:
            _shapes(axes, shapes, {"fc": "white", "ec": RULE}, "none")
    for i, row in enumerate(rows):
        _key(frame, participation, row, left=left, wide=wide, y=size[1] + 0.3 + (i + 0.5) * MAP_KEY_CM)


def _key(
    frame: Frame, participation: ParticipationData, row: object, *, left: float, wide: float, y: float
) -> None:
    """Draw the look of a group, its name and its rate, y cm below the top of the body."""
    context, y = participation.context, frame.top + y
    face, hatch = _look(group_number(participation, row.group))
    frame.rectangle(left, y - 0.15, 0.55, 0.3, fc=face, hatch=hatch, ec="white")
    rate = decimal(row.rate_per_1000, context.language, 1)
    label = context.say("figures.participation_key", group=participation.label(row), rate=rate)
    frame.middle(left + 0.7, y, fit(label, wide - 0.7, (8.6, 8.0, 7.4)), color=INK)


def _outlines(participation: ParticipationData) -> list[Outline]:
    return [outline for outlines in participation.map.values() for outline in outlines]


def _ratio(outlines: list[Outline]) -> float:
    """Return height by width, a degree of longitude being shorter than one of latitude."""
    low, top = _bounds(outlines)
    return (top[1] - low[1]) / ((top[0] - low[0]) * cos(radians((low[1] + top[1]) / 2)))


def _bounds(outlines: list[Outline]) -> tuple[np.ndarray, np.ndarray]:
    points = np.vstack([ring for outline in outlines for ring in outline.rings])
    return points.min(axis=0), points.max(axis=0)


def _look(number: int) -> tuple[tuple[float, ...], str]:
    """Return a tint of the group's colour, and its hatch: lightness and pattern differ too."""
    colour, tint = np.array(to_rgb(group_look(number)[0])), MAP_TINTS[number % len(MAP_TINTS)]
    return tuple(1 - tint * (1 - colour)), MAP_HATCHES[number % len(MAP_HATCHES)]


def _shapes(axes: Axes, outlines: list[Outline], style: dict, name: str) -> None:
    """Draw the communes of one group: all rings of a commune are one path, so that holes stay empty."""
    paths = [_path(outline) for outline in outlines]
    axes.add_collection(PathCollection(paths, linewidths=0.25, gid=f"map-{name}", **style))


def _path(outline: Outline) -> Path:
    # Two points or fewer enclose nothing, and matplotlib would not close them.
    parts = [Path(ring, closed=True) for ring in outline.rings if len(ring) > 2]
    return Path.make_compound_path(*parts)
