"""Participation: respondents per 1,000 inhabitants, by groups of communes.

No number of a single commune comes out. Groups with few respondents are withheld or merged, together with
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
    """Return a row for everyone, then for each group of the breakdowns by commune and of declared places.

    Parameters
    ----------
    respondents : one row a respondent, with the commune of residence ("" when not given).
    communes : communes.csv as text.

    Returns
    -------
    `PARTICIPATION_COLUMNS`; no rows when the codebook declares no participation. Groups of a breakdown too
    small to be published have status "withheld" and no numbers; places too small are one row "other".
    """
    declared = codebook.participation
    if declared is None:
        return pd.DataFrame(columns=PARTICIPATION_COLUMNS)
    respondents_of = respondents[declared.residence].value_counts()
    counts = communes.assign(
        respondents=communes["code"].map(respondents_of).fillna(0).astype(int),
        population=_inhabitants(communes, declared),
    )
    rows = [_row(EVERYONE, EVERYONE, "", counts)]
    for variable in commune_breakdowns(codebook):
        group_of = _group_of(variable, communes)
        groups = [_row(variable.id, group.id, "", counts[group_of == group.id]) for group in variable.groups]
        rows += _withheld(groups, codebook.method.withheld_below)
    for place in declared.place:
        # Some communes belong to no group of this kind.
        in_a_place = counts[counts[place.column] != ""]
        groups = [
            _row(place.id, str(group), in_group[place.name].iloc[0], in_group)
            for group, in_group in in_a_place.groupby(place.column, sort=True)
        ]
        rows += _merged(groups, codebook.method.withheld_below)
    table = pd.DataFrame(rows, columns=PARTICIPATION_COLUMNS)
    return table.assign(rate_per_1000=1000 * table["respondents"] / table["population"])


def communes_in_groups(codebook: Codebook, communes: pd.DataFrame) -> pd.DataFrame:
    """Return code, name and former names of each commune, with its group in each breakdown by commune."""
    table = communes[["code", "name", "former_names"]]
    groups = {variable.id: _group_of(variable, communes) for variable in commune_breakdowns(codebook)}
    return table.assign(**groups)


def commune_breakdowns(codebook: Codebook) -> list[CommuneGroups]:
    """Return the breakdowns that group communes."""
    variables = [codebook.by_id[breakdown.variable] for breakdown in codebook.breakdown]
    return [variable for variable in variables if isinstance(variable, CommuneGroups)]


def communes_columns(codebook: Codebook) -> list[str]:
    """Return the columns of communes.csv that these tables are made from."""
    columns = ["code", "name", "former_names"]
    columns += [variable.column for variable in commune_breakdowns(codebook)]
    if codebook.participation:
        columns.append(codebook.participation.population)
        for place in codebook.participation.place:
            columns += [place.column, place.name]
    return columns


def _group_of(variable: CommuneGroups, communes: pd.DataFrame) -> pd.Series:
    return communes[variable.column].map(variable.group_of_class).fillna("")


def _inhabitants(communes: pd.DataFrame, declared: Participation) -> pd.Series:
    """Return the inhabitants of each commune.

    Raises
    ------
    Faults
        With every cell that is no number of at least 0.
    """
    column = communes[declared.population]
    numbers = pd.to_numeric(column, errors="coerce")
    wrong = [i for i, number in enumerate(numbers) if not number >= 0]  # NaN too
    if wrong:
        raise Faults(
            [
                Fault("communes_number", "communes.csv", i + 2, declared.population, column.iloc[i])
                for i in wrong
            ]
        )
    return numbers


def _row(variable: str, group: str, name: str, communes: pd.DataFrame) -> dict:
    counts = {column: communes[column].sum() for column in ("respondents", "population")}
    return {"group_variable": variable, "group": group, "name": name, "status": ""} | counts


def _hidden(rows: list[dict], threshold: int) -> list[bool]:
    """Return which groups are too small, and which more would give these away by subtraction."""
    return withheld(pd.Series([row["respondents"] for row in rows], dtype=float).to_numpy(), threshold)


def _withheld(rows: list[dict], threshold: int) -> Iterator[dict]:
    """Yield the rows of groups with inhabitants, those too small without numbers."""
    rows = [row for row in rows if row["population"] > 0]
    for row, is_hidden in zip(rows, _hidden(rows, threshold), strict=True):
        yield row | {"respondents": None, "population": None, "status": WITHHELD} if is_hidden else row


def _merged(rows: list[dict], threshold: int) -> Iterator[dict]:
    """Yield the rows that may be published, then one for all others together if it may be, too."""
    hidden = _hidden(rows, threshold)
    yield from (row for row, is_hidden in zip(rows, hidden, strict=True) if not is_hidden)
    merged = [row for row, is_hidden in zip(rows, hidden, strict=True) if is_hidden]
    if sum(row["respondents"] for row in merged) >= threshold:
        sums = {column: sum(row[column] for row in merged) for column in ("respondents", "population")}
        yield merged[0] | {"group": OTHER, "name": ""} | sums
