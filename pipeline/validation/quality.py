"""The quality of the answers as tables: rows set aside, missing answers, contradictions, straight-lining."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.codebook import domains
from pipeline.codebook.model import Codebook, Variable
from pipeline.codebook.reserved_ids import WITHHELD
from pipeline.errors.faults import Fault, grouped, sentence
from pipeline.responses.export import ROW


def account(codebook: Codebook, cleaned: pd.DataFrame, aside: pd.DataFrame) -> pd.DataFrame:
    """Return how the rows of the file are those set aside by each rule and the respondents.

    Returns
    -------
    Columns rule, rows; first "read", then one line a rule, last "kept".
    """
    rules = [rule.id for rule in codebook.set_aside]
    counts = aside["rule"].value_counts()
    lines = [("read", len(cleaned) + len(aside))]
    lines += [(rule, int(counts.get(rule, 0))) for rule in [*rules, *sorted(set(counts.index) - set(rules))]]
    return pd.DataFrame([*lines, ("kept", len(cleaned))], columns=["rule", "rows"])


def in_asked_base(codebook: Codebook, variable: Variable, answers: pd.DataFrame) -> pd.Series:
    """Return who was to answer: everyone, or the base that the question is asked of."""
    base = variable.question.asked
    if base is None:
        return pd.Series(True, index=answers.index)
    service = variable.service.id if variable.service else ""
    return pd.Series(domains.in_base(codebook, answers, base, service), index=answers.index)


def missing(codebook: Codebook, answers: pd.DataFrame) -> pd.DataFrame:
    """Return for each variable how many were asked, how many answered, and the share that did not.

    Where fewer than `withheld_below` were asked the numbers are withheld: who was asked depends on
    what people answered before.
    """
    rows = []
    for variable in codebook.variables:
        in_base = in_asked_base(codebook, variable, answers)
        n, answered = int(in_base.sum()), int(((answers[variable.name] != "") & in_base).sum())
        # Who answered a filter so is a number on few people; that everyone is asked tells nothing of anyone.
        few = variable.question.asked is not None and 0 < n < codebook.method.withheld_below
        counts = {
            "asked": n,
            "answered": answered,
            "missing": n - answered,
            "share_missing": 1 - answered / n if n else float("nan"),
        }
        rows.append(
            {
                "variable": variable.name,
                "question": variable.question.id,
                "service": variable.service.id if variable.service else "",
            }
            | (dict.fromkeys(counts) if few else counts)
            | {"status": WITHHELD if few else ""}
        )
    return pd.DataFrame(rows)


def contradictions(codebook: Codebook, answers: pd.DataFrame) -> pd.DataFrame:
    """Return how many people answered each variable though it does not concern them.

    Their answers are not counted in its bases. Those whose answer to the filter is missing are not counted
    here: nothing contradicts them.
    """
    rows = []
    for variable in codebook.variables:
        base = codebook.bases.get(variable.question.asked or "")
        if base is None or base.where is None:
            continue
        service = variable.service.id if variable.service else ""
        filter_column = domains.column_of(codebook, base.where.question, service)
        if not {filter_column, variable.name} <= set(answers):
            continue  # a column that the export lacks is listed as such
        outside = (answers[filter_column] != "") & ~in_asked_base(codebook, variable, answers)
        contradicted = outside & (answers[variable.name] != "")
        if contradicted.any():
            respondents = int(contradicted.sum())
            rows.append({"variable": variable.name, "base": base.id, "respondents": respondents})
    return pd.DataFrame(rows, columns=["variable", "base", "respondents"])


def contradiction_faults(codebook: Codebook, table: pd.DataFrame, file: str) -> list[Fault]:
    """Return a warning for each contradicted variable."""
    columns = {variable.name: variable.column for variable in codebook.variables}
    return [
        Fault(
            "contradiction",
            file,
            column=columns[row["variable"]],
            value=str(row["respondents"]),
            severity="warning",
        )
        for row in table.to_dict("records")
    ]


def base_weight_faults(codebook: Codebook, answers: pd.DataFrame, file: str) -> list[Fault]:
    """Return a fault for each respondent whose base weight is no positive number, where a survey has some."""
    name = codebook.method.base_weight
    if name is None or name not in answers:
        return []
    column = codebook.variables_of(name)[0].column
    wrong = answers[~(pd.to_numeric(answers[name], errors="coerce") > 0)]
    return [
        Fault("base_weight", file, int(row), column, value)
        for row, value in zip(wrong[ROW], wrong[name], strict=True)
    ]


def straight_lining(codebook: Codebook, answers: pd.DataFrame, at_least: int = 8) -> pd.DataFrame:
    """Return how many respondents gave the same answer to every service of a battery.

    Answers that mean "not concerned" are not counted. Nobody is set aside for it.

    Parameters
    ----------
    at_least : answers below which the same one each time is no sign of haste; a convention.
    """
    rows = []
    for question in codebook.question:
        if not question.battery or question.kind not in ("single", "ordered", "yes_no"):
            continue
        columns = [variable.name for variable in codebook.variables_of(question.id)]
        not_concerned = [answer.id for answer in question.answers if not answer.applicable]
        cells = answers[columns].to_numpy()
        concerned = ~answers[columns].isin(["", *not_concerned]).to_numpy()
        enough = concerned.sum(axis=1) >= at_least
        # Answers as numbers, the smallest against the largest: distinct texts row by row are far slower.
        codes, given = pd.factorize(cells.ravel())
        codes = codes.reshape(cells.shape)
        smallest = np.where(concerned, codes, len(given)).min(axis=1, initial=len(given))
        largest = np.where(concerned, codes, -1).max(axis=1, initial=-1)
        same = enough & (smallest == largest)
        rows.append(
            {"question": question.id, "respondents": int(same.sum()), "answered_enough": int(enough.sum())}
        )
    return pd.DataFrame(rows, columns=["question", "respondents", "answered_enough"])


def never_seen(codebook: Codebook, answers: pd.DataFrame) -> pd.DataFrame:
    """Return the answers of the codebook that nobody gave."""
    rows = []
    for variable in codebook.variables:
        answers_given = {part for cell in answers[variable.name].unique() for part in cell.split("|")}
        rows += [
            {"variable": variable.name, "answer": answer.id}
            for answer in variable.question.answers
            if answer.id not in answers_given
        ]
    return pd.DataFrame(rows, columns=["variable", "answer"])


def communes(matches: pd.DataFrame) -> pd.DataFrame:
    """Return how many communes were recognised by name, alias, former name or postal code."""
    how = matches.loc[matches["how"] != "", "how"].value_counts()
    return how.sort_index().rename_axis("how").reset_index(name="respondents")


def fault_table(faults: list[Fault]) -> pd.DataFrame:
    """Return the faults that did not stop the run as a table, sentences in both languages."""
    rows = [
        {
            "severity": fault.severity,
            "file": fault.file,
            "row": fault.row,
            "column": fault.column,
            "value": fault.value,
            "code": fault.code,
            "message_fr": sentence(fault, "fr"),
            "message_en": sentence(fault, "en"),
            "count": count,
        }
        for fault, count in grouped(faults)
    ]
    columns = ["severity", "file", "row", "column", "value", "code", "message_fr", "message_en", "count"]
    return pd.DataFrame(rows, columns=columns)
