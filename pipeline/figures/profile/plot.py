"""Profile of each group: the answers that set it apart most, its share beside that of the rest."""

from __future__ import annotations

from matplotlib.axes import Axes

from pipeline.codebook.model import Figure
from pipeline.figures import legend
from pipeline.figures.context import Context
from pipeline.figures.files import Drawing
from pipeline.figures.frame import INNER_WIDTH_CM, MARGIN_CM, PAGE_WIDTH_CM, Frame, centred, tallest_body
from pipeline.figures.legend import Key
from pipeline.figures.pagination import frames, stacked_pages
from pipeline.figures.profile import text as profile_words
from pipeline.figures.profile.data import Profile, find, records
from pipeline.figures.records import tidy
from pipeline.figures.theme import BAND, GREY, GROUP_COLOURS, GROUP_MARKERS, INK, NOT_SIGNIFICANT
from pipeline.figures.typography import fit_label, label_width, lowest_row
from pipeline.text.number_format import bare_percent, decimal, percent

LABEL, VALUE = 6.3, 1.15
HEAD, AXIS = 0.62, 0.55
TALLEST_ROW, LOWEST_ROW = 0.5, 0.34
# Ends of the scale of shares: room for a number on either side of a dot at 0 or at 1.
START, END = -0.07, 1.02


def draw(context: Context, figure: Figure) -> Drawing | None:
    """The figure, or None when there are no test values."""
    if context.test_values is None:
        return None
    profile = find(context, figure)
    if profile is None:
        return None
    said = profile_words.words(profile)
    keys = _keys(profile)
    space = tallest_body(said, legend.height(keys)) - AXIS
    lines = {group: max(1, len(rows)) for group, rows in profile.rows.items()}
    answers = [profile.answer(row) for rows in profile.rows.values() for row in rows.to_dict("records")]
    label = label_width(answers, LABEL, LABEL)
    lowest = lowest_row(answers, label, LOWEST_ROW)
    shown = stacked_pages({group: HEAD + lowest * count for group, count in lines.items()}, space)
    counts = [sum(lines[group] for group in page) for page in shown]
    heads = [HEAD * len(page) for page in shown]
    row = min(
        max(TALLEST_ROW, lowest), *((space - high) / count for high, count in zip(heads, counts, strict=True))
    )
    bodies = [high + count * row + AXIS for high, count in zip(heads, counts, strict=True)]
    made = frames(context, said, bodies, keys)
    for frame, page in zip(made, shown, strict=True):
        top = 0.0
        for group in page:
            top = _panel(frame, profile, group, (top, row, label, group == page[-1]))
    return Drawing(figure, said, made, tidy(context, figure, records(profile)))


def _keys(profile: Profile) -> list[Key]:
    context = profile.context
    return [
        Key("dot", context.say("profile_group"), INK),
        Key("tick", context.say("profile_rest"), NOT_SIGNIFICANT),
    ]


def _panel(frame: Frame, profile: Profile, group: str, place: tuple[float, float, float, bool]) -> float:
    """One group below the one before; where the next one starts."""
    top, row, label, last = place
    context, rows, number = profile.context, profile.rows[group], list(profile.rows).index(group)
    colour = GROUP_COLOURS[number % len(GROUP_COLOURS)]
    frame.text(
        MARGIN_CM, frame.top + top + HEAD - 0.16, profile.label(group), 10, weight="bold", color=colour
    )
    if top == 0:
        frame.text(
            PAGE_WIDTH_CM - MARGIN_CM,
            frame.top + top + HEAD - 0.16,
            context.say("profile_value"),
            8,
            ha="right",
            color=GREY,
        )
    start = top + HEAD
    if rows.empty:
        frame.middle(MARGIN_CM, frame.top + start + row / 2, context.say("profile_none"), 8.6, color=GREY)
        return start + row
    wide = INNER_WIDTH_CM - label - VALUE - 0.2
    axes = frame.axes(MARGIN_CM + label + 0.1, start, wide, len(rows) * row, group)
    axes.set_xlim(START, END)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    ticks = [0, 0.25, 0.5, 0.75, 1]
    axes.set_xticks(ticks, [percent(t, context.language) if last else "" for t in ticks])
    axes.tick_params(axis="x", colors=GREY, labelsize=8, length=0, pad=2)
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    for i, one in enumerate(rows.to_dict("records")):
        y = frame.top + start + (i + 0.5) * row
        if i % 2 == 0:
            frame.rectangle(MARGIN_CM, y - row / 2, INNER_WIDTH_CM, row, fc=BAND, zorder=-2)
        frame.middle(MARGIN_CM, y, fit_label(profile.answer(one), label, row))
        value = decimal(one["test_value"], context.language, 1)
        frame.middle(
            PAGE_WIDTH_CM - MARGIN_CM,
            y,
            value if one["test_value"] < 0 else f"+{value}",
            8.2,
            ha="right",
            color=GREY,
        )
        _dot(axes, context, (i, one), (colour, GROUP_MARKERS[number % len(GROUP_MARKERS)]), wide)
    return start + len(rows) * row


def _dot(axes: Axes, context: Context, what: tuple[int, dict], look: tuple[str, str], wide: float) -> None:
    """The group's share, the rest's, and the way between them."""
    i, row = what
    colour, marker = look
    group, rest = row["share_group"], row["share_rest"]
    axes.plot([rest, group], [i, i], color=colour, lw=1.4, alpha=0.6, zorder=3, gid="gap")
    axes.plot([rest] * 2, [i - 0.3, i + 0.3], color=NOT_SIGNIFICANT, lw=1.6, zorder=3, gid="rest")
    axes.plot(
        [group], [i], marker, ms=5.4, color=colour, mew=0, ls="none", zorder=4, clip_on=False, gid="group"
    )
    away, align = (0.16, "left") if group > rest else (-0.16, "right")
    text = bare_percent(group, context.language)
    centred(
        axes,
        group + away * (END - START) / wide,
        i,
        text,
        8.4,
        ha=align,
        weight="bold",
        color=colour,
        zorder=5,
    )
