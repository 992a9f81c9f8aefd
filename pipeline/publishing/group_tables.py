"""Tables by groups: named shares, every answer to a question, questions about no service."""

from __future__ import annotations

from pipeline.codebook.model import Measure
from pipeline.figures import notes
from pipeline.publishing import group_rows
from pipeline.publishing.group_rows import Row
from pipeline.publishing.publication import Publication
from pipeline.publishing.reader_table import ReaderTable
from pipeline.screening import margin_variables
from pipeline.topics import levels_in_base, services

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
    text, first = publication.edition.text, measures[0]
    asked = services(publication.codebook, first.question)
    by_service, several = asked != [""], len(measures) > 1
    ranked = sorted(
        asked, key=lambda one: group_rows.ranking(publication, _row_of(publication, first, one, ()))
    )
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
        population=notes.field(publication.edition, first.base),
        columns=group_rows.columns(publication, [publication.say(head) for head in heads], breakdown),
        rows=[group_rows.cells(publication, row, breakdown) for row in rows],
        notes=group_rows.notes_on(publication, breakdown),
        tone=first.tone if len({one.tone for one in measures}) == 1 else "neutral",
    )


def _row_of(publication: Publication, named: Measure, service: str, labels: tuple[str, ...]) -> Row:
    """A named share about a service, or about none."""
    about = (publication.edition.row_label(service, named.question),) if service else ()
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
        population=notes.field(publication.edition, base),
        columns=group_rows.columns(
            publication, [publication.say("col_service"), publication.say("col_answer")], breakdown
        ),
        rows=[group_rows.cells(publication, row, breakdown) for row in rows],
        notes=group_rows.notes_on(publication, breakdown),
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
        population=notes.field(publication.edition, "all"),
        columns=group_rows.columns(publication, heads, breakdown),
        rows=[group_rows.cells(publication, row, breakdown) for row in rows],
        notes=group_rows.notes_on(publication, breakdown),
    )


def _rows_of(publication: Publication, question: str) -> list[Row]:
    text, book = publication.edition.text, publication.codebook
    named = [one for one in book.measure if one.question == question]
    if named:
        return [
            Row((text(one.label), _answers(publication, one)), question, one.base, measure=one.id)
            for one in named
        ]
    base = getattr(book.by_id[question], "bases", ["all"])[0]
    return [
        Row((publication.variable(question), text(level)), question, base, answer=level.id)
        for level in levels_in_base(book, question, base)
    ]


def _answers(publication: Publication, measure) -> str:
    separator = publication.edition.say("or")
    return separator.join(publication.answer(measure.question, answer) for answer in measure.answers)
