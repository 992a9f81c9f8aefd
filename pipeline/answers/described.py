"""A codebook and an export side by side: what one has that the other has not.

Answers are only counted and quoted where the codebook says that they are no free text; of a column
that it does not describe, values are quoted when few of them make up nearly all the answers.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

import pandas as pd

from pipeline.answers.export import ROW, described
from pipeline.answers.new_columns import NewColumn, new_column
from pipeline.answers.parsing import option_answer, read_cell
from pipeline.answers.spelling import folded, is_missing, nearest, number_answer
from pipeline.codebook.model import Codebook, Question, Variable


@dataclass(frozen=True)
class NewAnswer:
    """An answer that the codebook does not describe: where, how often, and the known answer like it."""

    column: str
    question: Question
    value: str
    count: int
    answer: str = ""
    spelling: str = ""


@dataclass(frozen=True)
class Comparison:
    """What a codebook and an export do not have in common."""

    rows: int
    columns: int
    new_columns: list[NewColumn] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    new_answers: list[NewAnswer] = field(default_factory=list)
    no_numbers: list[NewAnswer] = field(default_factory=list)
    never_seen: list[tuple[str, list[str]]] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether the codebook describes all of the export; a cell that is no number is mended elsewhere."""
        return not (self.new_columns or self.absent or self.new_answers)


def compare(table: pd.DataFrame, codebook: Codebook) -> Comparison:
    """Compare an export, as `export.read` gives it, with the codebook."""
    known = described(codebook)
    here = [name for name in table.columns if name != ROW]
    new_answers, never_seen = {"number": [], "list": []}, []
    for variable in codebook.variables:
        counts = _answers(table, variable, codebook)
        if counts is None:
            continue
        ids = {answer.id for answer in variable.question.answers}
        seen = {answer for _, answer in counts}
        new_answers["number" if variable.question.kind == "number" else "list"] += [
            _new_answer(column, variable.question, answer, count)
            for (column, answer), count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
            if answer not in ids
        ]
        unseen = [answer.id for answer in variable.question.answers if answer.id not in seen]
        if unseen:
            never_seen.append((variable.column, unseen))
    return Comparison(
        rows=len(table),
        columns=len(here),
        new_columns=[new_column(table[name], codebook) for name in here if name not in known],
        absent=sorted(known - set(here)),
        new_answers=new_answers["list"],
        no_numbers=new_answers["number"],
        never_seen=never_seen,
    )


def _answers(table: pd.DataFrame, variable: Variable, codebook: Codebook) -> Counter[tuple[str, str]] | None:
    """How often each answer was given, by column; None for kinds without a list and absent columns.

    Of a number only what is no number is an answer here. Values that set a row aside are none.
    """
    question = variable.question
    if question.kind in ("text", "commune") or not set(variable.columns) & set(table):
        return None
    counts: Counter[tuple[str, str]] = Counter()
    for column, answer in variable.columns.items():
        if column not in table:
            continue
        cells = table[column][~table[column].map(_passed_over(codebook, column))].value_counts()
        for cell, count in cells.items():
            if question.by_option:
                parts = [option_answer(cell, column, question.answer(answer), codebook.source)]
                parts = [part.removeprefix(f"{column}=") for part in parts if part]
            elif question.kind == "number":
                parts = [] if re.fullmatch(r"-?[\d.]+", number_answer(cell)) else [number_answer(cell)]
            else:
                parts = read_cell(cell, question).split("|")
            for part in parts:
                counts[column, part] += count
    return counts


def _passed_over(codebook: Codebook, column: str):
    rules = [rule for rule in codebook.set_aside if rule.kind == "value" and rule.column == column]
    aside = {folded(value) for rule in rules for value in rule.values}
    return lambda cell: is_missing(cell, codebook.source) or folded(cell) in aside


def _new_answer(column: str, question: Question, value: str, count: int) -> NewAnswer:
    """With the known answer whose spelling is nearest, when one is near."""
    spellings = {code: answer.id for answer in question.answers for code in answer.codes if len(code) > 2}
    like = "" if question.by_option else nearest(value, list(spellings), at_least=80)
    return NewAnswer(column, question, value, count, spellings.get(like, ""), like)
