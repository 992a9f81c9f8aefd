"""Every sentence of the catalogue is said somewhere, and every sentence that is said is in the catalogue."""

from __future__ import annotations

import ast
import re
from functools import cache

from pipeline.text.messages import catalogue
from tests.support.stages import ROOT

SOURCES = [*(ROOT / "pipeline").rglob("*.py"), *(ROOT / "studies").rglob("*.py")]
PAGES = [*(ROOT / "pipeline").rglob("*.html"), *(ROOT / "pipeline").rglob("*.js")]


@cache
def literals() -> frozenset[str]:
    """Every string constant of the program, hyphens as underscores (names of files become keys)."""
    constants = {
        node.value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    quoted = {word for path in PAGES for word in re.findall(r"""["']([\w.]+)["']""", path.read_text("utf-8"))}
    return frozenset(text.replace("-", "_") for text in constants | quoted)


@cache
def patterns() -> frozenset[str]:
    """Keys that are put together: f"title_{name}" as the regular expression title_(.*)."""
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                fixed = [part.value for part in node.values if isinstance(part, ast.Constant)]
                if re.fullmatch(r"[\w.]*[a-z]{2}[\w.]*", "".join(fixed)):
                    found.add(
                        "".join(
                            re.escape(part.value) if isinstance(part, ast.Constant) else "(.*)"
                            for part in node.values
                        )
                    )
    return frozenset(found)


@cache
def is_said(key: str) -> bool:
    """Whether the program can ask for a key: written out, or put together from words that it knows."""
    key = key.replace("-", "_")
    if key in literals() or key.isdigit():
        return True
    # Tables whose keys are listed: key.startswith("flow.target.").
    if any(key.startswith(word) for word in literals() if re.fullmatch(r"[a-z_]+\.[a-z_]+\.", word)):
        return True
    for pattern in patterns():
        match = re.fullmatch(pattern, key)
        # One unknown word has to be a word of the program; of several nobody can say which they are.
        if match and (len(match.groups()) > 1 or not match[1] or is_said(match[1])):
            return True
    return any(
        is_said(key[: mark.start()]) and is_said(key[mark.end() :]) for mark in re.finditer(r"[._]", key)
    )


def test_every_sentence_of_the_catalogue_is_said():
    assert len(catalogue()) > 1000
    assert [key for key in catalogue() if not (is_said(key) or is_said(key.split(".", 1)[1]))] == []


def test_a_sentence_that_nobody_says_would_be_found():
    assert not is_said("separation_of_powers")
    assert is_said("separation_title_many")


def said_in(text: str) -> set[str]:
    """Keys that are written out where a message is asked for."""
    keys = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name.strip("_") == "say":
                keys |= {
                    argument.value
                    for argument in node.args
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                }
    return keys


def test_every_sentence_that_is_said_is_in_the_catalogue():
    known = {end for key in catalogue() for end in (key, key.split(".", 1)[1])}
    said = {path: said_in(path.read_text("utf-8")) for path in SOURCES}
    assert len(set().union(*said.values())) > 300
    languages = {"fr", "en"}
    assert {
        str(path): keys - known - languages for path, keys in said.items() if keys - known - languages
    } == {}


def test_both_languages_have_the_same_words_to_fill_in():
    for key, entry in catalogue().items():
        # "of_people" is "people" with the article that French needs.
        french, english = (
            {name.removeprefix("of_") for name in re.findall(r"{(\w*)", entry[language])}
            for language in ("fr", "en")
        )
        assert french == english, key
