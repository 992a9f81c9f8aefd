"""Who is counted, and who among them counts: outcome and domain of a share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.codebook.reserved_ids import EVERYONE


def column_of(codebook: Codebook, question: str, service: str = "") -> str:
    """The column of a question, or of a battery about one service."""
    found = codebook.by_id[question]
    return f"{question}.{service}" if getattr(found, "battery", False) else question


def answered(codebook: Codebook, respondents: pd.DataFrame, question: str, service: str = "") -> np.ndarray:
    """Who answered, as a boolean array of shape (respondents,)."""
    return (respondents[column_of(codebook, question, service)] != "").to_numpy()


def has_answer(
    codebook: Codebook, respondents: pd.DataFrame, question: str, answers: list[str], service: str = ""
) -> np.ndarray:
    """Who gave one of the answers, as a boolean array of shape (respondents,)."""
    column = respondents[column_of(codebook, question, service)]
    column = (column if column.dtype == "category" else column.astype("category")).cat
    wanted = set(answers)
    if getattr(codebook.by_id[question], "kind", "") == "multiple":
        given = [not wanted.isdisjoint(cell.split("|")) for cell in column.categories]
    else:
        given = [cell in wanted for cell in column.categories]
    return np.array([*given, False])[column.codes]


def in_base(codebook: Codebook, respondents: pd.DataFrame, base: str, service: str = "") -> np.ndarray:
    """Who belongs to a base, for one service, as a boolean array of shape (respondents,)."""
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
    """Outcome and domain of the share of `answers` among those of `base` who answered.

    Returns
    -------
    outcome, domain : boolean arrays of shape (respondents,). The share is the weight of
        outcome and domain over the weight of the domain.
    """
    domain = in_base(codebook, respondents, base, service) & answered(
        codebook, respondents, question, service
    )
    return has_answer(codebook, respondents, question, answers, service) & domain, domain
