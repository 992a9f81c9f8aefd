"""The cells of a heat table: colours by seaborn; values, marks and hatches on top."""

from __future__ import annotations

import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from pipeline.figures.frame import centred
from pipeline.figures.heat_findings import Heat
from pipeline.figures.heat_grid import Grid
from pipeline.figures.palette import HEAT, ink_on
from pipeline.figures.typeface import width
from pipeline.formats import bare_percent

VALUE = 9.0


def cells(axes: Axes, heat: Heat, grid: Grid) -> None:
    """Colours by seaborn; values, marks and hatches on top."""
    names = [name if kind == "service" else f"{kind}:{name}" for kind, name in grid.lines]
    shares = heat.shares.reindex(names)
    top = max(0.2, shares.max().max()) if shares.notna().any().any() else 1.0
    seaborn.heatmap(
        shares, ax=axes, vmin=0, vmax=top, cmap=HEAT, cbar=False,
        linewidths=1.6, linecolor="white", xticklabels=False, yticklabels=False,
    )  # fmt: skip
    axes.set(xlabel="", ylabel="")
    for i, (kind, service) in enumerate(grid.lines):
        for j, answer in enumerate(heat.answers if kind == "service" else []):
            share = heat.shares.loc[service, answer]
            if pd.isna(share):
                _hatch(axes, (j, i), grid)
            else:
                _value(axes, heat, (j, i, service, answer), (share, min(1.0, share / top)))


def _hatch(axes: Axes, place: tuple[int, int], grid: Grid) -> None:
    inset = (0.04 / grid.column, 0.04 / grid.row)
    corner = (place[0] + inset[0], place[1] + inset[1])
    size = (1 - 2 * inset[0], 1 - 2 * inset[1])
    axes.add_patch(Rectangle(corner, *size, fc="white", ec="#C4C4C4", hatch="////", lw=0, gid="withheld"))


def _value(axes: Axes, heat: Heat, place: tuple[int, int, str, str], share: tuple[float, float]) -> None:
    j, i, service, answer = place
    over, fragile = bool(heat.over.loc[service, answer]), heat.bases.loc[service, "status"] != ""
    colour = HEAT(share[1])
    if fragile:
        axes.add_patch(Rectangle((j, i), 1, 1, fc="white", alpha=0.6, lw=0, gid="fragile"))
        colour = "white"
    text = bare_percent(share[0], heat.edition.language)
    text = f"({text})" if fragile else text
    style = {"weight": "bold" if over else "regular", "color": ink_on(colour)}
    centred(axes, j + 0.5, i + 0.5, text, VALUE, zorder=4, **style)
    if over:
        column = axes.get_position().width * axes.figure.get_figwidth() / len(heat.answers) * 2.54
        shift = (width(text, VALUE, "bold") / 2 + 0.2) / column
        axes.plot([j + 0.5 + shift], [i + 0.5], "^", ms=3.6, color=style["color"], mew=0, gid="over")
