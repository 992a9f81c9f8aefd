"""Groups on the axes that separate them, the ends of each axis in words, and what makes it."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Ellipse

from pipeline.codebook.model import Figure
from pipeline.figures import separation_findings, separation_words
from pipeline.figures.drawing import Drawing
from pipeline.figures.edition import Edition
from pipeline.figures.frame import INNER, MARGIN, WIDTH, Frame, centred, fit_label, leading
from pipeline.figures.palette import BAND, GREY, GROUPS, INK, MARKERS, NOT_SIGNIFICANT, RULE
from pipeline.figures.rows import tidy
from pipeline.figures.separation_findings import Separation
from pipeline.figures.typeface import Fitted, fit, wrap
from pipeline.formats import decimal

MAP, ASIDE, GAP = 9.6, 5.35, 0.55
END, SMALL, LABEL, VALUE, HEAD = 8.4, 7.6, 9.6, 8.2, 9.6
ROW, BAR = 0.56, 0.62
BARS = 1.45
HALF = 0.6745


def draw(edition: Edition, figure: Figure) -> Drawing | None:
    """The figure, or None when there is no discriminant analysis."""
    separation = separation_findings.find(edition, figure)
    if separation is None:
        return None
    said = separation_words.words(separation)
    if separation.shown == 2:
        frame = Frame(said, body=2 * _ends_height() + MAP + 1.25)
        _map(frame, separation)
        _aside(frame, separation, [0.0, frame.body / 2])
    else:
        groups = len(separation.group_labels)
        frame = Frame(
            said, body=max(groups * 0.95 + 0.65 + 2 * _ends_height(), 0.7 + BAR * separation_findings.MOST)
        )
        _line(frame, separation)
        _aside(frame, separation, [0.0])
    data = tidy(edition, figure, separation_findings.records(separation))
    return Drawing(figure, said, [frame], data)


def _ends_height() -> float:
    return 2 * leading(END) + 0.1


def _colours(separation: Separation) -> dict[str, tuple[str, str]]:
    """Colour and marker of each group."""
    return {
        group: (GROUPS[i % len(GROUPS)], MARKERS[i % len(MARKERS)])
        for i, group in enumerate(separation.group_labels)
    }


def _end_words(separation: Separation, function: int, signs: tuple[str, str], lines: int) -> list[Fitted]:
    """What the low and the high end of an axis stand for: as many answers as its lines hold."""
    found = []
    for side, sign in zip(separation.ends(function), signs, strict=True):
        answers = [separation.answer(row) for row in side]
        told = [sign.format(" · ".join(answers[:count])) for count in range(len(answers), 0, -1)]
        fitting = (text for text in told if len(wrap(text, MAP, SMALL, "regular")) <= lines)
        found.append(fit(next(fitting, told[-1] if told else ""), MAP, (END, 8.0, SMALL), lines))
    return found


def _line(frame: Frame, separation: Separation) -> None:
    """One axis only: a row a group, its mean with interval, a band for the middle half of its people."""
    groups = list(separation.group_labels)
    left, top = MARGIN + 2.5, _ends_height() + 0.2
    low, high = _end_words(separation, 1, ("◄ {}", "{} ►"), 2)
    below = top + 0.95 * len(groups) + 0.75
    for fitted, x, y, align in ((low, MARGIN, 0.3, "left"), (high, MARGIN + MAP, below, "right")):
        for i, line in enumerate(fitted.lines):
            frame.text(x, frame.top + y + i * fitted.leading, line, fitted.size, color=GREY, ha=align)
    axes = frame.axes(left, top, MAP - 2.5 + MARGIN, 0.95 * len(groups), "axis")
    reach = _reach(separation)
    axes.set_xlim(-reach, reach)
    axes.set_ylim(len(groups) - 0.5, -0.5)
    axes.axvline(0, color=RULE, lw=1.4, zorder=1)
    means, colours = separation.means(1), _colours(separation)
    for i, group in enumerate(groups):
        _group_row(axes, separation, (i, group, means.loc[group]), colours[group])
        label = fit_label(separation.group_labels[group], 2.3, 0.95, "bold")
        frame.middle(
            MARGIN, frame.top + top + (i + 0.5) * 0.95, label, color=_paint(separation, colours[group][0])
        )
    share = separation.edition.percent(separation.share(1))
    text = separation.edition.say("separation_head", axis=1, share=share)
    frame.text(
        left + (MAP - 2.5 + MARGIN) / 2,
        frame.top + top + 0.95 * len(groups) + 0.32,
        text,
        8.6,
        weight="bold",
        ha="center",
    )


def _paint(separation: Separation, colour: str) -> str:
    """A group's colour, or grey when nothing separates the groups."""
    return colour if separation.facts.shows else NOT_SIGNIFICANT


def _group_row(
    axes: Axes, separation: Separation, row: tuple[int, str, pd.Series], look: tuple[str, str]
) -> None:
    i, _, mean = row
    colour, marker = _paint(separation, look[0]), look[1]
    centre, half = mean["mean"], 1.96 * mean["standard_error"]
    # The functions have variance 1 inside groups: half of the people are within 0.6745 of the mean.
    axes.fill_betweenx(
        [i - 0.33, i + 0.33], centre - HALF, centre + HALF, color=colour, alpha=0.13, lw=0, gid="people"
    )
    axes.plot(
        [centre - half, centre + half], [i, i], color=colour, lw=2.2, solid_capstyle="butt", gid="interval"
    )
    face = colour if separation.facts.shows else "white"
    axes.plot([centre], [i], marker, ms=7, color=colour, mfc=face, mew=1.2, ls="none", zorder=4, gid="mean")


def _reach(separation: Separation) -> float:
    means = separation.means(1)
    return float((means["mean"].abs() + 1.96 * means["standard_error"]).max()) + HALF + 0.1


def _map(frame: Frame, separation: Separation) -> None:
    """Two axes: dark ellipses where the means may be, light ones around half of the people."""
    top = _ends_height()
    axes = frame.axes(MARGIN + 0.55, top, MAP - 0.55, MAP - 0.55, "map")
    regions = separation.table("regions")
    spread = [regions[c].abs() + regions["half_width"] for c in ("x", "y")]
    reach = 1.04 * float(max(part.max() for part in spread))
    axes.set_xlim(-reach, reach)
    axes.set_ylim(-reach, reach)
    axes.axhline(0, color=RULE, lw=1.2, zorder=1)
    axes.axvline(0, color=RULE, lw=1.2, zorder=1)
    colours = _colours(separation)
    for row in regions.itertuples():
        _ellipse(axes, row, colours[row.group][0])
    placed: list[tuple[float, float]] = []
    means = regions[regions["kind"] == "mean"]
    for row in means.sort_values("y", ascending=False).itertuples():
        colour, marker = colours[row.group]
        axes.plot([row.x], [row.y], marker, ms=6, color=colour, mec="white", mew=0.8, zorder=5, gid="mean")
        y = _free(row, placed, 2 * reach / (MAP - 0.55))
        placed.append((row.x, y))
        centred(
            axes, row.x, y, separation.group_labels[row.group], LABEL, weight="bold", color=colour, zorder=6
        )
    _map_words(frame, separation, top)


def _free(row: object, placed: list[tuple[float, float]], per_cm: float) -> float:
    """Height of a group's label: above its ellipse, or below it where another label stands."""
    above = row.y + row.half_width + 0.3 * per_cm
    crowded = any(abs(above - y) < 0.45 * per_cm and abs(row.x - x) < 3 * per_cm for x, y in placed)
    return row.y - row.half_width - 0.3 * per_cm if crowded else above


def _ellipse(axes: Axes, row: object, colour: str) -> None:
    dark = row.kind == "mean"
    axes.add_patch(
        Ellipse(
            (row.x, row.y), 2 * row.half_width, 2 * row.half_height, angle=row.angle_degrees,
            fc=(colour, 0.4 if dark else 0.06), ec=(colour, 0.9 if dark else 0.55),
            lw=1.2 if dark else 0.9, ls="-" if dark else (0, (3, 2)), zorder=4 if dark else 2, gid=row.kind,
        )
    )  # fmt: skip


def _map_words(frame: Frame, separation: Separation, top: float) -> None:
    """The four ends in words, around the map."""
    edition = separation.edition
    left, right = _end_words(separation, 1, ("◄ {}", "{} ►"), 1)
    down, up = _end_words(separation, 2, ("▼ {}", "▲ {}"), 1)
    below = frame.top + top + MAP + 0.5
    ends = [
        (up, MARGIN, frame.top + 0.3, "left"),
        (down, MARGIN, frame.top + top + MAP - 0.1, "left"),
        (right, MARGIN + MAP, below + leading(END), "right"),
        (left, MARGIN, below + 2 * leading(END), "left"),
    ]
    for fitted, x, y, align in ends:
        frame.text(x, y, fitted.lines[0], fitted.size, color=GREY, ha=align)
    heads = [
        edition.say("separation_head", axis=axis, share=edition.percent(separation.share(axis)))
        for axis in (1, 2)
    ]
    half = (MAP - 0.55) / 2
    bold = {"weight": "bold", "ha": "center"}
    frame.text(MARGIN + 0.55 + half, below, heads[0], 8.6, **bold)
    frame.text(MARGIN + 0.3, frame.top + top + half, heads[1], 8.6, rotation=90, **bold)


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
            colour = _paint(separation, GROUPS[0])
            frame.line([x + label + 0.1, end], [middle, middle], color=colour, lw=2)
            frame.line([end], [middle], color=colour, marker="o", ms=4.5, ls="none")
            text = decimal(value, separation.edition.language, 2)
            frame.middle(right, middle, text, VALUE, ha="right", color=INK)
