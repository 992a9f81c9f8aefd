"""One axis that separates groups: a row a group, its mean with interval, a band for half of its people."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from pipeline.figures.frame import MARGIN, Frame
from pipeline.figures.labels import fit_label
from pipeline.figures.palette import GREY, RULE
from pipeline.figures.separation_ends import MAP, colours_of, end_words, ends_height, paint
from pipeline.figures.separation_findings import Separation

HALF = 0.6745


def draw(frame: Frame, separation: Separation) -> None:
    """One axis only: a row a group, its mean with interval, a band for the middle half of its people."""
    groups = list(separation.group_labels)
    left, top = MARGIN + 2.5, ends_height() + 0.2
    low, high = end_words(separation, 1, ("◄ {}", "{} ►"), 2)
    below = top + 0.95 * len(groups) + 0.75
    for fitted, x, y, align in ((low, MARGIN, 0.3, "left"), (high, MARGIN + MAP, below, "right")):
        for i, line in enumerate(fitted.lines):
            frame.text(x, frame.top + y + i * fitted.leading, line, fitted.size, color=GREY, ha=align)
    axes = frame.axes(left, top, MAP - 2.5 + MARGIN, 0.95 * len(groups), "axis")
    reach = _reach(separation)
    axes.set_xlim(-reach, reach)
    axes.set_ylim(len(groups) - 0.5, -0.5)
    axes.axvline(0, color=RULE, lw=1.4, zorder=1)
    means, colours = separation.means(1), colours_of(separation)
    for i, group in enumerate(groups):
        _group_row(axes, separation, (i, group, means.loc[group]), colours[group])
        label = fit_label(separation.group_labels[group], 2.3, 0.95, "bold")
        frame.middle(
            MARGIN, frame.top + top + (i + 0.5) * 0.95, label, color=paint(separation, colours[group][0])
        )
    share = separation.edition.percent(separation.share(1))
    text = separation.edition.say("separation_head", axis=1, share=share)
    frame.text(
        left + (MAP - 2.5 + MARGIN) / 2,
        frame.top + top + 0.95 * len(groups) + 0.32,
        text,
        8.6,
        weight="bold",
        ha="center",
    )


def _group_row(
    axes: Axes, separation: Separation, row: tuple[int, str, pd.Series], look: tuple[str, str]
) -> None:
    i, _, mean = row
    colour, marker = paint(separation, look[0]), look[1]
    centre, half = mean["mean"], 1.96 * mean["standard_error"]
    # The functions have variance 1 inside groups: half of the people are within 0.6745 of the mean.
    axes.fill_betweenx(
        [i - 0.33, i + 0.33], centre - HALF, centre + HALF, color=colour, alpha=0.13, lw=0, gid="people"
    )
    axes.plot(
        [centre - half, centre + half], [i, i], color=colour, lw=2.2, solid_capstyle="butt", gid="interval"
    )
    face = colour if separation.facts.shows else "white"
    axes.plot([centre], [i], marker, ms=7, color=colour, mfc=face, mew=1.2, ls="none", zorder=4, gid="mean")


def _reach(separation: Separation) -> float:
    means = separation.means(1)
    return float((means["mean"].abs() + 1.96 * means["standard_error"]).max()) + HALF + 0.1
