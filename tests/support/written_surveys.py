"""Surveys written down in a test: a codebook as a dictionary, answers as rows, run through every stage."""

from __future__ import annotations

import csv
import json
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.tables.files import read_table
from tests.support.published import Edition, publish
from tests.support.stages import Wave

LABEL = {"fr": "x", "en": "x"}


@dataclass
class Written:
    """Every input of a wave; answers and side files as one dictionary a row."""

    codebook: dict[str, Any]
    answers: list[dict[str, str]]
    margins: list[dict[str, object]]
    communes: list[dict[str, object]] = field(default_factory=list)
    corrections: list[dict[str, object]] = field(default_factory=list)
    published: dict[str, Any] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "codebook.toml").write_text(toml(self.codebook), "utf-8")
        if self.published:
            (folder / "published.toml").write_text(toml(self.published), "utf-8")
        for name in ("responses", "margins", "communes", "corrections"):
            rows = self.answers if name == "responses" else getattr(self, name)
            if rows:
                with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
                    writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
                    writer.writeheader()
                    writer.writerows(rows)
        return folder

    def wave(self, folder: Path) -> Wave:
        return Wave(folder / "wave", self.write(folder / "written"))

    def published_in(self, folder: Path, language: str = "fr") -> Outputs:
        """Everything that `make all` makes, where nothing may go wrong."""
        wave = self.wave(folder)
        assert wave.up_to_tables(language) == 0
        assert wave.run("discriminate", language=language) == 0
        if self.published:
            assert wave.run("verify", language=language) == 0
        assert wave.run("publish_open_data", language=language) == 0
        return Outputs(wave, publish(wave, folder / "figures", language))


@dataclass(frozen=True)
class Outputs:
    """A wave with its tables, and its report in one language."""

    wave: Wave
    edition: Edition

    def table(self, name: str) -> pd.DataFrame:
        return read_table(self.wave.done / f"{name}.csv")


def toml(content: dict[str, Any]) -> str:
    """A dictionary as TOML, every value on one line."""
    return "".join(f"{key} = {_value(value)}\n" for key, value in content.items())


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return (
        json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool | int | float) else str(value)
    )


def closed(name: str, kind: str, answers: list[str], **keys: object) -> dict[str, Any]:
    """A question with answers that the export names by their ids."""
    levels = [{"id": one, "fr": one.capitalize(), "en": one.capitalize()} for one in answers]
    return {"id": name, "kind": kind, "column": name, "label": LABEL, "answers": levels} | keys


def small_survey(codebook: dict[str, Any], answers: list[dict[str, str]]) -> Written:
    """A survey of these answers and of the sex of each respondent, every second one a woman.

    Parameters
    ----------
    codebook : tables beside (or in place of) those that every survey has; questions are added.
    """
    keys = deepcopy(codebook)
    sex = closed("sex", "single", ["woman", "man"])
    whole = {
        "survey": {
            "id": "small",
            "title": LABEL,
            "population": LABEL,
            "producer": LABEL,
            "place": LABEL,
            "fieldwork": {"from": Bare("2030-01-01"), "to": Bare("2030-02-01")},
            "sample": "volunteer",
            "synthetic": True,
            "expected_respondents": len(answers),
            "licence": "MIT",
        },
        "source": {},
        "question": [sex, *keys.pop("question", [])],
        "base": [{"id": "all", "label": LABEL, "of": {"fr": "des habitants", "en": "of inhabitants"}}],
        "breakdown": [{"variable": "sex", "label": LABEL}],
        "method": {"margins": ["sex"], "few_respondents": 1},
    } | keys
    rows = [{"sex": ("woman", "man")[i % 2], **row} for i, row in enumerate(answers)]
    margins = [{"margin": "sex", "level": level, "population": 500} for level in ("woman", "man")]
    return Written(whole, rows, margins)


class Bare:
    """A value that TOML writes without quotes: a date."""

    def __init__(self, text: str):
        self.text = text

    def __str__(self) -> str:
        return self.text
