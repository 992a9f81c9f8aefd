"""Labels beside rows: whole, on as many lines as the row holds, smaller if need be."""

from __future__ import annotations

from pipeline.figures.typeface import CM_PER_POINT, Fitted, broken, fit, width, wrap


def label_width(labels: list[str], narrowest: float, widest: float) -> float:
    """Width of a column of labels, in cm: as wide as the longest, within bounds.

    A third wider than `widest` where some label would take more than two lines of the smallest size.
    """
    longest = max((width(label, LABEL_SIZES[0]) for label in labels), default=0.0)
    halved = 0.58 * longest * LABEL_SIZES[-2] / LABEL_SIZES[0]
    return min(max(longest * 1.01, narrowest), max(widest, min(halved, widest * 1.34)))


def fit_label(text: str, column: float, row: float, weight: str = "regular") -> Fitted:
    """A whole label on one line, or on as many as the row holds, smaller if need be."""
    one = fit(text, column, LABEL_SIZES[:3], 2, weight)
    if one.lines == [text]:
        return one
    for size in LABEL_SIZES:
        lines = wrap(text, column, size, weight)
        high = len(lines) * 1.12 * size * CM_PER_POINT <= row
        if high and all(width(line, size, weight) <= column for line in lines):
            return Fitted(lines, size, weight)
    return Fitted(broken(text, column, LABEL_SIZES[-1], weight), LABEL_SIZES[-1], weight)


def lowest_row(labels: list[str], column: float, lowest: float) -> float:
    """The lowest row, in cm, that holds each of these labels whole."""
    size = LABEL_SIZES[-1]
    lines = max((len(broken(label, column, size)) for label in labels), default=1)
    return max(lowest, 1.14 * size * CM_PER_POINT * lines if lines > 1 else 0.0)


LABEL_SIZES = (9.3, 8.8, 8.3, 7.8, 7.3, 6.8, 6.3, 5.8)
