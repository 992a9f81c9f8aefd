"""Two axes that separate groups: a map with the groups' means, their regions and the four ends in words."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import Ellipse

from pipeline.figures.frame import MARGIN, Frame, centred, leading
from pipeline.figures.palette import GREY, RULE
from pipeline.figures.separation_ends import END, MAP, colours_of, end_words, ends_height
from pipeline.figures.separation_findings import Separation

LABEL = 9.6


def draw(frame: Frame, separation: Separation) -> None:
    """Two axes: dark ellipses where the means may be, light ones around half of the people."""
    top = ends_height()
    axes = frame.axes(MARGIN + 0.55, top, MAP - 0.55, MAP - 0.55, "map")
    regions = separation.table("regions")
    spread = [regions[c].abs() + regions["half_width"] for c in ("x", "y")]
    reach = 1.04 * float(max(part.max() for part in spread))
    axes.set_xlim(-reach, reach)
    axes.set_ylim(-reach, reach)
    axes.axhline(0, color=RULE, lw=1.2, zorder=1)
    axes.axvline(0, color=RULE, lw=1.2, zorder=1)
    colours = colours_of(separation)
    for row in regions.itertuples():
        _ellipse(axes, row, colours[row.group][0])
    placed: list[tuple[float, float]] = []
    means = regions[regions["kind"] == "mean"]
    for row in means.sort_values("y", ascending=False).itertuples():
        colour, marker = colours[row.group]
        axes.plot([row.x], [row.y], marker, ms=6, color=colour, mec="white", mew=0.8, zorder=5, gid="mean")
        y = _free(row, placed, 2 * reach / (MAP - 0.55))
        placed.append((row.x, y))
        centred(
            axes, row.x, y, separation.group_labels[row.group], LABEL, weight="bold", color=colour, zorder=6
        )
    _map_words(frame, separation, top)


def _free(row: object, placed: list[tuple[float, float]], per_cm: float) -> float:
    """Height of a group's label: above its ellipse, or below it where another label stands."""
    above = row.y + row.half_width + 0.3 * per_cm
    crowded = any(abs(above - y) < 0.45 * per_cm and abs(row.x - x) < 3 * per_cm for x, y in placed)
    return row.y - row.half_width - 0.3 * per_cm if crowded else above


def _ellipse(axes: Axes, row: object, colour: str) -> None:
    dark = row.kind == "mean"
    axes.add_patch(
        Ellipse(
            (row.x, row.y), 2 * row.half_width, 2 * row.half_height, angle=row.angle_degrees,
            fc=(colour, 0.4 if dark else 0.06), ec=(colour, 0.9 if dark else 0.55),
            lw=1.2 if dark else 0.9, ls="-" if dark else (0, (3, 2)), zorder=4 if dark else 2, gid=row.kind,
        )
    )  # fmt: skip


def _map_words(frame: Frame, separation: Separation, top: float) -> None:
    """The four ends in words, around the map."""
    edition = separation.edition
    left, right = end_words(separation, 1, ("◄ {}", "{} ►"), 1)
    down, up = end_words(separation, 2, ("▼ {}", "▲ {}"), 1)
    below = frame.top + top + MAP + 0.5
    ends = [
        (up, MARGIN, frame.top + 0.3, "left"),
        (down, MARGIN, frame.top + top + MAP - 0.1, "left"),
        (right, MARGIN + MAP, below + leading(END), "right"),
        (left, MARGIN, below + 2 * leading(END), "left"),
    ]
    for fitted, x, y, align in ends:
        frame.text(x, y, fitted.lines[0], fitted.size, color=GREY, ha=align)
    heads = [
        edition.say("separation_head", axis=axis, share=edition.percent(separation.share(axis)))
        for axis in (1, 2)
    ]
    half = (MAP - 0.55) / 2
    bold = {"weight": "bold", "ha": "center"}
    frame.text(MARGIN + 0.55 + half, below, heads[0], 8.6, **bold)
    frame.text(MARGIN + 0.3, frame.top + top + half, heads[1], 8.6, rotation=90, **bold)
