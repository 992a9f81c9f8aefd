"""What the analysis left out or could not do, told in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.codebook.model import Codebook, Language
from pipeline.discriminating.labels import item_label
from pipeline.formats import typographic
from pipeline.messages import say


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


def remarks_table(codebook: Codebook, remarks: list[Remark]) -> pd.DataFrame:
    """One row a remark, in both languages."""
    rows = [
        {
            "code": remark.code,
            "message_fr": sentence(codebook, remark, "fr"),
            "message_en": sentence(codebook, remark, "en"),
        }
        for remark in remarks
    ]
    return pd.DataFrame(rows, columns=["code", "message_fr", "message_en"])
