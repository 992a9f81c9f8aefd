"""A codebook and an export side by side: what one has that the other has not.

Answers are only counted and quoted where the codebook says that they are no free text; of a column
that it does not describe, values are quoted when few of them make up nearly all the answers.

The codebook's lines for what an export has and a codebook has not (see `described`).

A column of an export that the codebook does not describe: what it seems to be.

Its values are quoted when few of them make up nearly all the answers: anything else may be free text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from pipeline.codebook import toml_writer
from pipeline.codebook.model import Answer, Codebook, Question, Text, Variable
from pipeline.codebook.questions import NOTHING_TICKED, OPTION, SERVICE
from pipeline.responses.cells import option_answer, read_cell
from pipeline.responses.export import ROW, described
from pipeline.responses.spelling import folded, is_missing, nearest, number_answer
from pipeline.text.messages import Language, say


@dataclass(frozen=True)
class NewColumn:
    """A column that the codebook does not describe.

    Attributes
    ----------
    filled, distinct : answers, and different ones.
    kind : "number", "single", "text", or "option" (one more option of a known question).
    values : its answers by frequency, when it is "single".
    question, option, service : the question whose pattern it fits, and the code that is new there.
    """

    name: str
    filled: int
    distinct: int
    kind: str
    values: tuple[str, ...] = ()
    question: str = ""
    option: str = ""
    service: str = ""


def new_column(cells: pd.Series, codebook: Codebook) -> NewColumn:
    """What a column that the codebook does not describe seems to be."""
    name = str(cells.name)
    counts = cells[~cells.map(lambda cell: is_missing(cell, codebook.source))].value_counts()
    facts = {"name": name, "filled": int(counts.sum()), "distinct": len(counts)}
    question, option, service = _pattern(name, codebook)
    if question:
        return NewColumn(**facts, kind="option", question=question, option=option, service=service)
    if len(counts) and all(re.fullmatch(r"-?[\d.]+", number_answer(cell)) for cell in counts.index):
        return NewColumn(**facts, kind="number")
    # Few answers that come again and again are a list; anything else may be what somebody wrote.
    frequent = counts[counts >= 3].sum() >= 0.9 * counts.sum()
    if 2 <= len(counts) <= 12 and frequent and max(map(len, counts.index)) <= 60:
        return NewColumn(**facts, kind="single", values=tuple(counts.index))
    return NewColumn(**facts, kind="text")


def _pattern(name: str, codebook: Codebook) -> tuple[str, str, str]:
    """The question whose column pattern a new column fits, with its new option or new service."""
    codes = "|".join(re.escape(service.code) for service in codebook.service) or "(?!)"
    for question in codebook.question:
        pattern = re.escape(question.column)
        for word, group in ((SERVICE, f"(?:{codes})"), (OPTION, r"(?P<option>\w+)")):
            pattern = pattern.replace(re.escape(word), group)
        if question.by_option and (found := re.fullmatch(pattern, name)):
            return question.id, found["option"], ""
        if question.battery and not question.by_option:
            pattern = re.escape(question.column).replace(re.escape(SERVICE), r"(?P<service>\w+)")
            if found := re.fullmatch(pattern, name):
                return question.id, "", found["service"]
    return "", "", ""


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
class CodebookDiff:
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


def compare(table: pd.DataFrame, codebook: Codebook) -> CodebookDiff:
    """Compare an export, as `export.read` gives it, with the codebook."""
    known = described(codebook)
    here = [name for name in table.columns if name != ROW]
    new_answers, never_seen = {"number": [], "list": []}, []
    for variable in codebook.variables:
        counts = _answer_counts(table, variable, codebook)
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
    return CodebookDiff(
        rows=len(table),
        columns=len(here),
        new_columns=[new_column(table[name], codebook) for name in here if name not in known],
        absent=sorted(known - set(here)),
        new_answers=new_answers["list"],
        no_numbers=new_answers["number"],
        never_seen=never_seen,
    )


def _answer_counts(
    table: pd.DataFrame, variable: Variable, codebook: Codebook
) -> Counter[tuple[str, str]] | None:
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
                parts = [
                    part.removeprefix(f"{column}=") for part in parts if part not in ("", NOTHING_TICKED)
                ]
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


def proposal(found: CodebookDiff, codebook: Codebook, language: Language) -> list[str]:
    """Lines of TOML: answers to put in the place of those of a question, then what to add at the end."""
    lines: list[str] = []
    for question in codebook.question:
        answers = [one for one in found.new_answers if one.question.id == question.id]
        options = {one.option for one in found.new_columns if one.question == question.id and one.option}
        listed = _listed_answers(question, answers, sorted(options), codebook)
        if listed is not None:
            lines += ["", f"# {say(language, 'described.replace', question=question.id)}"]
            lines += [f"# {note}" for note in _notes(answers, language)]
            lines += toml_writer.answers(listed)
    added = [*_services(found, codebook), *_questions(found.new_columns, codebook)]
    return [*lines, "", f"# {say(language, 'described.append')}", *added] if added else lines


def _notes(answers: list[NewAnswer], language: Language) -> Iterator[str]:
    for one in {answer.value: answer for answer in answers if answer.answer}.values():
        yield say(language, "described.taken_for", value=one.value, answer=one.answer)


def _listed_answers(
    question: Question, new: list[NewAnswer], options: list[str], codebook: Codebook
) -> list[Answer] | None:
    """The answers of a question with new spellings, new answers and new options; None when as before."""
    if question.kind == "number" or question.by_option:
        new = []
    if not new and not options:
        return None
    listed = list(question.answers)
    for value, like in {one.value: one.answer for one in new}.items():
        position = next((i for i, answer in enumerate(listed) if answer.id == like), None)
        if position is None:
            listed.append(_answer(value, listed, codebook, codes=[value]))
        else:
            codes = [*listed[position].codes, value]
            listed[position] = listed[position].model_copy(update={"codes": codes})
    for option in options:
        listed.append(_answer(option, listed, codebook, option=option))
    return listed


def _answer(text: str, listed: list[Answer], codebook: Codebook, **keys: object) -> Answer:
    taken = [answer.id for answer in listed]
    name = toml_writer.identifier(text, taken, letter_first=False)
    return Answer(id=name, **keys, **toml_writer.labels(text, codebook.survey.languages))


def _services(found: CodebookDiff, codebook: Codebook) -> Iterator[str]:
    """New services of batteries, asked only in the batteries that have them."""
    codes = dict.fromkeys(one.service for one in found.new_columns if one.service)
    family = codebook.service_family[0].id if codebook.service_family else "services"
    for code in codes:
        asked = [one.question for one in found.new_columns if one.service == code]
        label = Text(**toml_writer.labels(code, codebook.survey.languages))
        yield from [
            "",
            "[[service]]",
            f"id = {toml_writer.toml(toml_writer.identifier(code, codebook.services))}",
        ]
        yield from [f"family = {toml_writer.toml(family)}", f"code = {toml_writer.toml(code)}"]
        yield from [f"label = {toml_writer.toml(label)}", f"asked_in = {toml_writer.toml(asked)}"]


def _questions(columns: list[NewColumn], codebook: Codebook) -> Iterator[str]:
    taken = set(codebook.by_id)
    for column in columns:
        if column.kind == "option":
            continue
        name = toml_writer.identifier(column.name, taken)
        taken.add(name)
        label = Text(**toml_writer.labels(column.name, codebook.survey.languages))
        listed: list[Answer] = []
        for value in column.values:
            listed.append(_answer(value, listed, codebook, codes=[value]))
        keys = {"answers": listed} if listed else {}
        yield from ["", *toml_writer.question(
            Question(id=name, kind=column.kind, column=column.name, label=label, **keys)
        )]  # fmt: skip
