"""The commune that people mean: by name, then by alias or former name, then with the postal code.

Nothing is guessed: a name that several communes share without a postal code to tell them apart, or
that none has, is left as written. The nearest name is only ever suggested.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from pipeline.responses.spelling import folded, nearest

POSTAL_CODE = re.compile(r"\(?\b(\d{5})\b\)?")


def plain(name: str) -> str:
    """Return a name without case, accents, hyphens or articles' apostrophes; St and Ste written out."""
    decomposed = unicodedata.normalize("NFKD", folded(name))
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    words = re.sub(r"[^a-z0-9]+", " ", letters).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def _postal_code(digits: str) -> str:
    """Return a postal code with the leading zero that a spreadsheet takes away with a number's."""
    return digits.zfill(5 if len(digits) == 4 else 0)


@dataclass(frozen=True)
class Match:
    """The commune that a cell means, and how it was recognised.

    Attributes
    ----------
    code : code of the commune, or "" when it is not decided.
    how : "name", "alias", "former_name", "postal_code" (name and postal code together), "several",
        "none", "conflict" (the name of a commune with a postal code of elsewhere), or "outside".
    candidates : names of the communes that it may be.
    """

    code: str
    how: str
    candidates: tuple[str, ...] = ()


class Gazetteer:
    """The communes of a survey, looked up by what people write.

    Parameters
    ----------
    communes : communes.csv with columns code, name, aliases, former_names, postal_codes, the last
        three separated by "|".
    """

    COLUMNS: ClassVar = ["code", "name", "aliases", "former_names", "postal_codes"]

    def __init__(self, communes: pd.DataFrame):
        self._name = dict(zip(communes["code"], communes["name"], strict=True))
        self._postal_codes = {
            code: {_postal_code(digits) for digits in codes.split("|")}
            for code, codes in zip(communes["code"], communes["postal_codes"], strict=True)
        }
        self._all_postal_codes = set().union(*self._postal_codes.values()) - {""}
        self._codes_by_name: dict[str, dict[str, list[str]]] = {}
        for how, column in (("name", "name"), ("alias", "aliases"), ("former_name", "former_names")):
            index = self._codes_by_name[how] = defaultdict(list)
            for code, names in zip(communes["code"], communes[column], strict=True):
                for name in filter(None, names.split("|")):
                    index[plain(name)].append(code)

    def find(self, cell: str, postal: str = "") -> Match:
        """Return the commune that a cell means, with the postal code of its own column if there is one."""
        inside = POSTAL_CODE.search(cell)
        name = plain(POSTAL_CODE.sub(" ", cell))
        digits = "".join(re.findall(r"\d", postal))
        code = inside.group(1) if inside else _postal_code(digits)
        if cell.strip() in self._name:
            return Match(cell.strip(), "name")
        for how, index in self._codes_by_name.items():
            if name in index:
                return self._decide(index[name], how, code)
        # Neither the name nor the postal code is of the survey: somebody from elsewhere.
        if len(code) == 5 and code not in self._all_postal_codes:
            return Match("", "outside")
        return Match("", "none", tuple(filter(None, [self.suggestion(name)])))

    def _decide(self, codes: list[str], how: str, postal: str) -> Match:
        """Return which of the communes of one name is meant; the postal code decides between several."""
        names = tuple(self._name[code] for code in codes)
        # The name of one commune decides alone, unless the postal code is outside the survey.
        with_postal_code = [code for code in codes if postal in self._postal_codes[code]]
        if len(with_postal_code) == 1:
            return Match(with_postal_code[0], how if len(codes) == 1 else "postal_code")
        if postal and postal not in self._all_postal_codes:
            return Match("", "conflict", names)
        if len(codes) == 1:
            return Match(codes[0], how)
        return Match("", "several", names)

    def suggestion(self, name: str) -> str:
        """Return the commune whose name is most like what was written, or ""."""
        return nearest(name, list(self._name.values()), at_least=75)
