"""The lines of a comparison: a named share by service, several named shares, or answers by service."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.codebook.model import Figure, Measure
from pipeline.codebook.reserved_ids import ALL_SERVICES, EVERYONE
from pipeline.figures.context import Context
from pipeline.text.number_format import lower_first

# The test of all answers to a question at once, in the table of tests.
JOINT_TEST = "joint_rao_scott_f"


@dataclass(frozen=True)
class ComparisonLine:
    """What one line counts, in words.

    Attributes
    ----------
    label, measure : its name in the figure, and in the table.
    says : what these people do.
    people : who they are, when the codebook says so.
    level : the answer, when the line is one.
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


def figure_lines(context: Context, figure: Figure) -> tuple[pd.DataFrame, dict[str, ComparisonLine]]:
    """Return the estimates among everyone and in each group, by a column `line`, and what each line is."""
    if figure.question:
        return _answers(context, figure)
    return measure_lines(context, figure.measures or [figure.measure], figure.breakdown)


def measure_lines(
    context: Context, measures: list[str], breakdown: str
) -> tuple[pd.DataFrame, dict[str, ComparisonLine]]:
    """Return the same of these measures: one line a measure and service, pooled services left out."""
    table = context.tables["estimates"]
    table = table[
        (table["kind"] == "measure")
        & table["measure"].isin(measures)
        & table["breakdown"].isin([EVERYONE, breakdown])
        & (table["service"] != ALL_SERVICES)
    ]
    table = table.assign(line=table["measure"] + "|" + table["service"])
    by_id, alone = context.codebook.measures, len(measures) == 1
    named = {
        row.line: _measure_line(context, by_id[row.measure], row.service, alone)
        for row in table.drop_duplicates("line").itertuples()
    }
    return table, named


def _measure_line(context: Context, measure: Measure, service: str, alone: bool) -> ComparisonLine:
    name = context.text(measure.label)
    about = context.row_label(service, measure.question) if service else ""
    label = " – ".join(filter(None, [about, "" if alone and service else name]))
    people = context.text(measure.people) if measure.people else ""
    says = context.text(measure.says)
    return ComparisonLine(label, name, says, measure.base, measure.tone, people, level="", about=about)


def _answers(context: Context, figure: Figure) -> tuple[pd.DataFrame, dict[str, ComparisonLine]]:
    """Return the answers with a significant difference, to questions whose joint test is significant."""
    passed = set(joint_tests(context, figure).query("significant")["service"])
    question = context.codebook.by_id[figure.question]
    answers = [
        answer.id for answer in question.answers if answer.applicable and answer.id not in figure.leave_out
    ]
    table = _of_question(context.tables["estimates"], figure)
    table = table[
        table["breakdown"].isin([EVERYONE, figure.breakdown])
        & table["service"].isin(passed)
        & table["answer"].isin(answers)
    ]
    table = table.assign(line=table["service"] + "|" + table["answer"])
    differs = _of_question(context.tables["contrasts"], figure)
    differs = differs[
        (differs["breakdown"] == figure.breakdown)
        & (differs["p_adjusted"] < context.codebook.method.significance)
        & (differs["status"] == "")
    ]
    table = table[table["line"].isin(differs["service"] + "|" + differs["answer"])]
    named = {
        row.line: _answer_line(context, figure, row) for row in table.drop_duplicates("line").itertuples()
    }
    return table, named


def _of_question(table: pd.DataFrame, figure: Figure) -> pd.DataFrame:
    return table[
        (table["kind"] == "level")
        & (table["question"] == figure.question)
        & (table["base"] == figure.base)
        & (table["service"] != ALL_SERVICES)
    ]


def _answer_line(context: Context, figure: Figure, row: object) -> ComparisonLine:
    question = context.codebook.by_id[figure.question]
    answer = next(answer for answer in question.answers if answer.id == row.answer)
    level = context.text(answer)
    says = context.say("figures.answered", answers=level)
    if question.says and answer.the:
        says = context.text(question.says).replace("{answer}", context.text(answer.the))
    about = context.row_label(row.service, figure.question) if row.service else ""
    label = " – ".join(filter(None, [about, lower_first(level) if about else level]))
    return ComparisonLine(label, context.text(question.label), says, figure.base, "neutral", "", level, about)


def joint_tests(context: Context, figure: Figure) -> pd.DataFrame:
    """Return the tests of all answers at once, one row a service.

    `significant` says whether it is, `family_size` how many tests were adjusted together.
    """
    table = context.tables["tests"]
    sizes = table.groupby("family")["p"].transform("count")
    table = table.assign(family_size=sizes)
    tests = table[
        (table["question"] == figure.question)
        & (table["base"] == figure.base)
        & (table["breakdown"] == figure.breakdown)
        & (table["method"] == JOINT_TEST)
    ]
    return tests.assign(significant=tests["p_adjusted"] < context.codebook.method.significance)
