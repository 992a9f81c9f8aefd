"""Profile of each group: the answers that set it apart most, its share beside that of the rest."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes

from pipeline.codebook.model import Figure
from pipeline.figures import legend
from pipeline.figures.context import Context
from pipeline.figures.files import Drawing
from pipeline.figures.frame import INNER_WIDTH_CM, MARGIN_CM, PAGE_WIDTH_CM, Frame, centred, tallest_body
from pipeline.figures.legend import Key
from pipeline.figures.pagination import frames, stacked_pages
from pipeline.figures.profile import data, text
from pipeline.figures.profile.data import ProfileData
from pipeline.figures.records import tidy
from pipeline.figures.theme import BAND, GREY, INK, NOT_SIGNIFICANT, group_look
from pipeline.figures.typography import fit_label, label_width, lowest_row
from pipeline.text.number_format import bare_percent, decimal, percent


@dataclass(frozen=True)
class ProfileLayout:
    """Lengths and sizes of letters of a figure of profiles."""

    label_cm: float = 6.3
    test_value_cm: float = 1.15
    head_cm: float = 0.62
    axis_cm: float = 0.55
    lowest_row_cm: float = 0.34
    tallest_row_cm: float = 0.5
    # From the centre of a dot to its number.
    number_gap_cm: float = 0.16
    # Ends of the scale of shares: room for a number on either side of a dot at 0 or at 1.
    start_share: float = -0.07
    end_share: float = 1.02
    share_pt: float = 8.4


@dataclass(frozen=True)
class ProfileGrid:
    """Where things stand on every page, in cm: height of a row, width of the labels."""

    row: float
    label: float

    @property
    def wide(self) -> float:
        """Width of the scale of shares."""
        return INNER_WIDTH_CM - self.label - ProfileLayout.test_value_cm - 0.2


def draw(context: Context, figure: Figure) -> Drawing | None:
    """Draw the figure; None when there are no test values."""
    profile = data.select(context, figure) if "test-values" in context.tables else None
    if profile is None:
        return None
    words, keys = text.words(profile), _keys(profile)
    head_cm, axis_cm = ProfileLayout.head_cm, ProfileLayout.axis_cm
    space = tallest_body(words, legend.height(keys)) - axis_cm
    # A group that nothing sets apart has one row, which says so.
    rows = {group: max(1, len(answers)) for group, answers in profile.rows.items()}
    answers = [profile.answer(row) for table in profile.rows.values() for row in table.to_dict("records")]
    label = label_width(answers, ProfileLayout.label_cm, ProfileLayout.label_cm)
    lowest = lowest_row(answers, label, ProfileLayout.lowest_row_cm)
    groups_of_pages = stacked_pages({group: head_cm + lowest * n for group, n in rows.items()}, space)
    counts = [sum(rows[group] for group in groups) for groups in groups_of_pages]
    heads = [head_cm * len(groups) for groups in groups_of_pages]
    held = [(space - head) / count for head, count in zip(heads, counts, strict=True)]
    grid = ProfileGrid(min(max(ProfileLayout.tallest_row_cm, lowest), *held), label)
    bodies = [head + count * grid.row + axis_cm for head, count in zip(heads, counts, strict=True)]
    drawn = frames(context, words, bodies, keys)
    for frame, groups in zip(drawn, groups_of_pages, strict=True):
        top = 0.0
        for group in groups:
            top = _panel(frame, profile, group, grid, top, last=group == groups[-1])
    return Drawing(figure, words, drawn, tidy(context, figure, data.records(profile)))


def _keys(profile: ProfileData) -> list[Key]:
    context = profile.context
    return [
        Key("dot", context.say("figures.profile_group"), INK),
        Key("tick", context.say("figures.profile_rest"), NOT_SIGNIFICANT),
    ]


def _panel(
    frame: Frame, profile: ProfileData, group: str, grid: ProfileGrid, top: float, *, last: bool
) -> float:
    """Draw one group, with the scale of shares under the last; return where the next one starts, in cm."""
    context, rows = profile.context, profile.rows[group]
    colour, marker = group_look(list(profile.rows).index(group))
    start = top + ProfileLayout.head_cm
    right, base = PAGE_WIDTH_CM - MARGIN_CM, frame.top + start - 0.16
    frame.text(MARGIN_CM, base, profile.label(group), 10, weight="bold", color=colour)
    if top == 0:
        frame.text(right, base, context.say("figures.profile_value"), 8, ha="right", color=GREY)
    if rows.empty:
        none = context.say("figures.profile_none")
        frame.middle(MARGIN_CM, frame.top + start + grid.row / 2, none, 8.6, color=GREY)
        return start + grid.row
    axes = frame.axes(MARGIN_CM + grid.label + 0.1, start, grid.wide, len(rows) * grid.row, group)
    _axis(axes, context, len(rows), named=last)
    for i, row in enumerate(rows.to_dict("records")):
        y = frame.top + start + (i + 0.5) * grid.row
        if i % 2 == 0:
            frame.rectangle(MARGIN_CM, y - grid.row / 2, INNER_WIDTH_CM, grid.row, fc=BAND, zorder=-2)
        frame.middle(MARGIN_CM, y, fit_label(profile.answer(row), grid.label, grid.row))
        value = decimal(row["test_value"], context.language, 1)
        signed = value if row["test_value"] < 0 else f"+{value}"
        frame.middle(right, y, signed, 8.2, ha="right", color=GREY)
        _dot(axes, context, row, i, grid, colour=colour, marker=marker)
    return start + len(rows) * grid.row


def _axis(axes: Axes, context: Context, rows: int, named: bool) -> None:
    """Draw the scale of shares, its ticks named under the last panel of a page only."""
    axes.set_xlim(ProfileLayout.start_share, ProfileLayout.end_share)
    axes.set_ylim(rows - 0.5, -0.5)
    ticks = [0, 0.25, 0.5, 0.75, 1]
    axes.set_xticks(ticks, [percent(tick, context.language) if named else "" for tick in ticks])
    axes.tick_params(axis="x", colors=GREY, labelsize=8, length=0, pad=2)
    axes.grid(axis="x")
    axes.set_axisbelow(True)


def _dot(
    axes: Axes, context: Context, row: dict, y: int, grid: ProfileGrid, *, colour: str, marker: str
) -> None:
    """Draw the group's share, the rest's, and the way between them."""
    group, outside = row["share_group"], row["share_rest"]
    axes.plot([outside, group], [y, y], color=colour, lw=1.4, alpha=0.6, zorder=3, gid="gap")
    axes.plot([outside] * 2, [y - 0.3, y + 0.3], color=NOT_SIGNIFICANT, lw=1.6, zorder=3, gid="rest")
    dot = {"ms": 5.4, "color": colour, "mew": 0, "ls": "none", "clip_on": False}
    axes.plot([group], [y], marker, zorder=4, gid="group", **dot)
    # On the side away from the rest.
    away, align = (1, "left") if group > outside else (-1, "right")
    per_cm = (ProfileLayout.end_share - ProfileLayout.start_share) / grid.wide
    x = group + away * ProfileLayout.number_gap_cm * per_cm
    style = {"ha": align, "weight": "bold", "color": colour, "zorder": 5}
    centred(axes, x, y, bare_percent(group, context.language), ProfileLayout.share_pt, **style)
