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
from pipeline.figures.weights import data, text
from pipeline.figures.weights.data import WeightsData
from pipeline.text.number_format import decimal, number


@dataclass(frozen=True)
class WeightsLayout:
    """Lengths and sizes of letters of a figure of the weighting."""

    lowest_row_cm: float = 0.27
    tallest_row_cm: float = 0.5
    # Of a page: rows as low as this are read one by one up to here.
    most_rows: int = 45
    axis_cm: float = 0.55
    # The lower part: how weights are spread, and beside it sizes in large figures.
    ratios_head_cm: float = 0.75
    ratios_cm: float = 3.4
    sizes_cm: float = 5.2
    base_pt: float = 8.3
    head_sizes_pt: tuple[float, ...] = (9.3, 8.6, 8.0, 7.4)
    count_pt: float = 7.2


@dataclass(frozen=True)
class MarginRow:
    """One row of the upper part: the name of a margin, or one of its levels."""

    label: str
    level: object = None


def draw(context: Context, figure: Figure) -> Drawing | None:
    """Draw the figure; None when there are no numbers on the weighting."""
    weights = data.select(context, figure)
    if weights is None:
        return None
    words, keys = text.words(weights), _keys(context)
    rows, axis_cm = _rows(weights), WeightsLayout.axis_cm
    lower_cm = WeightsLayout.ratios_head_cm + WeightsLayout.ratios_cm + axis_cm
    space = tallest_body(words, legend.height(keys)) - lower_cm - axis_cm
    levels = [row.label for row in rows if row.level]
    label = label_width(levels, 2.6, 5.0)
    lowest = lowest_row(levels, label - 0.2, WeightsLayout.lowest_row_cm)
    most = WeightsLayout.most_rows
    rows_of_pages = headed_pages(rows, space, lowest, lambda row: row.level is None, most)
    fullest = max(len(page) for page in rows_of_pages)
    row_cm = max(lowest, min(WeightsLayout.tallest_row_cm, space / fullest))
    upper = [len(page) * row_cm + axis_cm for page in rows_of_pages]
    drawn = frames(context, words, [*upper[:-1], upper[-1] + lower_cm], keys)
    for frame, page in zip(drawn, rows_of_pages, strict=True):
        _gaps(frame, weights, page, label, row_cm)
    top = upper[-1] + WeightsLayout.ratios_head_cm
    _ratios(drawn[-1], weights, top)
    _sizes(drawn[-1], weights, top)
    return Drawing(figure, words, drawn, tidy(context, figure, data.records(weights)))


def _keys(context: Context) -> list[Key]:
    return [
        Key("ring", context.say("figures.weighting_key_before"), NOT_SIGNIFICANT),
        Key("point", context.say("figures.weighting_key_after"), INK),
    ]


def _rows(weights: WeightsData) -> list[MarginRow]:
    """Return the rows from top: each margin and its levels."""
    rows = []
    for margin, label in weights.margins.items():
        levels = weights.gaps[weights.gaps["margin"] == margin]
        rows += [MarginRow(label), *(MarginRow(weights.level(row), row) for row in levels.itertuples())]
    return rows


def _gaps(frame: Frame, weights: WeightsData, rows: list[MarginRow], label_cm: float, row_cm: float) -> None:
    """Draw labels, bases, and the two dots of each level."""
    context, right = weights.context, PAGE_WIDTH_CM - MARGIN_CM
    left, wide = MARGIN_CM + label_cm + 0.3, INNER_WIDTH_CM - label_cm - 0.3 - 1.3
    axes = frame.axes(left, 0, wide, len(rows) * row_cm, "gaps")
    _axis(axes, weights, len(rows))
    base = {"size": WeightsLayout.base_pt, "ha": "right", "color": GREY}
    frame.middle(right, frame.top + row_cm / 2, context.say("figures.base_n"), **base)
    for i, row in enumerate(rows):
        y = frame.top + (i + 0.5) * row_cm
        if row.level is None:
            frame.middle(MARGIN_CM, y, fit(row.label, label_cm, WeightsLayout.head_sizes_pt, weight="bold"))
            continue
        if i % 2:
            frame.rectangle(MARGIN_CM, y - row_cm / 2, INNER_WIDTH_CM, row_cm, fc=BAND, zorder=-2)
        frame.middle(MARGIN_CM + 0.2, y, fit_label(row.label, label_cm - 0.2, row_cm))
        frame.middle(right, y, number(row.level.respondents, context.language), **base)
        _dots(axes, i, row.level)


def _axis(axes: Axes, weights: WeightsData, rows: int) -> None:
    """Draw the same scale on both sides of 0, as far as the furthest gap, one point at least."""
    furthest = weights.gaps[["gap_before_points", "gap_after_points"]].abs().max().max()
    limit = max(1.0, 1.12 * furthest)
    axes.set_xlim(-limit, limit)
    axes.set_ylim(rows - 0.5, -0.5)
    step = round_step(limit, 5)
    ticks = [i * step for i in range(-int(limit / step), int(limit / step) + 1)]
    draw_ticks(axes, ticks, [_signed(weights.context, tick, step) for tick in ticks])
    axes.axvline(0, color=INK, lw=1.0, zorder=2)


def _dots(axes: Axes, y: int, level: object) -> None:
    """Draw the gap of a level before, hollow, and after, filled."""
    ends = [level.gap_before_points, level.gap_after_points]
    axes.plot(ends, [y, y], color=RULE, lw=1.6, zorder=2, gid="way")
    dot = {"ls": "none", "zorder": 4, "ms": 5.4, "mew": 1.2}
    axes.plot(ends[:1], [y], "o", mfc="white", mec=NOT_SIGNIFICANT, gid="before", **dot)
    axes.plot(ends[1:], [y], "o", mfc=INK, mec=INK, gid="after", **dot)


def _signed(context: Context, points: float, step: float) -> str:
    printed = decimal(points, context.language, decimals_of(step))
    return f"+{printed}" if points > 0 else printed


def _ratios(frame: Frame, weights: WeightsData, top: float) -> None:
    """Draw respondents by class of ratio: the area of a bar is their number."""
    context, table = weights.context, weights.ratios
    wide, high = INNER_WIDTH_CM - WeightsLayout.sizes_cm, WeightsLayout.ratios_cm
    head = fit(context.say("figures.weighting_ratio"), wide, WeightsLayout.head_sizes_pt, weight="bold")
    frame.text(MARGIN_CM, frame.top + top - 0.3, head.lines[0], head.size, weight="bold")
    axes = frame.axes(MARGIN_CM, top, wide, high, "ratios")
    widths = table["ratio_high"] - table["ratio_low"]
    heights = table["respondents"] / (widths / widths.min())
    bars = {"fc": RESPONDENT_COLOUR, "ec": "white", "lw": 1.0, "align": "edge"}
    axes.bar(table["ratio_low"], heights, width=widths, **bars)
    low, high = table["ratio_low"].min(), table["ratio_high"].max()
    axes.set_xlim(low, high)
    axes.set_ylim(0, heights.max() * 1.18)
    axes.axvline(1, color=INK, lw=1.0, zorder=3)
    step = round_step(high - low, 8)
    # The first multiple of the step that is on the scale; rounded, as 0.7 / 0.1 is a little less than 7.
    first = -(-round(low / step, 6) // 1)
    ticks = pd.Series(range(int(first), int(high / step + 1e-6) + 1)) * step
    names = [decimal(tick, context.language, decimals_of(step)) for tick in ticks]
    draw_ticks(axes, ticks, names, lines=False)
    axes.spines["bottom"].set(visible=True, color=RULE)
    for row, height in zip(table.itertuples(), heights, strict=True):
        centre, wide_of_bar = (row.ratio_low + row.ratio_high) / 2, row.ratio_high - row.ratio_low
        count = number(row.respondents, context.language)
        if width(count, WeightsLayout.count_pt) <= wide_of_bar / (high - low) * wide:
            y = height + heights.max() * 0.07
            centred(axes, centre, y, count, WeightsLayout.count_pt, color=GREY)


def _sizes(frame: Frame, weights: WeightsData, top: float) -> None:
    """Write respondents, effective size and design effect, in large figures."""
    x, y = PAGE_WIDTH_CM - MARGIN_CM - WeightsLayout.sizes_cm + 0.7, frame.top + top
    for name, printed in text.sizes(weights).items():
        frame.text(x, y + 0.45, printed, 16, weight="bold")
        label = weights.context.say(f"figures.weighting_{name}")
        words = fit(label, WeightsLayout.sizes_cm - 0.7, (8.6, 8.2, 7.8), 2)
        for i, line in enumerate(words.lines):
            frame.text(x, y + 0.85 + i * words.leading, line, words.size, color=GREY)
        y += 1.5
