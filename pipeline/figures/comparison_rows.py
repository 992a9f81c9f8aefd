"""The lines of a comparison: a named share by service, several named shares, or answers by service."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.codebook.model import Figure, Measure
from pipeline.figures.edition import ALL_SERVICES, EVERYONE, Edition
from pipeline.formats import lower_first

PLACE = ["kind", "measure", "question", "service", "answer", "base"]
JOINT = "joint_rao_scott_f"


@dataclass(frozen=True)
class Line:
    """What one line counts, in words.

    Attributes
    ----------
    label : in the margin, `measure` in the table, `level` the answer when it is one.
    says : what these people do; `people` who they are, when the codebook says so.
    about : the service that a sentence names beside what people do; "" for none.
    """

    label: str
    measure: str
    says: str
    base: str
    tone: str = "neutral"
    people: str = ""
    level: str = ""
    about: str = ""


def lines(edition: Edition, figure: Figure) -> tuple[pd.DataFrame, dict[str, Line]]:
    """Estimates among everyone and in each group, with a column `line`, and what each line is."""
    if figure.question:
        return _answers(edition, figure)
    return of_measures(edition, figure.measures or [figure.measure], figure.breakdown)


def of_measures(
    edition: Edition, measures: list[str], breakdown: str
) -> tuple[pd.DataFrame, dict[str, Line]]:
    """One line a measure and service, pooled services left out."""
    table = edition.estimates
    table = table[
        (table["kind"] == "measure")
        & table["measure"].isin(measures)
        & table["breakdown"].isin([EVERYONE, breakdown])
        & (table["service"] != ALL_SERVICES)
    ]
    table = table.assign(line=table["measure"] + "|" + table["service"])
    named, alone = edition.codebook.measures, len(measures) == 1
    found = {
        row.line: _line(edition, named[row.measure], row.service, alone)
        for row in table.drop_duplicates("line").itertuples()
    }
    return table, found


def _line(edition: Edition, measure: Measure, service: str, alone: bool) -> Line:
    name = edition.text(measure.label)
    about = edition.row_label(service, measure.question) if service else ""
    label = " – ".join(filter(None, [about, "" if alone and service else name]))
    people = edition.text(measure.people) if measure.people else ""
    return Line(label, name, edition.text(measure.says), measure.base, measure.tone, people, "", about)


def _answers(edition: Edition, figure: Figure) -> tuple[pd.DataFrame, dict[str, Line]]:
    """Answers with a significant difference, to questions whose joint test is significant."""
    passed = set(joint_tests(edition, figure).query("significant")["service"])
    question = edition.codebook.by_id[figure.question]
    shown = [a.id for a in question.answers if a.applicable and a.id not in figure.leave_out]
    table = _of_question(edition.estimates, figure)
    table = table[
        table["breakdown"].isin([EVERYONE, figure.breakdown])
        & table["service"].isin(passed)
        & table["answer"].isin(shown)
    ]
    table = table.assign(line=table["service"] + "|" + table["answer"])
    differs = _of_question(edition.contrasts, figure)
    differs = differs[
        (differs["breakdown"] == figure.breakdown)
        & (differs["p_adjusted"] < edition.codebook.method.significance)
        & (differs["status"] == "")
    ]
    table = table[table["line"].isin(differs["service"] + "|" + differs["answer"])]
    found = {row.line: _answer(edition, figure, row) for row in table.drop_duplicates("line").itertuples()}
    return table, found


def _of_question(table: pd.DataFrame, figure: Figure) -> pd.DataFrame:
    return table[
        (table["kind"] == "level")
        & (table["question"] == figure.question)
        & (table["base"] == figure.base)
        & (table["service"] != ALL_SERVICES)
    ]


def _answer(edition: Edition, figure: Figure, row: object) -> Line:
    question = edition.codebook.by_id[figure.question]
    answer = next(a for a in question.answers if a.id == row.answer)
    level = edition.text(answer)
    says = edition.say("answered", answers=level)
    if question.says and answer.the:
        says = edition.text(question.says).replace("{answer}", edition.text(answer.the))
    about = edition.row_label(row.service, figure.question) if row.service else ""
    label = " – ".join(filter(None, [about, lower_first(level) if about else level]))
    return Line(label, edition.text(question.label), says, figure.base, "neutral", "", level, about)


def joint_tests(edition: Edition, figure: Figure) -> pd.DataFrame:
    """The test of all answers at once, one row a service, whether it is significant, tests in its family."""
    table = edition.tests
    sizes = table.groupby("family")["p"].transform("count")
    table = table.assign(family_size=sizes)
    kept = table[
        (table["question"] == figure.question)
        & (table["base"] == figure.base)
        & (table["breakdown"] == figure.breakdown)
        & (table["method"] == JOINT)
    ]
    return kept.assign(significant=kept["p_adjusted"] < edition.codebook.method.significance)
