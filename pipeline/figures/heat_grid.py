"""Where the parts of a heat table stand: rows from top, labels, columns and their heads."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.figures.edition import ALL_SERVICES
from pipeline.figures.frame import INNER
from pipeline.figures.heat_findings import Heat
from pipeline.figures.labels import label_width, lowest_row
from pipeline.figures.typeface import Fitted, fit, width

BASE_ROOM, WIDEST = 1.1, 2.3
LOWEST = 0.38
HEAD_SIZES = (8.3, 8.0, 7.6, 7.2)


@dataclass(frozen=True)
class Grid:
    """Where things stand, in cm; `lines` are the rows from top: a family's head or a service."""

    lines: list[tuple[str, str]]
    label: float
    column: float
    row: float
    heads: list[Fitted]
    upright: bool

    @property
    def head(self) -> float:
        """Height of the heads of columns."""
        if self.upright:
            return max(head.width for head in self.heads) + 0.3
        return max(len(head.lines) * head.leading for head in self.heads) + 0.25


def lines_of(heat: Heat) -> list[tuple[str, str]]:
    """The rows from top: all services, then each family's head and its services."""
    lines = [("service", ALL_SERVICES)] if ALL_SERVICES in heat.shares.index else []
    for family, services in heat.families.items():
        lines += [("family", family), *(("service", service.id) for service in services)]
    return lines


def grid_of(heat: Heat) -> Grid:
    """Rows as low as their labels allow."""
    lines = lines_of(heat)
    labels = [label_of(heat, name) for kind, name in lines if kind == "service"]
    label = label_width(labels, 2.6, max(3.6, min(5.6, INNER - 1.25 - 1.5 * len(heat.answers))))
    column = min(WIDEST, (INNER - label - 0.15 - BASE_ROOM) / len(heat.answers))
    texts = list(heat.answer_labels.values())
    words = [word for text in texts for word in text.split(" ")]
    upright = max(width(word, HEAD_SIZES[-1]) for word in words) > column - 0.1
    across, deep = (3.2, 2) if upright else (column - 0.1, 4)
    sizes = HEAD_SIZES[-1:] if upright else HEAD_SIZES
    heads = [fit(text, across, sizes, deep) for text in texts]
    return Grid(lines, label, column, lowest_row(labels, label, LOWEST), heads, upright)


def label_of(heat: Heat, service: str) -> str:
    return heat.edition.row_label(service, heat.figure.question)
