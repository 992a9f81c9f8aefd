"""One axis that separates groups: a row a group, its mean with interval, a band for half of its people.

What both drawings of separated groups share: colours, and the ends of an axis in words.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from pipeline.figures.discriminant_map.data import Separation
from pipeline.figures.frame import MARGIN_CM, Frame
from pipeline.figures.theme import GREY, GROUP_COLOURS, GROUP_MARKERS, NOT_SIGNIFICANT, RULE
from pipeline.figures.typography import Fitted, fit, fit_label, lowest_row, wrap

# Width of the drawing, in cm, and sizes of the words at its ends.
MAP = 9.6
END, SMALL = 8.4, 7.6


def colours_of(separation: Separation) -> dict[str, tuple[str, str]]:
    """Colour and marker of each group."""
    return {
        group: (GROUP_COLOURS[i % len(GROUP_COLOURS)], GROUP_MARKERS[i % len(GROUP_MARKERS)])
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


HALF_OF_PEOPLE = 0.6745
LINE_LABEL, LINE_ROW_CM = 2.5, 0.95
LINE_SIGNS = ("◄ {}", "{} ►")


@dataclass(frozen=True)
class LinePlan:
    """What is decided before the page is made: the words at the two ends, and how high a row is."""

    ends: list[Fitted]
    row: float
    rows: int
    wide: float

    @property
    def top(self) -> float:
        """Where the rows begin, in cm."""
        return 0.5 + len(self.ends[0].lines) * self.ends[0].leading

    @property
    def height(self) -> float:
        return self.top + self.row * self.rows + 0.75 + len(self.ends[1].lines) * self.ends[1].leading


def plan(separation: Separation, less: float = 0.0) -> LinePlan:
    """Where the parts of the drawing stand, on a page that has `less` cm less than they usually take."""
    labels = list(separation.group_labels.values())
    row = lowest_row(labels, LINE_LABEL - 0.2, LINE_ROW_CM - less / len(labels))
    return LinePlan(end_words(separation, 1, LINE_SIGNS, (MAP - less, 2)), row, len(labels), MAP - less)


def draw(frame: Frame, separation: Separation, planned: LinePlan) -> None:
    """One axis only: a row a group, its mean with interval, a band for the middle half of its people."""
    groups, top, row = list(separation.group_labels), planned.top, planned.row
    left, wide, bottom = MARGIN_CM + LINE_LABEL, planned.wide - LINE_LABEL, planned.top + row * planned.rows
    write_end(frame, planned.ends[0], (MARGIN_CM, 0.3))
    write_end(frame, planned.ends[1], (MARGIN_CM + planned.wide, bottom + 0.75), "right")
    axes = frame.axes(left, top, wide, row * len(groups), "axis")
    reach = _reach(separation)
    axes.set_xlim(-reach, reach)
    axes.set_ylim(len(groups) - 0.5, -0.5)
    axes.axvline(0, color=RULE, lw=1.4, zorder=1)
    means, colours = separation.means(1), colours_of(separation)
    for i, group in enumerate(groups):
        _group_row(axes, separation, (i, group, means.loc[group]), colours[group])
        label = fit_label(separation.group_labels[group], LINE_LABEL - 0.2, row, "bold")
        colour = paint(separation, colours[group][0])
        frame.middle(MARGIN_CM, frame.top + top + (i + 0.5) * row, label, color=colour)
    share = separation.context.percent(separation.share(1))
    text = separation.context.say("figures.separation_head", axis=1, share=share)
    frame.text(left + wide / 2, frame.top + bottom + 0.32, text, 8.6, weight="bold", ha="center")


def _group_row(
    axes: Axes, separation: Separation, row: tuple[int, str, pd.Series], look: tuple[str, str]
) -> None:
    i, _, mean = row
    colour, marker = paint(separation, look[0]), look[1]
    centre, ends = mean["mean"], [mean["ci_low"], mean["ci_high"]]
    # The functions have variance 1 inside groups: half of the people are within 0.6745 of the mean.
    axes.fill_betweenx(
        [i - 0.33, i + 0.33],
        centre - HALF_OF_PEOPLE,
        centre + HALF_OF_PEOPLE,
        color=colour,
        alpha=0.13,
        lw=0,
        gid="people",
    )
    axes.plot(ends, [i, i], color=colour, lw=2.2, solid_capstyle="butt", gid="interval")
    face = colour if separation.facts.shows else "white"
    axes.plot([centre], [i], marker, ms=7, color=colour, mfc=face, mew=1.2, ls="none", zorder=4, gid="mean")


def _reach(separation: Separation) -> float:
    means = separation.means(1)
    return float(means[["ci_low", "ci_high"]].abs().to_numpy().max()) + HALF_OF_PEOPLE + 0.1
