"""A figure's SVG as a part of a page: no prolog, no metadata, ids of its own, named for screen readers."""

from __future__ import annotations

import re
from html import escape

_BEFORE = re.compile(r"\A.*?(?=<svg\b)", re.DOTALL)
_DROPPED = re.compile(
    r"<title>.*?</title>\s*|<metadata>.*?</metadata>\s*|<style\b.*?</style>\s*|<!--.*?-->\s*", re.DOTALL
)
_SIZE = re.compile(r'\s(width|height)="[^"]*"')
_ID = re.compile(r'\sid="([^"]+)"')
_REFERENCE = re.compile(r'((?:xlink:)?href)="#([^"]+)"')
_URL = re.compile(r"url\(#([^)]+)\)")
_INDENTED = re.compile(r"\s*\n\s*")
_BESIDE = re.compile(r'transform="translate\((-?[\d.]+) 0\)"(?=/>)')


def inlined(svg: str, prefix: str, title: str, description: str) -> str:
    """The SVG element to be put into a page.

    Parameters
    ----------
    svg : a whole SVG file as matplotlib writes it.
    prefix : begins every id, so that two figures of a page do not borrow each other's shapes.
    title, description : accessible name and description.

    Notes
    -----
    The file's own style sheet would hold for the whole page; the page's has the same rule for figures.
    Ids that nothing refers to are dropped: several marks of a drawing may share one. The others are
    numbered: a letter of text is a reference to a shape, and its name is most of what it weighs.
    """
    drawing = _DROPPED.sub("", _BEFORE.sub("", svg))
    opening, rest = drawing.split(">", 1)
    opening = _SIZE.sub("", opening)
    used = [found[-1] for found in _REFERENCE.findall(rest)] + _URL.findall(rest)
    short = {old: f"{prefix}-{i:x}" for i, old in enumerate(dict.fromkeys(used))}
    rest = _ID.sub(lambda found: f' id="{short[found[1]]}"' if found[1] in short else "", rest)
    rest = _REFERENCE.sub(lambda found: f'href="#{short[found[2]]}"', rest)
    rest = _URL.sub(lambda found: f"url(#{short[found[1]]})", rest)
    rest = _BESIDE.sub(r'x="\1"', _INDENTED.sub("\n", rest))
    named = f'role="img" aria-labelledby="{prefix}-title" aria-describedby="{prefix}-desc"'
    name = f'<title id="{prefix}-title">{escape(title)}</title>'
    words = f'<desc id="{prefix}-desc">{escape(description)}</desc>'
    return f"{opening} {named}>{name}{words}{rest}".strip()
