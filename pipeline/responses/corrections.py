"""Corrections made by hand: applied to the cells as read, listed, never written into the raw file."""

from __future__ import annotations

import pandas as pd

from pipeline.errors.faults import Fault
from pipeline.responses.export import ROW
from pipeline.responses.spelling import folded

FILE = "corrections.csv"
CORRECTION_COLUMNS = ["row", "respondent", "column", "before", "after", "reason", "author"]
WHOLE_ROW = "*"


def apply(
    table: pd.DataFrame, corrections: pd.DataFrame, respondents: pd.Series | None, quotable: set[str]
) -> tuple[pd.DataFrame, pd.Series, list[Fault]]:
    """The table with its corrections.

    Parameters
    ----------
    corrections : columns row, respondent (one of them may be empty), column, before, after, reason,
        author; a column "*" takes the whole row out of the count.
    respondents : what identifies each form, or None when that column is absent.
    quotable : columns that hold no free text, whose cells a sentence may tell.

    Returns
    -------
    table : corrected copy.
    excluded : True for rows taken out.
    faults : corrections that fit no cell, several rows, or a cell that says something else by now, or that
        another one has corrected already.
    """
    corrected = table.copy()
    excluded = pd.Series(False, index=table.index)
    faults, done = [], set()
    for number, one in enumerate(corrections.to_dict("records"), start=2):
        rows, fault = _rows(table, one, respondents)
        cell = (tuple(table.index[rows]), one["column"])
        if not fault and cell in done:
            fault = "correction_twice"
        done.add(cell)
        if fault:
            told = table.loc[rows, one["column"]] if one["column"] in quotable else None
            faults.append(_told(fault, one, number, told))
        elif one["column"] == WHOLE_ROW:
            excluded[rows] = True
        else:
            corrected.loc[rows, one["column"]] = one["after"]
    return corrected, excluded, faults


def _told(code: str, one: dict[str, str], number: int, cells: pd.Series | None) -> Fault:
    """The fault with what its sentence names: whom, and what the cell holds unless that is free text."""
    values = {"respondent": one["respondent"].strip() or one["row"].strip() or "–"}
    if code == "correction_stale" and cells is None:
        return Fault("correction_stale_text", FILE, row=number, column=one["column"], values=values)
    if code == "correction_stale":
        values["found"] = " ".join(cells.iloc[0].split())
    return Fault(code, FILE, row=number, column=one["column"], value=one["before"], values=values)


def _rows(table: pd.DataFrame, one: dict[str, str], respondents: pd.Series | None) -> tuple[pd.Series, str]:
    """Which row a correction means, or why it can't be applied."""
    who, number = one["respondent"].strip(), one["row"].strip()
    if (who and respondents is None) or not (who or number):
        return pd.Series(False, index=table.index), "correction_no_row"
    rows = respondents == who if who else pd.Series(True, index=table.index)
    if number:
        rows &= table[ROW].astype(str) == number
    if not rows.any():
        return rows, "correction_no_row"
    if rows.sum() > 1:
        return rows, "correction_several_rows"
    if one["column"] == WHOLE_ROW:
        return rows, ""
    if one["column"] not in table or one["column"] == ROW:
        return rows, "correction_no_column"
    if folded(table.loc[rows, one["column"]].iloc[0]) != folded(one["before"]):
        return rows, "correction_stale"
    return rows, ""
