"""Corrections made by hand: applied to the cells as read, listed, never written into the raw file."""

from __future__ import annotations

import pandas as pd

from pipeline.answers.export import ROW
from pipeline.answers.spelling import folded
from pipeline.faults import Fault

FILE = "corrections.csv"
COLUMNS = ["row", "respondent", "column", "before", "after", "reason", "author"]
WHOLE_ROW = "*"


def apply(
    table: pd.DataFrame, corrections: pd.DataFrame, respondents: pd.Series | None, file: str
) -> tuple[pd.DataFrame, pd.Series, list[Fault]]:
    """The table with its corrections.

    Parameters
    ----------
    corrections : columns row (may be empty), respondent, column, before, after, reason, author; a
        column "*" takes the whole row out of the count.
    respondents : what identifies each form, or None when that column is absent.

    Returns
    -------
    table : corrected copy.
    excluded : True for rows taken out.
    faults : corrections that fit no cell, several rows, or a cell that says something else by now.
    """
    corrected = table.copy()
    excluded = pd.Series(False, index=table.index)
    faults = []
    for number, one in enumerate(corrections.to_dict("records"), start=2):
        rows, fault = _rows(table, one, respondents)
        if fault:
            values = {"respondent": one["respondent"], "reason": one["reason"]}
            faults.append(
                Fault(fault, file, row=number, column=one["column"], value=one["before"], values=values)
            )
        elif one["column"] == WHOLE_ROW:
            excluded[rows] = True
        else:
            corrected.loc[rows, one["column"]] = one["after"]
    return corrected, excluded, faults


def _rows(table: pd.DataFrame, one: dict[str, str], respondents: pd.Series | None) -> tuple[pd.Series, str]:
    """Which row a correction means, or why it can't be applied."""
    if respondents is None:
        return pd.Series(False, index=table.index), "correction_no_row"
    rows = respondents == one["respondent"].strip()
    if one["row"].strip():
        rows &= table[ROW].astype(str) == one["row"].strip()
    if not rows.any():
        return rows, "correction_no_row"
    if rows.sum() > 1:
        return rows, "correction_several_rows"
    if one["column"] == WHOLE_ROW:
        return rows, ""
    if one["column"] not in table:
        return rows, "correction_no_column"
    if folded(table.loc[rows, one["column"]].iloc[0]) != folded(one["before"]):
        return rows, "correction_stale"
    return rows, ""
