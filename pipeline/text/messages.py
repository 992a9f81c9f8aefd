"""Every sentence that a user reads, in French and in English: one file in catalogue/ a consumer."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["fr", "en"]


@cache
def of_file(name: str) -> dict[str, dict[str, str]]:
    """Return the messages of one file of catalogue/: dotted key -> language -> sentence."""
    text = files("pipeline.text").joinpath("catalogue", name).read_text("utf-8")
    return dict(_flat(tomllib.loads(text), ""))


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All messages: dotted key -> language -> sentence."""
    names = sorted(path.name for path in files("pipeline.text").joinpath("catalogue").iterdir())
    return {key: entry for name in names for key, entry in of_file(name).items()}


def say(language: Language, key: str, **values: object) -> str:
    """One message with its values put in.

    Raises
    ------
    KeyError
        When the key, the language or a value is missing: a bug, not a fault of the user.
    """
    # A word of the flow alone does not wait until all files are read.
    entry = of_file("flow.toml").get(key) or catalogue()[key]
    return entry[language].format(**values)


def _flat(table: dict, prefix: str):
    for name, entry in table.items():
        if set(entry) == {"fr", "en"} and all(isinstance(text, str) for text in entry.values()):
            yield f"{prefix}{name}", entry
        else:
            yield from _flat(entry, f"{prefix}{name}.")
