"""Profile of each group: the answers that set it apart most, its share beside that of the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from pipeline.codebook.model import Figure
from pipeline.discriminating.labels import category_label
from pipeline.figures import legend, profile_words
from pipeline.figures.drawing import Drawing
from pipeline.figures.edition import Edition
from pipeline.figures.frame import INNER, MARGIN, WIDTH, Frame, centred, fit_label, room
from pipeline.figures.legend import Key
from pipeline.figures.palette import BAND, GREY, GROUPS, INK, MARKERS, NOT_SIGNIFICANT
from pipeline.figures.rows import tidy
from pipeline.formats import bare_percent, decimal, percent

LABEL, VALUE, FAR = 6.3, 1.15, 1.96
HEAD, AXIS = 0.62, 0.55
TALLEST_ROW, LOWEST_ROW = 0.5, 0.34


@dataclass(frozen=True)
class Profile:
    """The answers shown of each group, most over-represented first; a group without any has no rows."""

    edition: Edition
    figure: Figure
    rows: dict[str, pd.DataFrame]

    @property
    def breakdown(self) -> str:
        return self.figure.breakdown

    def label(self, group: str) -> str:
        return self.edition.levels(self.breakdown, group)

    def answer(self, row: dict) -> str:
        """An answer in few words."""
        return category_label(self.edition.codebook, row | {"part": "answer"}, self.edition.language)


def draw(edition: Edition, figure: Figure) -> Drawing | None:
    """The figure, or None when there are no test values."""
    if edition.test_values is None:
        return None
    profile = find(edition, figure)
    if profile is None:
        return None
    said = profile_words.words(profile)
    keys = _keys(profile)
    rows = sum(max(1, len(shown)) for shown in profile.rows.values())
    space = room(said, legend.height(keys)) - AXIS - HEAD * len(profile.rows)
    row = min(TALLEST_ROW, max(LOWEST_ROW, space / rows))
    frame = Frame(said, body=rows * row + HEAD * len(profile.rows) + AXIS, legend=legend.height(keys))
    legend.draw(frame, keys)
    top, last = 0.0, list(profile.rows)[-1]
    for place, group in enumerate(profile.rows):
        top = _panel(frame, profile, group, (top, row, place, group == last))
    return Drawing(figure, said, [frame], tidy(edition, figure, records(profile)))


def find(edition: Edition, figure: Figure, most: int = 10) -> Profile | None:
    """The `most` answers of each group furthest from the rest, half over- and half under-represented.

    Only answers to questions that separate the groups, with a test value beyond 1.96. Where one side
    has fewer than half, the other has more.
    """
    table = edition.test_values
    table = table[table["breakdown"] == figure.breakdown]
    if table.empty:
        return None
    shown = {}
    kept = table[(table["inside"] == "True") & (table["test_value"].abs() > FAR)]
    kept = kept[np.array([not _mirrored(edition, row) for row in kept.itertuples()], dtype=bool)]
    groups = [level.id for level in edition.codebook.levels(figure.breakdown)]
    count = min(most, max(4, 44 // max(1, len(groups))))
    for group in groups:
        mine = kept[kept["group"] == group].sort_values("test_value", ascending=False, kind="stable")
        over, under = mine[mine["test_value"] > 0], mine[mine["test_value"] < 0].iloc[::-1]
        spare = [max(count // 2, count - len(other)) for other in (under, over)]
        shown[group] = pd.concat([over.head(spare[0]), under.head(spare[1]).iloc[::-1]])
    return Profile(edition, figure, shown)


def _mirrored(edition: Edition, row: object) -> bool:
    """Whether an answer is the other one of two, and says nothing that the first does not."""
    codebook, variable = edition.codebook, edition.codebook.by_id[row.question]
    levels = [level.id for level in codebook.levels(row.question)]
    if len(levels) != 2 or getattr(variable, "kind", "") == "multiple":
        return False
    named = [m.answers[0] for m in codebook.measure if m.question == row.question and len(m.answers) == 1]
    return row.answer != (named or levels)[0]


def _keys(profile: Profile) -> list[Key]:
    edition = profile.edition
    return [
        Key("dot", edition.say("profile_group"), INK),
        Key("tick", edition.say("profile_rest"), NOT_SIGNIFICANT),
    ]


def _panel(frame: Frame, profile: Profile, group: str, place: tuple[float, float, int, bool]) -> float:
    """One group below the one before; where the next one starts."""
    top, row, number, last = place
    edition, rows = profile.edition, profile.rows[group]
    colour = GROUPS[number % len(GROUPS)]
    frame.text(MARGIN, frame.top + top + HEAD - 0.16, profile.label(group), 10, weight="bold", color=colour)
    if number == 0:
        frame.text(
            WIDTH - MARGIN,
            frame.top + top + HEAD - 0.16,
            edition.say("profile_value"),
            8,
            ha="right",
            color=GREY,
        )
    start = top + HEAD
    if rows.empty:
        frame.middle(MARGIN, frame.top + start + row / 2, edition.say("profile_none"), 8.6, color=GREY)
        return start + row
    wide = INNER - LABEL - VALUE - 0.2
    axes = frame.axes(MARGIN + LABEL + 0.1, start, wide, len(rows) * row, group)
    axes.set_xlim(0, 1)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    ticks = [0, 0.25, 0.5, 0.75, 1]
    axes.set_xticks(ticks, [percent(t, edition.language) if last else "" for t in ticks])
    axes.tick_params(axis="x", colors=GREY, labelsize=8, length=0, pad=2)
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    for i, one in enumerate(rows.to_dict("records")):
        y = frame.top + start + (i + 0.5) * row
        if i % 2 == 0:
            frame.rectangle(MARGIN, y - row / 2, INNER, row, fc=BAND, zorder=-2)
        frame.middle(MARGIN, y, fit_label(profile.answer(one), LABEL, row))
        value = decimal(one["test_value"], edition.language, 1)
        frame.middle(
            WIDTH - MARGIN, y, value if one["test_value"] < 0 else f"+{value}", 8.2, ha="right", color=GREY
        )
        _dot(axes, edition, (i, one), (colour, MARKERS[number % len(MARKERS)]), wide)
    return start + len(rows) * row


def _dot(axes: Axes, edition: Edition, what: tuple[int, dict], look: tuple[str, str], wide: float) -> None:
    """The group's share, the rest's, and the way between them."""
    i, row = what
    colour, marker = look
    group, rest = row["share_group"], row["share_rest"]
    axes.plot([rest, group], [i, i], color=colour, lw=1.4, alpha=0.6, zorder=3, gid="gap")
    axes.plot([rest] * 2, [i - 0.3, i + 0.3], color=NOT_SIGNIFICANT, lw=1.6, zorder=3, gid="rest")
    axes.plot(
        [group], [i], marker, ms=5.4, color=colour, mew=0, ls="none", zorder=4, clip_on=False, gid="group"
    )
    away = 0.16 / wide * (1 if group > rest else -1)
    align = "left" if group > rest else "right"
    if group + away * 4 < 0:
        away, align = 0.16 / wide + rest - group, "left"
    text = bare_percent(group, edition.language)
    centred(axes, group + away, i, text, 8.4, ha=align, weight="bold", color=colour, zorder=5)


def records(profile: Profile) -> Iterator[dict]:
    """The numbers drawn: of each answer the group's share, that of the rest, and the test value."""
    edition = profile.edition
    by = edition.text(edition.codebook.by_id[profile.breakdown].label)
    for group, rows in profile.rows.items():
        for row in rows.to_dict("records"):
            place = {"level": profile.answer(row), "breakdown": by, "group": profile.label(group)}
            yield place | {
                "measure": edition.say("profile_group"),
                "value": row["share_group"],
                "n": row["n"],
            }
            yield place | {"measure": edition.say("profile_rest"), "value": row["share_rest"]}
            value = {"value": row["test_value"], "unit": "test value", "p": row["p"]}
            yield place | {"measure": edition.say("profile_value")} | value
    if not any(len(rows) for rows in profile.rows.values()):
        yield {"measure": edition.say("profile_none"), "breakdown": by}
    yield {
        "measure": edition.say("profile_count"),
        "breakdown": by,
        "value": set_apart(profile),
        "unit": "count",
    }


def set_apart(profile: Profile) -> int:
    """How many groups have an answer that sets them apart."""
    return sum(bool(len(rows)) for rows in profile.rows.values())
