"""The failures of a schema as faults, each with its row and column in the export."""

from __future__ import annotations

import pandas as pd

from pipeline.codebook.model import Codebook, Question, Variable
from pipeline.errors.faults import Fault
from pipeline.responses.cells import RESPONDENT
from pipeline.responses.communes import POSTAL_CODE, Gazetteer, plain
from pipeline.responses.export import ROW
from pipeline.responses.spelling import nearest

_CODES = {
    "column_in_dataframe": "column_missing",
    "not_nullable": "cell_required",
    "field_uniqueness": "respondent_twice",
}


def faults_of_failures(
    failed: pd.DataFrame, codebook: Codebook, gazetteer: Gazetteer, file: str
) -> list[Fault]:
    """Return a fault for each failure, with the name of the column in the export.

    Parameters
    ----------
    failed : columns row, column, check, value (see `schemas.failures`).
    """
    variables = {variable.name: variable for variable in codebook.variables}
    faults = []
    for row, column, check, value in failed[["row", "column", "check", "value"]].itertuples(index=False):
        if column in codebook.by_id and column not in variables:
            continue  # a derived variable is wrong only when what it is made from is, and that is listed
        variable = variables.get(column)
        number = None if pd.isna(row) else int(row)
        code, value, values = _sentence(check, value, variable, gazetteer)
        if code.startswith("answer_unknown") and variable.question.by_option:
            faults += [
                Fault("option_unknown", file, number, *cell) for cell in _option_cells(variable, value)
            ]
            continue
        name = codebook.source.respondent or ROW if column == RESPONDENT else variable.column
        faults.append(Fault(code, file, row=number, column=name, value=value, values=values))
    return faults


def _sentence(
    check: str, value: str, variable: Variable | None, gazetteer: Gazetteer
) -> tuple[str, str, dict[str, str]]:
    """Return the sentence for a failed check: its code, the value that it quotes, and what else it names."""
    if check == "answer_unknown":
        return _unknown_answer(variable.question, value)
    if check == "commune_unknown":
        code, values = _unknown_commune(gazetteer, value)
        return code, value, values
    return _CODES.get(check, check), value, _limits(variable) if check == "number_out_of_range" else {}


def _option_cells(variable: Variable, unknown: str) -> list[tuple[str, str]]:
    """Return column and content of each cell that says neither ticked nor not ticked.

    `responses.cells.option_answer` leaves such a cell as "column=cell".
    """
    cells = []
    for part in unknown.split(" | "):
        column = next(name for name in variable.columns if part.startswith(f"{name}="))
        cells.append((column, part.removeprefix(f"{column}=")))
    return cells


def _unknown_answer(question: Question, cell: str) -> tuple[str, str, dict[str, str]]:
    """Return the code of the sentence, what was written that is no answer, and the answer most like it."""
    ids = {answer.id for answer in question.answers}
    parts = cell.split("|") if question.kind == "multiple" else [cell]
    unknown = " | ".join(part for part in parts if part not in ids)
    # Shorter codes ("1", "ns") are like anything.
    spellings = [code for answer in question.answers for code in answer.codes if len(code) > 2]
    suggestion = nearest(unknown, spellings)
    return ("answer_unknown_like" if suggestion else "answer_unknown"), unknown, {"suggestion": suggestion}


def _unknown_commune(gazetteer: Gazetteer, cell: str) -> tuple[str, dict[str, str]]:
    """Return the code of the sentence on a commune that was not recognised, and what the sentence names."""
    match = gazetteer.find(cell)
    if match.how in ("several", "conflict"):
        return f"commune_{match.how}", {"candidates": ", ".join(match.candidates)}
    suggestion = gazetteer.suggestion(plain(POSTAL_CODE.sub(" ", cell)))
    return ("commune_unknown_like" if suggestion else "commune_unknown"), {"suggestion": suggestion}


def _limits(variable: Variable) -> dict[str, str]:
    low, high = variable.question.minimum, variable.question.maximum
    return {"low": "−∞" if low is None else f"{low:g}", "high": "∞" if high is None else f"{high:g}"}
