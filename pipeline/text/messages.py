"""Every sentence that a user reads, in French and in English: one file in catalogue/ a consumer."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["fr", "en"]


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All messages: dotted key -> language -> sentence."""
    messages: dict[str, dict[str, str]] = {}
    for path in sorted(files("pipeline.text").joinpath("catalogue").iterdir(), key=lambda path: path.name):
        messages.update(_flat(tomllib.loads(path.read_text("utf-8")), ""))
    return messages


def say(language: Language, key: str, **values: object) -> str:
    """One message with its values put in.

    Raises
    ------
    KeyError
        When the key, the language or a value is missing: a bug, not a fault of the user.
    """
    return catalogue()[key][language].format(**values)


def _flat(table: dict, prefix: str):
    for name, entry in table.items():
        if set(entry) == {"fr", "en"} and all(isinstance(text, str) for text in entry.values()):
            yield f"{prefix}{name}", entry
        else:
            yield from _flat(entry, f"{prefix}{name}.")
