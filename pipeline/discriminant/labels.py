"""How items, categories and groups are named in a sentence or on an axis.

What the analysis left out or could not do, told in words.
"""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass, field, is_dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.codebook.model import Codebook, Language, Text
from pipeline.text.messages import say
from pipeline.text.number_format import lower_first, typographic

if TYPE_CHECKING:
    from pipeline.discriminant.categories import Item

_TICKS = ("ticked", "not_ticked")


def group_label(codebook: Codebook, group: str, language: Language) -> str:
    """The label of a group that is to be separated."""
    return level_label(codebook, codebook.discriminant.group, group, language)


def level_label(codebook: Codebook, variable: str, level: str, language: Language) -> str:
    """The label of one level of a variable."""
    return _set(next(one for one in codebook.levels(variable) if one.id == level), language)


def service_label(codebook: Codebook, service: str, language: Language) -> str:
    """The label of a service, "" for none."""
    return _set(codebook.services[service].label, language) if service else ""


def item_label(codebook: Codebook, item: Item, language: Language) -> str:
    """A question as it was analysed: "Swimming pool – Are you satisfied?"."""
    parts = [service_label(codebook, item.service, language), _asked(codebook, item, language)]
    return " – ".join(part for part in parts if part)


def _asked(codebook: Codebook, item: Item, language: Language) -> str:
    asked = codebook.discriminant
    if item.part == "use":
        return f"{_set(asked.concerned, language)} / {lower_first(_set(asked.not_concerned, language))}"
    label = _set(codebook.by_id[item.question].label, language)
    if not item.service:
        label = _set(codebook.heading(item.question), language)
    if item.part == "answer":
        return label
    return f"{label} – {level_label(codebook, item.question, item.part, language)}"


def category_label(codebook: Codebook, row: dict, language: Language) -> str:
    """One category in few words: "Swimming pool: does not use it"; row of the table of categories.

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
    if alone and row["part"] == "answer":
        return _set(alone[0].label, language)
    label = _set(codebook.heading(row["question"]), language)
    if label.endswith("?"):
        return f"{label} {words}"
    told = say(language, "discriminant.of_question", question=label, answer=lower_first(words))
    return typographic(told, language)


def answer_words(codebook: Codebook, row: dict, language: Language) -> str:
    """The answer of a category: its label, usage or not, or an answer ticked or not."""
    asked = codebook.discriminant
    if row["part"] == "use":
        return _set(asked.concerned if row["answer"] == "concerned" else asked.not_concerned, language)
    if row["answer"] in _TICKS and row["part"] != "answer":
        ticked = level_label(codebook, row["question"], row["part"], language)
        return (
            ticked
            if row["answer"] == "ticked"
            else say(language, "discriminant.not_ticked", answer=lower_first(ticked))
        )
    return level_label(codebook, row["question"], row["answer"], language)


def _set(text: Text, language: Language) -> str:
    return typographic(text.in_(language), language)


@dataclass(frozen=True, init=False)
class Remark:
    """One remark: a key of the messages and what stands in its sentence."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)

    def __init__(self, code: str, **values: Any):
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "values", values)


def sentence(codebook: Codebook, remark: Remark, language: Language) -> str:
    """A remark in words."""
    variable = codebook.discriminant.group

    def told(name: str, value: Any) -> str:
        if name == "group":
            level = next(one for one in codebook.levels(variable) if one.id == value)
            return level.in_(language)
        return item_label(codebook, value, language) if name in ("item", "other") else str(value)

    values = {name: told(name, value) for name, value in remark.values.items()}
    return typographic(say(language, f"discriminant.remark_{remark.code}", **values), language)


def remarks_table(remarks: list[Remark]) -> pd.DataFrame:
    """Return one row a remark: its code, and what stands in its sentence as JSON, in ids and not in words.

    The words come when it is published: a label that changes moves no table.
    """
    rows = [
        {
            "code": remark.code,
            "values": json.dumps(
                {
                    name: astuple(value) if is_dataclass(value) else value
                    for name, value in remark.values.items()
                }
            ),
        }
        for remark in remarks
    ]
    return pd.DataFrame(rows, columns=["code", "values"])
