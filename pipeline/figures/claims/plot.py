"""Published results by verdict and topic: each dot a result.

Where the dots of verdicts stand: a column a verdict, a row a topic.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.figures import legend
from pipeline.figures.claims.data import data_of, shown
from pipeline.figures.claims.text import SHOWN, words
from pipeline.figures.context import Context
from pipeline.figures.files import Drawing
from pipeline.figures.frame import INNER_WIDTH_CM, MARGIN_CM, Frame, tallest_body
from pipeline.figures.pagination import frames, stacked_pages
from pipeline.figures.theme import BAND, GREY, INK, LESS_CRITICAL, MORE_CRITICAL, NOT_SIGNIFICANT, RULE
from pipeline.figures.typography import LABEL_SIZES_PT, fit_label, label_width, lowest_row, width

HEAD, PAD, NARROWEST = 1.2, 0.26, 1.5
# Distance between dots, in cm: smaller where a topic would be higher than the page.
DOTS = (0.34, 0.28, 0.22, 0.17)


@dataclass(frozen=True)
class Grid:
    """Where everything stands, in cm: labels, then a column a verdict, a row a topic.

    Attributes
    ----------
    across : dots side by side in each column.
    heights : of the row of each topic; the heads of columns stand above them.
    """

    labels: float
    dot: float
    widths: list[float]
    across: list[int]
    heights: dict[str, float]

    def left(self, column: int) -> float:
        return self.labels + sum(self.widths[:column])

    def top(self, topic: str) -> float:
        topics = list(self.heights)
        return HEAD + sum(self.heights[one] for one in topics[: topics.index(topic)])

    @property
    def height(self) -> float:
        return HEAD + sum(self.heights.values()) + 0.15

    def place(self, topic: str, column: int, i: int) -> tuple[float, float]:
        """Centre of the i-th dot of a cell."""
        line, across = divmod(i, self.across[column])
        x = self.left(column) + PAD + (across + 0.5) * self.dot
        return x, self.top(topic) + 0.16 + (line + 0.5) * self.dot

    def page(self, topics: list[str]) -> Grid:
        """The part with these topics."""
        return replace(self, heights={topic: self.heights[topic] for topic in topics})


def grid_of(context: Context, claims: pd.DataFrame, space: float) -> Grid:
    """Columns as wide as their fullest cell asks for, rows as high as theirs, none above `space` cm."""
    topics = list(dict.fromkeys(claims["topic"]))
    labels = label_width([context.verified.topic(topic) for topic in topics], 2.4, 4.4)
    counts = pd.crosstab(claims["topic"], claims["verdict"]).reindex(topics, columns=SHOWN, fill_value=0)
    words = [context.verified.verdict(verdict).split(" ") for verdict in SHOWN]
    least = [max(NARROWEST, *(width(one, LABEL_SIZES_PT[0]) + 0.3 for one in head)) for head in words]
    roots = [float(counts[verdict].max()) ** 0.5 for verdict in SHOWN]
    free = (INNER_WIDTH_CM - labels - sum(least)) / max(sum(roots), 1)
    widths = [low + free * root for low, root in zip(least, roots, strict=True)]
    lowest = lowest_row([context.verified.topic(topic) for topic in topics], labels - 0.15, 0.66)
    for dot in DOTS:
        across = [max(1, int((wide - PAD) / dot)) for wide in widths]
        lines = (-(-counts // across)).max(axis=1)
        heights = {topic: max(lowest, 0.32 + dot * int(lines[topic])) for topic in topics}
        if max(heights.values()) <= space:
            break
    return Grid(labels, dot, widths, across, heights)


COLOURS = {
    "established": LESS_CRITICAL,
    "consistent": "#5394BF",
    "not_shown": "#DE8840",
    "contradicted": MORE_CRITICAL,
    "too_few": NOT_SIGNIFICANT,
}


def draw(context: Context, figure: Figure) -> Drawing | None:
    """The figure, or nothing when no published result was verified."""
    if context.verified is None:
        return None
    claims = shown(context)
    if claims.empty:
        return None
    said, keys = words(context, figure, claims), _keys(context)
    space = tallest_body(said, legend.height(keys)) - HEAD - 0.15
    grid = grid_of(context, claims, space)
    parts = [grid.page(topics) for topics in stacked_pages(grid.heights, space)]
    made = frames(context, said, [part.height for part in parts], keys)
    for frame, part in zip(made, parts, strict=True):
        _heads(context, frame, part, claims)
        _rows(context, frame, part)
        _dots(frame, part, claims)
    return Drawing(figure, said, made, data_of(context, figure, claims))


def _keys(context: Context) -> list[legend.Key]:
    return [
        legend.Key(sign, context.verified.say(f"figure.{name}"), INK)
        for sign, name in (("point", "solid"), ("ring", "hollow"))
    ]


def _heads(context: Context, frame: Frame, grid: Grid, claims: pd.DataFrame) -> None:
    """The name of each verdict over how many results have it."""
    counts = claims["verdict"].value_counts()
    for column, verdict in enumerate(SHOWN):
        x = MARGIN_CM + grid.left(column) + PAD
        label = fit_label(context.verified.verdict(verdict), grid.widths[column] - PAD, 0.8)
        frame.middle(x, frame.top + 0.4, label, color=GREY)
        count = str(counts.get(verdict, 0))
        frame.middle(x, frame.top + 0.95, count, 11, weight="bold", color=COLOURS[verdict])
    frame.line([MARGIN_CM, MARGIN_CM + INNER_WIDTH_CM], [frame.top + HEAD - 0.02] * 2, color=RULE, lw=0.8)


def _rows(context: Context, frame: Frame, grid: Grid) -> None:
    """Bands and names of the topics."""
    for row, (topic, high) in enumerate(grid.heights.items()):
        top = frame.top + grid.top(topic)
        if row % 2 == 0:
            frame.rectangle(MARGIN_CM, top, INNER_WIDTH_CM, high, fc=BAND, zorder=-2)
        label = fit_label(context.verified.topic(topic), grid.labels - 0.15, high)
        frame.middle(MARGIN_CM, top + high / 2, label)


def _dots(frame: Frame, grid: Grid, claims: pd.DataFrame) -> None:
    """A dot a result, in axes whose units are cm."""
    axes = frame.axes(MARGIN_CM, 0, INNER_WIDTH_CM, grid.height, "verdicts")
    axes.set(xlim=(0, INNER_WIDTH_CM), ylim=(grid.height, 0))
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
