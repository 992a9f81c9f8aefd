"""Published results by verdict and topic: a column a verdict, a row a topic, each dot a result."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.figures import legend
from pipeline.figures.claims import data, text
from pipeline.figures.claims.data import DRAWN_VERDICTS
from pipeline.figures.context import Context
from pipeline.figures.files import Drawing
from pipeline.figures.frame import INNER_WIDTH_CM, MARGIN_CM, Frame, tallest_body
from pipeline.figures.legend import Key
from pipeline.figures.pagination import frames, stacked_pages
from pipeline.figures.records import tidy
from pipeline.figures.theme import BAND, GREY, INK, LESS_CRITICAL, MORE_CRITICAL, NOT_SIGNIFICANT, RULE
from pipeline.figures.typography import LABEL_SIZES_PT, fit_label, label_width, lowest_row, width

VERDICT_COLOURS = {
    "established": LESS_CRITICAL,
    "consistent": "#5394BF",
    "not_shown": "#DE8840",
    "contradicted": MORE_CRITICAL,
    "too_few": NOT_SIGNIFICANT,
}


@dataclass(frozen=True)
class ClaimsLayout:
    """Lengths and sizes of the figure of published results."""

    head_cm: float = 1.2
    foot_cm: float = 0.15
    lowest_row_cm: float = 0.66
    narrowest_column_cm: float = 1.5
    # From the left of a column, and from the top of a row, to its first dot.
    left_cm: float = 0.26
    top_cm: float = 0.16
    # Distance between dots: smaller where a topic would be higher than the page.
    dots_cm: tuple[float, ...] = (0.34, 0.28, 0.22, 0.17)
    # Area of a dot at the largest distance, in points squared, as matplotlib wants it.
    dot_area: float = 34


@dataclass(frozen=True)
class ClaimsGrid:
    """Where everything stands, in cm: labels, then a column a verdict, a row a topic.

    Attributes
    ----------
    dot : distance between dots.
    across : dots side by side in each column.
    heights : of the row of each topic; the heads of columns stand above them.
    """

    labels: float
    dot: float
    widths: list[float]
    across: list[int]
    heights: dict[str, float]

    def left(self, column: int) -> float:
        """Return where a column begins."""
        return self.labels + sum(self.widths[:column])

    def top(self, topic: str) -> float:
        """Return where the row of a topic begins."""
        topics = list(self.heights)
        return ClaimsLayout.head_cm + sum(self.heights[above] for above in topics[: topics.index(topic)])

    @property
    def height(self) -> float:
        return ClaimsLayout.head_cm + sum(self.heights.values()) + ClaimsLayout.foot_cm

    def centre(self, topic: str, column: int, i: int) -> tuple[float, float]:
        """Return the centre of the i-th dot of a cell."""
        line, across = divmod(i, self.across[column])
        x = self.left(column) + ClaimsLayout.left_cm + (across + 0.5) * self.dot
        return x, self.top(topic) + ClaimsLayout.top_cm + (line + 0.5) * self.dot

    def page(self, topics: list[str]) -> ClaimsGrid:
        """Return the part with these topics."""
        return replace(self, heights={topic: self.heights[topic] for topic in topics})


def draw(context: Context, figure: Figure) -> Drawing | None:
    """Draw the figure; None when no published result was verified."""
    claims = data.select(context)
    if claims is None:
        return None
    words, keys = text.words(context, figure, claims), _keys(context)
    space = tallest_body(words, legend.height(keys)) - ClaimsLayout.head_cm - ClaimsLayout.foot_cm
    grid = _grid(context, claims, space)
    grids = [grid.page(topics) for topics in stacked_pages(grid.heights, space)]
    drawn = frames(context, words, [grid.height for grid in grids], keys)
    for frame, part in zip(drawn, grids, strict=True):
        _heads(context, frame, part, claims)
        _rows(context, frame, part)
        _dots(frame, part, claims)
    return Drawing(figure, words, drawn, tidy(context, figure, data.records(context, claims)))


def _keys(context: Context) -> list[Key]:
    return [
        Key(sign, context.say(f"claims.figure.{name}"), INK)
        for sign, name in (("point", "solid"), ("ring", "hollow"))
    ]


def _grid(context: Context, claims: pd.DataFrame, space: float) -> ClaimsGrid:
    """Return columns as wide as their fullest cell asks for, and rows as high, none above `space` cm."""
    verified = context.verified
    topics = list(dict.fromkeys(claims["topic"]))
    names = [verified.topic(topic) for topic in topics]
    labels = label_width(names, 2.4, 4.4)
    counts = pd.crosstab(claims["topic"], claims["verdict"])
    counts = counts.reindex(topics, columns=DRAWN_VERDICTS, fill_value=0)
    heads = [verified.verdict(verdict).split(" ") for verdict in DRAWN_VERDICTS]
    narrowest = ClaimsLayout.narrowest_column_cm
    least = [max(narrowest, *(width(word, LABEL_SIZES_PT[0]) + 0.3 for word in head)) for head in heads]
    # What is left goes by the root of the fullest cell: its dots make about a square.
    roots = [float(counts[verdict].max()) ** 0.5 for verdict in DRAWN_VERDICTS]
    free = (INNER_WIDTH_CM - labels - sum(least)) / max(sum(roots), 1)
    widths = [low + free * root for low, root in zip(least, roots, strict=True)]
    lowest = lowest_row(names, labels - 0.15, ClaimsLayout.lowest_row_cm)
    for dot in ClaimsLayout.dots_cm:
        across = [max(1, int((wide - ClaimsLayout.left_cm) / dot)) for wide in widths]
        lines = (-(-counts // across)).max(axis=1)
        heights = {topic: max(lowest, 2 * ClaimsLayout.top_cm + dot * int(lines[topic])) for topic in topics}
        if max(heights.values()) <= space:
            break
    return ClaimsGrid(labels, dot, widths, across, heights)


def _heads(context: Context, frame: Frame, grid: ClaimsGrid, claims: pd.DataFrame) -> None:
    """Write the name of each verdict over how many results have it."""
    counts = claims["verdict"].value_counts()
    for column, verdict in enumerate(DRAWN_VERDICTS):
        x = MARGIN_CM + grid.left(column) + ClaimsLayout.left_cm
        wide = grid.widths[column] - ClaimsLayout.left_cm
        label = fit_label(context.verified.verdict(verdict), wide, 0.8)
        frame.middle(x, frame.top + 0.4, label, color=GREY)
        count = str(counts.get(verdict, 0))
        frame.middle(x, frame.top + 0.95, count, 11, weight="bold", color=VERDICT_COLOURS[verdict])
    y = frame.top + ClaimsLayout.head_cm - 0.02
    frame.line([MARGIN_CM, MARGIN_CM + INNER_WIDTH_CM], [y, y], color=RULE, lw=0.8)


def _rows(context: Context, frame: Frame, grid: ClaimsGrid) -> None:
    """Draw the bands and the names of the topics."""
    for row, (topic, high) in enumerate(grid.heights.items()):
        top = frame.top + grid.top(topic)
        if row % 2 == 0:
            frame.rectangle(MARGIN_CM, top, INNER_WIDTH_CM, high, fc=BAND, zorder=-2)
        label = fit_label(context.verified.topic(topic), grid.labels - 0.15, high)
        frame.middle(MARGIN_CM, top + high / 2, label)


def _dots(frame: Frame, grid: ClaimsGrid, claims: pd.DataFrame) -> None:
    """Draw a dot a result, filled where its verdict is firm, in axes whose units are cm."""
    axes = frame.axes(MARGIN_CM, 0, INNER_WIDTH_CM, grid.height, "verdicts")
    axes.set(xlim=(0, INNER_WIDTH_CM), ylim=(grid.height, 0))
    area = ClaimsLayout.dot_area * (grid.dot / ClaimsLayout.dots_cm[0]) ** 2
    for column, verdict in enumerate(DRAWN_VERDICTS):
        results = claims[(claims["verdict"] == verdict) & claims["topic"].isin(list(grid.heights))]
        if results.empty:
            continue
        xs, ys, faces = [], [], []
        for topic in grid.heights:
            for i, firm in enumerate(results.loc[results["topic"] == topic, "firm"]):
                x, y = grid.centre(topic, column, i)
                xs.append(x)
                ys.append(y)
                faces.append(VERDICT_COLOURS[verdict] if firm else "white")
        axes.scatter(
            xs, ys, s=area, c=faces, edgecolors=VERDICT_COLOURS[verdict], linewidths=1.3, label=verdict
        )
