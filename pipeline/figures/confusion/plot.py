"""How well groups are guessed: confusion matrix in cross-validation, beside what chance would give."""

from __future__ import annotations

import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from pipeline.codebook.model import Figure
from pipeline.discriminant.findings import findings_of
from pipeline.figures.confusion.data import bases, draws_of, matrix_of, records, test_of
from pipeline.figures.confusion.text import words
from pipeline.figures.context import Context
from pipeline.figures.files import Drawing
from pipeline.figures.frame import MARGIN_CM, PAGE_WIDTH_CM, X_HEIGHT, Frame, centred, leading
from pipeline.figures.records import tidy
from pipeline.figures.theme import GREY, GRID, HEAT_COLOURS, INK, NOT_SIGNIFICANT, RULE, ink_on
from pipeline.figures.ticks import decimals_of, round_step
from pipeline.figures.typography import CM_PER_POINT, Fitted, fit, fit_label, width
from pipeline.text.number_format import bare_percent, number, percent

CONFUSION_LABEL, CONFUSION_BASE_PT, TABLE, GAP = 2.5, 1.0, 6.0, 0.7
# Heads of columns, upright where a word is wider than its column; above them what they are.
CONFUSION_SIZES_PT, UPRIGHT, ABOVE, LOWEST_HEAD = (8.6, 8.2, 7.8, 7.2), 3.6, 0.6, 1.5
CELL = 1.15
BINS = 24


def draw(context: Context, figure: Figure) -> Drawing | None:
    """The figure, or None when there is no discriminant analysis."""
    found = findings_of(context.codebook, context.discriminant) if context.codebook.discriminant else None
    if found is None:
        return None
    matrix = matrix_of(context)
    said = words(context, figure, found, matrix)
    heads, upright = _heads(matrix)
    deepest = max(head.width if upright else len(head.lines) * head.leading for head in heads)
    size = (max(LOWEST_HEAD, ABOVE + deepest + 0.2), max(CELL * len(matrix), 4.0))
    frame = Frame(said, body=sum(size) + 0.6)
    _heat(frame, context, matrix, size)
    _names(frame, context, matrix, size)
    _columns(frame, heads, upright, size[0])
    left = MARGIN_CM + CONFUSION_LABEL + TABLE + CONFUSION_BASE_PT + GAP
    axes = frame.axes(left, size[0], PAGE_WIDTH_CM - MARGIN_CM - left - 0.3, size[1], "chance")
    _chance(frame, axes, context, left)
    return Drawing(figure, said, [frame], tidy(context, figure, records(context, found, matrix)))


def _heads(matrix: pd.DataFrame) -> tuple[list[Fitted], bool]:
    """The heads of the columns in lines, and whether they are upright."""
    wide = TABLE / len(matrix) - 0.08
    words = [word for label in matrix.columns for word in label.split(" ")]
    upright = max(width(word, CONFUSION_SIZES_PT[-1]) for word in words) > wide
    sizes = CONFUSION_SIZES_PT[-1:] if upright else CONFUSION_SIZES_PT
    return [fit(label, UPRIGHT if upright else wide, sizes, 3) for label in matrix.columns], upright


def _heat(frame: Frame, context: Context, matrix: pd.DataFrame, size: tuple[float, float]) -> None:
    """The matrix, right guesses framed."""
    k, (top_of, high) = len(matrix), size
    axes = frame.axes(MARGIN_CM + CONFUSION_LABEL, top_of, TABLE, high, "confusion")
    seaborn.heatmap(
        matrix, ax=axes, vmin=0, vmax=max(0.5, matrix.max().max()), cmap=HEAT_COLOURS, cbar=False,
        linewidths=1.6, linecolor="white", xticklabels=False, yticklabels=False,
    )  # fmt: skip
    axes.set(xlabel="", ylabel="")
    top = max(0.5, matrix.max().max())
    for i in range(k):
        for j in range(k):
            share = matrix.iloc[i, j]
            style = {
                "color": ink_on(HEAT_COLOURS(min(1.0, share / top))),
                "weight": "bold" if i == j else "regular",
            }
            centred(axes, j + 0.5, i + 0.5, bare_percent(share, context.language), 9.6, zorder=4, **style)
        inset = {"fill": False, "ec": INK, "lw": 1.4, "zorder": 5, "gid": "right"}
        axes.add_patch(Rectangle((i + 0.03, i + 0.03), 0.94, 0.94, **inset))


def _names(frame: Frame, context: Context, matrix: pd.DataFrame, size: tuple[float, float]) -> None:
    """What rows and columns are, and name and base of each row."""
    (head, high), right = size, MARGIN_CM + CONFUSION_LABEL + TABLE + CONFUSION_BASE_PT
    frame.text(
        MARGIN_CM + CONFUSION_LABEL, frame.top + 0.3, context.say("figures.guessing_guessed"), 8.6, color=GREY
    )
    frame.text(MARGIN_CM, frame.top + head - 0.15, context.say("figures.guessing_true"), 8.6, color=GREY)
    frame.text(right, frame.top + head - 0.15, context.say("figures.base_n"), 8.3, ha="right", color=GREY)
    row = high / len(matrix)
    for i, (label, n) in enumerate(zip(matrix.index, bases(context), strict=True)):
        y = frame.top + head + (i + 0.5) * row
        frame.middle(MARGIN_CM, y, fit_label(label, CONFUSION_LABEL - 0.15, row, "bold"))
        frame.middle(right, y, number(n, context.language), 8.3, ha="right", color=GREY)


def _columns(frame: Frame, heads: list[Fitted], upright: bool, below: float) -> None:
    """The heads of the columns, on one baseline or upright."""
    wide, bottom = TABLE / len(heads), frame.top + below - 0.15
    for i, head in enumerate(heads):
        x = MARGIN_CM + CONFUSION_LABEL + (i + 0.5) * wide
        for line, text in enumerate(head.lines):
            if upright:
                across = (
                    line - (len(head.lines) - 1) / 2
                ) * head.leading + X_HEIGHT * head.size * CM_PER_POINT
                frame.text(x + across, bottom, text, head.size, rotation=90, rotation_mode="anchor")
            else:
                y = bottom - (len(head.lines) - 1 - line) * head.leading
                frame.text(x, y, text, head.size, ha="center")


def _chance(frame: Frame, axes: Axes, context: Context, left: float) -> None:
    """What groups dealt anew gave, and where the answers stand."""
    draws, test = draws_of(context), test_of(context)
    observed = test["measured"]
    low, high = min(draws.min(), observed), max(draws.max(), observed)
    length = max(high - low, 0.02)
    pad = 0.08 * length
    limits = (draws.min(), max(draws.max(), draws.min() + 0.02))
    axes.hist(draws, bins=BINS, range=limits, color="#BDBDBD", lw=0)
    axes.set_xlim(low - pad, low + length + pad)
    tallest = axes.get_ylim()[1] * 1.25
    axes.set_ylim(0, tallest)
    axes.axhline(0, color=RULE, lw=1)
    beats = test["p"] <= context.codebook.method.significance
    colour = INK if beats else NOT_SIGNIFICANT
    axes.plot([observed] * 2, [0, 0.86 * tallest], color=colour, lw=2, gid="observed")
    align = "right" if observed > (low + high) / 2 else "left"
    text = context.say("figures.guessing_observed", share=percent(observed, context.language, 1))
    axes.text(observed, 0.9 * tallest, text, size=8.6, weight="bold", color=colour, ha=align)
    step = round_step(length, 5)
    ticks = [i * step for i in range(int(1 / step) + 1) if low - pad <= i * step <= low + length + pad]
    decimals = max(0, decimals_of(step) - 2)
    axes.set_xticks(ticks, [percent(tick, context.language, decimals) for tick in ticks])
    axes.tick_params(axis="x", colors=GREY, labelsize=8, length=0, pad=3)
    axes.grid(axis="x", color=GRID)
    axes.set_axisbelow(True)
    head = fit(context.say("figures.guessing_draws"), PAGE_WIDTH_CM - MARGIN_CM - left, (8.6, 8.2, 7.8), 3)
    for i, line in enumerate(head.lines):
        frame.text(left, frame.top + 0.3 + i * leading(head.size), line, head.size, color=GREY)
