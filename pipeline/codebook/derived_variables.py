"""Derived variables: an age, bands of a number, groups of communes, a cross of two variables.

Which derived variables can be made, and what keeps the others: checks for `checks.all_of`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import inf

import pandas as pd

from pipeline.codebook.columns import repeated
from pipeline.codebook.model import AgeOf, Bands, Codebook, CommuneGroups, Cross, Derived, Question


def derive(codebook: Codebook, answers: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """The answers with one more column for each derived variable, in the codebook's order.

    Parameters
    ----------
    answers : one row a respondent; columns are text, "" where there is no answer.
    communes : communes.csv, with a column `code`.

    Returns
    -------
    The same rows, ids as text; "" where what a variable is made from is missing or not readable.
    """
    complete = answers.copy()
    for one in codebook.derived:
        match one:
            case AgeOf():
                complete[one.id] = _age(one, complete)
            case Bands():
                complete[one.id] = _bands(one, complete[one.of])
            case CommuneGroups():
                complete[one.id] = _commune_groups(one, complete[one.of], communes)
            case Cross():
                parts = complete[one.of]
                complete[one.id] = parts.agg("_".join, axis=1).where(parts.ne("").all(axis=1), "")
    return complete


def _number(column: pd.Series) -> pd.Series:
    return pd.to_numeric(column.where(column != ""), errors="coerce")


def _age(one: AgeOf, answers: pd.DataFrame) -> pd.Series:
    """Completed years on 1 January: as given, else the year before less the year of birth.

    Whoever was born on 1 January itself is counted one year too young.
    """
    age = _number(answers[one.age])
    if one.birth_year:
        age = age.fillna(one.year - 1 - _number(answers[one.birth_year]))
    return age.map(lambda years: "" if pd.isna(years) else f"{years:.0f}")


def _bands(one: Bands, column: pd.Series) -> pd.Series:
    number = _number(column)
    banded = pd.Series("", index=column.index)
    for band in one.bands:
        low = number >= (float("-inf") if band.start is None else band.start)
        high = number <= (float("inf") if band.end is None else band.end)
        banded[low & high] = band.id
    return banded


def _commune_groups(one: CommuneGroups, column: pd.Series, communes: pd.DataFrame) -> pd.Series:
    group_of = {value: group.id for group in one.groups for value in group.classes}
    of_commune = communes.set_index("code")[one.column].map(group_of)
    return column.map(of_commune).fillna("")


Finding = tuple[str, str, str]
Reason = tuple[str, str]


def derived(codebook: Codebook) -> Iterator[Finding]:
    """Every finding about derived variables."""
    for name, reasons in unmade(codebook).items():
        yield from ((code, f"derived[{name}]", of) for code, of in reasons)
    for one in codebook.derived:
        if isinstance(one, Bands):
            yield from (("codebook_bands_overlap", f"derived[{one.id}]", pair) for pair in _overlaps(one))
        if isinstance(one, CommuneGroups):
            classes = [name for group in one.groups for name in group.classes]
            yield from (("codebook_class_twice", f"derived[{one.id}]", name) for name in repeated(classes))


def makeable(codebook: Codebook) -> Codebook:
    """The codebook with only the derived variables that can be made."""
    lost = unmade(codebook)
    fields = {name: getattr(codebook, name) for name in Codebook.model_fields}
    fields["derived"] = [one for one in codebook.derived if one.id not in lost]
    return Codebook.model_construct(**fields)


def grouping(codebook: Codebook, variable: str) -> Iterator[str]:
    """Why a variable cannot put each person into one group, as the code of a sentence."""
    found = codebook.by_id.get(variable)
    if not codebook.closed(variable):
        yield "codebook_open"
    elif isinstance(found, Question) and (found.battery or found.kind == "multiple"):
        yield "codebook_several"


def unmade(codebook: Codebook) -> dict[str, list[Reason]]:
    """The derived variables that cannot be made from what stands before them, and why (code and name)."""
    before: dict[str, Question | Derived] = {one.id: one for one in codebook.question}
    lost: dict[str, list[Reason]] = {}
    for one in codebook.derived:
        reasons = []
        for name in one.made_from:
            if name in lost:
                reasons.append(("codebook_lost", name))
            elif name in before:
                reasons += [(code, name) for code in _unfit(one, before[name], codebook)]
            else:
                known = name in codebook.by_id
                reasons.append(("codebook_order" if known else "codebook_unknown_question", name))
        if reasons:
            lost[one.id] = reasons
        before[one.id] = one
    return lost


def _unfit(one: Derived, of: Question | Derived, codebook: Codebook) -> Iterator[str]:
    """Why a variable cannot be made from another one."""
    kind = "battery" if isinstance(of, Question) and of.battery else of.kind
    if isinstance(one, Cross):
        yield from grouping(codebook, of.id)
    elif kind not in {AgeOf: ("number",), Bands: ("number", "age"), CommuneGroups: ("commune",)}[type(one)]:
        yield "codebook_unknown_question"


def _overlaps(one: Bands) -> Iterator[str]:
    """Pairs of bands that share a number."""
    ends = [(-inf if b.start is None else b.start, inf if b.end is None else b.end, b.id) for b in one.bands]
    for (_, high, first), (low, _, second) in pairwise(sorted(ends)):
        if low <= high:
            yield f"{first}, {second}"
