"""Published results by verdict and topic: each dot a result."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.figures import legend
from pipeline.figures.drawing import Drawing
from pipeline.figures.edition import Edition
from pipeline.figures.frame import INNER, MARGIN, Frame
from pipeline.figures.labels import LABEL_SIZES, fit_label, label_width
from pipeline.figures.palette import BAND, GREY, INK, LESS_CRITICAL, MORE_CRITICAL, NOT_SIGNIFICANT, RULE
from pipeline.figures.typeface import width
from pipeline.figures.verdicts_findings import data_of, shown
from pipeline.figures.verdicts_words import SHOWN, words

COLOURS = {
    "established": LESS_CRITICAL,
    "consistent": "#5394BF",
    "not_shown": "#DE8840",
    "contradicted": MORE_CRITICAL,
    "too_few": NOT_SIGNIFICANT,
}
HEAD, DOT, PAD, NARROWEST = 0.95, 0.34, 0.26, 1.7


@dataclass(frozen=True)
class Grid:
    """Where everything stands, in cm: labels, then a column a verdict, a row a topic.

    Attributes
    ----------
    across : dots side by side in each column.
    heights : of each row, the row of totals apart.
    """

    labels: float
    widths: list[float]
    across: list[int]
    heights: list[float]

    def left(self, column: int) -> float:
        return self.labels + sum(self.widths[:column])

    def top(self, row: int) -> float:
        return HEAD + sum(self.heights[:row])

    @property
    def height(self) -> float:
        return self.top(len(self.heights)) + 0.15


def draw(edition: Edition, figure: Figure) -> Drawing | None:
    """The figure, or nothing when no published result was verified."""
    if edition.verified is None:
        return None
    claims = shown(edition)
    if claims.empty:
        return None
    said = words(edition, figure, claims)
    keys = _keys(edition)
    grid = _grid(edition, claims)
    frame = Frame(said, body=grid.height, legend=legend.height(keys))
    legend.draw(frame, keys)
    _heads(edition, frame, grid, claims)
    _rows(edition, frame, grid, claims)
    return Drawing(figure, said, [frame], data_of(edition, figure, claims))


def _topics(claims: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys(claims["topic"]))


def _keys(edition: Edition) -> list[legend.Key]:
    return [
        legend.Key(sign, edition.verified.say(f"figure.{name}"), INK)
        for sign, name in (("point", "solid"), ("ring", "hollow"))
    ]


def _grid(edition: Edition, claims: pd.DataFrame) -> Grid:
    """Columns as wide as their fullest cell asks for, rows as high as theirs."""
    topics = _topics(claims)
    labels = label_width([edition.verified.topic(topic) for topic in topics], 2.4, 4.4)
    counts = claims.groupby(["topic", "verdict"]).size()
    fullest = [max(counts.get((topic, verdict), 0) for topic in topics) for verdict in SHOWN]
    heads = [edition.verified.verdict(verdict) for verdict in SHOWN]
    least = [max(NARROWEST, width(head, LABEL_SIZES[0]) + 0.3) for head in heads]
    free = INNER - labels - sum(least)
    roots = [count**0.5 for count in fullest]
    widths = [low + free * root / max(sum(roots), 1) for low, root in zip(least, roots, strict=True)]
    across = [max(1, int((wide - 2 * PAD) / DOT)) for wide in widths]
    heights = []
    for topic in topics:
        lines = [
            -(-counts.get((topic, verdict), 0) // wide) for verdict, wide in zip(SHOWN, across, strict=True)
        ]
        heights.append(max(1, *lines) * DOT + 0.32)
    return Grid(labels, widths, across, heights)


def _heads(edition: Edition, frame: Frame, grid: Grid, claims: pd.DataFrame) -> None:
    """The name of each verdict over how many results have it."""
    counts = claims["verdict"].value_counts()
    for column, verdict in enumerate(SHOWN):
        centre = MARGIN + grid.left(column) + grid.widths[column] / 2
        label = fit_label(edition.verified.verdict(verdict), grid.widths[column] - 0.1, 0.5)
        frame.middle(centre, frame.top + 0.2, label, ha="center", color=GREY)
        count = str(counts.get(verdict, 0))
        frame.middle(centre, frame.top + 0.66, count, 11, ha="center", weight="bold", color=COLOURS[verdict])
    frame.line([MARGIN, MARGIN + INNER], [frame.top + HEAD - 0.02] * 2, color=RULE, lw=0.8)


def _rows(edition: Edition, frame: Frame, grid: Grid, claims: pd.DataFrame) -> None:
    """The dots, in axes whose units are cm."""
    for row, topic in enumerate(_topics(claims)):
        if row % 2 == 0:
            frame.rectangle(MARGIN, frame.top + grid.top(row), INNER, grid.heights[row], fc=BAND, zorder=-2)
        middle = frame.top + grid.top(row) + grid.heights[row] / 2
        label = fit_label(edition.verified.topic(topic), grid.labels - 0.15, grid.heights[row])
        frame.middle(MARGIN, middle, label)
    axes = frame.axes(MARGIN, 0, INNER, grid.height, "verdicts")
    axes.set(xlim=(0, INNER), ylim=(grid.height, 0))
    for column, verdict in enumerate(SHOWN):
        mine = claims[claims["verdict"] == verdict]
        if mine.empty:
            continue
        points = [
            (*_place(grid, row, column, i), firm)
            for row, topic in enumerate(_topics(claims))
            for i, firm in enumerate(mine.loc[mine["topic"] == topic, "firm"])
        ]
        faces = [COLOURS[verdict] if firm else "white" for *_, firm in points]
        axes.scatter(
            [x for x, *_ in points], [y for _, y, _ in points], s=34, c=faces,
            edgecolors=COLOURS[verdict], linewidths=1.3, label=verdict,
        )  # fmt: skip


def _place(grid: Grid, row: int, column: int, i: int) -> tuple[float, float]:
    """Centre of the i-th dot of a cell."""
    line, across = divmod(i, grid.across[column])
    return (
        grid.left(column) + PAD + (across + 0.5) * DOT,
        grid.top(row) + 0.16 + (line + 0.5) * DOT,
    )
