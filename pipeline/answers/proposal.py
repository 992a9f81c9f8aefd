"""The codebook's lines for what an export has and a codebook has not (see `described`)."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.answers.described import Comparison, NewAnswer
from pipeline.answers.new_columns import NewColumn
from pipeline.codebook import writing
from pipeline.codebook.model import Answer, Codebook, Question, Text
from pipeline.messages import Language, say


def proposal(found: Comparison, codebook: Codebook, language: Language) -> list[str]:
    """Lines of TOML: answers to put in the place of those of a question, then what to add at the end."""
    lines: list[str] = []
    for question in codebook.question:
        answers = [one for one in found.new_answers if one.question.id == question.id]
        options = {one.option for one in found.new_columns if one.question == question.id and one.option}
        listed = _answers(question, answers, sorted(options), codebook)
        if listed is not None:
            lines += ["", f"# {say(language, 'described.replace', question=question.id)}"]
            lines += [f"# {note}" for note in _notes(answers, language)]
            lines += writing.answers(listed)
    added = [*_services(found, codebook), *_questions(found.new_columns, codebook)]
    return [*lines, "", f"# {say(language, 'described.append')}", *added] if added else lines


def _notes(answers: list[NewAnswer], language: Language) -> Iterator[str]:
    for one in {answer.value: answer for answer in answers if answer.answer}.values():
        yield say(language, "described.taken_for", value=one.value, answer=one.answer)


def _answers(
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
    name = writing.identifier(text, taken, letter_first=False)
    return Answer(id=name, **keys, **writing.labels(text, codebook.survey.languages))


def _services(found: Comparison, codebook: Codebook) -> Iterator[str]:
    """New services of batteries, asked only in the batteries that have them."""
    codes = dict.fromkeys(one.service for one in found.new_columns if one.service)
    family = codebook.service_family[0].id if codebook.service_family else "services"
    for code in codes:
        asked = [one.question for one in found.new_columns if one.service == code]
        label = Text(**writing.labels(code, codebook.survey.languages))
        yield from ["", "[[service]]", f"id = {writing.toml(writing.identifier(code, codebook.services))}"]
        yield from [f"family = {writing.toml(family)}", f"code = {writing.toml(code)}"]
        yield from [f"label = {writing.toml(label)}", f"asked_in = {writing.toml(asked)}"]


def _questions(columns: list[NewColumn], codebook: Codebook) -> Iterator[str]:
    taken = set(codebook.by_id)
    for column in columns:
        if column.kind == "option":
            continue
        name = writing.identifier(column.name, taken)
        taken.add(name)
        label = Text(**writing.labels(column.name, codebook.survey.languages))
        listed: list[Answer] = []
        for value in column.values:
            listed.append(_answer(value, listed, codebook, codes=[value]))
        keys = {"answers": listed} if listed else {}
        yield from ["", *writing.question(
            Question(id=name, kind=column.kind, column=column.name, label=label, **keys)
        )]  # fmt: skip
