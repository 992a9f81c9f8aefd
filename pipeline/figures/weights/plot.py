"""Weighting: gaps to the population before and after as dots, then how weights are spread."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from pipeline.codebook.model import Figure
from pipeline.figures import legend
from pipeline.figures.context import Context
from pipeline.figures.files import Drawing
from pipeline.figures.frame import INNER_WIDTH_CM, MARGIN_CM, PAGE_WIDTH_CM, Frame, centred, tallest_body
from pipeline.figures.legend import Key
from pipeline.figures.pagination import frames, headed_pages
from pipeline.figures.records import tidy
from pipeline.figures.theme import BAND, GREY, INK, NOT_SIGNIFICANT, RESPONDENT_COLOUR, RULE
from pipeline.figures.ticks import decimals_of, draw_ticks, round_step
from pipeline.figures.typography import fit, fit_label, label_width, lowest_row, width
from pipeline.figures.weights import data as weighting_findings
from pipeline.figures.weights import text as weighting_words
from pipeline.figures.weights.data import Spread
from pipeline.text.number_format import decimal, number

LOWEST, TALLEST, AXIS = 0.27, 0.5, 0.55
# Lines of a page.
MOST = 45
BASE, HEAD = 8.3, 9.3
SPREAD, SPREAD_HEAD, SIZES = 3.4, 0.75, 5.2


@dataclass(frozen=True)
class Line:
    """One line of the upper part: the name of a margin, or one of its levels."""

    label: str
    level: object = None


def draw(context: Context, figure: Figure) -> Drawing | None:
    """The figure, or None when the weighting is not told."""
    spread = weighting_findings.find(context, figure)
    if spread is None:
        return None
    said, keys = weighting_words.words(spread), _keys(context)
    lines = _lines(spread)
    lower = SPREAD_HEAD + SPREAD + AXIS
    space = tallest_body(said, legend.height(keys)) - lower - AXIS
    label = label_width([line.label for line in lines if line.level], 2.6, 5.0)
    lowest = lowest_row([line.label for line in lines if line.level], label - 0.2, LOWEST)
    shown = headed_pages(lines, space, lowest, lambda line: line.level is None, MOST)
    row = max(lowest, min(TALLEST, space / max(len(page) for page in shown)))
    upper = [len(page) * row + AXIS for page in shown]
    made = frames(context, said, [*upper[:-1], upper[-1] + lower], keys)
    for frame, page in zip(made, shown, strict=True):
        _gaps(frame, spread, page, (label, row))
    _ratios(made[-1], spread, upper[-1])
    _sizes(made[-1], spread, upper[-1])
    return Drawing(figure, said, made, tidy(context, figure, weighting_findings.records(spread)))


def _keys(context: Context) -> list[Key]:
    return [
        Key("ring", context.say("weighting_key_before"), NOT_SIGNIFICANT),
        Key("point", context.say("weighting_key_after"), INK),
    ]


def _lines(spread: Spread) -> list[Line]:
    lines = []
    for margin, label in spread.margins.items():
        levels = spread.gaps[spread.gaps["margin"] == margin]
        lines += [Line(label), *(Line(spread.level(row), row) for row in levels.itertuples())]
    return lines


def _gaps(frame: Frame, spread: Spread, lines: list[Line], sizes: tuple[float, float]) -> None:
    """Labels, bases, and the two dots of each level."""
    context, (label, row) = spread.context, sizes
    left, wide = MARGIN_CM + label + 0.3, INNER_WIDTH_CM - label - 0.3 - 1.3
    axes = frame.axes(left, 0, wide, len(lines) * row, "gaps")
    _axis(axes, spread, len(lines))
    frame.middle(
        PAGE_WIDTH_CM - MARGIN_CM, frame.top + row / 2, context.say("base_n"), BASE, ha="right", color=GREY
    )
    for i, line in enumerate(lines):
        y = frame.top + (i + 0.5) * row
        if line.level is None:
            frame.middle(MARGIN_CM, y, fit(line.label, label, (HEAD, 8.6, 8.0, 7.4), weight="bold"))
            continue
        if i % 2:
            frame.rectangle(MARGIN_CM, y - row / 2, INNER_WIDTH_CM, row, fc=BAND, zorder=-2)
        frame.middle(MARGIN_CM + 0.2, y, fit_label(line.label, label - 0.2, row))
        base = number(line.level.respondents, context.language)
        frame.middle(PAGE_WIDTH_CM - MARGIN_CM, y, base, BASE, ha="right", color=GREY)
        _dots(axes, i, line.level)


def _axis(axes: Axes, spread: Spread, lines: int) -> None:
    """The same scale on both sides of 0, as far as the furthest gap."""
    furthest = spread.gaps[["gap_before_points", "gap_after_points"]].abs().max().max()
    limit = max(1.0, 1.12 * furthest)
    axes.set_xlim(-limit, limit)
    axes.set_ylim(lines - 0.5, -0.5)
    step = round_step(limit, 5)
    ticks = [i * step for i in range(-int(limit / step), int(limit / step) + 1)]
    draw_ticks(axes, ticks, [_signed(spread.context, tick, step) for tick in ticks])
    axes.axvline(0, color=INK, lw=1.0, zorder=2)


def _dots(axes: Axes, i: int, level: object) -> None:
    """The gap of a level before, hollow, and after, filled."""
    ends = [level.gap_before_points, level.gap_after_points]
    axes.plot(ends, [i, i], color=RULE, lw=1.6, zorder=2, gid="way")
    dot = {"ls": "none", "zorder": 4, "ms": 5.4, "mew": 1.2}
    axes.plot(ends[:1], [i], "o", mfc="white", mec=NOT_SIGNIFICANT, gid="before", **dot)
    axes.plot(ends[1:], [i], "o", mfc=INK, mec=INK, gid="after", **dot)


def _signed(context: Context, value: float, step: float) -> str:
    text = decimal(value, context.language, decimals_of(step))
    return f"+{text}" if value > 0 else text


def _ratios(frame: Frame, spread: Spread, upper: float) -> None:
    """Respondents by class of ratio: the area of a bar is their number."""
    context, table = spread.context, spread.ratios
    top, wide = upper + SPREAD_HEAD, INNER_WIDTH_CM - SIZES
    head = fit(context.say("weighting_ratio"), wide, (HEAD, 8.6, 8.0, 7.4), weight="bold")
    frame.text(MARGIN_CM, frame.top + top - 0.3, head.lines[0], head.size, weight="bold")
    axes = frame.axes(MARGIN_CM, top, wide, SPREAD, "ratios")
    widths = table["ratio_high"] - table["ratio_low"]
    heights = table["respondents"] / (widths / widths.min())
    axes.bar(
        table["ratio_low"], heights, width=widths, align="edge", fc=RESPONDENT_COLOUR, ec="white", lw=1.0
    )
    low, high = table["ratio_low"].min(), table["ratio_high"].max()
    axes.set_xlim(low, high)
    axes.set_ylim(0, heights.max() * 1.18)
    axes.axvline(1, color=INK, lw=1.0, zorder=3)
    step = round_step(high - low, 8)
    first = -(-round(low / step, 6) // 1)
    ticks = pd.Series(range(int(first), int(high / step + 1e-6) + 1)) * step
    names = [decimal(tick, context.language, decimals_of(step)) for tick in ticks]
    draw_ticks(axes, ticks, names, lines=False)
    axes.spines["bottom"].set(visible=True, color=RULE)
    for bar, count, height in zip(table.itertuples(), table["respondents"], heights, strict=True):
        middle = (bar.ratio_low + bar.ratio_high) / 2
        text = number(count, context.language)
        if width(text, 7.2) > (bar.ratio_high - bar.ratio_low) / (high - low) * wide:
            continue
        centred(axes, middle, height + heights.max() * 0.07, text, 7.2, color=GREY)


def _sizes(frame: Frame, spread: Spread, upper: float) -> None:
    """Respondents, effective size and design effect, in large figures."""
    x, y = PAGE_WIDTH_CM - MARGIN_CM - SIZES + 0.7, frame.top + upper + SPREAD_HEAD
    for name, text in weighting_words.sizes(spread).items():
        frame.text(x, y + 0.45, text, 16, weight="bold")
        words = fit(spread.context.say(f"weighting_{name}"), SIZES - 0.7, (8.6, 8.2, 7.8), 2)
        for i, line in enumerate(words.lines):
            frame.text(x, y + 0.85 + i * words.leading, line, words.size, color=GREY)
        y += 1.5
