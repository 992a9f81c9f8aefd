"""Diverging bars: the levels of a question for each service, one side of an axis or the other."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.figures import legend, levels_findings, levels_words
from pipeline.figures.drawing import Drawing
from pipeline.figures.edition import Edition
from pipeline.figures.frame import MARGIN, WIDTH, Frame, room
from pipeline.figures.labels import fit_label, lowest_row
from pipeline.figures.legend import Key
from pipeline.figures.levels_bars import TOTAL, VALUE, colours, draw_bars, scale
from pipeline.figures.levels_columns import Columns, columns_of
from pipeline.figures.levels_findings import Levels
from pipeline.figures.paging import frames, pages
from pipeline.figures.palette import GREY, LIGHT, MINI_BAR
from pipeline.figures.rows import tidy
from pipeline.figures.typeface import fit
from pipeline.formats import NONE, margin, number

HEAD, SMALL = 0.6, 8.3
LOWEST, TALLEST = 0.4, 0.65


def draw(edition: Edition, figure: Figure) -> Drawing | None:
    """The figure, or None when its question has no rows."""
    levels = levels_findings.find(edition, figure)
    if levels is None:
        return None
    said, keys = levels_words.words(levels), _keys(levels)
    columns, space = columns_of(levels), room(said, legend.height(keys)) - HEAD
    lowest = lowest_row(list(levels.labels.values()), columns.label, LOWEST)
    shown = pages(list(levels.shares.index), space, lowest)
    row = max(lowest, min(TALLEST, space / len(shown[0])))
    made = frames(edition, said, [HEAD + row * len(services) for services in shown], keys)
    for frame, services in zip(made, shown, strict=True):
        _page(frame, levels, (services, row), columns)
    return Drawing(figure, said, made, tidy(edition, figure, levels_findings.records(levels)))


def _page(frame: Frame, levels: Levels, rows: tuple[list[str], float], columns: Columns) -> None:
    """The services of one page, on the scale of all."""
    services, row = rows
    part = replace(levels, shares=levels.shares.loc[services])
    axes = frame.axes(columns.bars, HEAD, columns.bars_width, row * len(services), "levels")
    axes.set_ylim(len(services) - 0.5, -0.5)
    zero = scale(axes, levels, columns)
    draw_bars(axes, part)
    _heads(frame, levels, columns, zero)
    for i, service in enumerate(services):
        _margins(frame, part, columns, service, (i, row))


def _keys(levels: Levels) -> list[Key]:
    labels = {answer.id: levels.edition.text(answer) for answer in levels.answers}
    return [Key("box", labels[answer], colour) for answer, colour in colours(levels).items()]


def _heads(frame: Frame, levels: Levels, columns: Columns, zero: float) -> None:
    """Names of the two sides and of the columns, on one baseline."""
    edition, figure, y = levels.edition, levels.figure, frame.top + HEAD - 0.18
    sides = [(figure.below_head, "◄ {}", "right", -0.12), (figure.above_head, "{} ►", "left", 0.12)]
    painted = list(colours(levels).values())
    rooms = [zero - MARGIN - 0.12, columns.base - 1.15 - zero]
    for (head, shape, align, shift), colour, space in zip(
        sides, (painted[0], painted[-1]), rooms, strict=True
    ):
        if head:
            text = fit(shape.format(edition.text(head)), space, (9.0, 8.5, 8.0, 7.4), weight="bold")
            frame.text(zero + shift, y, text.lines[0], text.size, ha=align, weight="bold", color=colour)
    frame.text(columns.base, y, edition.say("base_n"), SMALL, ha="right", color=GREY)
    if figure.measure:
        frame.text(columns.spread, y, edition.say("plus_minus"), SMALL, ha="right", color=GREY)
    if figure.aside and figure.aside_head:
        head = fit(edition.text(figure.aside_head), WIDTH - MARGIN - columns.aside, (SMALL, 7.8, 7.2))
        frame.text(columns.aside, y, head.lines[0], head.size, color=GREY)


def _margins(frame: Frame, levels: Levels, columns: Columns, service: str, place: tuple[int, float]) -> None:
    """Left and right of one row's bars: label, base, ± and what stands aside."""
    (i, row), language = place, levels.edition.language
    y = frame.top + HEAD + (i + 0.5) * row
    frame.middle(MARGIN, y, fit_label(levels.labels[service], columns.label, row))
    frame.middle(
        columns.base, y, number(levels.bases.loc[service, "n"], language), SMALL, ha="right", color=GREY
    )
    if pd.isna(levels.below[service]):
        frame.middle(columns.bars + columns.bars_width / 2, y, NONE, TOTAL, color=LIGHT)
    if levels.figure.measure:
        half = margin(levels.half_width[service], language)
        frame.middle(columns.spread, y, half, SMALL, ha="right", color=GREY)
    if levels.figure.aside:
        share = levels.aside.loc[service, "share"]
        long = 0.0 if pd.isna(share) else 1.05 * share
        frame.rectangle(columns.aside, y - 0.13, long, 0.26, fc=MINI_BAR)
        frame.middle(columns.aside + long + 0.1, y, levels.edition.percent(share), VALUE, color=GREY)
