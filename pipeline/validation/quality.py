"""The quality of the answers as tables: rows in and out, missing, contradictions, straight lines."""

from __future__ import annotations

import pandas as pd

from pipeline.codebook.domains import column_of, in_base
from pipeline.codebook.model import Codebook, Variable
from pipeline.codebook.reserved_ids import WITHHELD
from pipeline.errors.faults import Fault, grouped, sentence
from pipeline.responses.export import ROW


def account(codebook: Codebook, cleaned: pd.DataFrame, aside: pd.DataFrame) -> pd.DataFrame:
    """Rows of the file = rows set aside by each rule + respondents kept.

    Returns
    -------
    Columns rule, rows; first "read", then one line a rule, last "kept".
    """
    rules = [rule.id for rule in codebook.set_aside]
    counts = aside["rule"].value_counts()
    lines = [("read", len(cleaned) + len(aside))]
    lines += [(rule, int(counts.get(rule, 0))) for rule in [*rules, *sorted(set(counts.index) - set(rules))]]
    return pd.DataFrame([*lines, ("kept", len(cleaned))], columns=["rule", "rows"])


def asked(codebook: Codebook, variable: Variable, answers: pd.DataFrame) -> pd.Series:
    """Who was to answer: everyone, or the base that the question is asked of."""
    base = variable.question.asked
    if base is None:
        return pd.Series(True, index=answers.index)
    service = variable.service.id if variable.service else ""
    return pd.Series(in_base(codebook, answers, base, service), index=answers.index)


def missing(codebook: Codebook, answers: pd.DataFrame) -> pd.DataFrame:
    """For each variable how many were asked, how many answered, and the share that did not.

    Where fewer than `withheld_below` were asked the numbers are withheld: who was asked depends on
    what people answered before.
    """
    rows = []
    for variable in codebook.variables:
        concerned = asked(codebook, variable, answers)
        given = (answers[variable.name] != "") & concerned
        n, answered = int(concerned.sum()), int(given.sum())
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
    """Answers of people whom the question does not concern; they are left out of its bases.

    Those whose answer to the filter is missing are not counted: nothing contradicts them.
    """
    rows = []
    for variable in codebook.variables:
        base = codebook.bases.get(variable.question.asked or "")
        if base is None or base.where is None:
            continue
        service = variable.service.id if variable.service else ""
        filter_column = column_of(codebook, base.where.question, service)
        if not {filter_column, variable.name} <= set(answers):
            continue  # a column that the export lacks is listed as such
        told = answers[filter_column] != ""
        wrong = told & ~asked(codebook, variable, answers) & (answers[variable.name] != "")
        if wrong.any():
            rows.append({"variable": variable.name, "base": base.id, "respondents": int(wrong.sum())})
    return pd.DataFrame(rows, columns=["variable", "base", "respondents"])


def contradiction_faults(codebook: Codebook, table: pd.DataFrame, file: str) -> list[Fault]:
    """One warning for each contradicted variable."""
    columns = {variable.name: variable.column for variable in codebook.variables}
    return [
        Fault(
            "contradiction",
            file,
            column=columns[one["variable"]],
            value=str(one["respondents"]),
            severity="warning",
        )
        for one in table.to_dict("records")
    ]


def base_weight_faults(codebook: Codebook, answers: pd.DataFrame, file: str) -> list[Fault]:
    """One fault for each respondent whose base weight is no positive number, where a survey has some."""
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
    """Respondents who gave the same answer to every service of a battery (at least 8 answers).

    Answers that mean "not concerned" are not counted. Nobody is set aside for it.
    """
    rows = []
    for question in codebook.question:
        if not question.battery or question.kind not in ("single", "ordered", "yes_no"):
            continue
        columns = [variable.name for variable in codebook.variables_of(question.id)]
        not_concerned = [answer.id for answer in question.answers if not answer.applicable]
        given = answers[columns].mask(answers[columns].isin(["", *not_concerned]))
        enough = given.notna().sum(axis=1) >= at_least
        same = enough & (given.nunique(axis=1) == 1)
        rows.append(
            {"question": question.id, "respondents": int(same.sum()), "answered_enough": int(enough.sum())}
        )
    return pd.DataFrame(rows, columns=["question", "respondents", "answered_enough"])


def never_seen(codebook: Codebook, answers: pd.DataFrame) -> pd.DataFrame:
    """Answers of the codebook that nobody gave."""
    rows = []
    for variable in codebook.variables:
        seen = {part for cell in answers[variable.name].unique() for part in cell.split("|")}
        rows += [
            {"variable": variable.name, "answer": answer.id}
            for answer in variable.question.answers
            if answer.id not in seen
        ]
    return pd.DataFrame(rows, columns=["variable", "answer"])


def communes(matches: pd.DataFrame) -> pd.DataFrame:
    """How many communes were recognised by name, alias, former name or postal code."""
    how = matches.loc[matches["how"] != "", "how"].value_counts()
    return how.sort_index().rename_axis("how").reset_index(name="respondents")


def fault_table(faults: list[Fault]) -> pd.DataFrame:
    """Faults that did not stop the run, as a table with both languages."""
    rows = [
        (f.severity, f.file, f.row, f.column, f.value, f.code, sentence(f, "fr"), sentence(f, "en"), count)
        for f, count in grouped(faults)
    ]
    columns = ["severity", "file", "row", "column", "value", "code", "message_fr", "message_en", "count"]
    return pd.DataFrame(rows, columns=columns)
