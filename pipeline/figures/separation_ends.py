"""What both drawings of separated groups share: colours, and the ends of an axis in words."""

from __future__ import annotations

from pipeline.figures.frame import leading
from pipeline.figures.palette import GROUPS, MARKERS, NOT_SIGNIFICANT
from pipeline.figures.separation_findings import Separation
from pipeline.figures.typeface import Fitted, fit, wrap

# Width of the drawing, in cm, and sizes of the words at its ends.
MAP = 9.6
END, SMALL = 8.4, 7.6


def ends_height() -> float:
    return 2 * leading(END) + 0.1


def colours_of(separation: Separation) -> dict[str, tuple[str, str]]:
    """Colour and marker of each group."""
    return {
        group: (GROUPS[i % len(GROUPS)], MARKERS[i % len(MARKERS)])
        for i, group in enumerate(separation.group_labels)
    }


def end_words(separation: Separation, function: int, signs: tuple[str, str], lines: int) -> list[Fitted]:
    """What the low and the high end of an axis stand for: as many answers as its lines hold."""
    found = []
    for side, sign in zip(separation.ends(function), signs, strict=True):
        answers = [separation.answer(row) for row in side]
        told = [sign.format(" · ".join(answers[:count])) for count in range(len(answers), 0, -1)]
        fitting = (text for text in told if len(wrap(text, MAP, SMALL, "regular")) <= lines)
        found.append(fit(next(fitting, told[-1] if told else ""), MAP, (END, 8.0, SMALL), lines))
    return found


def paint(separation: Separation, colour: str) -> str:
    """A group's colour, or grey when nothing separates the groups."""
    return colour if separation.facts.shows else NOT_SIGNIFICANT
