"""Answers that no band and no group of communes takes in: they would pass for missing ones."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from pipeline.codebook.model import AgeOf, Bands, Codebook, CommuneGroups
from pipeline.faults import Fault


def unclassified(
    codebook: Codebook, answers: pd.DataFrame, communes: pd.DataFrame, file: str
) -> Iterator[Fault]:
    """One fault for each number outside all bands, and for each class of communes in no group.

    A class in which no respondent lives is a warning: only its inhabitants are missing from rates.

    Parameters
    ----------
    answers : with the derived variables; "" where there is no answer.
    file : the export, for faults.
    """
    for one in codebook.derived:
        if isinstance(one, Bands) and one.of in answers:
            yield from _outside_bands(codebook, one, answers, file)
        elif isinstance(one, CommuneGroups) and one.of in answers:
            yield from _outside_groups(one, answers[one.of], communes)


def _outside_bands(codebook: Codebook, one: Bands, answers: pd.DataFrame, file: str) -> Iterator[Fault]:
    asked = codebook.by_id[one.of]
    if isinstance(asked, AgeOf):
        asked = codebook.by_id[asked.age]
    # A number outside the limits of its own question is a fault already.
    low = -math.inf if asked.minimum is None else asked.minimum
    high = math.inf if asked.maximum is None else asked.maximum
    possible = pd.to_numeric(answers[one.of], errors="coerce").between(low, high)
    column = codebook.variables_of(asked.id)[0].column
    for value, same in answers[possible & (answers[one.id] == "")].groupby(one.of, sort=True):
        values = {"variable": one.id, "respondents": str(len(same))}
        yield Fault("band_missing", file, column=column, value=str(value), values=values)


def _outside_groups(one: CommuneGroups, given: pd.Series, communes: pd.DataFrame) -> Iterator[Fault]:
    listed = {value for group in one.groups for value in group.classes}
    for value, same in communes.groupby(one.column, sort=True):
        if value in listed:
            continue
        living = int(given.isin(same["code"]).sum())
        values = {"variable": one.id, "communes": str(len(same)), "respondents": str(living)}
        severity = "blocking" if living else "warning"
        yield Fault("class_missing", "communes.csv", None, one.column, str(value), severity, values)
