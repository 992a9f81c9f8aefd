"""A subject by a breakdown: what can be broken down, its cells, its test and its pairs of groups."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

_NONE = float("nan")


@dataclass(frozen=True)
class Subject:
    """What can be broken down.

    Attributes
    ----------
    bases : who may be counted; the first is the default.
    services : what it was asked about; [""] for nothing in particular.
    """

    id: str
    kind: Literal["measure", "question", "number"]
    question: str
    label: str
    bases: list[str]
    services: list[str]


@dataclass(frozen=True)
class Cell:
    """One share (or mean) of one group; NaN where there is none.

    Attributes
    ----------
    difference, p, p_adjusted : the group against the rest.
    status : "", "imprecise", "fragile" or "withheld"; a withheld cell holds no number.
    """

    answer: str
    group: str
    value: float
    low: float
    high: float
    n: float
    n_effective: float
    letters: str
    status: str
    difference: float = _NONE
    p: float = _NONE
    p_adjusted: float = _NONE


@dataclass(frozen=True)
class Crossing:
    """A subject by a breakdown, about one service, among one base.

    Attributes
    ----------
    cells : answer by answer, everyone first, then each group.
    test : row of the tests on all answers to the question; None where there is none.
    pairs : rows of groups compared two by two.
    """

    subject: Subject
    service: str
    base: str
    breakdown: str
    cells: list[Cell]
    test: dict | None = None
    pairs: list[dict] = field(default_factory=list)
