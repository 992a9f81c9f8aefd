"""What people and key punchers write, brought to the ids of the codebook.

What cannot be brought to an id is left as it stands, so that validation can show it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from rapidfuzz import fuzz, process

from pipeline.codebook.model import Question, Source

# Apostrophes and ligatures as they are typed, and marks without width that copying leaves behind.
_WIDTHLESS = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_SAME = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "œ": "oe", "Œ": "OE"}) | dict.fromkeys(
    map(ord, _WIDTHLESS)
)


@cache
def folded(text: str) -> str:
    """Text without what does not count: case, spaces, kind of apostrophe, coding of accents, unseen marks."""
    composed = unicodedata.normalize("NFC", text.translate(_SAME))
    return " ".join(composed.split()).casefold()


def spellings(question: Question) -> dict[str, str]:
    """Folded spelling -> answer id: the id itself and its export codes.

    Labels are for readers and are not read here: changing one never changes a number.
    """
    return {folded(text): answer.id for answer in question.answers for text in [answer.id, *answer.codes]}


def written(question: Question) -> str:
    """The id of the answer under which people wrote what they meant ("other: …"), or ""."""
    return next((answer.id for answer in question.answers if answer.written), "")


def is_missing(cell: str, source: Source) -> bool:
    """Whether a cell says that there is no answer."""
    return folded(cell) in {folded(code) for code in ("", *source.missing)}


def closed_answer(cell: str, known: dict[str, str], other: str = "") -> str:
    """The id of a single answer, or the cell as written (spaces trimmed) when it is not known.

    What is not even like a known answer is `other`, where the question lets people write.
    """
    if folded(cell) in known:
        return known[folded(cell)]
    return other if other and not nearest(cell, list(known)) else " ".join(cell.split())


def multiple_answer(cell: str, known: dict[str, str], separators: list[str], other: str = "") -> str:
    """The ids of all ticked answers joined by "|" in the codebook's order; unknown ones come last.

    An answer that itself holds a separator ("too far, no bus") is recognised: of several readings the
    one with the longest known answers is taken, from the left.
    """
    if folded(cell) in known:
        return known[folded(cell)]
    found = re.split(f"({'|'.join(map(re.escape, separators))})", cell)
    ticked = set()
    start = 0
    while start < len(found):
        # Parts stand at even places, what separates them between.
        ends = range(len(found), start, -2)
        end = next((one for one in ends if folded("".join(found[start:one])) in known), start + 1)
        part = "".join(found[start:end])
        if part.strip():
            ticked.add(closed_answer(part, known, other))
        start = end + 1
    return joined(ticked, known)


def joined(answers: set[str], known: dict[str, str]) -> str:
    """Answers joined by "|", in the codebook's order; unknown ones come last."""
    order = list(dict.fromkeys(known.values()))
    return "|".join(sorted(answers, key=lambda one: (order.index(one) if one in order else len(order), one)))


def number_answer(cell: str) -> str:
    """A number written plainly ("3,50 " -> "3.5"), or the cell as written."""
    text = cell.replace("\u202f", "").replace("\u00a0", "").strip().replace(",", ".")
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?", text):
        return " ".join(cell.split())
    return f"{float(text):.10g}"


def nearest(text: str, choices: list[str], at_least: float = 70) -> str:
    """The choice most like a text, or "" when none is; only ever a suggestion."""
    found = process.extractOne(
        folded(text), choices, scorer=fuzz.ratio, processor=folded, score_cutoff=at_least
    )
    return found[0] if found else ""
