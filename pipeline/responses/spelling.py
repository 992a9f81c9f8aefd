"""The answers that people and key punchers write, brought to the ids of the codebook.

A cell that cannot be brought to an id is left as it stands, so that validation can show it.
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
    """Return a text without what does not count: case, spaces, kind of apostrophe, unseen marks."""
    composed = unicodedata.normalize("NFC", text.translate(_SAME))
    return " ".join(composed.split()).casefold()


def spellings(question: Question) -> dict[str, str]:
    """Return the answer id of each folded spelling: of the id itself and of its export codes.

    Labels are for readers and are not read here: changing one never changes a number.
    """
    return {folded(text): answer.id for answer in question.answers for text in [answer.id, *answer.codes]}


def written(question: Question) -> str:
    """Return the id of the answer under which people wrote what they meant ("other: …"), or ""."""
    return next((answer.id for answer in question.answers if answer.written), "")


def missing_codes(source: Source) -> frozenset[str]:
    """Return what a cell that says that there is no answer may hold, as `folded` writes it."""
    return frozenset(folded(code) for code in ("", *source.missing))


def is_missing(cell: str, source: Source) -> bool:
    """Return whether a cell says that there is no answer."""
    return folded(cell) in missing_codes(source)


def closed_answer(cell: str, id_of_spelling: dict[str, str], written_id: str = "") -> str:
    """Return the id of a single answer, or the cell as written (spaces trimmed) when it has none.

    What is not even like an answer is `written_id`, where the question lets people write; what is like
    one stays as written, for a person to decide.
    """
    if folded(cell) in id_of_spelling:
        return id_of_spelling[folded(cell)]
    if written_id and not nearest(cell, list(id_of_spelling)):
        return written_id
    return " ".join(cell.split())


def multiple_answer(
    cell: str, id_of_spelling: dict[str, str], separators: list[str], written_id: str = ""
) -> str:
    """Return the ids of all ticked answers joined by "|" in the codebook's order, then unknown answers.

    An answer that itself holds a separator ("too far, no bus") is recognised: of several readings the
    one with the longest answers is taken, from the left.
    """
    if folded(cell) in id_of_spelling:
        return id_of_spelling[folded(cell)]
    pieces = re.split(f"({'|'.join(map(re.escape, separators))})", cell)
    ticked = set()
    start = 0
    while start < len(pieces):
        # Parts stand at even positions, the separators between them.
        ends = range(len(pieces), start, -2)
        end = next((end for end in ends if folded("".join(pieces[start:end])) in id_of_spelling), start + 1)
        part = "".join(pieces[start:end])
        if part.strip():
            ticked.add(closed_answer(part, id_of_spelling, written_id))
        start = end + 1
    return joined(ticked, id_of_spelling)


def joined(answers: set[str], id_of_spelling: dict[str, str]) -> str:
    """Return answers joined by "|", in the codebook's order; what is no id comes last."""
    position = {id_: i for i, id_ in enumerate(dict.fromkeys(id_of_spelling.values()))}
    return "|".join(sorted(answers, key=lambda answer: (position.get(answer, len(position)), answer)))


def number_answer(cell: str) -> str:
    """Return a number written plainly ("3,50 " -> "3.5"), or the cell as written."""
    text = cell.replace("\u202f", "").replace("\u00a0", "").strip().replace(",", ".")
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?", text):
        return " ".join(cell.split())
    return f"{float(text):.10g}"


def nearest(text: str, choices: list[str], at_least: float = 70) -> str:
    """Return the choice most like a text, or "" when none is; only ever a suggestion.

    Parameters
    ----------
    at_least : rapidfuzz's ratio in percent; at 70 "satisfait" is like "satisfaits", "non" not like "oui".
    """
    match = process.extractOne(
        folded(text), choices, scorer=fuzz.ratio, processor=folded, score_cutoff=at_least
    )
    return match[0] if match else ""
