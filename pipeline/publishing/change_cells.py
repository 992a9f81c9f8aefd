"""Cells of the tables on two waves: labels where the files have ids, heads with the names of the waves."""

from __future__ import annotations

import pandas as pd

from pipeline.publishing.changes import SIGNIFICANT, Changes
from pipeline.publishing.reader_table import Column, Kind, shorthand

OVERALL, GROUPS, QUESTIONS, ASKED, SAMPLES, CLAIMS, LONG = (
    "overall", "groups", "questions", "questionnaire", "samples", "claims", "long",
)  # fmt: skip


def labelled(changes: Changes, table: pd.DataFrame, kinds: dict[str, Kind]) -> list[tuple]:
    """Rows with labels where the file has ids."""
    publication = changes.publication
    label = {
        "measure": lambda m: publication.edition.text(publication.codebook.measures[m].label) if m else "",
        "question": publication.variable,
        "service": publication.service,
        "base": publication.base,
        "breakdown": publication.breakdown,
        "method": publication.method,
        "status": shorthand,
    }
    by_pair = {
        "group": ("breakdown", publication.group),
        "answer": ("question", publication.answer),
        SIGNIFICANT: ("p_adjusted", lambda p, significant: yes_no(changes, p, significant)),
    }
    columns = []
    for name in kinds:
        if name in label:
            found = {value: label[name](value) for value in table[name].unique()}
            columns.append([found[value] for value in table[name]])
        elif name == "detectable":
            # Without a sign: it is a size, not a change.
            columns.append((100 * table[name]).tolist())
        elif name in by_pair:
            whose, written = by_pair[name]
            columns.append([written(*pair) for pair in zip(table[whose], table[name], strict=True)])
        else:
            columns.append(table[name].tolist())
    return list(zip(*columns, strict=True))


def yes_no(changes: Changes, p: float, significant: bool) -> str:
    """Whether something is significant, in words; "" when it was not tested."""
    return "" if pd.isna(p) else changes.publication.say("yes" if significant else "no")


def heads(changes: Changes, kinds: dict[str, Kind]) -> list[Column]:
    """Heads of columns, with the names of the waves."""
    choices = ("measure", "group", "significant", "question")
    return [Column(changes.say(f"col_{name}"), kind, choice=name in choices) for name, kind in kinds.items()]


def population(changes: Changes) -> str:
    """Who is counted."""
    edition = changes.publication.edition
    return edition.say("field_all", population=edition.text(edition.codebook.survey.population))
