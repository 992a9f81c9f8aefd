"""Labels of items, categories and groups, as a sentence or an axis has them."""

from __future__ import annotations

from pipeline.codebook.model import Codebook, Language, Text
from pipeline.discriminant.categories import ANSWER_PART, CONCERNED, NOT_TICKED, TICKED, USE_PART, Item
from pipeline.text.messages import say
from pipeline.text.number_format import lower_first, typographic


def group_label(codebook: Codebook, group: str, language: Language) -> str:
    """Return the label of a group that is to be separated."""
    return level_label(codebook, codebook.discriminant.group, group, language)


def level_label(codebook: Codebook, variable: str, level: str, language: Language) -> str:
    """Return the label of one level of a variable."""
    return _set(next(answer for answer in codebook.levels(variable) if answer.id == level), language)


def service_label(codebook: Codebook, service: str, language: Language) -> str:
    """Return the label of a service, "" for none."""
    return _set(codebook.services[service].label, language) if service else ""


def item_label(codebook: Codebook, item: Item, language: Language) -> str:
    """Return a question as it was analysed: "Swimming pool – Are you satisfied?"."""
    parts = [service_label(codebook, item.service, language), _question_label(codebook, item, language)]
    return " – ".join(part for part in parts if part)


def _question_label(codebook: Codebook, item: Item, language: Language) -> str:
    settings = codebook.discriminant
    if item.part == USE_PART:
        not_concerned = lower_first(_set(settings.not_concerned, language))
        return f"{_set(settings.concerned, language)} / {not_concerned}"
    label = _set(codebook.by_id[item.question].label, language)
    if not item.service:
        label = _set(codebook.heading(item.question), language)
    if item.part == ANSWER_PART:
        return label
    return f"{label} – {level_label(codebook, item.question, item.part, language)}"


def category_label(codebook: Codebook, row: dict, language: Language) -> str:
    """Return one category in few words: "Swimming pool: does not use it"; row of the table of categories.

    Of a question about no service the named share with this one answer, where the codebook has one,
    says more than a bare "yes".
    """
    head = service_label(codebook, row["service"], language)
    words = answer_words(codebook, row, language)
    if head:
        return typographic(
            say(language, "discriminant.of_service", service=head, answer=lower_first(words)), language
        )
    alone = [m for m in codebook.measure if m.question == row["question"] and m.answers == [row["answer"]]]
    if alone and row["part"] == ANSWER_PART:
        return _set(alone[0].label, language)
    label = _set(codebook.heading(row["question"]), language)
    if label.endswith("?"):
        return f"{label} {words}"
    named = say(language, "discriminant.of_question", question=label, answer=lower_first(words))
    return typographic(named, language)


def answer_words(codebook: Codebook, row: dict, language: Language) -> str:
    """Return the answer of a category: its label, usage or not, or an answer ticked or not."""
    settings = codebook.discriminant
    if row["part"] == USE_PART:
        concerned = row["answer"] == CONCERNED
        return _set(settings.concerned if concerned else settings.not_concerned, language)
    if row["answer"] in (TICKED, NOT_TICKED) and row["part"] != ANSWER_PART:
        ticked = level_label(codebook, row["question"], row["part"], language)
        if row["answer"] == TICKED:
            return ticked
        return say(language, "discriminant.not_ticked", answer=lower_first(ticked))
    return level_label(codebook, row["question"], row["answer"], language)


def _set(text: Text, language: Language) -> str:
    return typographic(text.in_(language), language)
