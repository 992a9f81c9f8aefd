"""Groups on the axes that separate them, the ends of each axis in words, and what makes it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.codebook.model import Figure
from pipeline.figures import legend
from pipeline.figures.context import Context
from pipeline.figures.discriminant_map import data as separation_findings
from pipeline.figures.discriminant_map import line as separation_line
from pipeline.figures.discriminant_map import plane as separation_map
from pipeline.figures.discriminant_map import text as separation_words
from pipeline.figures.discriminant_map.data import Maker, Separation
from pipeline.figures.discriminant_map.line import paint
from pipeline.figures.files import Drawing
from pipeline.figures.frame import INNER_WIDTH_CM, MARGIN_CM, PAGE_WIDTH_CM, Frame, tallest_body
from pipeline.figures.pagination import frames
from pipeline.figures.records import tidy
from pipeline.figures.theme import BAND, GROUP_COLOURS, INK, NOT_SIGNIFICANT, RULE
from pipeline.figures.typography import fit_label, lowest_row
from pipeline.text.number_format import decimal

ASIDE = 5.35
MAP_VALUE_PT, MAP_HEAD_PT = 8.2, 9.6
MAP_ROW_CM, BARS = 0.56, 1.6
MAP_VALUE_ROOM_CM = 0.75
# By so much, in cm, the drawing is smaller and the list beside it wider, until the page holds them.
LESS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)


def draw(context: Context, figure: Figure) -> Drawing | None:
    """The figure, or None when there is no discriminant analysis."""
    separation = separation_findings.find(context, figure)
    if separation is None:
        return None
    said = separation_words.words(separation)
    drawn = separation_map if separation.shown == 2 else separation_line
    for less in LESS:
        planned = drawn.plan(separation, less)
        keys = separation_map.keys(separation, planned) if separation.shown == 2 else []
        aside = _aside_of(separation, ASIDE + less)
        body = max(planned.height, aside.height)
        if body <= tallest_body(said, legend.height(keys) if keys else 0.0):
            break
    [frame] = frames(context, said, [body], keys)
    drawn.draw(frame, separation, planned)
    for axis, makers in enumerate(aside.makers, start=1):
        # The second list begins half-way down, or where the first ends.
        start = 0.0 if axis == 1 else max(body / 2, aside.each)
        _draw_aside(frame, separation, aside, (axis, start, makers))
    data = tidy(context, figure, separation_findings.records(separation))
    return Drawing(figure, said, [frame], data)


@dataclass(frozen=True)
class Aside:
    """What makes each axis: the list of each, its rows `row` cm high and its names `label` cm wide."""

    makers: list[list[Maker]]
    label: float
    row: float

    @property
    def each(self) -> float:
        return 1.2 + max(len(makers) for makers in self.makers) * self.row

    @property
    def height(self) -> float:
        return self.each * len(self.makers)


def _aside_of(separation: Separation, wide: float) -> Aside:
    makers = separation.drawn_makers
    label = wide - BARS - MAP_VALUE_ROOM_CM
    return Aside(
        makers, label, lowest_row([maker.name for found in makers for maker in found], label, MAP_ROW_CM)
    )


def _draw_aside(
    frame: Frame, separation: Separation, aside: Aside, place: tuple[int, float, list[Maker]]
) -> None:
    """The correlations of services, or questions, with one axis; hollow for those that do not differ."""
    (axis, start, makers), row = place, aside.row
    right = PAGE_WIDTH_CM - MARGIN_CM
    x = right - aside.label - BARS - MAP_VALUE_ROOM_CM
    y = frame.top + start + 0.3
    frame.text(
        x, y, separation.context.say("figures.separation_makers", axis=axis), MAP_HEAD_PT, weight="bold"
    )
    frame.line([x, right], [y + 0.14, y + 0.14], color=RULE, lw=0.6)
    for i, maker in enumerate(makers):
        middle = y + 0.35 + (i + 0.5) * row
        if i % 2 == 0:
            frame.rectangle(x, middle - row / 2, INNER_WIDTH_CM - (x - MARGIN_CM), row, fc=BAND, zorder=-2)
        frame.middle(x, middle, fit_label(maker.name, aside.label, row))
        zero = x + aside.label + 0.1
        # Correlations end at 1: bars of two axes are on one scale.
        end = zero + BARS * maker.correlation
        colour = paint(separation, GROUP_COLOURS[0] if maker.clear else NOT_SIGNIFICANT)
        face = colour if maker.clear and separation.facts.shows else "white"
        frame.line([zero, end], [middle, middle], color=colour, lw=2)
        dot = {"marker": "o", "ms": 4.5, "mfc": face, "mew": 1.2, "ls": "none", "gid": "maker"}
        frame.line([end], [middle], color=colour, **dot)
        text = decimal(maker.correlation, separation.context.language, 2)
        frame.middle(right, middle, text, MAP_VALUE_PT, ha="right", color=INK)
