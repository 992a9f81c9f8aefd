"""Pyramid: respondents as bars, population as outline, by sex and age; groups of places below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
from pipeline.figures.pyramid import data, text
from pipeline.figures.pyramid.data import PyramidData
from pipeline.figures.records import tidy
from pipeline.figures.theme import GREY, INK, RESPONDENT_COLOUR
from pipeline.figures.typography import fit, fit_label, label_width, width
from pipeline.text.number_format import decimal, percent


@dataclass(frozen=True)
class PyramidLayout:
    """Lengths and sizes of letters of a pyramid."""

    lowest_row_cm: float = 0.38
    tallest_row_cm: float = 0.74
    # Above the sexes, and above the groups of places.
    sexes_head_cm: float = 0.75
    places_head_cm: float = 0.95
    ratio_cm: float = 1.15
    # Two percentages beyond the longest bar.
    values_cm: float = 1.75
    bar_part_of_row: float = 0.62
    outline_part_of_row: float = 0.86
    value_pt: float = 8.6
    head_pt: float = 9.6


def draw(context: Context, figure: Figure) -> Drawing | None:
    """Draw the figure; None when sex and age are not calibrated on together."""
    pyramid = data.select(context, figure)
    if pyramid is None:
        return None
    words, keys = text.words(pyramid), _keys(context)
    space = tallest_body(words, legend.height(keys))
    pairs, ages, groups = _pairs(pyramid), len(pyramid.ages), len(pyramid.below)
    heads = [PyramidLayout.sexes_head_cm] * len(pairs) + [PyramidLayout.places_head_cm] * bool(groups)
    rows = [ages] * len(pairs) + [groups] * bool(groups)
    row_cm = (space - sum(heads)) / sum(rows)
    row_cm = min(PyramidLayout.tallest_row_cm, max(PyramidLayout.lowest_row_cm, row_cm))
    blocks = {i: head + count * row_cm for i, (head, count) in enumerate(zip(heads, rows, strict=True))}
    blocks_of_pages = stacked_pages(blocks, space)
    drawn = frames(context, words, [sum(blocks[i] for i in page) for page in blocks_of_pages], keys)
    for frame, page in zip(drawn, blocks_of_pages, strict=True):
        top = 0.0
        for i in page:
            if i < len(pairs):
                _sexes(frame, pyramid, pairs[i], top + heads[i], row_cm)
            else:
                _places(frame, pyramid, top + heads[i], row_cm)
            top += blocks[i]
    return Drawing(figure, words, drawn, tidy(context, figure, data.records(pyramid)))


def _keys(context: Context) -> list[Key]:
    return [
        Key("box", context.say("figures.key_respondents"), RESPONDENT_COLOUR),
        Key("outline", context.say("figures.key_population"), INK),
    ]


def _pairs(pyramid: PyramidData) -> list[list[str]]:
    """Return the sexes that face each other: two, or more pairs below one another."""
    sexes = list(pyramid.sexes)
    return [sexes[i : i + 2] for i in range(0, len(sexes), 2)]


def _sexes(frame: Frame, pyramid: PyramidData, sexes: list[str], top: float, row_cm: float) -> None:
    """Draw one panel a sex, facing each other, ages between them, ratios outside."""
    centre, y = PAGE_WIDTH_CM / 2, frame.top + top
    between = label_width(list(pyramid.ages.values()), 1.6, 3.2) + 0.3
    wide = (INNER_WIDTH_CM - between) / 2 - PyramidLayout.ratio_cm
    ages = list(pyramid.ages)[::-1]
    for i, age in enumerate(ages):
        label = fit_label(pyramid.ages[age], between - 0.2, row_cm)
        frame.middle(centre, y + (i + 0.5) * row_cm, label, ha="center")
    # Both panels are on one scale.
    longest = pyramid.people[["share_before", "share_population"]].max().max()
    limit = longest * wide / (wide - PyramidLayout.values_cm)
    lefts = [centre - between / 2 - wide, centre + between / 2]
    for sex, left, side in zip(sexes, lefts, ("left", "right"), strict=False):
        table = pyramid.people[pyramid.people["sex"] == sex].set_index("age").reindex(ages)
        axes = frame.axes(left, top, wide, len(ages) * row_cm, sex)
        axes.set_xlim((0, limit) if side == "right" else (limit, 0))
        _bars(axes, table, pyramid.context, wide)
        inner, align = (left, "left") if side == "right" else (left + wide, "right")
        head = fit(pyramid.sexes[sex], wide, (PyramidLayout.head_pt, 9.0, 8.4, 7.8), weight="bold")
        frame.text(inner, y - 0.2, head.lines[0], head.size, weight="bold", ha=align)
        _ratios(frame, pyramid, table["ratio"], side, y, row_cm)


def _places(frame: Frame, pyramid: PyramidData, top: float, row_cm: float) -> None:
    """Draw one bar a group of places, over the whole width."""
    context, table = pyramid.context, pyramid.below.set_index("level")
    variable, ratio_cm = pyramid.figure.breakdown, PyramidLayout.ratio_cm
    labels = {level: context.level_label(variable, level) for level in table.index}
    column = label_width(list(labels.values()), 2.4, 4.0)
    left = MARGIN_CM + column + 0.2
    wide = PAGE_WIDTH_CM - MARGIN_CM - ratio_cm - left
    y = frame.top + top
    head = context.text(context.codebook.heading(variable))
    words = fit(head, INNER_WIDTH_CM - ratio_cm, (PyramidLayout.head_pt, 8.6), weight="bold")
    frame.middle(MARGIN_CM, y - 0.25, words)
    axes = frame.axes(left, top, wide, len(table) * row_cm, variable)
    longest = table[["share_before", "share_population"]].max().max()
    axes.set_xlim(0, longest * wide / (wide - PyramidLayout.values_cm))
    _bars(axes, table, context, wide)
    for i, level in enumerate(table.index):
        frame.middle(MARGIN_CM, y + (i + 0.5) * row_cm, fit_label(labels[level], column, row_cm))
    _ratios(frame, pyramid, table["ratio"], "right", y, row_cm)


def _bars(axes: Axes, table: pd.DataFrame, context: Context, wide: float) -> None:
    """Draw bars of respondents, outlines of the population, both values at the end of the longer."""
    shares, limits = table["share_before"].fillna(0), axes.get_xlim()
    # seaborn counts the ticks to set its limits.
    axes.set_yticks(range(len(table)))
    seaborn.barplot(
        x=shares.to_numpy(), y=list(table.index), order=list(table.index), orient="h", ax=axes,
        color=RESPONDENT_COLOUR, saturation=1, width=PyramidLayout.bar_part_of_row,
        errorbar=None, linewidth=0,
    )  # fmt: skip
    axes.set(xlim=limits, ylim=(len(table) - 0.5, -0.5), xticks=[], yticks=[], xlabel="", ylabel="")
    outlines, height = table["share_population"].fillna(0), PyramidLayout.outline_part_of_row
    axes.barh(range(len(table)), outlines, height=height, fc="none", ec=INK, lw=1.1)
    axes.axvline(0, color=INK, lw=0.9)
    value_pt, per_cm, rightwards = PyramidLayout.value_pt, max(limits) / wide, limits[0] < limits[1]
    align = "left" if rightwards else "right"
    for i, (before, population) in enumerate(zip(shares, table["share_population"], strict=True)):
        respondents, people = percent(before, context.language), percent(population, context.language)
        # Read from left to right it is always the respondents first.
        nearer = respondents if rightwards else people
        beyond = [0.12, 0.22 + width(nearer, value_pt, "bold")]
        near, far = (max(before, population) + cm * per_cm for cm in beyond)
        bold, plain = (near, far) if rightwards else (far, near)
        centred(axes, bold, i, respondents, value_pt, ha=align, weight="bold")
        centred(axes, plain, i, people, value_pt, ha=align, color=GREY)


def _ratios(
    frame: Frame,
    pyramid: PyramidData,
    ratios: pd.Series,
    side: Literal["left", "right"],
    y: float,
    row_cm: float,
) -> None:
    """Write a column of ratios from y downwards, its head above, at one side of the page."""
    x = PAGE_WIDTH_CM - MARGIN_CM if side == "right" else MARGIN_CM
    head = pyramid.context.say("figures.ratio")
    frame.text(x, y - 0.2, head, fit(head, PyramidLayout.ratio_cm, (8.3, 7.6, 7.0)).size, ha=side, color=GREY)
    half = width(head, 8.3) / 2
    centre = x - half if side == "right" else x + half
    for i, ratio in enumerate(ratios):
        printed = decimal(ratio, pyramid.context.language, 2)
        frame.middle(centre, y + (i + 0.5) * row_cm, printed, 8.6, ha="center", color=GREY)
