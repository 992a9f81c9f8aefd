"""The numbers of each figure as a table for readers, whatever the figure's grammar."""

from __future__ import annotations

import dataclasses

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.figures import notes
from pipeline.figures.edition import ALL_SERVICES
from pipeline.publishing import answer_tables, group_tables
from pipeline.publishing.publication import Publication
from pipeline.publishing.reader_table import Column, Estimate, ReaderTable, shorthand
from pipeline.topics import services

ANSWERED = "answered"
ELSEWHERE = "groups"


def of_figure(publication: Publication, figure: Figure, drawn: pd.DataFrame) -> ReaderTable:
    """The table of a figure.

    Parameters
    ----------
    drawn : the CSV of the figure, for grammars that have no table of their own.
    """
    if figure.kind == "comparison":
        table = group_tables.of_measure(publication, figure.measure, figure.breakdown)
    elif figure.kind in ("levels", "heat"):
        table = _levels(publication, figure)
    elif figure.kind == "pyramid":
        table = answer_tables.margins(publication)
    else:
        table = _as_drawn(publication, figure, drawn)
    return dataclasses.replace(table, figure=figure.number)


def section_of(publication: Publication, figure: Figure) -> str:
    """The section that shows a figure: its question's, that of who answered, or that of groups."""
    if figure.kind == "pyramid":
        return ANSWERED
    question = figure.question
    if not question and figure.measure:
        question = publication.codebook.measures[figure.measure].question
    if not question:
        return ELSEWHERE
    battery = getattr(publication.codebook.by_id[question], "battery", False)
    return question if battery else group_tables.ONCE


def _levels(publication: Publication, figure: Figure) -> ReaderTable:
    """One row a service, one column an answer; then the named shares that the figure shows."""
    edition, question = publication.edition, publication.codebook.by_id[figure.question]
    heat = figure.kind == "heat"
    answers = [
        a.id for a in question.answers if a.id not in figure.leave_out and _counted(publication, figure, a.id)
    ]
    named = [publication.codebook.measures[one] for one in (figure.measure, figure.aside) if one]
    named = [one for one in named if one.base != figure.base or one.answers not in [[a] for a in answers]]
    rows = []
    for service in _ordered(publication, figure):
        shares = [_share(publication, figure, service, answer) for answer in answers]
        told = [
            publication.estimate(
                kind="measure", measure=one.id, question=one.question, service=service, base=one.base
            )
            for one in named
        ]
        rows.append((edition.row_label(service, question.id), *shares, *told))
    return ReaderTable(
        section=section_of(publication, figure),
        title=edition.text(figure.subtitle),
        population=notes.field(edition, figure.base),
        columns=[
            Column(publication.say("col_service")),
            *(Column(publication.answer(question.id, a), "estimate", compared=heat) for a in answers),
            *(Column(edition.text(one.label), "estimate") for one in named),
        ],
        rows=rows,
        notes=[publication.say("note_against_services", threshold=_threshold(publication))] if heat else [],
    )


def _ordered(publication: Publication, figure: Figure) -> list[str]:
    """All services together, then each, the largest share on the left side of the figure first."""
    asked = services(publication.codebook, figure.question)
    if asked == [""]:
        return asked
    left = {one: [_share(publication, figure, one, answer) for answer in figure.below] for one in asked}
    sums = {one: sum(share.share for share in shares if share) for one, shares in left.items()}
    return [ALL_SERVICES, *sorted(asked, key=lambda one: -sums[one] if sums[one] == sums[one] else 1)]


def _counted(publication: Publication, figure: Figure, answer: str) -> bool:
    """Whether members of the figure's base can have given an answer."""
    asked = services(publication.codebook, figure.question)
    place = {"kind": "level", "question": figure.question, "base": figure.base, "answer": answer}
    return any(publication.estimate(**place, service=service) for service in asked)


def _share(publication: Publication, figure: Figure, service: str, answer: str) -> Estimate | None:
    place = {
        "kind": "level",
        "question": figure.question,
        "service": service,
        "answer": answer,
        "base": figure.base,
    }
    found = publication.estimate(**place)
    if found is None:
        return None
    return dataclasses.replace(
        found, direction=publication.direction(**place, breakdown="service", group=service)
    )


def _threshold(publication: Publication) -> str:
    return publication.edition.percent(publication.codebook.method.significance)


def _as_drawn(publication: Publication, figure: Figure, drawn: pd.DataFrame) -> ReaderTable:
    """One row a number drawn; fractions print as percentages, other units as they are."""
    names = ["measure", "service", "level", "breakdown", "group"]
    used = [name for name in names if drawn[name].fillna("").astype(bool).any()]
    numbers = drawn.assign(**{name: pd.to_numeric(drawn[name]) for name in ("value", "n_weighted")})
    rows = []
    for row in numbers.to_dict("records"):
        is_share = row["unit"] == "share"
        labels = [publication.group("", row[n]) if row[n] == "all" else str(row[n] or "") for n in used]
        share = Estimate(
            row["value"], row["ci_low"], row["ci_high"], row["n"], row["n_weighted"], "", row["status"]
        )
        other = None if is_share else row["value"]
        rows.append(
            (*labels, share if is_share else None, other, row["p_adjusted"], shorthand(row["status"]))
        )
    return ReaderTable(
        section=section_of(publication, figure),
        title=publication.edition.text(figure.subtitle),
        population=notes.field(publication.edition, figure.base),
        columns=[
            *(Column(publication.say(f"col_{name}")) for name in used),
            Column(publication.say("col_share"), "estimate"),
            Column(publication.say("col_value"), "decimal"),
            Column(publication.say("col_p_adjusted"), "p"),
            Column(publication.say("col_status"), "status"),
        ],
        rows=rows,
    )
