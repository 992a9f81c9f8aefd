"""Columns of the tidy tables as readers see them: labels in place of ids."""

from __future__ import annotations

import pandas as pd

from pipeline.figures.context import Context
from pipeline.publishing.tables.model import shorthand


def labelled_column(context: Context, table: pd.DataFrame, column: str) -> list:
    """Return one column of a table, ids as labels; what is no id stays as it is."""
    labels_of = {
        "measure": context.measure_label,
        "question": context.variable_label,
        "service": context.service_label,
        "base": context.base_label,
        "breakdown": context.breakdown_label,
        "family": context.family_label,
        "method": context.test_name,
        "status": shorthand,
        "precision": shorthand,
    }
    if column in labels_of:
        labels = {name: labels_of[column](name) for name in table[column].unique()}
        return [labels[name] for name in table[column]]
    if column in ("answer", "group", "other"):
        # An answer is one of a question, a group one of a breakdown.
        parent, label_of = (
            ("question", context.answer_label) if column == "answer" else ("breakdown", context.group_label)
        )
        pairs = list(zip(table[parent], table[column], strict=True))
        labels = {pair: label_of(*pair) for pair in dict.fromkeys(pairs)}
        return [labels[pair] for pair in pairs]
    return table[column].tolist()
