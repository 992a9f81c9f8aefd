"""How well groups are guessed: confusion matrix in cross-validation, beside what chance would give."""

from __future__ import annotations

from dataclasses import dataclass

import seaborn
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from pipeline.codebook.model import Figure
from pipeline.figures.confusion import data, text
from pipeline.figures.confusion.data import ConfusionData
from pipeline.figures.context import Context
from pipeline.figures.files import Drawing
from pipeline.figures.frame import MARGIN_CM, PAGE_WIDTH_CM, Frame, centred, leading
from pipeline.figures.records import tidy
from pipeline.figures.theme import GREY, GRID, HEAT_COLOURS, INK, MINI_BAR, NOT_SIGNIFICANT, RULE, ink_on
from pipeline.figures.ticks import decimals_of, round_step
from pipeline.figures.typography import Fitted, fit, fit_label, width
from pipeline.text.number_format import bare_percent, number, percent


@dataclass(frozen=True)
class ConfusionLayout:
    """Lengths and sizes of letters of the figure of guesses."""

    label_cm: float = 2.5
    base_cm: float = 1.0
    matrix_cm: float = 6.0
    # Between the matrix and what chance would give.
    gap_cm: float = 0.7
    cell_cm: float = 1.15
    lowest_matrix_cm: float = 4.0
    lowest_head_cm: float = 1.5
    # Above the heads of columns, what these are.
    above_heads_cm: float = 0.6
    upright_head_cm: float = 3.6
    axis_cm: float = 0.6
    head_sizes_pt: tuple[float, ...] = (8.6, 8.2, 7.8, 7.2)
    word_pt: float = 8.6
    base_pt: float = 8.3
    share_pt: float = 9.6
    bins: int = 24


@dataclass(frozen=True)
class ConfusionGrid:
    """The heads of the columns, and where things stand, in cm.

    Attributes
    ----------
    head, high : heights above the matrix, and of it.
    """

    heads: list[Fitted]
    upright: bool
    head: float
    high: float

    @property
    def right(self) -> float:
        """Where the bases end."""
        return MARGIN_CM + ConfusionLayout.label_cm + ConfusionLayout.matrix_cm + ConfusionLayout.base_cm


def draw(context: Context, figure: Figure) -> Drawing | None:
    """Draw the figure; None when there is no discriminant analysis."""
    confusion = data.select(context, figure)
    if confusion is None:
        return None
    words, grid = text.words(confusion), _grid(confusion)
    frame = Frame(words, body=grid.head + grid.high + ConfusionLayout.axis_cm)
    _matrix(frame, confusion, grid)
    _names(frame, confusion, grid)
    _chance(frame, confusion, grid)
    return Drawing(figure, words, [frame], tidy(context, figure, data.records(confusion)))


def _grid(confusion: ConfusionData) -> ConfusionGrid:
    """Return the heads of the columns, upright where a word is wider than its column, and heights."""
    groups, sizes = list(confusion.matrix.columns), ConfusionLayout.head_sizes_pt
    wide = ConfusionLayout.matrix_cm / len(groups) - 0.08
    upright = max(width(word, sizes[-1]) for group in groups for word in group.split(" ")) > wide
    if upright:
        heads = [fit(group, ConfusionLayout.upright_head_cm, sizes[-1:], 3) for group in groups]
    else:
        heads = [fit(group, wide, sizes, 3) for group in groups]
    deepest = max(head.width if upright else len(head.lines) * head.leading for head in heads)
    above = max(ConfusionLayout.lowest_head_cm, ConfusionLayout.above_heads_cm + deepest + 0.2)
    high = max(ConfusionLayout.cell_cm * len(groups), ConfusionLayout.lowest_matrix_cm)
    return ConfusionGrid(heads, upright, above, high)


def _matrix(frame: Frame, confusion: ConfusionData, grid: ConfusionGrid) -> None:
    """Draw the matrix, right guesses framed."""
    matrix, language = confusion.matrix, confusion.context.language
    left = MARGIN_CM + ConfusionLayout.label_cm
    axes = frame.axes(left, grid.head, ConfusionLayout.matrix_cm, grid.high, "confusion")
    # The darkest colour is the largest share, but a half at least.
    top = max(0.5, matrix.max().max())
    seaborn.heatmap(
        matrix, ax=axes, vmin=0, vmax=top, cmap=HEAT_COLOURS, cbar=False,
        linewidths=1.6, linecolor="white", xticklabels=False, yticklabels=False,
    )  # fmt: skip
    axes.set(xlabel="", ylabel="")
    for i in range(len(matrix)):
        for j in range(len(matrix)):
            share = matrix.iloc[i, j]
            ink = ink_on(HEAT_COLOURS(min(1.0, share / top)))
            style = {"color": ink, "weight": "bold" if i == j else "regular", "zorder": 4}
            printed = bare_percent(share, language)
            centred(axes, j + 0.5, i + 0.5, printed, ConfusionLayout.share_pt, **style)
        inset = {"fill": False, "ec": INK, "lw": 1.4, "zorder": 5, "gid": "right"}
        axes.add_patch(Rectangle((i + 0.03, i + 0.03), 0.94, 0.94, **inset))


def _names(frame: Frame, confusion: ConfusionData, grid: ConfusionGrid) -> None:
    """Write what rows and columns are, the name and base of each row, and the heads of columns."""
    context, word_pt, base_pt = confusion.context, ConfusionLayout.word_pt, ConfusionLayout.base_pt
    left, bottom = MARGIN_CM + ConfusionLayout.label_cm, frame.top + grid.head - 0.15
    frame.text(left, frame.top + 0.3, context.say("figures.guessing_guessed"), word_pt, color=GREY)
    frame.text(MARGIN_CM, bottom, context.say("figures.guessing_true"), word_pt, color=GREY)
    frame.text(grid.right, bottom, context.say("figures.base_n"), base_pt, ha="right", color=GREY)
    row_cm = grid.high / len(confusion.matrix)
    for i, (group, n) in enumerate(zip(confusion.matrix.index, confusion.bases, strict=True)):
        y = frame.top + grid.head + (i + 0.5) * row_cm
        frame.middle(MARGIN_CM, y, fit_label(group, ConfusionLayout.label_cm - 0.15, row_cm, "bold"))
        frame.middle(grid.right, y, number(n, context.language), base_pt, ha="right", color=GREY)
    column_cm = ConfusionLayout.matrix_cm / len(grid.heads)
    for i, head in enumerate(grid.heads):
        frame.column_head(left + (i + 0.5) * column_cm, bottom, head, grid.upright)


def _chance(frame: Frame, confusion: ConfusionData, grid: ConfusionGrid) -> None:
    """Draw what groups dealt anew gave, and where the answers stand."""
    context, draws, test = confusion.context, confusion.draws, confusion.test
    left, right = grid.right + ConfusionLayout.gap_cm, PAGE_WIDTH_CM - MARGIN_CM
    axes = frame.axes(left, grid.head, right - left - 0.3, grid.high, "chance")
    observed = test["measured"]
    low, high = min(draws.min(), observed), max(draws.max(), observed)
    # At least two points long, or equal draws would have no bar.
    length = max(high - low, 0.02)
    limits = (draws.min(), max(draws.max(), draws.min() + 0.02))
    axes.hist(draws, bins=ConfusionLayout.bins, range=limits, color=MINI_BAR, lw=0)
    start, end = low - 0.08 * length, low + length + 0.08 * length
    axes.set_xlim(start, end)
    tallest = axes.get_ylim()[1] * 1.25
    axes.set_ylim(0, tallest)
    axes.axhline(0, color=RULE, lw=1)
    colour = INK if test["p"] <= context.codebook.method.significance else NOT_SIGNIFICANT
    axes.plot([observed] * 2, [0, 0.86 * tallest], color=colour, lw=2, gid="observed")
    align = "right" if observed > (low + high) / 2 else "left"
    label = context.say("figures.guessing_observed", share=percent(observed, context.language, 1))
    style = {"size": ConfusionLayout.word_pt, "weight": "bold", "color": colour, "ha": align}
    axes.text(observed, 0.9 * tallest, label, **style)
    _scale(axes, context, start, end, length)
    head = fit(context.say("figures.guessing_draws"), right - left, (ConfusionLayout.word_pt, 8.2, 7.8), 3)
    for i, line in enumerate(head.lines):
        frame.text(left, frame.top + 0.3 + i * leading(head.size), line, head.size, color=GREY)


def _scale(axes: Axes, context: Context, start: float, end: float, length: float) -> None:
    """Draw the scale of shares, with as many decimals as its steps need."""
    step = round_step(length, 5)
    ticks = [i * step for i in range(int(1 / step) + 1) if start <= i * step <= end]
    decimals = max(0, decimals_of(step) - 2)
    axes.set_xticks(ticks, [percent(tick, context.language, decimals) for tick in ticks])
    axes.tick_params(axis="x", colors=GREY, labelsize=8, length=0, pad=3)
    axes.grid(axis="x", color=GRID)
    axes.set_axisbelow(True)
