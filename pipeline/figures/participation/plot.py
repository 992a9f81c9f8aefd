"""Participation: dots by group of communes; beside them, where outlines are at hand, the map of groups."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes

from pipeline.codebook.model import Figure
from pipeline.figures import legend
from pipeline.figures.context import Context
from pipeline.figures.files import Drawing
from pipeline.figures.frame import INNER_WIDTH_CM, MARGIN_CM, Frame, centred, tallest_body
from pipeline.figures.legend import Key
from pipeline.figures.pagination import frames, headed_pages
from pipeline.figures.participation import data, text
from pipeline.figures.participation.data import ParticipationData
from pipeline.figures.participation.map import draw_map, group_number, map_width
from pipeline.figures.records import tidy
from pipeline.figures.theme import BAND, GREY, INK, NOT_SIGNIFICANT, SMALL_BASE_ALPHA, group_look
from pipeline.figures.ticks import decimals_of, draw_ticks, round_step
from pipeline.figures.typography import fit, fit_label, label_width, lowest_row
from pipeline.text.number_format import NONE, decimal, number


@dataclass(frozen=True)
class ParticipationLayout:
    """Lengths and sizes of letters of a figure of participation."""

    lowest_row_cm: float = 0.3
    tallest_row_cm: float = 0.56
    axis_cm: float = 0.55
    base_cm: float = 1.25
    # Beyond the longest dot, for its value.
    value_cm: float = 0.7
    # From a dot, or the tick of everyone, to the value; nearer dots would have their value on the tick.
    value_gap_cm: float = 0.16
    near_cm: float = 0.9
    # What the name of a tick takes.
    tick_cm: float = 0.62
    map_gap_cm: float = 0.4
    head_sizes_pt: tuple[float, ...] = (9.3, 8.6, 8.0, 7.4)
    base_pt: float = 8.3
    value_pt: float = 8.6


@dataclass(frozen=True)
class ParticipationRow:
    """One row: the name of a way to group communes, or one group with its colour and marker."""

    label: str
    group: object = None
    colour: str = NOT_SIGNIFICANT
    marker: str = "o"


@dataclass(frozen=True)
class ParticipationGrid:
    """Where things stand, in cm: width of the labels, height of a row, width left by the map."""

    label: float
    row: float
    wide: float


def draw(context: Context, figure: Figure) -> Drawing | None:
    """Draw the figure; None when no participation was counted."""
    participation = data.select(context, figure)
    if participation is None:
        return None
    words, axis_cm = text.words(participation), ParticipationLayout.axis_cm
    keys = [Key("tick", context.text(context.codebook.survey.place))]
    rows = _rows(participation)
    labels = [row.label for row in rows if row.group]
    label = label_width(labels, 2.4, 4.6 if participation.map else 6.0)
    space = tallest_body(words, legend.height(keys)) - axis_cm
    lowest = lowest_row(labels, label - 0.2, ParticipationLayout.lowest_row_cm)
    rows_of_pages = headed_pages(rows, space, lowest, lambda row: row.group is None)
    fullest = max(len(page) for page in rows_of_pages)
    row_cm = max(lowest, min(ParticipationLayout.tallest_row_cm, space / fullest))
    drawn = frames(context, words, [len(page) * row_cm + axis_cm for page in rows_of_pages], keys)
    for frame, page in zip(drawn, rows_of_pages, strict=True):
        # The map stands beside the first rows, those of its groups.
        map_cm = _map(frame, participation) if frame is drawn[0] else 0.0
        _dots(frame, participation, page, ParticipationGrid(label, row_cm, INNER_WIDTH_CM - map_cm))
    return Drawing(figure, words, drawn, tidy(context, figure, data.records(participation)))


def _rows(participation: ParticipationData) -> list[ParticipationRow]:
    """Return the rows from top: each way to group communes, then its groups; some look as on the map."""
    rows = []
    for part, table in participation.parts.items():
        rows.append(ParticipationRow(participation.head(part)))
        for group in table.itertuples():
            look = (NOT_SIGNIFICANT, "o")
            if part == participation.figure.breakdown:
                look = group_look(group_number(participation, group.group))
            rows.append(ParticipationRow(participation.label(group), group, *look))
    return rows


def _map(frame: Frame, participation: ParticipationData) -> float:
    """Draw the map at the right of the page, if there are outlines; return the width that it takes, in cm."""
    if not participation.map:
        return 0.0
    wide = map_width(participation, frame.body - ParticipationLayout.axis_cm)
    left = MARGIN_CM + INNER_WIDTH_CM - wide
    draw_map(frame, participation, left=left, wide=wide, high=frame.body - 0.1)
    return wide + ParticipationLayout.map_gap_cm


def _dots(
    frame: Frame, participation: ParticipationData, rows: list[ParticipationRow], grid: ParticipationGrid
) -> None:
    """Draw labels, dots with their values, bases, and the tick of everyone."""
    context, right = participation.context, MARGIN_CM + grid.wide
    axis_width = grid.wide - grid.label - 0.2 - ParticipationLayout.base_cm
    axes = frame.axes(MARGIN_CM + grid.label + 0.2, 0, axis_width, len(rows) * grid.row, "rates")
    axes.set_ylim(len(rows) - 0.5, -0.5)
    per_cm = _axis(axes, participation, axis_width)
    base = {"size": ParticipationLayout.base_pt, "ha": "right", "color": GREY}
    for i, row in enumerate(rows):
        y = frame.top + (i + 0.5) * grid.row
        if row.group is None:
            sizes = ParticipationLayout.head_sizes_pt
            frame.middle(MARGIN_CM, y, fit(row.label, grid.label, sizes, weight="bold"))
            if i == 0:
                frame.middle(right, y, context.say("figures.base_n"), **base)
            continue
        if i % 2:
            frame.rectangle(MARGIN_CM, y - grid.row / 2, grid.wide, grid.row, fc=BAND, zorder=-2)
        frame.middle(MARGIN_CM + 0.2, y, fit_label(row.label, grid.label - 0.2, grid.row))
        frame.middle(right, y, number(row.group.respondents, context.language), **base)
        _dot(axes, participation, row, i, per_cm)


def _axis(axes: Axes, participation: ParticipationData, axis_width: float) -> float:
    """Draw the scale from 0, with room for the values; return how many per 1,000 a cm is."""
    rates = [
        participation.everyone["rate_per_1000"],
        *(table["rate_per_1000"].max() for table in participation.parts.values()),
    ]
    highest = max((rate for rate in rates if rate > 0), default=1.0)
    limit = highest * axis_width / (axis_width - ParticipationLayout.value_cm)
    axes.set_xlim(0, limit)
    step = round_step(limit, axis_width / ParticipationLayout.tick_cm)
    ticks = [i * step for i in range(int(limit / step) + 1)]
    language = participation.context.language
    draw_ticks(axes, ticks, [decimal(tick, language, decimals_of(step)) for tick in ticks])
    return limit / axis_width


def _dot(axes: Axes, participation: ParticipationData, row: ParticipationRow, y: int, per_cm: float) -> None:
    """Draw the rate of one group, its value beyond the tick of everyone where that is near."""
    context, overall = participation.context, participation.everyone["rate_per_1000"]
    axes.plot([overall] * 2, [y - 0.42, y + 0.42], color=INK, lw=1.3, gid="everyone")
    rate, value_pt = row.group.rate_per_1000, ParticipationLayout.value_pt
    # Withheld: NaN is not at least 0.
    if not rate >= 0:
        centred(axes, axes.get_xlim()[1] / 2, y, NONE, value_pt, color=GREY)
        return
    axes.plot([0, rate], [y, y], color=row.colour, lw=1.6, alpha=0.35, zorder=2, gid="way")
    small = row.group.respondents < context.codebook.method.fragile_below
    alpha = SMALL_BASE_ALPHA if small else 1
    style = {"ms": 5.8, "color": row.colour, "alpha": alpha, "zorder": 4, "clip_on": False}
    axes.plot([rate], [y], row.marker, ls="none", gid="rate", **style)
    near = 0 < overall - rate < ParticipationLayout.near_cm * per_cm
    x = (overall if near else rate) + ParticipationLayout.value_gap_cm * per_cm
    printed = decimal(rate, context.language, 1)
    centred(axes, x, y, printed, value_pt, ha="left", color=GREY if small else INK)
