"""How well groups are guessed: confusion matrix in cross-validation, beside what chance would give."""

from __future__ import annotations

import numpy as np
import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from pipeline.codebook.model import Figure
from pipeline.discriminating.facts import facts
from pipeline.figures.drawing import Drawing
from pipeline.figures.edition import Edition
from pipeline.figures.frame import MARGIN, WIDTH, Frame, centred, leading
from pipeline.figures.guessing_findings import bases, draws_of, matrix_of, records, test_of
from pipeline.figures.guessing_words import words
from pipeline.figures.labels import fit_label
from pipeline.figures.palette import GREY, GRID, HEAT, INK, LESS_CRITICAL, MORE_CRITICAL, RULE, ink_on
from pipeline.figures.rows import tidy
from pipeline.figures.typeface import fit
from pipeline.formats import bare_percent, number, percent

LABEL, BASE, TABLE, GAP, HEAD = 2.5, 1.0, 6.0, 0.7, 1.5
CELL = 1.15
BINS = 24


def draw(edition: Edition, figure: Figure) -> Drawing | None:
    """The figure, or None when there is no discriminant analysis."""
    found = facts(edition.codebook, edition.separated) if edition.codebook.discriminant else None
    if found is None:
        return None
    matrix = matrix_of(edition)
    said = words(edition, figure, found, matrix)
    high = max(CELL * len(matrix), 4.0)
    frame = Frame(said, body=HEAD + high + 0.6)
    _heat(frame, edition, matrix, high)
    left = MARGIN + LABEL + TABLE + BASE + GAP
    axes = frame.axes(left, HEAD, WIDTH - MARGIN - left - 0.1, high, "chance")
    _chance(frame, axes, edition, left)
    return Drawing(figure, said, [frame], tidy(edition, figure, records(edition, found, matrix)))


def _heat(frame: Frame, edition: Edition, matrix: pd.DataFrame, high: float) -> None:
    """The matrix, right guesses framed, and the base of each row."""
    k, x = len(matrix), MARGIN + LABEL
    axes = frame.axes(x, HEAD, TABLE, high, "confusion")
    seaborn.heatmap(
        matrix, ax=axes, vmin=0, vmax=max(0.5, matrix.max().max()), cmap=HEAT, cbar=False,
        linewidths=1.6, linecolor="white", xticklabels=False, yticklabels=False,
    )  # fmt: skip
    axes.set(xlabel="", ylabel="")
    top = max(0.5, matrix.max().max())
    for i in range(k):
        for j in range(k):
            share = matrix.iloc[i, j]
            style = {"color": ink_on(HEAT(min(1.0, share / top))), "weight": "bold" if i == j else "regular"}
            centred(axes, j + 0.5, i + 0.5, bare_percent(share, edition.language), 9.6, zorder=4, **style)
        inset = {"fill": False, "ec": INK, "lw": 1.4, "zorder": 5, "gid": "right"}
        axes.add_patch(Rectangle((i + 0.03, i + 0.03), 0.94, 0.94, **inset))
    _heads(frame, edition, matrix, high)


def _heads(frame: Frame, edition: Edition, matrix: pd.DataFrame, high: float) -> None:
    k, x = len(matrix), MARGIN + LABEL
    frame.text(x, frame.top + 0.3, edition.say("guessing_guessed"), 8.6, color=GREY)
    frame.text(MARGIN, frame.top + HEAD - 0.15, edition.say("guessing_true"), 8.6, color=GREY)
    for i, (label, n) in enumerate(zip(matrix.index, bases(edition), strict=True)):
        y = frame.top + HEAD + (i + 0.5) * high / k
        frame.middle(MARGIN, y, fit_label(label, LABEL - 0.15, high / k, "bold"))
        frame.middle(x + TABLE + BASE, y, number(n, edition.language), 8.3, ha="right", color=GREY)
        head = fit(label, TABLE / k - 0.08, (8.6, 8.2, 7.8, 7.2), 3)
        for line, text in enumerate(reversed(head.lines)):
            bottom = frame.top + HEAD - 0.15 - line * head.leading
            frame.text(x + (i + 0.5) * TABLE / k, bottom, text, head.size, ha="center")
    frame.text(x + TABLE + BASE, frame.top + HEAD - 0.15, edition.say("base_n"), 8.3, ha="right", color=GREY)


def _chance(frame: Frame, axes: Axes, edition: Edition, left: float) -> None:
    """What groups dealt anew gave, and where the answers stand."""
    draws, observed = draws_of(edition), test_of(edition)["measured"]
    low, high = min(draws.min(), observed), max(draws.max(), observed)
    pad = 0.08 * (high - low)
    axes.hist(draws, bins=BINS, range=(low, high), color="#BDBDBD", lw=0)
    axes.set_xlim(low - pad, high + pad)
    tallest = axes.get_ylim()[1] * 1.25
    axes.set_ylim(0, tallest)
    axes.axhline(0, color=RULE, lw=1)
    beats = observed > np.quantile(draws, 0.95)
    colour = MORE_CRITICAL if beats else LESS_CRITICAL
    axes.plot([observed] * 2, [0, 0.86 * tallest], color=colour, lw=2, gid="observed")
    align = "right" if observed > (low + high) / 2 else "left"
    text = edition.say("guessing_observed", share=percent(observed, edition.language, 1))
    axes.text(observed, 0.9 * tallest, text, size=8.6, weight="bold", color=colour, ha=align)
    ticks = [t for t in np.arange(0, 1.001, 0.02) if low - pad <= t <= high + pad]
    ticks = ticks if len(ticks) <= 6 else ticks[:: -(-len(ticks) // 6)]
    axes.set_xticks(ticks, [percent(t, edition.language) for t in ticks])
    axes.tick_params(axis="x", colors=GREY, labelsize=8, length=0, pad=3)
    axes.grid(axis="x", color=GRID)
    axes.set_axisbelow(True)
    head = fit(edition.say("guessing_draws"), WIDTH - MARGIN - left, (8.6, 8.2, 7.8), 3)
    for i, line in enumerate(head.lines):
        frame.text(left, frame.top + 0.3 + i * leading(head.size), line, head.size, color=GREY)
