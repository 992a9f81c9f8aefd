"""Who took part, place by place: respondents per 1,000 inhabitants, and which commune is where.

Nothing is told of a commune itself. Groups with few respondents are withheld or merged, together with
those that would give them away.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.codebook.model import Codebook, CommuneGroups, Participation
from pipeline.codebook.reserved_ids import EVERYONE, WITHHELD
from pipeline.errors.faults import Fault, Faults
from pipeline.statistics.disclosure import withheld

OTHER = "other"
PARTICIPATION_COLUMNS = [
    "group_variable",
    "group",
    "name",
    "respondents",
    "population",
    "rate_per_1000",
    "status",
]


def participation(codebook: Codebook, respondents: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """One row for everyone, then one a group of each breakdown by commune and of each declared place.

    Parameters
    ----------
    respondents : one row a respondent, with the commune of residence ("" when not given).
    communes : communes.csv as text.

    Returns
    -------
    Columns `COLUMNS`; no rows when the codebook declares no participation. Groups of a breakdown too
    small to be published have status "withheld" and no numbers; places too small are one row "other".
    """
    asked = codebook.participation
    if asked is None:
        return pd.DataFrame(columns=PARTICIPATION_COLUMNS)
    answered = respondents[asked.residence].value_counts()
    counted = communes.assign(
        respondents=communes["code"].map(answered).fillna(0).astype(int),
        population=_inhabitants(communes, asked),
    )
    rows = [_row(EVERYONE, EVERYONE, "", counted)]
    for variable in grouped_by(codebook):
        groups = _group_of(variable, communes)
        found = [_row(variable.id, level.id, "", counted[groups == level.id]) for level in variable.groups]
        rows += _withheld(found, codebook.method.withheld_below)
    for place in asked.place:
        present = counted[counted[place.column] != ""]
        found = [
            _row(place.id, str(group), part[place.name].iloc[0], part)
            for group, part in present.groupby(place.column, sort=True)
        ]
        rows += _merged(found, codebook.method.withheld_below)
    table = pd.DataFrame(rows, columns=PARTICIPATION_COLUMNS)
    return table.assign(rate_per_1000=1000 * table["respondents"] / table["population"])


def placed(codebook: Codebook, communes: pd.DataFrame) -> pd.DataFrame:
    """Code, name and former names of each commune, with its group in each breakdown by commune."""
    table = communes[["code", "name", "former_names"]]
    groups = {variable.id: _group_of(variable, communes) for variable in grouped_by(codebook)}
    return table.assign(**groups)


def grouped_by(codebook: Codebook) -> list[CommuneGroups]:
    """The breakdowns that group communes."""
    found = [codebook.by_id[one.variable] for one in codebook.breakdown]
    return [one for one in found if isinstance(one, CommuneGroups)]


def needed(codebook: Codebook) -> list[str]:
    """The columns of communes.csv that these tables are made from."""
    asked = codebook.participation
    places = [name for place in (asked.place if asked else []) for name in (place.column, place.name)]
    return [
        *["code", "name", "former_names"],
        *(one.column for one in grouped_by(codebook)),
        *([asked.population] if asked else []),
        *places,
    ]


def _group_of(variable: CommuneGroups, communes: pd.DataFrame) -> pd.Series:
    of_class = {value: group.id for group in variable.groups for value in group.classes}
    return communes[variable.column].map(of_class).fillna("")


def _inhabitants(communes: pd.DataFrame, asked: Participation) -> pd.Series:
    column = communes[asked.population]
    numbers = pd.to_numeric(column, errors="coerce")
    wrong = [i for i, number in enumerate(numbers) if not number >= 0]
    if wrong:
        raise Faults(
            [Fault("communes_number", "communes.csv", i + 2, asked.population, column.iloc[i]) for i in wrong]
        )
    return numbers


def _row(variable: str, group: str, name: str, communes: pd.DataFrame) -> dict:
    counts = {column: communes[column].sum() for column in ("respondents", "population")}
    return {"group_variable": variable, "group": group, "name": name, "status": ""} | counts


def _small(rows: list[dict], threshold: int) -> list[bool]:
    return withheld(pd.Series([row["respondents"] for row in rows], dtype=float).to_numpy(), threshold)


def _withheld(rows: list[dict], threshold: int) -> Iterator[dict]:
    rows = [row for row in rows if row["population"] > 0]
    for row, hidden in zip(rows, _small(rows, threshold), strict=True):
        yield row | {"respondents": None, "population": None, "status": WITHHELD} if hidden else row


def _merged(rows: list[dict], threshold: int) -> Iterator[dict]:
    """The rows that may be told, then one for all others together; none when that one is too small."""
    hidden = _small(rows, threshold)
    yield from (row for row, small in zip(rows, hidden, strict=True) if not small)
    others = [row for row, small in zip(rows, hidden, strict=True) if small]
    if sum(row["respondents"] for row in others) >= threshold:
        sums = {column: sum(row[column] for row in others) for column in ("respondents", "population")}
        yield others[0] | {"group": OTHER, "name": ""} | sums
