"""The cells of an export brought to the ids of the codebook."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from pipeline.codebook.model import AgeOf, Answer, Bands, Codebook, Question, Source, Variable
from pipeline.codebook.questions import NOTHING_TICKED
from pipeline.errors.faults import Fault
from pipeline.responses.communes import Gazetteer
from pipeline.responses.export import ROW, identifiers
from pipeline.responses.spelling import (
    closed_answer,
    folded,
    is_missing,
    joined,
    multiple_answer,
    number_answer,
    spellings,
    written,
)

RESPONDENT = "respondent"


def parse(table: pd.DataFrame, codebook: Codebook, gazetteer: Gazetteer) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the answers of every form.

    Returns
    -------
    answers : row, respondent, then one column a variable that the export has (free text excepted:
        "filled" or ""). Cells hold ids, numbers or commune codes; "" is no answer; what could not
        be read stands as written.
    communes : one row a form and commune question: row, how (see `communes.Match`).
    """
    source = codebook.source
    columns = {ROW: table[ROW]}
    respondents = identifiers(table, codebook)
    if respondents is not None:
        columns[RESPONDENT] = respondents
    matches = []
    for variable in codebook.variables:
        if variable.question.by_option:
            columns[variable.name] = _options(table, variable, source)
            continue
        if variable.column not in table:
            continue
        cells = table[variable.column]
        cells = cells.where(~cells.map(lambda cell: is_missing(cell, source)), "")
        if variable.question.kind == "commune":
            columns[variable.name], how = _communes(cells, table, variable, gazetteer)
            matches.append(pd.DataFrame({ROW: table[ROW], "question": variable.name, "how": how}))
        else:
            columns[variable.name] = _cells(cells, variable)
    return pd.DataFrame(columns), pd.concat(matches) if matches else pd.DataFrame(
        columns=[ROW, "question", "how"]
    )


def _cells(cells: pd.Series, variable: Variable) -> pd.Series:
    return cells.map({cell: read_cell(cell, variable.question) if cell else "" for cell in cells.unique()})


def read_cell(cell: str, question: Question) -> str:
    """Return the answer of one cell: an id, several joined by "|", a number, or the cell as written."""
    match question.kind:
        case "number":
            return number_answer(cell)
        case "multiple":
            return multiple_answer(cell, spellings(question), question.separators, written(question))
        case "text":
            return "filled"
    return closed_answer(cell, spellings(question), written(question))


def _options(table: pd.DataFrame, variable: Variable, source: Source) -> pd.Series:
    """Return the ticked answers of a question with one column an answer, joined by "|".

    Of those who ticked none, `NOTHING_TICKED` where a cell says so, "" where all are empty.
    What a cell holds that says neither ticked nor not ticked stays, as "column=cell".
    """
    ticked = [set() for _ in range(len(table))]
    for column, answer in variable.columns.items():
        if column not in table:
            continue  # a fault where the export is read
        level = variable.question.answer(answer)
        meaning = {cell: option_answer(cell, column, level, source) for cell in table[column].unique()}
        for answers, cell in zip(ticked, table[column], strict=True):
            answers.add(meaning[cell])
    id_of_spelling = spellings(variable.question)
    # Where nothing is ticked, NOTHING_TICKED sorts after "".
    cells = [
        joined(answers - {"", NOTHING_TICKED}, id_of_spelling) or max(answers, default="")
        for answers in ticked
    ]
    return pd.Series(cells, index=table.index, dtype=str)


def option_answer(cell: str, column: str, answer: Answer, source: Source) -> str:
    """Return the id of the answer when its column is ticked, `NOTHING_TICKED` when it says that it is not.

    "" for an empty cell; the column and the cell where this says neither.
    """
    text = folded(cell)
    if is_missing(cell, source):
        return ""
    if text in map(folded, source.not_ticked):
        return NOTHING_TICKED
    if answer.written or text in map(folded, [*source.ticked, answer.id, *answer.codes]):
        return answer.id
    return f"{column}={' '.join(cell.split())}".replace("|", "/")


def _communes(
    cells: pd.Series, table: pd.DataFrame, variable: Variable, gazetteer: Gazetteer
) -> tuple[pd.Series, list[str]]:
    """Return codes of communes, or what was written with its postal code; and how each was found."""
    column = variable.question.postal_column
    postal = table[column] if column in table else pd.Series("", index=table.index)
    codes, how = [], []
    for cell, postal_code in zip(cells, postal, strict=True):
        match = gazetteer.find(cell, postal_code) if cell else None
        codes.append((match.code or f"{cell} {postal_code}".strip()) if match else "")
        how.append(match.how if match else "")
    return pd.Series(codes, index=cells.index), how


def outside_bands(codebook: Codebook, answers: pd.DataFrame, file: str) -> Iterator[Fault]:
    """Yield a fault for each number that is in no band: as a group it would pass for a missing answer.

    Parameters
    ----------
    answers : with the derived variables; "" where there is no answer.
    file : the export, for faults.
    """
    for variable in codebook.derived:
        if not isinstance(variable, Bands) or variable.of not in answers:
            continue
        question = codebook.by_id[variable.of]
        if isinstance(question, AgeOf):
            question = codebook.by_id[question.age]
        # A number outside the limits of its own question is a fault already.
        low = -math.inf if question.minimum is None else question.minimum
        high = math.inf if question.maximum is None else question.maximum
        possible = pd.to_numeric(answers[variable.of], errors="coerce").between(low, high)
        column = codebook.variables_of(question.id)[0].column
        for value, same in answers[possible & (answers[variable.id] == "")].groupby(variable.of, sort=True):
            values = {"variable": variable.id, "respondents": str(len(same))}
            yield Fault("band_missing", file, column=column, value=str(value), values=values)
