"""How people and clerks write: one answer, several spellings, all of which the codebook knows."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import pandas as pd

from pipeline.codebook.model import Answer, Question

WEB, DIGITS, LETTERS = "web", "digits", "letters"


def closed_answer(question: Question, answer: str, style: str) -> str:
    """One answer id, or several joined by "|", in the spelling of a style."""
    if not answer:
        return ""
    spelled = {one.id: _spelling(one, style) for one in question.answers}
    return (" | " if style == WEB else "+").join(spelled[one] for one in answer.split("|"))


def _spelling(answer: Answer, style: str) -> str:
    """Full texts on line; on paper the clerk's digits, or abbreviations where the codebook has one."""
    codes = answer.codes or [answer.id]
    if style == WEB:
        text = max(codes, key=len)
        return text[0].upper() + text[1:]
    short = [code for code in codes if not code.isdigit() and len(code) <= 5]
    return min(short, key=len).upper() if style == LETTERS and short else codes[0]


def plain(name: str) -> str:
    """A name as machines compare it: no case, accents, hyphens or apostrophes; St is Saint."""
    text = name.casefold().replace("œ", "oe").replace("æ", "ae")
    text = "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
    words = re.sub(r"[^a-z0-9]+", " ", text).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


class Places:
    """The names under which each commune can be written without being taken for another."""

    def __init__(self, communes: pd.DataFrame):
        self.communes = communes.set_index("code")
        named = [name for _, row in self.communes.iterrows() for name in _names(row)]
        self.times = Counter(plain(name) for name in named)

    def spell(self, code: str, style: str, habit: float, other: float) -> tuple[str, str]:
        """A commune as written, and its postal code.

        Parameters
        ----------
        habit, other : two numbers in [0, 1) that choose the habit of writing and the other name.
        """
        row = self.communes.loc[code]
        postal = row["postal_codes"].split("|")[0]
        others = [name for name in _names(row)[1:] if self.times[plain(name)] == 1]
        another = others[int(other * len(others))] if others else row["name"]
        bare = row["name"].replace("-", " ")
        capitals = _without_accents(bare).upper()
        saint = re.sub(r"\bSaint(e?)\b", r"St\1", bare)
        habits = _PAPER if style != WEB else _WEB
        written = next(name for limit, name in habits if habit < limit)
        texts = {
            "official": row["name"],
            "bare": saint if style != WEB else bare,
            "lower": bare.lower(),
            "capitals": capitals,
            "saint": saint,
            "postal": f"{bare} {postal}",
            "another": another,
        }
        return texts[written], postal


_WEB = [
    (0.66, "official"),
    (0.76, "bare"),
    (0.83, "lower"),
    (0.89, "capitals"),
    (0.93, "saint"),
    (1.0, "another"),
]
_PAPER = [
    (0.34, "capitals"),
    (0.56, "bare"),
    (0.68, "postal"),
    (0.76, "saint"),
    (0.90, "another"),
    (1.0, "official"),
]


def _names(row: pd.Series) -> list[str]:
    return [row["name"], *(one for key in ("aliases", "former_names") for one in row[key].split("|") if one)]


def _without_accents(text: str) -> str:
    text = text.replace("œ", "oe").replace("Œ", "OE")
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
