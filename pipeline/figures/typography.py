"""Texts set in lines that fit: the typeface, how wide a text is in it, and labels beside rows.

Lengths are in cm, sizes of letters in points.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from matplotlib import font_manager
from matplotlib.ft2font import LoadFlags

from pipeline.text.number_format import NO_BREAK_SPACE

# Registered under a name of its own: a Source Sans already installed on the machine would have other widths.
TYPEFACE = "Survey Source Sans"
FALLBACK_TYPEFACE = "DejaVu Sans"
CM_PER_POINT = 2.54 / 72
# Below this nobody reads a printed page: what is still too wide is cut.
SMALLEST_PT = 5.0
# Labels beside rows, from the usual size down to what a row of several lines may need.
LABEL_SIZES_PT = (9.3, 8.8, 8.3, 7.8, 7.3, 6.8, 6.3, 5.8)
# From one baseline to the next inside a label, in parts of the size: tighter than running text.
LABEL_LEADING = 1.12
# Width of a space, in parts of the size.
SPACE_WIDTH = 0.2

_FACES = {"regular": "Regular", "bold": "Bold"}


@cache
def register() -> None:
    """Register the typeface with matplotlib, once."""
    for face in _FACES.values():
        path = str(files("font_source_sans_pro") / "files" / f"SourceSansPro-{face}.ttf")
        entry = font_manager.ttfFontProperty(font_manager.get_font(path))
        font_manager.fontManager.ttflist.append(replace(entry, name=TYPEFACE))


@lru_cache(maxsize=16384)
def width(text: str, size: float, weight: str = "regular") -> float:
    """Return the width of one line of text, in cm; size in points.

    Straight from FreeType and cached: measuring with matplotlib's text paths took most of the time of
    a figure.
    """
    if not text.strip():
        return 0.0
    face = _face(weight)
    # 720 dpi, so that rounding to pixels is rounding to a tenth of a point.
    face.set_size(size, 720)
    face.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return face.get_width_height()[0] / 64 / 10 * CM_PER_POINT


@cache
def _face(weight: str) -> font_manager.FT2Font:
    register()
    families = [
        font_manager.FontProperties(family=family, weight=weight) for family in (TYPEFACE, FALLBACK_TYPEFACE)
    ]
    return font_manager.get_font([font_manager.findfont(family) for family in families])


def wrap(text: str, room: float, size: float, weight: str = "regular") -> list[str]:
    """Return the lines of a text, none wider than `room` cm unless a single word is."""
    words, lines = text.split(" "), []
    while words:
        count = _most_words(words, room, size, weight)
        while count > 1 and width(" ".join(words[:count]), size, weight) > room:
            count -= 1
        if 1 < count < len(words) and _is_number_and_noun(words[count - 1 : count + 1], room, size, weight):
            count -= 1
        lines.append(" ".join(words[:count]))
        words = words[count:]
    return lines


def _is_number_and_noun(pair: list[str], room: float, size: float, weight: str) -> bool:
    """Return whether two words are a number and what it counts, which belong on one line."""
    return pair[0][-1:].isdigit() and width(" ".join(pair), size, weight) <= room


def _most_words(words: list[str], room: float, size: float, weight: str) -> int:
    """Return how many words a line may hold, by the widths of single words: measuring each line is slow.

    Never too few: the ink of words is no wider than the words set side by side.
    """
    space, used = SPACE_WIDTH * size * CM_PER_POINT, -SPACE_WIDTH * size * CM_PER_POINT
    for count, word in enumerate(words):
        used += space + width(word, size, weight)
        if count and used > room:
            return count
    return len(words)


def balanced(text: str, room: float, size: float, weight: str = "regular") -> list[str]:
    """Return as few lines as `wrap` makes, with no word alone on the last one.

    Two lines part after a punctuation mark where neither is then short; others are as equal as can be.
    """
    lines = wrap(text, room, size, weight)
    if len(lines) == 2 and (parted := _parted(text, room, size, weight)):
        return parted
    while len(lines) > 1:
        narrower = wrap(text, max(width(line, size, weight) for line in lines) - 0.01, size, weight)
        # A line of one word cannot be narrower.
        if len(narrower) > len(lines) or narrower == lines:
            break
        lines = narrower
    return lines


def _parted(text: str, room: float, size: float, weight: str, least: float = 1 / 3) -> list[str]:
    """Return two lines parted at a punctuation mark, the shorter at least `least` of the longer; or none."""
    partings = []
    for mark in re.finditer(r"(?<=[,;:]) ", text):
        halves = [text[: mark.start()], text[mark.end() :]]
        short, long = sorted(width(half, size, weight) for half in halves)
        if long <= room and short >= least * long:
            partings.append((long, halves))
    return min(partings)[1] if partings else []


@dataclass(frozen=True)
class Fitted:
    """A text that fits: its lines and the size they are set in."""

    lines: list[str]
    size: float
    weight: str = "regular"

    @property
    def width(self) -> float:
        return max(width(line, self.size, self.weight) for line in self.lines)

    @property
    def leading(self) -> float:
        """Distance between baselines, in cm."""
        return LABEL_LEADING * self.size * CM_PER_POINT

    def even(self) -> Fitted:
        """Return the same text on as many lines, none of them much shorter than the others."""
        whole = [self.width + 0.01, self.size, self.weight]
        lines = balanced(" ".join(self.lines), *whole)
        return self if len(lines) != len(self.lines) else replace(self, lines=lines)


def fit(text: str, room: float, sizes: tuple[float, ...], lines: int = 1, weight: str = "regular") -> Fitted:
    """Return the text at the first size at which it fits.

    Where it fits at none, a text that may have several lines has more of them, with long words broken;
    one that may have a single line is set smaller, down to 5 points, before it is cut with "…".
    """
    for size in sizes:
        wrapped = wrap(text, room, size, weight)
        if len(wrapped) <= lines and all(width(line, size, weight) <= room for line in wrapped):
            return Fitted(wrapped, size, weight)
    if lines > 1:
        return Fitted(broken(text, room, sizes[-1], weight), sizes[-1], weight)
    size = max(SMALLEST_PT, sizes[-1] * room / width(text, sizes[-1], weight) * 0.99)
    return Fitted([_cut(text, room, size, weight)], size, weight)


def broken(text: str, room: float, size: float, weight: str = "regular") -> list[str]:
    """Return the lines of a text, none wider than `room` cm, wider words broken with a hyphen."""
    words = []
    for word in text.split(" "):
        while len(word) > 2 and width(word, size, weight) > room:
            fits = [i for i in range(1, len(word)) if width(f"{word[:i]}-", size, weight) <= room]
            end = max([1, *fits])
            words.append(f"{word[:end]}-")
            word = word[end:]
        words.append(word)
    return wrap(" ".join(words), room, size, weight)


def _cut(line: str, room: float, size: float, weight: str) -> str:
    """Return the line shortened until it fits, with "…" at its end."""
    shown = line
    while line and width(shown, size, weight) > room:
        line = line[:-1].rstrip(f" ,;:{NO_BREAK_SPACE}")
        shown = f"{line}…"
    return shown


def label_width(labels: list[str], narrowest: float, widest: float) -> float:
    """Return the width of a column of labels, in cm: as wide as the longest, within bounds.

    A third wider than `widest` where some label would take more than two lines of the smallest size.
    """
    longest = max((width(label, LABEL_SIZES_PT[0]) for label in labels), default=0.0)
    # A little more than half: two lines of words are never equally long.
    halved = 0.58 * longest * LABEL_SIZES_PT[-2] / LABEL_SIZES_PT[0]
    return min(max(longest * 1.01, narrowest), max(widest, min(halved, widest * 1.34)))


def fit_label(text: str, column: float, row: float, weight: str = "regular") -> Fitted:
    """Return a whole label on one line, or on as many as the row holds, smaller if need be.

    Column and row are the width and the height of its place, in cm.
    """
    single = fit(text, column, LABEL_SIZES_PT[:3], 2, weight)
    if single.lines == [text]:
        return single
    for size in LABEL_SIZES_PT:
        lines = wrap(text, column, size, weight)
        held = len(lines) * LABEL_LEADING * size * CM_PER_POINT <= row
        if held and all(width(line, size, weight) <= column for line in lines):
            return Fitted(lines, size, weight)
    return Fitted(broken(text, column, LABEL_SIZES_PT[-1], weight), LABEL_SIZES_PT[-1], weight)


def lowest_row(labels: list[str], column: float, lowest: float) -> float:
    """Return the height, in cm, of the lowest row that holds each of these labels whole."""
    size = LABEL_SIZES_PT[-1]
    lines = max((len(broken(label, column, size)) for label in labels), default=1)
    # A hair more than the leading of its lines, lest rounding push the label out of its row.
    return max(lowest, 1.14 * size * CM_PER_POINT * lines if lines > 1 else 0.0)
