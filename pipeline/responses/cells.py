"""The cells of an export brought to the ids of the codebook."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
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
    missing_codes,
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
    missing = missing_codes(source)
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
        question, cells = variable.question, table[variable.column]
        if question.kind == "commune":
            cells = _by_distinct(lambda cell: "" if folded(cell) in missing else cell, cells)
            columns[variable.name], how = _communes(cells, table, variable, gazetteer)
            matches.append(pd.DataFrame({ROW: table[ROW], "question": variable.name, "how": how}))
        else:
            columns[variable.name] = _by_distinct(
                lambda cell, question=question: "" if folded(cell) in missing else read_cell(cell, question),
                cells,
            )
    return pd.DataFrame(columns), pd.concat(matches) if matches else pd.DataFrame(
        columns=[ROW, "question", "how"]
    )


def _by_distinct(read: Callable[[str], str], cells: pd.Series) -> pd.Series:
    """Return what `read` makes of each cell, asked once a distinct cell: answers are few, forms many."""
    codes, distinct = pd.factorize(cells, use_na_sentinel=False)
    answers = np.array([read(cell) for cell in distinct], dtype=object)
    return pd.Series(answers[codes], index=cells.index, dtype=str)


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
    ticked = []
    for column, answer in variable.columns.items():
        if column not in table:
            continue  # a fault where the export is read
        level = variable.question.answer(answer)
        meaning = {cell: option_answer(cell, column, level, source) for cell in table[column].unique()}
        ticked.append([meaning[cell] for cell in table[column]])
    if not ticked:
        return pd.Series("", index=table.index, dtype=str)
    rows = list(zip(*ticked, strict=True))
    id_of_spelling = spellings(variable.question)
    # Where nothing is ticked, NOTHING_TICKED sorts after "".
    cell_of = {
        answers: joined(set(answers) - {"", NOTHING_TICKED}, id_of_spelling) or max(answers)
        for answers in set(rows)
    }
    return pd.Series([cell_of[answers] for answers in rows], index=table.index, dtype=str)


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
    rows = list(zip(cells, postal, strict=True))
    found = {row: gazetteer.find(*row) if row[0] else None for row in set(rows)}
    code_of = {
        (cell, postal_code): (match.code or f"{cell} {postal_code}".strip()) if match else ""
        for (cell, postal_code), match in found.items()
    }
    codes = pd.Series([code_of[row] for row in rows], index=cells.index)
    return codes, [found[row].how if found[row] else "" for row in rows]


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
