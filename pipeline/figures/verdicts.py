"""Published results by verdict and topic: each dot a result."""

from __future__ import annotations

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.figures import legend
from pipeline.figures.drawing import Drawing
from pipeline.figures.edition import Edition
from pipeline.figures.frame import INNER, MARGIN, Frame, room
from pipeline.figures.labels import fit_label
from pipeline.figures.paging import frames, stacked_pages
from pipeline.figures.palette import BAND, GREY, INK, LESS_CRITICAL, MORE_CRITICAL, NOT_SIGNIFICANT, RULE
from pipeline.figures.verdicts_findings import data_of, shown
from pipeline.figures.verdicts_grid import DOTS, HEAD, PAD, Grid, grid_of
from pipeline.figures.verdicts_words import SHOWN, words

COLOURS = {
    "established": LESS_CRITICAL,
    "consistent": "#5394BF",
    "not_shown": "#DE8840",
    "contradicted": MORE_CRITICAL,
    "too_few": NOT_SIGNIFICANT,
}


def draw(edition: Edition, figure: Figure) -> Drawing | None:
    """The figure, or nothing when no published result was verified."""
    if edition.verified is None:
        return None
    claims = shown(edition)
    if claims.empty:
        return None
    said, keys = words(edition, figure, claims), _keys(edition)
    space = room(said, legend.height(keys)) - HEAD - 0.15
    grid = grid_of(edition, claims, space)
    parts = [grid.page(topics) for topics in stacked_pages(grid.heights, space)]
    made = frames(edition, said, [part.height for part in parts], keys)
    for frame, part in zip(made, parts, strict=True):
        _heads(edition, frame, part, claims)
        _rows(edition, frame, part)
        _dots(frame, part, claims)
    return Drawing(figure, said, made, data_of(edition, figure, claims))


def _keys(edition: Edition) -> list[legend.Key]:
    return [
        legend.Key(sign, edition.verified.say(f"figure.{name}"), INK)
        for sign, name in (("point", "solid"), ("ring", "hollow"))
    ]


def _heads(edition: Edition, frame: Frame, grid: Grid, claims: pd.DataFrame) -> None:
    """The name of each verdict over how many results have it."""
    counts = claims["verdict"].value_counts()
    for column, verdict in enumerate(SHOWN):
        x = MARGIN + grid.left(column) + PAD
        label = fit_label(edition.verified.verdict(verdict), grid.widths[column] - PAD, 0.8)
        frame.middle(x, frame.top + 0.4, label, color=GREY)
        count = str(counts.get(verdict, 0))
        frame.middle(x, frame.top + 0.95, count, 11, weight="bold", color=COLOURS[verdict])
    frame.line([MARGIN, MARGIN + INNER], [frame.top + HEAD - 0.02] * 2, color=RULE, lw=0.8)


def _rows(edition: Edition, frame: Frame, grid: Grid) -> None:
    """Bands and names of the topics."""
    for row, (topic, high) in enumerate(grid.heights.items()):
        top = frame.top + grid.top(topic)
        if row % 2 == 0:
            frame.rectangle(MARGIN, top, INNER, high, fc=BAND, zorder=-2)
        label = fit_label(edition.verified.topic(topic), grid.labels - 0.15, high)
        frame.middle(MARGIN, top + high / 2, label)


def _dots(frame: Frame, grid: Grid, claims: pd.DataFrame) -> None:
    """A dot a result, in axes whose units are cm."""
    axes = frame.axes(MARGIN, 0, INNER, grid.height, "verdicts")
    axes.set(xlim=(0, INNER), ylim=(grid.height, 0))
    for column, verdict in enumerate(SHOWN):
        mine = claims[(claims["verdict"] == verdict) & claims["topic"].isin(list(grid.heights))]
        if mine.empty:
            continue
        points = [
            (*grid.place(topic, column, i), firm)
            for topic in grid.heights
            for i, firm in enumerate(mine.loc[mine["topic"] == topic, "firm"])
        ]
        faces = [COLOURS[verdict] if firm else "white" for *_, firm in points]
        axes.scatter(
            [x for x, *_ in points], [y for _, y, _ in points], s=34 * (grid.dot / DOTS[0]) ** 2,
            c=faces, edgecolors=COLOURS[verdict], linewidths=1.3, label=verdict,
        )  # fmt: skip
