"""Derived variables: an age, bands of a number, groups of communes, a cross of two variables."""

from __future__ import annotations

import pandas as pd

from pipeline.codebook.model import AgeOf, Bands, Codebook, CommuneGroups, Cross


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
