"""Tables by groups: named shares, every answer to a question, questions about no service.

Rows of tables by groups: a share among everyone and in each group, differences to the rest, the test.

Medians of answers given in classes, a row a service and a column a group.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.codebook.model import Measure
from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.figures import notes
from pipeline.publishing.context import Publication
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
    def place(self) -> dict[str, str]:
        names = ("question", "base", "service", "measure", "answer")
        return {"kind": "measure" if self.measure else "level"} | {n: getattr(self, n) for n in names}


def ranking(publication: Publication, row: Row) -> tuple[bool, float]:
    """Highest share first; nothing to show last."""
    found = publication.estimate(**row.place)
    missing = found is None or not found.share >= 0
    return missing, 0 if missing else -found.share


def columns(publication: Publication, heads: list[str], breakdown: str) -> list[Column]:
    """The columns of labels, everyone, each group, and the test of the question."""
    return [
        *(Column(head) for head in heads),
        Column(publication.context.say("overall"), "estimate"),
        *(
            Column(publication.group(breakdown, group), "estimate", compared=True, lettered=True)
            for group in publication.groups(breakdown)
        ),
        *(_test_columns(publication) if breakdown != EVERYONE else []),
    ]


def _test_columns(publication: Publication) -> list[Column]:
    heads = {"col_test_p": "p", "col_test_p_adjusted": "p", "col_test_status": "status"}
    return [Column(publication.say(head), kind) for head, kind in heads.items()]


def cells(publication: Publication, row: Row, breakdown: str) -> tuple:
    """One row in the columns above."""
    groups = publication.groups(breakdown)
    shares = [publication.estimate(**row.place, breakdown=breakdown, group=group) for group in groups]
    if breakdown == EVERYONE:
        return (*row.labels, publication.estimate(**row.place))
    test = publication.test(row.question, row.service, row.base, breakdown)
    tested = (test["p"], test["p_adjusted"], shorthand(test["status"])) if test else (None, None, "[x]")
    return (*row.labels, publication.estimate(**row.place), *shares, *tested)


def notes_on(publication: Publication, breakdown: str) -> list[str]:
    """How to read differences, letters and the test."""
    if breakdown == EVERYONE:
        return []
    context = publication.context
    rest = context.say(f"rest_{context.sort(breakdown)}")
    threshold = context.percent(publication.codebook.method.significance)
    return [
        publication.say("note_difference", rest=rest, threshold=threshold),
        publication.say("note_letters", threshold=threshold),
        publication.say("note_test", by=publication.breakdown(breakdown)),
    ]


ONCE = "once"


def of_measures(
    publication: Publication, measures: list[Measure], breakdown: str, title: str = ""
) -> ReaderTable:
    """Named shares that are asked alike: a row a service, highest first, and a measure.

    Parameters
    ----------
    measures : among the same people, about the same services or none; the first gives the order.
    title : by default the label of the first measure.
    """
    text, first = publication.context.text, measures[0]
    asked = services(publication.codebook, first.question)
    by_service, several = asked != [""], len(measures) > 1
    ranked = sorted(asked, key=lambda one: ranking(publication, _row_of(publication, first, one, ())))
    rows = [
        _row_of(publication, one, service, ((text(one.label),) if several or not by_service else ()))
        for service in ranked
        for one in measures
    ]
    heads = [
        *(["col_service"] if by_service else []),
        *(["col_measure"] if several or not by_service else []),
    ]
    return ReaderTable(
        section=first.question if by_service else ONCE,
        title=title or f"{text(first.label)}, {publication.breakdown(breakdown)}",
        population=notes.field(publication.context, first.base),
        columns=columns(publication, [publication.say(head) for head in heads], breakdown),
        rows=[cells(publication, row, breakdown) for row in rows],
        notes=notes_on(publication, breakdown),
        tone=first.tone if len({one.tone for one in measures}) == 1 else "neutral",
    )


def _row_of(publication: Publication, named: Measure, service: str, labels: tuple[str, ...]) -> Row:
    """A named share about a service, or about none."""
    about = (publication.context.row_label(service, named.question),) if service else ()
    return Row((*about, *labels), named.question, named.base, service, named.id)


def of_levels(publication: Publication, question: str, base: str, breakdown: str) -> ReaderTable:
    """Every answer to a battery: one row a service and answer."""
    rows = [
        Row(
            (publication.service(one), publication.answer(question, level.id)),
            question,
            base,
            one,
            "",
            level.id,
        )
        for one in services(publication.codebook, question)
        for level in levels_in_base(publication.codebook, question, base)
    ]
    return ReaderTable(
        section=question,
        title=f"{publication.variable(question)} – {publication.breakdown(breakdown)}",
        population=notes.field(publication.context, base),
        columns=columns(
            publication, [publication.say("col_service"), publication.say("col_answer")], breakdown
        ),
        rows=[cells(publication, row, breakdown) for row in rows],
        notes=notes_on(publication, breakdown),
    )


def of_questions_asked_once(publication: Publication, breakdown: str) -> ReaderTable | None:
    """Questions about no service: their named shares, or every answer of those that have none."""
    settled = {*margin_variables(publication.codebook), breakdown}
    rows = [
        row
        for question in publication.asked_once()
        if question not in settled
        for row in _rows_of(publication, question)
    ]
    if not rows:
        return None
    heads = [publication.say("col_measure"), publication.say("col_answer")]
    return ReaderTable(
        section=ONCE,
        title=f"{publication.say('once_table')}, {publication.breakdown(breakdown)}",
        population=notes.field(publication.context, EVERYONE),
        columns=columns(publication, heads, breakdown),
        rows=[cells(publication, row, breakdown) for row in rows],
        notes=notes_on(publication, breakdown),
    )


def _rows_of(publication: Publication, question: str) -> list[Row]:
    text, book = publication.context.text, publication.codebook
    named = [one for one in book.measure if one.question == question]
    if named:
        return [
            Row((text(one.label), _answers(publication, one)), question, one.base, measure=one.id)
            for one in named
        ]
    base = getattr(book.by_id[question], "bases", [EVERYONE])[0]
    return [
        Row((publication.variable(question), text(level)), question, base, answer=level.id)
        for level in levels_in_base(book, question, base)
    ]


def _answers(publication: Publication, measure) -> str:
    separator = publication.context.say("or")
    return separator.join(publication.answer(measure.question, answer) for answer in measure.answers)


NAMES = ["question", "service", "base", "breakdown", "group"]


def medians(publication: Publication) -> list[ReaderTable]:
    """One table a question and breakdown, in the codebook's order."""
    table = publication.medians
    asked = table[["question", "base"]].drop_duplicates().itertuples(index=False)
    return [
        _of_question(publication, table[(table["question"] == question) & (table["base"] == base)], breakdown)
        for question, base in asked
        for breakdown in publication.breakdowns
    ]


def _of_question(publication: Publication, table: pd.DataFrame, breakdown: str) -> ReaderTable:
    question, base = table["question"].iloc[0], table["base"].iloc[0]
    found = {(row.service, row.breakdown, row.group): _estimate(row) for row in table.itertuples()}
    places = [(EVERYONE, EVERYONE), *((breakdown, group) for group in publication.groups(breakdown))]
    rows = [
        (
            publication.service(service) or publication.variable(question),
            *(found.get((service, *place)) for place in places),
        )
        for service in table["service"].unique()
    ]
    heads = [publication.group(*place) for place in places]
    return ReaderTable(
        section=question,
        title=publication.say(
            "title_medians_of", question=publication.heading(question), by=publication.breakdown(breakdown)
        ),
        population=notes.field(publication.context, base),
        columns=[
            Column(publication.say("col_service")),
            *(Column(head, "estimate", unit="decimal") for head in heads),
        ],
        rows=rows,
        notes=[publication.say("note_medians")],
    )


def _estimate(row) -> Estimate:
    """A median with its interval and base; medians have no weighted base of their own."""
    return Estimate(row.median, row.ci_low, row.ci_high, row.n, float("nan"), "", row.status)
