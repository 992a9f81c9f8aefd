"""A codebook and an export compared, and the lines of TOML that would describe what is new.

Answers are only counted and quoted where the codebook says that they are no free text; of a column that
it does not describe, values are quoted when few of them make up nearly all the answers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pandas as pd

from pipeline.codebook import toml_writer
from pipeline.codebook.model import Answer, Codebook, Question, Text, Variable
from pipeline.codebook.questions import NOTHING_TICKED, OPTION, SERVICE
from pipeline.responses.cells import option_answer, read_cell
from pipeline.responses.export import ROW, described
from pipeline.responses.spelling import folded, is_missing, nearest, number_answer
from pipeline.text.messages import Language, say

# When the answers of a column that is not described are quoted as a list: at most so many, none longer
# than so many letters, and nearly all of them given by several people. A text that one person wrote could
# otherwise be printed. Chosen by hand.
LONGEST_LIST, LONGEST_ANSWER = 12, 60
REPEATED, REPEATED_SHARE = 3, 0.9
# Shorter codes ("1", "ns") are near to anything.
SHORTEST_LIKE = 3


@dataclass(frozen=True)
class NewColumn:
    """A column that the codebook does not describe.

    Attributes
    ----------
    filled, distinct : answers, and different ones.
    kind : "number", "single", "text", or "option" (one more option of a question of the codebook).
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
    """Return what a column that the codebook does not describe seems to be, by its name and its answers."""
    name = str(cells.name)
    counts = cells[~cells.map(lambda cell: is_missing(cell, codebook.source))].value_counts()
    facts = {"name": name, "filled": int(counts.sum()), "distinct": len(counts)}
    question, option, service = _pattern(name, codebook)
    if question:
        return NewColumn(**facts, kind="option", question=question, option=option, service=service)
    if len(counts) and all(map(_is_number, counts.index)):
        return NewColumn(**facts, kind="number")
    # Few answers that come again and again are a list; anything else may be what somebody wrote.
    frequent = counts[counts >= REPEATED].sum() >= REPEATED_SHARE * counts.sum()
    short = max(map(len, counts.index), default=0) <= LONGEST_ANSWER
    if 2 <= len(counts) <= LONGEST_LIST and frequent and short:
        return NewColumn(**facts, kind="single", values=tuple(counts.index))
    return NewColumn(**facts, kind="text")


def _pattern(name: str, codebook: Codebook) -> tuple[str, str, str]:
    """Return the question whose column pattern a new column fits, with its new option or new service."""
    codes = "|".join(re.escape(service.code) for service in codebook.service) or "(?!)"
    for question in codebook.question:
        pattern = re.escape(question.column)
        for word, group in ((SERVICE, f"(?:{codes})"), (OPTION, r"(?P<option>\w+)")):
            pattern = pattern.replace(re.escape(word), group)
        if question.by_option and (match := re.fullmatch(pattern, name)):
            return question.id, match["option"], ""
        if question.battery and not question.by_option:
            pattern = re.escape(question.column).replace(re.escape(SERVICE), r"(?P<service>\w+)")
            if match := re.fullmatch(pattern, name):
                return question.id, "", match["service"]
    return "", "", ""


@dataclass(frozen=True)
class NewAnswer:
    """An answer that the codebook does not describe, how often it occurs, and the answer nearest to it.

    Attributes
    ----------
    answer, spelling : id of the nearest answer of the codebook and the code that is like it, or "".
    """

    column: str
    question: Question
    value: str
    count: int
    answer: str = ""
    spelling: str = ""


@dataclass(frozen=True)
class CodebookDiff:
    """The differences between a codebook and an export.

    Attributes
    ----------
    rows, columns : of the export.
    absent : columns of the codebook that the export lacks.
    no_numbers : cells of number questions that are none.
    never_seen : column of the export, and the answers of the codebook that nobody gave there.
    """

    rows: int
    columns: int
    new_columns: list[NewColumn] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    new_answers: list[NewAnswer] = field(default_factory=list)
    no_numbers: list[NewAnswer] = field(default_factory=list)
    never_seen: list[tuple[str, list[str]]] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Return whether the codebook describes all of the export.

        A cell that is no number is a fault of the answers: validation lists it.
        """
        return not (self.new_columns or self.absent or self.new_answers)


def compare(table: pd.DataFrame, codebook: Codebook) -> CodebookDiff:
    """Compare an export, as `export.read` gives it, with the codebook."""
    described_columns = described(codebook)
    columns = [name for name in table.columns if name != ROW]
    new_answers, no_numbers, never_seen = [], [], []
    for variable in codebook.variables:
        counts = _answer_counts(table, variable, codebook)
        if counts is None:
            continue
        ids = {answer.id for answer in variable.question.answers}
        answers_given = {answer for _, answer in counts}
        new_in_column = no_numbers if variable.question.kind == "number" else new_answers
        new_in_column += [
            _new_answer(column, variable.question, answer, count)
            for (column, answer), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            if answer not in ids
        ]
        unseen = [answer.id for answer in variable.question.answers if answer.id not in answers_given]
        if unseen:
            never_seen.append((variable.column, unseen))
    return CodebookDiff(
        rows=len(table),
        columns=len(columns),
        new_columns=[new_column(table[name], codebook) for name in columns if name not in described_columns],
        absent=sorted(described_columns - set(columns)),
        new_answers=new_answers,
        no_numbers=no_numbers,
        never_seen=never_seen,
    )


def _answer_counts(
    table: pd.DataFrame, variable: Variable, codebook: Codebook
) -> Counter[tuple[str, str]] | None:
    """Return how often each answer was given, by column; None for kinds without a list and absent columns.

    Of a number question only what is no number is counted; values that set a row aside are no answers.
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
            for part in _answers_in(cell, column, question, answer, codebook):
                counts[column, part] += count
    return counts


def _answers_in(cell: str, column: str, question: Question, answer: str, codebook: Codebook) -> list[str]:
    """Return the answers in one cell; `answer` is the id that a column of its own stands for."""
    if question.by_option:
        option = option_answer(cell, column, question.answer(answer), codebook.source)
        return [] if option in ("", NOTHING_TICKED) else [option.removeprefix(f"{column}=")]
    if question.kind == "number":
        return [] if _is_number(cell) else [number_answer(cell)]
    return read_cell(cell, question).split("|")


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"-?[\d.]+", number_answer(cell)) is not None


def _passed_over(codebook: Codebook, column: str) -> Callable[[str], bool]:
    """Return the test of a cell that is no answer: it is missing, or sets its row aside."""
    rules = [rule for rule in codebook.set_aside if rule.kind == "value" and rule.column == column]
    aside = {folded(value) for rule in rules for value in rule.values}
    return lambda cell: is_missing(cell, codebook.source) or folded(cell) in aside


def _new_answer(column: str, question: Question, value: str, count: int) -> NewAnswer:
    """Return a new answer with the answer of the codebook whose spelling is nearest, when one is near."""
    spellings = {
        code: answer.id for answer in question.answers for code in answer.codes if len(code) >= SHORTEST_LIKE
    }
    # Stricter than for a suggestion: what is taken for a spelling here is proposed as one of its codes.
    like = "" if question.by_option else nearest(value, list(spellings), at_least=80)
    return NewAnswer(column, question, value, count, spellings.get(like, ""), like)


def proposal(diff: CodebookDiff, codebook: Codebook, language: Language) -> list[str]:
    """Return lines of TOML: answers to put in the place of those of a question, then tables to add."""
    lines: list[str] = []
    for question in codebook.question:
        answers = [answer for answer in diff.new_answers if answer.question.id == question.id]
        options = {
            column.option for column in diff.new_columns if column.question == question.id and column.option
        }
        listed = _listed_answers(question, answers, sorted(options), codebook)
        if listed is not None:
            lines += ["", f"# {say(language, 'described.replace', question=question.id)}"]
            lines += [f"# {note}" for note in _notes(answers, language)]
            lines += toml_writer.answers(listed)
    added = [*_services(diff.new_columns, codebook), *_questions(diff.new_columns, codebook)]
    return [*lines, "", f"# {say(language, 'described.append')}", *added] if added else lines


def _notes(answers: list[NewAnswer], language: Language) -> Iterator[str]:
    """Yield a note on each new spelling, once whatever the number of columns that have it."""
    for value, answer in {answer.value: answer.answer for answer in answers if answer.answer}.items():
        yield say(language, "described.taken_for", value=value, answer=answer)


def _listed_answers(
    question: Question, new: list[NewAnswer], options: list[str], codebook: Codebook
) -> list[Answer] | None:
    """Return the answers of a question with new spellings, answers and options; None when none is new."""
    # Answers with columns of their own are found by their columns; a number has no list to complete.
    if question.kind == "number" or question.by_option:
        new = []
    if not new and not options:
        return None
    listed = list(question.answers)
    for value, like in {answer.value: answer.answer for answer in new}.items():
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


def _services(columns: list[NewColumn], codebook: Codebook) -> Iterator[str]:
    """Yield the lines of new services, asked only in the batteries that have a column for them."""
    codes = dict.fromkeys(column.service for column in columns if column.service)
    family = codebook.service_family[0].id if codebook.service_family else "services"
    for code in codes:
        batteries = [column.question for column in columns if column.service == code]
        label = Text(**toml_writer.labels(code, codebook.survey.languages))
        yield from [
            "",
            "[[service]]",
            f"id = {toml_writer.toml(toml_writer.identifier(code, codebook.services))}",
        ]
        yield from [f"family = {toml_writer.toml(family)}", f"code = {toml_writer.toml(code)}"]
        yield from [f"label = {toml_writer.toml(label)}", f"asked_in = {toml_writer.toml(batteries)}"]


def _questions(columns: list[NewColumn], codebook: Codebook) -> Iterator[str]:
    """Yield the lines of new questions, with the answers where these are a list."""
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
