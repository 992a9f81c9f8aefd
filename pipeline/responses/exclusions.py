"""The rows that do not count, each under the first rule of the codebook that it meets."""

from __future__ import annotations

import pandas as pd

from pipeline.codebook.model import Codebook, SetAside
from pipeline.responses.export import ROW
from pipeline.responses.spelling import folded


def rule_of_rows(
    codebook: Codebook, table: pd.DataFrame, answers: pd.DataFrame, communes: pd.DataFrame
) -> pd.Series:
    """Return the id of the rule under which each row is set aside, "" for those that count.

    Parameters
    ----------
    table : the export as text.
    answers : the parsed answers with derived variables, same index.
    communes : row and how its commune was found.

    Notes
    -----
    Duplicates are looked for among rows that no earlier rule took; the first of equals counts.
    """
    rule_of = pd.Series("", index=table.index)
    for rule in codebook.set_aside:
        counted = rule_of == ""
        meets = _meets(rule, codebook, table, answers, communes, counted)
        rule_of[counted & meets] = rule.id
    return rule_of


def _meets(
    rule: SetAside,
    codebook: Codebook,
    table: pd.DataFrame,
    answers: pd.DataFrame,
    communes: pd.DataFrame,
    counted: pd.Series,
) -> pd.Series:
    """Return whether each row meets a rule; duplicates are those of a row that is still counted."""
    match rule.kind:
        case "value":
            values = {folded(value) for value in rule.values}
            return table.get(rule.column, pd.Series("", index=table.index)).map(folded).isin(values)
        case "empty":
            return answers[_columns_compared(codebook, answers, rule)].eq("").all(axis=1)
        case "outside":
            outside = communes[(communes["question"] == rule.question) & (communes["how"] == "outside")]
            return table[ROW].isin(outside[ROW])
        case "below":
            return pd.to_numeric(answers[rule.variable], errors="coerce") < rule.less_than
        case "duplicate":
            # Two empty forms are no duplicates: whether they count is for the rule "empty" to say.
            compared = answers.loc[counted, _columns_compared(codebook, answers, rule)]
            again = compared.duplicated() & compared.ne("").any(axis=1)
            return again.reindex(answers.index, fill_value=False)


def _columns_compared(codebook: Codebook, answers: pd.DataFrame, rule: SetAside) -> list[str]:
    """Return the columns of the questions that a rule does not ignore."""
    return [
        variable.name
        for variable in codebook.variables
        if variable.question.id not in rule.ignoring and variable.name in answers
    ]
