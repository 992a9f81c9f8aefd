"""Where the parts of a figure of levels stand across the page."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.figures.frame import MARGIN, WIDTH
from pipeline.figures.labels import label_width
from pipeline.figures.levels_findings import Levels


@dataclass(frozen=True)
class Columns:
    """Where things stand across the page, in cm."""

    label: float
    bars: float
    bars_width: float
    base: float
    spread: float
    aside: float


def columns_of(levels: Levels) -> Columns:
    label = label_width(list(levels.labels.values()), 2.4, 4.8)
    aside = WIDTH - MARGIN - (2.15 if levels.figure.aside else 0)
    spread = aside - (0.25 if levels.figure.aside else 0)
    base = spread - (0.95 if levels.figure.measure else 0)
    bars = MARGIN + label + 0.2
    return Columns(label, bars, base - 0.95 - bars, base, spread, aside)
