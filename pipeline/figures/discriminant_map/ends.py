"""What drawings of one axis and of two share: the look of groups, and the ends of an axis in words."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.figures.discriminant_map.data import DiscriminantMapData
from pipeline.figures.frame import Frame
from pipeline.figures.theme import GREY, NOT_SIGNIFICANT, group_look
from pipeline.figures.typography import Fitted, fit, wrap


@dataclass(frozen=True)
class EndsLayout:
    """Lengths and sizes of letters around an axis."""

    # Width of the drawing, words at its ends included; the list of what makes the axis stands beside.
    drawing_cm: float = 9.6
    usual_pt: float = 8.4
    smaller_pt: float = 8.0
    smallest_pt: float = 7.6
    axis_name_pt: float = 8.6


def looks(separation: DiscriminantMapData) -> dict[str, tuple[str, str]]:
    """Return the colour and the marker of each group."""
    return {group: group_look(i) for i, group in enumerate(separation.group_labels)}


def paint(separation: DiscriminantMapData, colour: str) -> str:
    """Return a group's colour, or grey when nothing separates the groups."""
    return colour if separation.findings.shows else NOT_SIGNIFICANT


def axis_name(separation: DiscriminantMapData, function: int) -> str:
    """Return the name of an axis, with the part of the separation that it makes."""
    share = separation.context.percent(separation.share(function))
    return separation.context.say("figures.separation_head", axis=function, share=share)


def end_words(
    separation: DiscriminantMapData, function: int, signs: tuple[str, str], *, wide: float, lines: int
) -> list[Fitted]:
    """Return what the low and the high end of an axis stand for: as many answers as so many lines hold.

    `signs` are put around the answers of each end. Where not even one answer fits, it has two lines.
    """
    ends, smallest = [], EndsLayout.smallest_pt
    sizes = (EndsLayout.usual_pt, EndsLayout.smaller_pt, smallest)
    for side, sign in zip(separation.ends(function), signs, strict=True):
        answers = [separation.answer(row) for row in side]
        lists = [sign.format(" · ".join(answers[:count])) for count in range(len(answers), 0, -1)]
        fitting = [words for words in lists if len(wrap(words, wide, smallest, "regular")) <= lines]
        if fitting:
            ends.append(fit(fitting[0], wide, sizes, lines))
        else:
            ends.append(fit(lists[-1] if lists else "", wide, sizes, 2))
    return ends


def write_end(frame: Frame, words: Fitted, x: float, y: float, align: str = "left") -> float:
    """Write the words of one end from x, y (cm in the body) downwards; return the baseline after them."""
    for i, line in enumerate(words.lines):
        frame.text(x, frame.top + y + i * words.leading, line, words.size, color=GREY, ha=align)
    return y + len(words.lines) * words.leading
