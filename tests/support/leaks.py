"""Reads published files as somebody who looks for what was withheld: their texts and their exact numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.codebook.reserved_ids import ALL_SERVICES, WITHHELD
from pipeline.tables.estimands import Topic, groupings, topics

# What the stages hand to one another, a row a respondent or a row of the file: not published.
NOT_PUBLISHED = {"2-validated.csv", "3-weighted.csv", "set-aside.csv", "faults.csv", "corrections.csv"}
DIGITS = 9
_EXACT = re.compile(r"(?<![\w.])-?\d+\.\d{7,}(?:[eE][-+]?\d+)?")
# Where a cell of a sheet stands ("M1000") is nothing that the file says.
_CELL = re.compile(r' (?:r|ref|sqref|topLeftCell|activeCell|spans)="[^"]*"|<definedName.*?</definedName>')
_READABLE = {".csv", ".html", ".json", ".txt", ".svg", ".xlsx", ".docx"}


def published_files(*folders: Path) -> list[Path]:
    """Every file of the folders that leaves the house."""
    found = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in _READABLE)
    return [
        path for path in found
        if path.name not in NOT_PUBLISHED and "candidate" not in path.parts and path.name != "errors.xlsx"
    ]  # fmt: skip


def text_of(path: Path) -> str:
    """All that a file says; of Office files every part of the archive."""
    if path.suffix not in (".xlsx", ".docx"):
        return path.read_text("utf-8")
    with ZipFile(path) as archive:
        parts = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return "\n".join(_CELL.sub("", archive.read(name).decode("utf-8")) for name in parts)


def exact_numbers(text: str) -> set[str]:
    """Numbers with many digits, to nine of them; of percentages the fraction too."""
    values = [float(found) for found in set(_EXACT.findall(text))]
    return {digits(value) for value in values} | {digits(value / 100) for value in values}


def digits(value: float) -> str:
    return f"{abs(value):.{DIGITS}g}"


class Secrets:
    """The true numbers of whatever the estimates withhold, by their digits."""

    def __init__(self, codebook: Codebook, respondents: pd.DataFrame, estimates: pd.DataFrame):
        self.codebook, self.respondents = codebook, respondents
        self.weight = respondents["weight"].to_numpy(dtype=float)
        told = estimates["share"].dropna()
        shown = {digits(value) for value in [*told, *(1 - told), *estimates["weighted_base"].dropna()]}
        self.places: dict[str, tuple] = {}
        hidden = estimates[(estimates["status"] == WITHHELD) & (estimates["service"] != ALL_SERVICES)]
        keys = ["kind", "measure", "question", "service", "base", "answer", "breakdown", "group"]
        wanted = set(hidden[keys].itertuples(index=False, name=None))
        for place, inside, outcome in self._places():
            if place in wanted and inside.any():
                for value in self._numbers(inside, outcome):
                    if digits(value) not in shown:
                        self.places[digits(value)] = place

    def _places(self) -> Iterator[tuple[tuple, np.ndarray, np.ndarray]]:
        for topic in topics(self.codebook, self.respondents):
            for by in groupings(self.codebook, self.respondents):
                for group, member in zip(by.groups, by.members.T, strict=True):
                    yield from self._of(topic, by.variable, group, member)

    def _of(self, topic: Topic, breakdown: str, group: str, member: np.ndarray) -> Iterator[tuple]:
        for position, answer in enumerate(topic.items):
            place = (topic.kind, topic.measure, topic.question, topic.service, topic.base, answer)
            yield (*place, breakdown, group), topic.domain & member, topic.outcomes[:, position]

    def _numbers(self, inside: np.ndarray, outcome: np.ndarray) -> Iterator[float]:
        """The weighted share and its two weighted counts; not simple fractions, which others have too."""
        whole, part = self.weight[inside].sum(), self.weight[inside & outcome].sum()
        for value in (part / whole, whole, part):
            simple = float(Fraction(value).limit_denominator(60))
            if value > 0 and abs(value - simple) > 1e-9:
                yield value

    def found_in(self, paths: Iterable[Path]) -> list[tuple[str, tuple]]:
        """File and place of every withheld number that stands in a file."""
        return [
            (path.name, self.places[number])
            for path in paths
            for number in exact_numbers(text_of(path)) & self.places.keys()
        ]
