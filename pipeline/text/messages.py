"""Every sentence that a user reads, in French and in English: one file in catalogue/ a consumer."""

from __future__ import annotations

import re
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
    """Return all messages: dotted key -> language -> sentence."""
    file_names = sorted(path.name for path in files("pipeline.text").joinpath("catalogue").iterdir())
    return {key: entry for name in file_names for key, entry in of_file(name).items()}


def say(language: Language, key: str, **values: object) -> str:
    """Return one message with its values put in.

    Raises
    ------
    KeyError
        When the key, the language or a value is missing: a bug, not a fault of the user.

    Notes
    -----
    A value may come from an export: control characters in it would steer the terminal.
    """
    safe = {name: printable(value) if isinstance(value, str) else value for name, value in values.items()}
    # A word of the flow alone does not wait until all files are read.
    entry = of_file("flow.toml").get(key) or catalogue()[key]
    return entry[language].format(**safe)


# Control characters but the tab and the end of a line, and those that turn the direction of writing.
_STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str, longest: int | None = None) -> str:
    """Return a text without characters that steer a terminal or a page, cut to `longest` characters."""
    plain = _STEERS.sub("\N{REPLACEMENT CHARACTER}", text)
    return plain if longest is None or len(plain) <= longest else f"{plain[: longest - 1]}…"


def _flat(table: dict, prefix: str):
    for name, entry in table.items():
        if set(entry) == {"fr", "en"} and all(isinstance(text, str) for text in entry.values()):
            yield f"{prefix}{name}", entry
        else:
            yield from _flat(entry, f"{prefix}{name}.")
