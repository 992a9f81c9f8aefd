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
from pipeline.figures.participation import data as participation_findings
from pipeline.figures.participation import map as commune_map
from pipeline.figures.participation import text as participation_words
from pipeline.figures.participation.data import Rates
from pipeline.figures.records import tidy
from pipeline.figures.theme import BAND, GREY, GROUP_COLOURS, GROUP_MARKERS, INK, NOT_SIGNIFICANT
from pipeline.figures.ticks import decimals_of, draw_ticks, round_step
from pipeline.figures.typography import fit, fit_label, label_width, lowest_row
from pipeline.text.number_format import NONE, decimal, number

LOWEST, TALLEST, AXIS, PARTICIPATION_HEAD_PT = 0.3, 0.56, 0.55, 9.3
PARTICIPATION_BASE_PT, PARTICIPATION_VALUE_PT = 8.3, 8.6
BASE_ROOM, PARTICIPATION_VALUE_ROOM_CM = 1.25, 0.7
MAP_GAP, TICK_ROOM, PALE = 0.4, 0.62, 0.45


@dataclass(frozen=True)
class Line:
    """One line: the name of a way to group communes, or one group with its colour and marker."""

    label: str
    row: object = None
    colour: str = NOT_SIGNIFICANT
    marker: str = "o"


def draw(context: Context, figure: Figure) -> Drawing | None:
    """The figure, or None when no participation was counted."""
    rates = participation_findings.find(context, figure)
    if rates is None:
        return None
    said = participation_words.words(rates)
    keys = [Key("tick", context.text(context.codebook.survey.place))]
    lines = _lines(rates)
    labels = [line.label for line in lines if line.row]
    label = label_width(labels, 2.4, 4.6 if rates.map else 6.0)
    space = tallest_body(said, legend.height(keys)) - AXIS
    lowest = lowest_row(labels, label - 0.2, LOWEST)
    shown = headed_pages(lines, space, lowest, _is_head)
    row = max(lowest, min(TALLEST, space / max(len(page) for page in shown)))
    made = frames(context, said, [len(page) * row + AXIS for page in shown], keys)
    for frame, page in zip(made, shown, strict=True):
        # The map stands beside the first lines, those of its groups.
        drawn = _map(frame, rates) if frame is made[0] else 0.0
        _dots(frame, rates, page, (INNER_WIDTH_CM - drawn, label, row))
    return Drawing(figure, said, made, tidy(context, figure, participation_findings.records(rates)))


def _map(frame: Frame, rates: Rates) -> float:
    """The map at the right of the page, where there are outlines; gives the width that it takes."""
    if not rates.map:
        return 0.0
    wide = commune_map.width(rates, frame.body - AXIS)
    commune_map.draw(frame, rates, (MARGIN_CM + INNER_WIDTH_CM - wide, wide, frame.body - 0.1))
    return wide + MAP_GAP


def _is_head(line: Line) -> bool:
    return line.row is None


def _lines(rates: Rates) -> list[Line]:
    lines = []
    for part, rows in rates.parts.items():
        lines.append(Line(rates.head(part)))
        for row in rows.itertuples():
            look = {}
            if part == rates.figure.breakdown:
                place = commune_map.place_of(rates, row.group)
                look = {
                    "colour": GROUP_COLOURS[place % len(GROUP_COLOURS)],
                    "marker": GROUP_MARKERS[place % len(GROUP_MARKERS)],
                }
            lines.append(Line(rates.label(row), row, **look))
    return lines


def _dots(frame: Frame, rates: Rates, lines: list[Line], sizes: tuple[float, float, float]) -> None:
    """Labels, dots with their values, bases, and the tick of everyone."""
    wide, label, row = sizes
    span = wide - label - 0.2 - BASE_ROOM
    axes = frame.axes(MARGIN_CM + label + 0.2, 0, span, len(lines) * row, "rates")
    axes.set_ylim(len(lines) - 0.5, -0.5)
    per_cm = _axis(axes, rates, span)
    for i, line in enumerate(lines):
        y, right = frame.top + (i + 0.5) * row, MARGIN_CM + wide
        if line.row is None:
            frame.middle(
                MARGIN_CM, y, fit(line.label, label, (PARTICIPATION_HEAD_PT, 8.6, 8.0, 7.4), weight="bold")
            )
            if i == 0:
                frame.middle(
                    right,
                    y,
                    rates.context.say("figures.base_n"),
                    PARTICIPATION_BASE_PT,
                    ha="right",
                    color=GREY,
                )
            continue
        if i % 2:
            frame.rectangle(MARGIN_CM, y - row / 2, wide, row, fc=BAND, zorder=-2)
        frame.middle(MARGIN_CM + 0.2, y, fit_label(line.label, label - 0.2, row))
        base = number(line.row.respondents, rates.context.language)
        frame.middle(right, y, base, PARTICIPATION_BASE_PT, ha="right", color=GREY)
        _dot(axes, rates, (i, line), per_cm)


def _axis(axes: Axes, rates: Rates, span: float) -> float:
    """The scale from 0, with room for the values; gives how many per 1,000 a cm is."""
    known = [rates.everyone["rate_per_1000"], *(rows["rate_per_1000"].max() for rows in rates.parts.values())]
    highest = max((rate for rate in known if rate > 0), default=1.0)
    limit = highest * span / (span - PARTICIPATION_VALUE_ROOM_CM)
    axes.set_xlim(0, limit)
    step = round_step(limit, span / TICK_ROOM)
    ticks = [i * step for i in range(int(limit / step) + 1)]
    draw_ticks(axes, ticks, [decimal(tick, rates.context.language, decimals_of(step)) for tick in ticks])
    return limit / span


def _dot(axes: Axes, rates: Rates, what: tuple[int, Line], per_cm: float) -> None:
    """The rate of one group, its value beyond the tick of everyone where that is near."""
    (i, line), overall = what, rates.everyone["rate_per_1000"]
    axes.plot([overall] * 2, [i - 0.42, i + 0.42], color=INK, lw=1.3, gid="everyone")
    rate = line.row.rate_per_1000
    if not rate >= 0:
        centred(axes, axes.get_xlim()[1] / 2, i, NONE, PARTICIPATION_VALUE_PT, color=GREY)
        return
    axes.plot([0, rate], [i, i], color=line.colour, lw=1.6, alpha=0.35, zorder=2, gid="way")
    small = line.row.respondents < rates.context.codebook.method.fragile_below
    style = {"ms": 5.8, "color": line.colour, "alpha": PALE if small else 1, "zorder": 4, "clip_on": False}
    axes.plot([rate], [i], line.marker, ls="none", gid="rate", **style)
    near = 0 < overall - rate < 0.9 * per_cm
    text = decimal(rate, rates.context.language, 1)
    right = (overall if near else rate) + 0.16 * per_cm
    centred(axes, right, i, text, PARTICIPATION_VALUE_PT, ha="left", color=GREY if small else INK)
