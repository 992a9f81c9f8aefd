"""A column of an export that the codebook does not describe: what it seems to be.

Its values are quoted when few of them make up nearly all the answers: anything else may be free text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from pipeline.answers.spelling import is_missing, number_answer
from pipeline.codebook.model import Codebook
from pipeline.codebook.questions import OPTION, SERVICE


@dataclass(frozen=True)
class NewColumn:
    """A column that the codebook does not describe.

    Attributes
    ----------
    filled, distinct : answers, and different ones.
    kind : "number", "single", "text", or "option" (one more option of a known question).
    values : its answers by frequency, when it is "single".
    question, option, service : the question whose pattern it fits, and the code that is new there.
    """

    name: str
    filled: int
    distinct: int
    kind: str
    values: tuple[str, ...] = ()
    question: str = ""
    option: str = ""
    service: str = ""


def new_column(cells: pd.Series, codebook: Codebook) -> NewColumn:
    """What a column that the codebook does not describe seems to be."""
    name = str(cells.name)
    counts = cells[~cells.map(lambda cell: is_missing(cell, codebook.source))].value_counts()
    facts = {"name": name, "filled": int(counts.sum()), "distinct": len(counts)}
    question, option, service = _pattern(name, codebook)
    if question:
        return NewColumn(**facts, kind="option", question=question, option=option, service=service)
    if len(counts) and all(re.fullmatch(r"-?[\d.]+", number_answer(cell)) for cell in counts.index):
        return NewColumn(**facts, kind="number")
    # Few answers that come again and again are a list; anything else may be what somebody wrote.
    frequent = counts[counts >= 3].sum() >= 0.9 * counts.sum()
    if 2 <= len(counts) <= 12 and frequent and max(map(len, counts.index)) <= 60:
        return NewColumn(**facts, kind="single", values=tuple(counts.index))
    return NewColumn(**facts, kind="text")


def _pattern(name: str, codebook: Codebook) -> tuple[str, str, str]:
    """The question whose column pattern a new column fits, with its new option or new service."""
    codes = "|".join(re.escape(service.code) for service in codebook.service) or "(?!)"
    for question in codebook.question:
        pattern = re.escape(question.column)
        for word, group in ((SERVICE, f"(?:{codes})"), (OPTION, r"(?P<option>\w+)")):
            pattern = pattern.replace(re.escape(word), group)
        if question.by_option and (found := re.fullmatch(pattern, name)):
            return question.id, found["option"], ""
        if question.battery and not question.by_option:
            pattern = re.escape(question.column).replace(re.escape(SERVICE), r"(?P<service>\w+)")
            if found := re.fullmatch(pattern, name):
                return question.id, "", found["service"]
    return "", "", ""
