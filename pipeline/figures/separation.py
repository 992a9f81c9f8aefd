"""Groups on the axes that separate them, the ends of each axis in words, and what makes it."""

from __future__ import annotations

from pipeline.codebook.model import Figure
from pipeline.figures import separation_findings, separation_line, separation_map, separation_words
from pipeline.figures.drawing import Drawing
from pipeline.figures.edition import Edition
from pipeline.figures.frame import INNER, MARGIN, WIDTH, Frame
from pipeline.figures.labels import fit_label
from pipeline.figures.palette import BAND, GROUPS, INK, RULE
from pipeline.figures.rows import tidy
from pipeline.figures.separation_ends import MAP, ends_height, paint
from pipeline.figures.separation_findings import Separation
from pipeline.formats import decimal

ASIDE, GAP = 5.35, 0.55
VALUE, HEAD = 8.2, 9.6
ROW, BAR = 0.56, 0.62
BARS = 1.45


def draw(edition: Edition, figure: Figure) -> Drawing | None:
    """The figure, or None when there is no discriminant analysis."""
    separation = separation_findings.find(edition, figure)
    if separation is None:
        return None
    said = separation_words.words(separation)
    if separation.shown == 2:
        frame = Frame(said, body=2 * ends_height() + MAP + 1.25)
        separation_map.draw(frame, separation)
        _aside(frame, separation, [0.0, frame.body / 2])
    else:
        groups = len(separation.group_labels)
        frame = Frame(
            said, body=max(groups * 0.95 + 0.65 + 2 * ends_height(), 0.7 + BAR * separation_findings.MOST)
        )
        separation_line.draw(frame, separation)
        _aside(frame, separation, [0.0])
    data = tidy(edition, figure, separation_findings.records(separation))
    return Drawing(figure, said, [frame], data)


def _aside(frame: Frame, separation: Separation, starts: list[float]) -> None:
    """What makes each axis: the correlation of services, or questions, with it."""
    x, right = MARGIN + MAP + GAP, WIDTH - MARGIN
    label = ASIDE - BARS - 0.75
    longest = max(
        (value for axis in range(1, len(starts) + 1) for _, value in separation.makers(axis)), default=1.0
    )
    for axis, start in enumerate(starts, start=1):
        y = frame.top + start + 0.3
        frame.text(x, y, separation.edition.say("separation_makers", axis=axis), HEAD, weight="bold")
        frame.line([x, right], [y + 0.14, y + 0.14], color=RULE, lw=0.6)
        for i, (name, value) in enumerate(separation.makers(axis)):
            middle = y + 0.5 + (i + 0.5) * ROW - 0.15
            if i % 2 == 0:
                frame.rectangle(x, middle - ROW / 2, INNER - (x - MARGIN), ROW, fc=BAND, zorder=-2)
            frame.middle(x, middle, fit_label(name, label, ROW))
            end = x + label + 0.1 + BARS * value / longest
            colour = paint(separation, GROUPS[0])
            frame.line([x + label + 0.1, end], [middle, middle], color=colour, lw=2)
            frame.line([end], [middle], color=colour, marker="o", ms=4.5, ls="none")
            text = decimal(value, separation.edition.language, 2)
            frame.middle(right, middle, text, VALUE, ha="right", color=INK)
