"""Pyramid: respondents as bars, population as outline, by sex and age; groups of places below."""

from __future__ import annotations

import pandas as pd
import seaborn
from matplotlib.axes import Axes

from pipeline.codebook.model import Figure
from pipeline.figures import legend
from pipeline.figures.context import Context
from pipeline.figures.files import Drawing
from pipeline.figures.frame import INNER_WIDTH_CM, MARGIN_CM, PAGE_WIDTH_CM, Frame, centred, tallest_body
from pipeline.figures.legend import Key
from pipeline.figures.pagination import frames, stacked_pages
from pipeline.figures.pyramid import data as pyramid_findings
from pipeline.figures.pyramid import text as pyramid_words
from pipeline.figures.pyramid.data import Pyramid
from pipeline.figures.records import tidy
from pipeline.figures.theme import GREY, INK, RESPONDENT_COLOUR
from pipeline.figures.typography import fit, fit_label, label_width, width
from pipeline.text.number_format import decimal, percent

LOWEST, TALLEST, HEAD, GAP = 0.38, 0.74, 0.75, 0.95
BAR, OUTLINE = 0.62, 0.86
VALUE, HEADS = 8.6, 9.6
RATIO = 1.15
VALUE_ROOM = 1.75


def draw(context: Context, figure: Figure) -> Drawing | None:
    """The figure, or None when sex and age are not calibrated on together."""
    pyramid = pyramid_findings.find(context, figure)
    if pyramid is None:
        return None
    said, keys = pyramid_words.words(pyramid), _keys(context)
    space = tallest_body(said, legend.height(keys))
    pairs, ages, groups = _pairs(pyramid), len(pyramid.ages), len(pyramid.below)
    heads = [HEAD] * len(pairs) + [GAP] * bool(groups)
    rows = [ages] * len(pairs) + [groups] * bool(groups)
    row = min(TALLEST, max(LOWEST, (space - sum(heads)) / sum(rows)))
    blocks = {i: head + count * row for i, (head, count) in enumerate(zip(heads, rows, strict=True))}
    shown = stacked_pages(blocks, space)
    made = frames(context, said, [sum(blocks[i] for i in page) for page in shown], keys)
    for frame, page in zip(made, shown, strict=True):
        top = 0.0
        for i in page:
            if i < len(pairs):
                _sides(frame, pyramid, pairs[i], (top + HEAD, row))
            else:
                _groups(frame, pyramid, (top + GAP, row))
            top += blocks[i]
    return Drawing(figure, said, made, tidy(context, figure, pyramid_findings.records(pyramid)))


def _pairs(pyramid: Pyramid) -> list[list[str]]:
    """The sexes that face each other: two, or more pairs below one another."""
    sexes = list(pyramid.sexes)
    return [sexes[i : i + 2] for i in range(0, len(sexes), 2)]


def _keys(context: Context) -> list[Key]:
    return [
        Key("box", context.say("key_respondents"), RESPONDENT_COLOUR),
        Key("outline", context.say("key_population"), INK),
    ]


def _sides(frame: Frame, pyramid: Pyramid, sexes: list[str], place: tuple[float, float]) -> None:
    """One panel a sex, facing each other, ages between them, ratios outside."""
    (top, row), centre = place, PAGE_WIDTH_CM / 2
    middle = label_width(list(pyramid.ages.values()), 1.6, 3.2) + 0.3
    side = (INNER_WIDTH_CM - middle) / 2 - RATIO
    longest = pyramid.people[["share_before", "share_population"]].max().max()
    y = frame.top + top
    for i, age in enumerate(reversed(pyramid.ages)):
        label = fit_label(pyramid.ages[age], middle - 0.2, row)
        frame.middle(centre, y + (i + 0.5) * row, label, ha="center")
    places = [(centre - middle / 2 - side, -1), (centre + middle / 2, 1)]
    for sex, (x, direction) in zip(sexes, places, strict=False):
        axes = frame.axes(x, top, side, len(pyramid.ages) * row, sex)
        table = (
            pyramid.people[pyramid.people["sex"] == sex].set_index("age").reindex(list(pyramid.ages)[::-1])
        )
        limit = longest * side / (side - VALUE_ROOM)
        axes.set_xlim((0, limit) if direction > 0 else (limit, 0))
        _bars(axes, table, pyramid.context, side)
        inner = x if direction > 0 else x + side
        style = {"ha": "left" if direction > 0 else "right"}
        head = fit(pyramid.sexes[sex], side, (HEADS, 9.0, 8.4, 7.8), weight="bold")
        frame.text(inner, y - 0.2, head.lines[0], head.size, weight="bold", **style)
        _ratios(frame, pyramid, "right" if direction > 0 else "left", (y, row), table["ratio"])


def _groups(frame: Frame, pyramid: Pyramid, place: tuple[float, float]) -> None:
    """One bar a group, over the whole width."""
    top, row = place
    context, table = pyramid.context, pyramid.below.set_index("level")
    variable = pyramid.figure.breakdown
    labels = {level: context.levels(variable, level) for level in table.index}
    column = label_width(list(labels.values()), 2.4, 4.0)
    x = MARGIN_CM + column + 0.2
    side = PAGE_WIDTH_CM - MARGIN_CM - RATIO - x
    y = frame.top + top
    head = context.text(context.codebook.heading(variable))
    frame.middle(MARGIN_CM, y - 0.25, fit(head, INNER_WIDTH_CM - RATIO, (HEADS, 8.6), weight="bold"))
    axes = frame.axes(x, top, side, len(table) * row, variable)
    longest = table[["share_before", "share_population"]].max().max()
    axes.set_xlim(0, longest * side / (side - VALUE_ROOM))
    _bars(axes, table, context, side)
    for i, level in enumerate(table.index):
        frame.middle(MARGIN_CM, y + (i + 0.5) * row, fit_label(labels[level], column, row))
    _ratios(frame, pyramid, "right", (y, row), table["ratio"])


def _bars(axes: Axes, table: pd.DataFrame, context: Context, side: float) -> None:
    """Bars of respondents, outlines of the population, both values at the end of the longer."""
    shares = table["share_before"].fillna(0)
    limits = axes.get_xlim()
    # seaborn counts the ticks to set its limits.
    axes.set_yticks(range(len(table)))
    seaborn.barplot(
        x=shares.to_numpy(), y=list(table.index), order=list(table.index), orient="h", ax=axes,
        color=RESPONDENT_COLOUR, saturation=1, width=BAR, errorbar=None, linewidth=0,
    )  # fmt: skip
    axes.set(xlim=limits, ylim=(len(table) - 0.5, -0.5), xticks=[], yticks=[], xlabel="", ylabel="")
    axes.barh(
        range(len(table)), table["share_population"].fillna(0), height=OUTLINE, fc="none", ec=INK, lw=1.1
    )
    axes.axvline(0, color=INK, lw=0.9)
    per_cm = max(limits) / side
    rightwards = limits[0] < limits[1]
    for i, (before, population) in enumerate(zip(shares, table["share_population"], strict=True)):
        first, second = percent(before, context.language), percent(population, context.language)
        taken = [0.12, 0.22 + width(first if rightwards else second, VALUE, "bold")]
        near, far = (max(before, population) + cm * per_cm for cm in taken)
        align = "left" if rightwards else "right"
        bold, plain = (near, far) if rightwards else (far, near)
        centred(axes, bold, i, first, VALUE, ha=align, weight="bold")
        centred(axes, plain, i, second, VALUE, ha=align, color=GREY)


def _ratios(frame: Frame, pyramid: Pyramid, side: str, place: tuple[float, float], ratios: pd.Series) -> None:
    """A column of ratios with its head, at the right or at the left of the page."""
    (y, row), x = place, PAGE_WIDTH_CM - MARGIN_CM if side == "right" else MARGIN_CM
    head = pyramid.context.say("ratio")
    frame.text(x, y - 0.2, head, fit(head, RATIO, (8.3, 7.6, 7.0)).size, ha=side, color=GREY)
    inner = x - width(head, 8.3) / 2 if side == "right" else x + width(head, 8.3) / 2
    for i, ratio in enumerate(ratios):
        text = decimal(ratio, pyramid.context.language, 2)
        frame.middle(inner, y + (i + 0.5) * row, text, 8.6, ha="center", color=GREY)
