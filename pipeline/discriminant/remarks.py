"""Remarks: what the analysis left out or could not do, as a table and in words."""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass, field, is_dataclass
from typing import Any

import pandas as pd

from pipeline.codebook.model import Codebook, Language
from pipeline.discriminant.categories import Item
from pipeline.discriminant.labels import item_label
from pipeline.text.messages import say
from pipeline.text.number_format import typographic


@dataclass(frozen=True, init=False)
class Remark:
    """One remark: a key of the messages, and the values that stand in its sentence."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)

    def __init__(self, code: str, **values: Any):
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "values", values)


def remark_sentence(codebook: Codebook, remark: Remark, language: Language) -> str:
    """Return a remark in words."""
    groups = {level.id: level for level in codebook.levels(codebook.discriminant.group)}

    def in_words(name: str, value: Any) -> str:
        if name == "group":
            return groups[value].in_(language)
        return item_label(codebook, value, language) if name in ("item", "other") else str(value)

    values = {name: in_words(name, value) for name, value in remark.values.items()}
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


def remark_of(code: str, values: str) -> Remark:
    """Return a remark from its row of the table; a list stands for a question as it was analysed."""
    named = json.loads(values).items()
    return Remark(code, **{name: Item(*value) if isinstance(value, list) else value for name, value in named})
