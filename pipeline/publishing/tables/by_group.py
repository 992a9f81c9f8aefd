"""Tables by groups: named shares, answers to a question, questions about no service, medians.

A row is a share among everyone and in each group, with the test of its question.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.codebook.model import Cross, Measure
from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.figures import notes
from pipeline.figures.context import Context
from pipeline.publishing.estimates import estimate, question_test
from pipeline.publishing.tables.model import Column, Estimate, ReaderTable, shorthand
from pipeline.tables.estimands import levels_in_base, services
from pipeline.tables.screening import margin_variables


@dataclass(frozen=True)
class Row:
    """One share and where it stands: a named measure, or one answer to a question."""

    labels: tuple[str, ...]
    question: str
    base: str
    service: str = ""
    measure: str = ""
    answer: str = ""

    @property
    def key(self) -> dict[str, str]:
        keys = ("question", "base", "service", "measure", "answer")
        return {"kind": "measure" if self.measure else "level"} | {n: getattr(self, n) for n in keys}


def ranking(context: Context, row: Row) -> tuple[bool, float]:
    """Return a sort key: highest share first, nothing to show last."""
    everyone = estimate(context, **row.key)
    missing = everyone is None or not everyone.share >= 0
    return missing, 0 if missing else -everyone.share


def columns(context: Context, heads: list[str], breakdown: str) -> list[Column]:
    """Return the columns of labels, everyone, each group, and the test of the question."""
    return [
        *(Column(head) for head in heads),
        Column(context.say("figures.overall"), "estimate"),
        *(
            Column(context.group_label(breakdown, group), "estimate", compared=True, lettered=True)
            for group in context.groups(breakdown)
        ),
        *(_test_columns(context) if breakdown != EVERYONE else []),
    ]


def _test_columns(context: Context) -> list[Column]:
    heads = {"col_test_p": "p", "col_test_p_adjusted": "p", "col_test_status": "status"}
    return [Column(context.say(f"report.{head}"), kind) for head, kind in heads.items()]


def cells(context: Context, row: Row, breakdown: str) -> tuple:
    """Return one row in the columns of `columns`."""
    groups = context.groups(breakdown)
    shares = [estimate(context, **row.key, breakdown=breakdown, group=group) for group in groups]
    if breakdown == EVERYONE:
        return (*row.labels, estimate(context, **row.key))
    test = question_test(
        context, question=row.question, service=row.service, base=row.base, breakdown=breakdown
    )
    tested = (test["p"], test["p_adjusted"], shorthand(test["status"])) if test else (None, None, "[x]")
    return (*row.labels, estimate(context, **row.key), *shares, *tested)


def notes_on(context: Context, breakdown: str) -> list[str]:
    """Return how to read differences, letters and the test."""
    if breakdown == EVERYONE:
        return []
    rest = context.say(f"figures.rest_{context.places_or_people(breakdown)}")
    threshold = context.percent(context.codebook.method.significance)
    return [
        context.say("report.note_difference", rest=rest, threshold=threshold),
        context.say("report.note_letters", threshold=threshold),
        context.say("report.note_test", by=context.breakdown_label(breakdown)),
    ]


ONCE = "once"


def of_measures(context: Context, measures: list[Measure], breakdown: str, title: str = "") -> ReaderTable:
    """Return named shares that are asked alike: a row a service, highest first, and a measure.

    Parameters
    ----------
    measures : among the same people, about the same services or none; the first gives the order.
    title : by default the label of the first measure.
    """
    text, first = context.text, measures[0]
    service_ids = services(context.codebook, first.question)
    by_service, several = service_ids != [""], len(measures) > 1
    ranked = sorted(service_ids, key=lambda service: ranking(context, _row_of(context, first, service, ())))
    rows = [
        _row_of(context, measure, service, ((text(measure.label),) if several or not by_service else ()))
        for service in ranked
        for measure in measures
    ]
    heads = [
        *(["col_service"] if by_service else []),
        *(["col_measure"] if several or not by_service else []),
    ]
    return ReaderTable(
        section=first.question if by_service else ONCE,
        title=title or f"{text(first.label)}, {context.breakdown_label(breakdown)}",
        population=notes.field(context, first.base),
        columns=columns(context, [context.say(f"report.{head}") for head in heads], breakdown),
        rows=[cells(context, row, breakdown) for row in rows],
        notes=notes_on(context, breakdown),
        tone=first.tone if len({measure.tone for measure in measures}) == 1 else "neutral",
    )


def _row_of(context: Context, named: Measure, service: str, labels: tuple[str, ...]) -> Row:
    """Return a named share about a service, or about none."""
    about = (context.row_label(service, named.question),) if service else ()
    return Row((*about, *labels), named.question, named.base, service, named.id)


def of_levels(context: Context, question: str, base: str, breakdown: str) -> ReaderTable:
    """Return every answer to a battery: one row a service and answer."""
    rows = [
        Row(
            (context.service_label(service), context.answer_label(question, level.id)),
            question,
            base,
            service,
            "",
            level.id,
        )
        for service in services(context.codebook, question)
        for level in levels_in_base(context.codebook, question, base)
    ]
    return ReaderTable(
        section=question,
        title=f"{context.variable_label(question)} – {context.breakdown_label(breakdown)}",
        population=notes.field(context, base),
        columns=columns(
            context, [context.say("report.col_service"), context.say("report.col_answer")], breakdown
        ),
        rows=[cells(context, row, breakdown) for row in rows],
        notes=notes_on(context, breakdown),
    )


def of_questions_asked_once(context: Context, breakdown: str) -> ReaderTable | None:
    """Return questions about no service: their named shares, or every answer of those that have none."""
    settled = {*margin_variables(context.codebook), breakdown}
    rows = [
        row
        for question in _asked_once(context)
        if question not in settled
        for row in _rows_of(context, question)
    ]
    if not rows:
        return None
    heads = [context.say("report.col_measure"), context.say("report.col_answer")]
    return ReaderTable(
        section=ONCE,
        title=f"{context.say('report.once_table')}, {context.breakdown_label(breakdown)}",
        population=notes.field(context, EVERYONE),
        columns=columns(context, heads, breakdown),
        rows=[cells(context, row, breakdown) for row in rows],
        notes=notes_on(context, breakdown),
    )


def _asked_once(context: Context) -> list[str]:
    """Return closed questions and derived variables about no service, crossings apart."""
    codebook = context.codebook
    return [
        variable.id
        for variable in [*codebook.question, *codebook.derived]
        if codebook.closed(variable.id)
        and not getattr(variable, "battery", False)
        and not isinstance(variable, Cross)
    ]


def _rows_of(context: Context, question: str) -> list[Row]:
    text, book = context.text, context.codebook
    named = [measure for measure in book.measure if measure.question == question]
    if named:
        return [
            Row((text(measure.label), _answers(context, measure)), question, measure.base, measure=measure.id)
            for measure in named
        ]
    base = getattr(book.by_id[question], "bases", [EVERYONE])[0]
    return [
        Row((context.variable_label(question), text(level)), question, base, answer=level.id)
        for level in levels_in_base(book, question, base)
    ]


def _answers(context: Context, measure) -> str:
    separator = context.say("figures.or")
    return separator.join(context.answer_label(measure.question, answer) for answer in measure.answers)


NAMES = ["question", "service", "base", "breakdown", "group"]


def medians(context: Context) -> list[ReaderTable]:
    """Return one table a question and breakdown, in the codebook's order."""
    table = context.tables["medians"]
    questions = table[["question", "base"]].drop_duplicates().itertuples(index=False)
    return [
        _of_question(context, table[(table["question"] == question) & (table["base"] == base)], breakdown)
        for question, base in questions
        for breakdown in context.breakdowns
    ]


def _of_question(context: Context, table: pd.DataFrame, breakdown: str) -> ReaderTable:
    question, base = table["question"].iloc[0], table["base"].iloc[0]
    estimates = {(row.service, row.breakdown, row.group): _estimate(row) for row in table.itertuples()}
    group_keys = [(EVERYONE, EVERYONE), *((breakdown, group) for group in context.groups(breakdown))]
    rows = [
        (
            context.service_label(service) or context.variable_label(question),
            *(estimates.get((service, *group_key)) for group_key in group_keys),
        )
        for service in table["service"].unique()
    ]
    heads = [context.group_label(*group_key) for group_key in group_keys]
    return ReaderTable(
        section=question,
        title=context.say(
            "report.title_medians_of",
            question=context.heading(question),
            by=context.breakdown_label(breakdown),
        ),
        population=notes.field(context, base),
        columns=[
            Column(context.say("report.col_service")),
            *(Column(head, "estimate", unit="decimal") for head in heads),
        ],
        rows=rows,
        notes=[context.say("report.note_medians")],
    )


def _estimate(row) -> Estimate:
    """Return a median with its interval and base; medians have no weighted base of their own."""
    return Estimate(row.median, row.ci_low, row.ci_high, row.n, float("nan"), "", row.status)
