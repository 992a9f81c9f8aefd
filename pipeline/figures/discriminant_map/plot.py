"""Groups on the axes that separate them, the ends of each axis in words, and what makes it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.codebook.model import Figure
from pipeline.figures import legend
from pipeline.figures.context import Context
from pipeline.figures.discriminant_map import data, line, plane, text
from pipeline.figures.discriminant_map.data import DiscriminantMapData, Separator
from pipeline.figures.discriminant_map.ends import paint
from pipeline.figures.files import Drawing
from pipeline.figures.frame import INNER_WIDTH_CM, MARGIN_CM, PAGE_WIDTH_CM, Frame, tallest_body
from pipeline.figures.pagination import frames
from pipeline.figures.records import tidy
from pipeline.figures.theme import BAND, GROUP_COLOURS, INK, NOT_SIGNIFICANT, RULE
from pipeline.figures.typography import fit_label, lowest_row
from pipeline.text.number_format import decimal


@dataclass(frozen=True)
class SeparatorsLayout:
    """Lengths and sizes of letters of the lists beside the drawing."""

    wide_cm: float = 5.35
    head_cm: float = 1.2
    row_cm: float = 0.56
    # A correlation of 1 is a bar this long.
    bar_cm: float = 1.6
    value_cm: float = 0.75
    head_pt: float = 9.6
    value_pt: float = 8.2
    # By so much the drawing is smaller and the lists wider, until the page holds them.
    less_cm: tuple[float, ...] = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)


@dataclass(frozen=True)
class SeparatorLists:
    """What makes each axis: the list of each, its rows `row` cm high and its names `label` cm wide."""

    by_axis: list[list[Separator]]
    label: float
    row: float

    @property
    def each(self) -> float:
        """Height of the longest list, with its head."""
        return SeparatorsLayout.head_cm + max(len(separators) for separators in self.by_axis) * self.row

    @property
    def height(self) -> float:
        return self.each * len(self.by_axis)


def draw(context: Context, figure: Figure) -> Drawing | None:
    """Draw the figure; None when there is no discriminant analysis."""
    separation = data.select(context, figure)
    if separation is None:
        return None
    words = text.words(separation)
    drawing = plane if separation.axes == 2 else line
    for less in SeparatorsLayout.less_cm:
        planned = drawing.plan(separation, less)
        lists = _lists(separation, SeparatorsLayout.wide_cm + less)
        body = max(planned.height, lists.height)
        if body <= tallest_body(words, legend.height(planned.keys) if planned.keys else 0.0):
            break
    [frame] = frames(context, words, [body], planned.keys)
    drawing.draw(frame, separation, planned)
    for axis in range(1, separation.axes + 1):
        # The second list begins half-way down, or where the first ends.
        top = 0.0 if axis == 1 else max(body / 2, lists.each)
        _draw_list(frame, separation, lists, axis, top)
    return Drawing(figure, words, [frame], tidy(context, figure, data.records(separation)))


def _lists(separation: DiscriminantMapData, wide: float) -> SeparatorLists:
    """Return the lists of both axes, in one width and one height of rows."""
    by_axis = separation.separators_by_axis
    label = wide - SeparatorsLayout.bar_cm - SeparatorsLayout.value_cm
    names = [separator.name for separators in by_axis for separator in separators]
    return SeparatorLists(by_axis, label, lowest_row(names, label, SeparatorsLayout.row_cm))


def _draw_list(
    frame: Frame, separation: DiscriminantMapData, lists: SeparatorLists, axis: int, top: float
) -> None:
    """Draw the correlations of services, or questions, with one axis; hollow for those that do not differ."""
    right = PAGE_WIDTH_CM - MARGIN_CM
    left = right - lists.label - SeparatorsLayout.bar_cm - SeparatorsLayout.value_cm
    y = frame.top + top + 0.3
    head = separation.context.say("figures.separation_makers", axis=axis)
    frame.text(left, y, head, SeparatorsLayout.head_pt, weight="bold")
    frame.line([left, right], [y + 0.14, y + 0.14], color=RULE, lw=0.6)
    for i, separator in enumerate(lists.by_axis[axis - 1]):
        middle = y + 0.35 + (i + 0.5) * lists.row
        if i % 2 == 0:
            wide = INNER_WIDTH_CM - (left - MARGIN_CM)
            frame.rectangle(left, middle - lists.row / 2, wide, lists.row, fc=BAND, zorder=-2)
        frame.middle(left, middle, fit_label(separator.name, lists.label, lists.row))
        zero = left + lists.label + 0.1
        # Correlations end at 1: bars of two axes are on one scale.
        end = zero + SeparatorsLayout.bar_cm * separator.correlation
        colour = paint(separation, GROUP_COLOURS[0] if separator.clear else NOT_SIGNIFICANT)
        face = colour if separator.clear and separation.findings.shows else "white"
        frame.line([zero, end], [middle, middle], color=colour, lw=2)
        dot = {"marker": "o", "ms": 4.5, "mfc": face, "mew": 1.2, "ls": "none", "gid": "maker"}
        frame.line([end], [middle], color=colour, **dot)
        printed = decimal(separator.correlation, separation.context.language, 2)
        frame.middle(right, middle, printed, SeparatorsLayout.value_pt, ha="right", color=INK)
