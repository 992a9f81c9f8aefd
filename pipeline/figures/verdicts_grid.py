"""Where the dots of verdicts stand: a column a verdict, a row a topic."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from pipeline.figures.edition import Edition
from pipeline.figures.frame import INNER
from pipeline.figures.labels import LABEL_SIZES, label_width, lowest_row
from pipeline.figures.typeface import width
from pipeline.figures.verdicts_words import SHOWN

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


def grid_of(edition: Edition, claims: pd.DataFrame, space: float) -> Grid:
    """Columns as wide as their fullest cell asks for, rows as high as theirs, none above `space` cm."""
    topics = list(dict.fromkeys(claims["topic"]))
    labels = label_width([edition.verified.topic(topic) for topic in topics], 2.4, 4.4)
    counts = pd.crosstab(claims["topic"], claims["verdict"]).reindex(topics, columns=SHOWN, fill_value=0)
    words = [edition.verified.verdict(verdict).split(" ") for verdict in SHOWN]
    least = [max(NARROWEST, *(width(one, LABEL_SIZES[0]) + 0.3 for one in head)) for head in words]
    roots = [float(counts[verdict].max()) ** 0.5 for verdict in SHOWN]
    free = (INNER - labels - sum(least)) / max(sum(roots), 1)
    widths = [low + free * root for low, root in zip(least, roots, strict=True)]
    lowest = lowest_row([edition.verified.topic(topic) for topic in topics], labels - 0.15, 0.66)
    for dot in DOTS:
        across = [max(1, int((wide - PAD) / dot)) for wide in widths]
        lines = (-(-counts // across)).max(axis=1)
        heights = {topic: max(lowest, 0.32 + dot * int(lines[topic])) for topic in topics}
        if max(heights.values()) <= space:
            break
    return Grid(labels, dot, widths, across, heights)
