"""Corrections made by hand, applied to the cells as read; the raw file stays as it is."""

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
    """Return the table with its corrections.

    Parameters
    ----------
    corrections : columns row, respondent (one of them may be empty), column, before, after, reason,
        author; a column "*" takes the whole row out of the count.
    respondents : what identifies each form, or None when that column is absent.
    quotable : columns that hold no free text, whose cells a sentence may quote.

    Returns
    -------
    table : corrected copy.
    excluded : True for rows taken out.
    faults : corrections that fit no cell, several rows, or a cell that says something else by now, or that
        another one has corrected already.
    """
    corrected = table.copy()
    excluded = pd.Series(False, index=table.index)
    faults, corrected_cells = [], set()
    for number, correction in enumerate(corrections.to_dict("records"), start=2):
        rows, fault = _rows(table, correction, respondents)
        cell = (tuple(table.index[rows]), correction["column"])
        if not fault and cell in corrected_cells:
            fault = "correction_twice"
        corrected_cells.add(cell)
        if fault:
            cells = table.loc[rows, correction["column"]] if correction["column"] in quotable else None
            faults.append(_fault(fault, correction, number, cells))
        elif correction["column"] == WHOLE_ROW:
            excluded[rows] = True
        else:
            corrected.loc[rows, correction["column"]] = correction["after"]
    return corrected, excluded, faults


def _fault(code: str, correction: dict[str, str], number: int, cells: pd.Series | None) -> Fault:
    """Return the fault with whom it is about, and what the cell holds unless that is free text (None)."""
    values = {"respondent": correction["respondent"].strip() or correction["row"].strip() or "–"}
    if code == "correction_stale" and cells is None:
        return Fault("correction_stale_text", FILE, row=number, column=correction["column"], values=values)
    if code == "correction_stale":
        values["found"] = " ".join(cells.iloc[0].split())
    return Fault(
        code, FILE, row=number, column=correction["column"], value=correction["before"], values=values
    )


def _rows(
    table: pd.DataFrame, correction: dict[str, str], respondents: pd.Series | None
) -> tuple[pd.Series, str]:
    """Return which row a correction means, and the code of the fault that keeps it from being applied."""
    respondent, number = correction["respondent"].strip(), correction["row"].strip()
    if (respondent and respondents is None) or not (respondent or number):
        return pd.Series(False, index=table.index), "correction_no_row"
    rows = respondents == respondent if respondent else pd.Series(True, index=table.index)
    if number:
        # With both, the row must be that respondent's: an export that was sorted anew would move it.
        rows &= table[ROW].astype(str) == number
    if not rows.any():
        return rows, "correction_no_row"
    if rows.sum() > 1:
        return rows, "correction_several_rows"
    if correction["column"] == WHOLE_ROW:
        return rows, ""
    if correction["column"] not in table or correction["column"] == ROW:
        return rows, "correction_no_column"
    if folded(table.loc[rows, correction["column"]].iloc[0]) != folded(correction["before"]):
        return rows, "correction_stale"
    return rows, ""
