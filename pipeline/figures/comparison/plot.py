"""Dot and interval: one line a service, a measure or an answer, one column a group, against everyone."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from pipeline.codebook.model import Figure
from pipeline.figures import legend
from pipeline.figures.comparison import card, data, text
from pipeline.figures.comparison.data import ComparisonData
from pipeline.figures.context import Context
from pipeline.figures.files import Drawing
from pipeline.figures.frame import INNER_WIDTH_CM, MARGIN_CM, Frame, centred, leading, tallest_body
from pipeline.figures.legend import Key
from pipeline.figures.pagination import frames, pages
from pipeline.figures.records import tidy
from pipeline.figures.theme import BAND, GREY, INK, NOT_SIGNIFICANT, SMALL_BASE_ALPHA, direction_colours
from pipeline.figures.ticks import TICK_PT, draw_ticks
from pipeline.figures.typography import Fitted, fit, fit_label, label_width, lowest_row, width
from pipeline.text.number_format import bare_percent, number, percent


@dataclass(frozen=True)
class ComparisonLayout:
    """Lengths and sizes of letters of a comparison."""

    axis_cm: float = 0.5
    # Between columns, and between the value of everyone and the first of them.
    gap_cm: float = 0.28
    overall_gap_cm: float = 0.35
    # Where there are many groups, labels leave this to each column.
    narrowest_column_cm: float = 1.1
    lowest_row_cm: float = 0.4
    tallest_row_cm: float = 0.66
    # A page of so few lines may have taller rows.
    few_rows: int = 6
    tallest_of_few_cm: float = 0.9
    # From the centre of a dot to its edge and on to its value, and how far that may reach into the gap.
    dot_edge_cm: float = 0.14
    value_gap_cm: float = 0.08
    value_reach_cm: float = 0.16
    # What the 0 of the next column takes of the gap.
    next_zero_cm: float = 0.22
    # A large dot has a radius of 0.1 cm and an edge: it hides a half interval shorter than this.
    hidden_cm: float = 0.17
    dot_pt: float = 5.6
    small_dot_pt: float = 4.2
    group_sizes_pt: tuple[float, ...] = (9.6, 9.0, 8.4, 7.8, 7.2, 6.6, 6.2, 5.8)
    base_pt: float = 8.0
    overall_pt: float = 8.6
    value_pt: float = 8.6


@dataclass(frozen=True)
class ComparisonGrid:
    """Where things stand, in cm: labels, the value of everyone, and one column a group.

    Attributes
    ----------
    label, column : widths of the labels and of each column.
    overall, first : where the value of everyone ends, and where the first column begins.
    head, row : heights of the heads and of each row.
    limit : share at the right end of a column.
    dot : diameter of the dots, in points: small where these would hide the intervals.
    """

    label: float
    overall: float
    first: float
    column: float
    head: float
    row: float
    limit: float
    dot: float

    @property
    def per_cm(self) -> float:
        """What a cm of a column is, as a share."""
        return self.limit / self.column


def draw(context: Context, figure: Figure) -> Drawing | None:
    """Draw the figure, or a card when no answer differs; None when there are no numbers for it."""
    comparison = data.select(context, figure)
    if comparison is None:
        return card.draw(context, figure) if figure.question else None
    words, keys = text.words(comparison), _keys(comparison)
    heads, grid = _heads_and_grid(comparison)
    axis_cm = ComparisonLayout.axis_cm
    space = tallest_body(words, legend.height(keys)) - grid.head - axis_cm
    lines_of_pages = pages(comparison.drawn_lines, space, grid.row)
    few = len(lines_of_pages[0]) <= ComparisonLayout.few_rows
    tallest = ComparisonLayout.tallest_of_few_cm if few else ComparisonLayout.tallest_row_cm
    grid = replace(grid, row=max(grid.row, min(tallest, space / len(lines_of_pages[0]))))
    bodies = [grid.head + len(lines) * grid.row + axis_cm for lines in lines_of_pages]
    drawn = frames(context, words, bodies, keys)
    for frame, lines in zip(drawn, lines_of_pages, strict=True):
        _page(frame, comparison.page(lines), heads, grid)
    return Drawing(figure, words, drawn, tidy(context, figure, data.records(comparison)))


def _keys(comparison: ComparisonData) -> list[Key]:
    context = comparison.context
    more, less = direction_colours(comparison.tone)
    sort = context.places_or_people(comparison.breakdown)
    directions = set(comparison.cells["direction"])
    return [
        *([Key("dot", context.say(f"figures.key_more_{sort}"), more)] if 1 in directions else []),
        *([Key("dot", context.say(f"figures.key_less_{sort}"), less)] if -1 in directions else []),
        Key("hollow", context.say("figures.key_same"), NOT_SIGNIFICANT),
        Key("tick", context.text(context.codebook.survey.place)),
    ]


def _heads_and_grid(comparison: ComparisonData) -> tuple[dict[str, Fitted], ComparisonGrid]:
    """Return the names of the groups in lines, and where things stand, rows as low as labels allow."""
    label, overall, column = _widths(comparison)
    sizes = ComparisonLayout.group_sizes_pt
    heads = {
        group: fit(name, column, sizes, 2 if column > 2.4 else 3, "bold").even()
        for group, name in comparison.group_labels.items()
    }
    deepest = max(len(head.lines) * head.leading for head in heads.values())
    head = 0.2 + deepest + leading(ComparisonLayout.base_pt)
    row = lowest_row(list(comparison.labels.values()), label, ComparisonLayout.lowest_row_cm)
    limit = _limit(comparison, column)
    halves = (comparison.cells["ci_high"] - comparison.cells["ci_low"]) / 2 * column / limit
    visible = halves.median() > ComparisonLayout.hidden_cm
    dot = ComparisonLayout.dot_pt if visible else ComparisonLayout.small_dot_pt
    left = MARGIN_CM + label + overall
    first = left + ComparisonLayout.overall_gap_cm
    return heads, ComparisonGrid(label, left, first, column, head, row, limit, dot)


def _widths(comparison: ComparisonData) -> tuple[float, float, float]:
    """Return the widths of the labels, of the value of everyone, and of one column, in cm."""
    groups = len(comparison.groups)
    head = comparison.context.say("figures.overall")
    overall = max(0.9, width(head, ComparisonLayout.overall_pt, "bold")) + 0.15
    gaps = (groups - 1) * ComparisonLayout.gap_cm
    space = INNER_WIDTH_CM - overall - ComparisonLayout.overall_gap_cm - gaps
    longest = label_width(list(comparison.labels.values()), 2.4, 3.9)
    label = min(longest, max(2.6, space - groups * ComparisonLayout.narrowest_column_cm))
    return label, overall, (space - label) / groups


def _limit(comparison: ComparisonData, column: float) -> float:
    """Return the share at the right end of a column: no more than intervals and values ask for."""
    cells, language = comparison.cells, comparison.context.language
    overall = comparison.everyone.set_index("line")["share"]
    ends = pd.concat([cells["ci_high"], cells["line"].map(overall)], axis=1).max(axis=1)
    valued = cells[cells["direction"] != 0]
    values = [
        width(bare_percent(share, language), ComparisonLayout.value_pt, "bold") for share in valued["share"]
    ]
    edge = ComparisonLayout.dot_edge_cm
    beside = edge + ComparisonLayout.value_gap_cm + max(values, default=0.0) - ComparisonLayout.value_reach_cm
    # What stands furthest right, and the cm that it needs beyond: an edge of a dot, or a value.
    reached = [(ends.max(), edge), (ends[valued.index].max(), beside)]
    limits = [end * column / (column - beyond) for end, beyond in reached if end > 0]
    # At least 20 %: the intervals of rare answers would fill their columns.
    return max(0.2, *limits) if limits else 1.0


def _page(frame: Frame, comparison: ComparisonData, heads: dict[str, Fitted], grid: ComparisonGrid) -> None:
    """Draw the lines of one page."""
    _labels(frame, comparison, grid)
    lines = len(comparison.everyone)
    for i, group in enumerate(comparison.groups):
        x = grid.first + i * (grid.column + ComparisonLayout.gap_cm)
        _head(frame, comparison, group, heads[group], x, grid)
        axes = frame.axes(x, grid.head, grid.column, lines * grid.row, group)
        _axis(axes, comparison.context, grid, lines)
        _dots(axes, comparison, group, grid)


def _labels(frame: Frame, comparison: ComparisonData, grid: ComparisonGrid) -> None:
    """Draw the bands, the labels of the lines and the value of everyone."""
    context, overall_pt = comparison.context, ComparisonLayout.overall_pt
    base = frame.top + grid.head - leading(ComparisonLayout.base_pt) - 0.1
    frame.text(grid.overall, base, context.say("figures.overall"), overall_pt, ha="right", weight="bold")
    for i, row in enumerate(comparison.everyone.itertuples()):
        y = frame.top + grid.head + i * grid.row
        if i % 2 == 0:
            frame.rectangle(MARGIN_CM, y, INNER_WIDTH_CM, grid.row, fc=BAND, zorder=-2)
        y += grid.row / 2
        frame.middle(MARGIN_CM, y, fit_label(comparison.labels[row.line], grid.label, grid.row))
        frame.middle(grid.overall, y, context.percent(row.share), overall_pt, ha="right")


def _head(
    frame: Frame, comparison: ComparisonData, group: str, head: Fitted, x: float, grid: ComparisonGrid
) -> None:
    """Write the name and the bases of a group, above its column."""
    base_pt = ComparisonLayout.base_pt
    bottom = frame.top + grid.head - leading(base_pt) - 0.1
    for i, line in enumerate(reversed(head.lines)):
        frame.text(x, bottom - i * head.leading, line, head.size, weight="bold")
    bases = comparison.cells.loc[comparison.cells["group"] == group, "n"].dropna()
    if bases.empty:
        return
    low, high = (number(n, comparison.context.language) for n in (bases.min(), bases.max()))
    label = comparison.context.say("figures.bases", n=low if low == high else f"{low}–{high}")
    words = fit(label, grid.column + ComparisonLayout.gap_cm / 2, (base_pt, 7.4, 6.8))
    frame.text(x, frame.top + grid.head - 0.14, words.lines[0], words.size, color=GREY)


def _axis(axes: Axes, context: Context, grid: ComparisonGrid, lines: int) -> None:
    """Draw the scale from 0, with as many ticks as their labels leave room for, two at least."""
    axes.set_xlim(0, grid.limit)
    axes.set_ylim(lines - 0.5, -0.5)
    ticks = _ticks(context, grid)
    names = [bare_percent(tick, context.language) for tick in ticks[:-1]]
    last = percent(ticks[-1], context.language)
    draw_ticks(axes, ticks, [*names, last])
    name = axes.get_xticklabels()[-1]
    shift = ScaledTranslation(-_shift(last, ticks[-1], grid) / 2.54, 0, axes.figure.dpi_scale_trans)
    name.set_transform(name.get_transform() + shift)


def _ticks(context: Context, grid: ComparisonGrid) -> list[float]:
    """Return multiples of the smallest step that keeps names apart; the last may be left out for that."""
    highest = min(1.0, grid.limit)
    for step in (0.1, 0.25, 0.5, 1.0):
        ticks = [i * step for i in range(int(highest / step + 1e-9) + 1)]
        for named in (ticks, ticks[:-1]):
            if len(named) > 1 and step * grid.column / grid.limit >= _apart(context, grid, named[-1]):
                return named
    # A short scale that holds no step: 0 and the last multiple of 5 % on it.
    return [0.0, max(0.05, int(highest * 20 + 1e-9) / 20)]


def _apart(context: Context, grid: ComparisonGrid, last: float) -> float:
    """Return how far, in cm, the last tick must be from the one before."""
    name, before = percent(last, context.language), bare_percent(last, context.language)
    return (width(name, TICK_PT) + width(before, TICK_PT)) / 2 + _shift(name, last, grid) + 0.1


def _shift(name: str, tick: float, grid: ComparisonGrid) -> float:
    """Return how far left of its tick, in cm, the last name stands, lest it touch the next column's 0."""
    gap = ComparisonLayout.gap_cm - ComparisonLayout.next_zero_cm
    beyond = (grid.limit - tick) * grid.column / grid.limit + gap
    return max(0.0, width(name, TICK_PT) / 2 - beyond)


def _dots(axes: Axes, comparison: ComparisonData, group: str, grid: ComparisonGrid) -> None:
    """Draw the tick of everyone, interval and dot of each line; the value beside a significant one."""
    more, less = direction_colours(comparison.tone)
    colours = {1: more, -1: less, 0: NOT_SIGNIFICANT}
    of_group = comparison.cells[(comparison.cells["group"] == group) & comparison.cells["share"].notna()]
    cells = {cell.line: cell for cell in of_group.itertuples()}
    for i, everyone in enumerate(comparison.everyone.itertuples()):
        if pd.notna(everyone.share):
            axes.plot([everyone.share] * 2, [i - 0.36, i + 0.36], color=INK, lw=1.3, gid="everyone")
        if everyone.line not in cells:
            continue
        cell = cells[everyone.line]
        colour = colours[cell.direction]
        _dot(axes, cell, i, colour, grid.dot)
        if cell.direction:
            value = bare_percent(cell.share, comparison.context.language)
            x, align = _beside(cell, everyone.share, value, grid.per_cm)
            style = {"ha": align, "weight": "bold", "color": colour, "zorder": 5}
            centred(axes, x, i, value, ComparisonLayout.value_pt, **style)


def _dot(axes: Axes, cell: object, y: int, colour: str, size_pt: float) -> None:
    """Draw the interval and the dot, filled when significant, paler and dotted on small bases."""
    style = {"color": colour, "alpha": SMALL_BASE_ALPHA if cell.care else 1}
    dashes = (0, (1.5, 1)) if cell.care == "fragile" else "-"
    ends = [cell.ci_low, cell.ci_high]
    axes.plot(ends, [y, y], lw=1.5, ls=dashes, solid_capstyle="butt", zorder=3, gid="interval", **style)
    face = colour if cell.direction else "white"
    dot = {"marker": "o", "ms": size_pt, "mfc": face, "mew": 1.2, "clip_on": False, "gid": "dot"}
    axes.plot([cell.share], [y], ls="none", zorder=4, **dot, **style)


def _beside(cell: object, overall: float, value: str, per_cm: float) -> tuple[float, str]:
    """Return where the value of a cell stands, and whether it begins or ends there.

    On the side away from everyone's tick, or beyond it where there is no room before zero.
    """
    gap = ComparisonLayout.value_gap_cm * per_cm
    length = (width(value, ComparisonLayout.value_pt, "bold") + 0.1) * per_cm
    edge = ComparisonLayout.dot_edge_cm * per_cm
    left = min(cell.ci_low, cell.share - edge)
    right = max(cell.ci_high, cell.share + edge)
    if cell.direction > 0:
        return right + gap, "left"
    if left - length < 0:
        return max(right, overall) + gap, "left"
    return left - gap, "right"
