"""Outcome and domain of a share: who answered so, among whom."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.codebook.reserved_ids import EVERYONE


def column_of(codebook: Codebook, question: str, service: str = "") -> str:
    """Return the column of a question, or of a battery about one service."""
    variable = codebook.by_id[question]
    return f"{question}.{service}" if getattr(variable, "battery", False) else question


def answered(codebook: Codebook, respondents: pd.DataFrame, question: str, service: str = "") -> np.ndarray:
    """Return who answered, as a boolean array of shape (respondents,)."""
    return (respondents[column_of(codebook, question, service)] != "").to_numpy()


def has_answer(
    codebook: Codebook, respondents: pd.DataFrame, question: str, answers: list[str], service: str = ""
) -> np.ndarray:
    """Return who gave one of the answers, as a boolean array of shape (respondents,)."""
    column = respondents[column_of(codebook, question, service)]
    # Each distinct cell is looked at once: this is asked of every share of every table.
    cells = (column if column.dtype == "category" else column.astype("category")).cat
    ids = set(answers)
    if getattr(codebook.by_id[question], "kind", "") == "multiple":
        holds_answer = [not ids.isdisjoint(cell.split("|")) for cell in cells.categories]
    else:
        holds_answer = [cell in ids for cell in cells.categories]
    # A missing cell has code -1: the last entry.
    return np.array([*holds_answer, False])[cells.codes]


def in_base(codebook: Codebook, respondents: pd.DataFrame, base: str, service: str = "") -> np.ndarray:
    """Return who belongs to a base, for one service, as a boolean array of shape (respondents,)."""
    where = codebook.bases[base].where
    if where is None:
        return np.ones(len(respondents), dtype=bool)
    return has_answer(codebook, respondents, where.question, where.answers, service)


def membership(
    codebook: Codebook,
    respondents: pd.DataFrame,
    question: str,
    answers: list[str],
    base: str = EVERYONE,
    service: str = "",
) -> tuple[np.ndarray, np.ndarray]:
    """Return outcome and domain of the share of `answers` among those of `base` who answered.

    Returns
    -------
    outcome, domain : boolean arrays of shape (respondents,). The share is the weight of
        outcome and domain over the weight of the domain.
    """
    domain = in_base(codebook, respondents, base, service) & answered(
        codebook, respondents, question, service
    )
    return has_answer(codebook, respondents, question, answers, service) & domain, domain
