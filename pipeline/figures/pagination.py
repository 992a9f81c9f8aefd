"""Figures of one page or several: which rows stand on which page, and the frame of each."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from itertools import pairwise

from pipeline.figures import legend
from pipeline.figures.context import Context
from pipeline.figures.frame import Frame, Words


def pages(rows: list, space: float, lowest: float, most: int = 25) -> list[list]:
    """Return the rows of each page: as few pages as can be, with as many rows on each of them.

    Parameters
    ----------
    space : height that a page has for its rows, in cm.
    lowest : height of the lowest row that can be read.
    most : rows of a page that has room for more.
    """
    # 1e-9: rows that fill the space exactly fit, whatever the rounding.
    held = max(1, min(most, int(space / lowest + 1e-9)))
    count = max(1, -(-len(rows) // held))
    each, longer = divmod(len(rows), count)
    ends = [each * page + min(page, longer) for page in range(count + 1)]
    return [rows[start:end] for start, end in pairwise(ends)]


def headed_pages(
    rows: list, space: float, lowest: float, is_head: Callable[[object], bool], most: int = 36
) -> list[list]:
    """Return the rows of each page where some are heads.

    None ends a page, and a page that goes on repeats its head; see `pages` for the arguments.
    """
    # A page of fewer than three rows would be a repeated head and one row.
    held = max(3, min(most, int(space / lowest + 1e-9)))
    if len(rows) <= held:
        return [rows]
    finished, head, page = [], None, []
    # Balanced, less the row that a repeated head may take.
    each = -(-len(rows) // -(-len(rows) // (held - 1)))
    for i, row in enumerate(rows):
        alone = is_head(row) and i + 1 < len(rows)
        if len(page) + alone >= each + 1 and page:
            finished.append(page)
            page = [] if is_head(row) or head is None else [head]
        page.append(row)
        head = row if is_head(row) else head
    return [*finished, page]


def stacked_pages(heights: dict[Hashable, float], space: float) -> list[list]:
    """Return the blocks of each page, which are never parted: few pages, about as full.

    `heights` are those of the blocks, `space` that of a page, in cm.
    """
    full = _stacked(heights, space)
    even: list[list] = [[] for _ in full]
    used, total = 0.0, sum(heights.values())
    for name, high in heights.items():
        even[int((used + high / 2) / total * len(full))].append(name)
        used += high
    fits = all(page and sum(heights[name] for name in page) <= space for page in even)
    return even if fits else full


def _stacked(heights: dict[Hashable, float], space: float) -> list[list]:
    """Return blocks from the top down, on a new page where the next has no room."""
    stacks, used = [[]], 0.0
    for name, high in heights.items():
        if stacks[-1] and used + high > space + 1e-9:
            stacks.append([])
            used = 0.0
        stacks[-1].append(name)
        used += high
    return stacks


def frames(
    context: Context, words: Words, bodies: list[float], keys: list[legend.Key] | None = None
) -> list[Frame]:
    """Draw the frame of each page, `bodies` cm high inside, with its legend."""
    drawn = []
    for page, body in enumerate(bodies, 1):
        frame = Frame(_paged(context, words, page, len(bodies)), body, legend.height(keys) if keys else 0.0)
        if keys:
            legend.draw(frame, keys)
        drawn.append(frame)
    return drawn


def _paged(context: Context, words: Words, page: int, count: int) -> Words:
    """Return the words of one page, numbered where there are several."""
    if count == 1:
        return words
    return replace(
        words, identity=context.say("figures.paged", identity=words.identity, page=page, pages=count)
    )
