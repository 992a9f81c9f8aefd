"""What both drawings of separated groups share: colours, and the ends of an axis in words."""

from __future__ import annotations

from pipeline.figures.frame import Frame
from pipeline.figures.palette import GREY, GROUPS, MARKERS, NOT_SIGNIFICANT
from pipeline.figures.separation_findings import Separation
from pipeline.figures.typeface import Fitted, fit, wrap

# Width of the drawing, in cm, and sizes of the words at its ends.
MAP = 9.6
END, SMALL = 8.4, 7.6


def colours_of(separation: Separation) -> dict[str, tuple[str, str]]:
    """Colour and marker of each group."""
    return {
        group: (GROUPS[i % len(GROUPS)], MARKERS[i % len(MARKERS)])
        for i, group in enumerate(separation.group_labels)
    }


def paint(separation: Separation, colour: str) -> str:
    """A group's colour, or grey when nothing separates the groups."""
    return colour if separation.facts.shows else NOT_SIGNIFICANT


def end_words(
    separation: Separation, function: int, signs: tuple[str, str], space: tuple[float, int]
) -> list[Fitted]:
    """What the low and the high end of an axis stand for: as many answers as so many lines hold."""
    (wide, lines), found = space, []
    for side, sign in zip(separation.ends(function), signs, strict=True):
        answers = [separation.answer(row) for row in side]
        told = [sign.format(" · ".join(answers[:count])) for count in range(len(answers), 0, -1)]
        fitting = [text for text in told if len(wrap(text, wide, SMALL, "regular")) <= lines]
        shown, most = (fitting[0], lines) if fitting else (told[-1] if told else "", 2)
        found.append(fit(shown, wide, (END, 8.0, SMALL), most))
    return found


def write_end(frame: Frame, words: Fitted, place: tuple[float, float], align: str = "left") -> float:
    """Write the words of one end, their first baseline at this place; gives the next baseline, in cm."""
    x, y = place
    for i, line in enumerate(words.lines):
        frame.text(x, frame.top + y + i * words.leading, line, words.size, color=GREY, ha=align)
    return y + len(words.lines) * words.leading
