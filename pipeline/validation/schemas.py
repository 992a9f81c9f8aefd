"""The pandera schema of the answers, made from the codebook, and its failures."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from pipeline.codebook.model import Codebook, Variable
from pipeline.codebook.questions import NOTHING_TICKED
from pipeline.responses.cells import RESPONDENT
from pipeline.responses.export import ROW


def answers(codebook: Codebook, communes: pd.DataFrame) -> pa.DataFrameSchema:
    """Return the schema of the answers: a row a form, a column a variable, missing answers NaN.

    The name of each check is the code of the sentence shown when it fails.
    """
    columns = {ROW: pa.Column(int, unique=True), RESPONDENT: pa.Column(str, unique=True)}
    for variable in codebook.variables:
        nullable = not variable.question.required
        columns[variable.name] = pa.Column(str, _checks(variable, communes), nullable=nullable)
    for derived in codebook.derived:
        levels = [level.id for level in codebook.levels(derived.id)]
        checks = [pa.Check.isin(levels, error="level_unknown")] if levels else []
        columns[derived.id] = pa.Column(str, checks, nullable=True)
    return pa.DataFrameSchema(columns, strict=True)


def _checks(variable: Variable, communes: pd.DataFrame) -> list[pa.Check]:
    question = variable.question
    ids = {answer.id for answer in question.answers}
    match question.kind:
        case "single" | "ordered" | "yes_no":
            return [pa.Check.isin(sorted(ids), error="answer_unknown")]
        case "multiple":
            # Only columns of their own can say that an option was not ticked.
            accepted = ids | {NOTHING_TICKED} if question.by_option else ids
            return [
                pa.Check(
                    # Asked once for each distinct cell.
                    lambda cells: cells.isin(
                        [cell for cell in cells.unique() if set(cell.split("|")) <= accepted]
                    ),
                    error="answer_unknown",
                )
            ]
        case "number":
            return [
                # Text in the table: a cell that is no number is shown as it was written.
                pa.Check(lambda cells: _number(cells).notna(), error="number_unreadable"),
                pa.Check(lambda cells: _in_range(_number(cells), variable), error="number_out_of_range"),
            ]
        case "commune":
            return [pa.Check.isin(sorted(communes["code"]), error="commune_unknown")]
    return []


def _number(cells: pd.Series) -> pd.Series:
    return pd.to_numeric(cells, errors="coerce")


def _in_range(number: pd.Series, variable: Variable) -> pd.Series:
    """Return whether a number is inside the limits; what is no number at all is left to the other check."""
    low, high = variable.question.minimum, variable.question.maximum
    above = number >= (float("-inf") if low is None else low)
    return number.isna() | (above & (number <= (float("inf") if high is None else high)))


def failures(schema: pa.DataFrameSchema, table: pd.DataFrame) -> pd.DataFrame:
    """Return every failure of a table: columns row, column, check, value; one for each row and column.

    `check` is the code of a check above, or pandera's own for a missing column ("column_in_dataframe"),
    an empty required cell ("not_nullable"), a repeated value ("field_uniqueness").
    """
    rows = table[ROW]
    try:
        schema.validate(table, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return pd.DataFrame(columns=["row", "column", "check", "value"])
    missing = cases["check"] == "column_in_dataframe"
    position = pd.to_numeric(cases["index"], errors="coerce")
    # pandera reports a cell once for each check that it fails: the first says enough.
    listed = pd.DataFrame(
        {
            "row": position.map(rows),
            "column": cases["column"].where(~missing, cases["failure_case"]),
            "check": cases["check"],
            "value": cases["failure_case"].map(lambda value: "" if pd.isna(value) else str(value)),
        }
    )
    return listed.drop_duplicates(["row", "column"]).sort_values(["row", "column"], na_position="first")
