"""Where the names of groups stand on a map: beside their means, on nothing else, or nowhere."""

from __future__ import annotations

import pandas as pd

from pipeline.figures.typeface import Fitted, fit

SIZES = (9.6, 9.0, 8.4, 7.8)
WIDEST, AIR, MARKER = 3.2, 0.12, 0.25

# Centre of a name on the map, in cm from its lower left corner, and the name in lines.
Place = tuple[float, float, Fitted]


def places(means: pd.DataFrame, labels: dict[str, str], size: float, reach: float) -> dict[str, Place]:
    """A place for the name of every group; none at all where one of them finds no room.

    Parameters
    ----------
    means : centre and half width of the ellipse of each group, in units of the axes.
    size, reach : side of the map in cm, and where its axes end.
    """
    per_unit = size / (2 * reach)
    centres = {
        row.group: ((row.x + reach) * per_unit, (row.y + reach) * per_unit) for row in means.itertuples()
    }
    taken = [_box(x, y, MARKER, MARKER) for x, y in centres.values()]
    found: dict[str, Place] = {}
    for row in means.sort_values("y", ascending=False).itertuples():
        name = fit(labels[row.group], WIDEST, SIZES, 2, "bold")
        place = _free(name, centres[row.group], (row.half_width * per_unit, size), taken)
        if place is None:
            return {}
        found[row.group] = (*place, name)
        taken.append(_box(*place, name.width, len(name.lines) * name.leading))
    return found


def _free(
    name: Fitted, centre: tuple[float, float], sizes: tuple[float, float], taken: list
) -> tuple[float, float] | None:
    """Above or below the ellipse, at its sides, or a little further: the first place with nothing on it."""
    (x, y), (radius, size) = centre, sizes
    wide, high = name.width, len(name.lines) * name.leading
    up, aside = radius + AIR + high / 2, radius + AIR + wide / 2
    steps = [(0, up), (0, -up), (aside, 0), (-aside, 0), (0, up + high), (0, -up - high)]
    for across, along in steps:
        place = (min(max(x + across, wide / 2), size - wide / 2), y + along)
        box = _box(*place, wide, high)
        if box[1] >= 0 and box[3] <= size and not any(_meet(box, other) for other in taken):
            return place
    return None


def _box(x: float, y: float, wide: float, high: float) -> tuple[float, float, float, float]:
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def _meet(box: tuple, other: tuple) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
