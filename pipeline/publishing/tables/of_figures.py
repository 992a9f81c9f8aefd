"""The numbers of each figure as a table for readers, whatever the figure's grammar."""

from __future__ import annotations

import dataclasses

import pandas as pd

from pipeline.codebook.model import Figure, Measure
from pipeline.codebook.reserved_ids import ALL_SERVICES, BY_SERVICE, EVERYONE
from pipeline.figures import notes
from pipeline.figures.context import Context
from pipeline.figures.curves import data as curves_data
from pipeline.publishing.estimates import direction, estimate
from pipeline.publishing.tables import by_group as group_tables
from pipeline.publishing.tables import claims as claim_tables
from pipeline.publishing.tables import discriminant as discriminant_tables
from pipeline.publishing.tables import respondents as answer_tables
from pipeline.publishing.tables.model import NOT_AVAILABLE, Column, Estimate, ReaderTable, shorthand
from pipeline.tables.estimands import levels_in_base, services

_NAMES = ["measure", "service", "level", "breakdown", "group"]


def as_drawn(context: Context, figure: Figure, drawn: pd.DataFrame, section: str) -> ReaderTable:
    """Return one row a number drawn; fractions print as percentages, other units as they are."""
    numbers = drawn.assign(**{name: pd.to_numeric(drawn[name]) for name in ("value", "n_weighted")})
    used = [name for name in _NAMES if drawn[name].astype(bool).any()]
    other_values = numbers.loc[numbers["unit"] != "share", "value"].dropna()
    kind = "whole" if (other_values % 1 == 0).all() else "decimal"
    return ReaderTable(
        section=section,
        title=context.text(figure.subtitle),
        population=notes.field(context, figure.base),
        columns=[
            *(Column(context.say(f"report.col_{name}")) for name in used),
            Column(context.say("report.col_share"), "estimate"),
            Column(context.say("report.col_value"), kind),
            Column(context.say("report.col_n_effective"), "whole"),
            Column(context.say("report.col_p"), "p"),
            Column(context.say("report.col_p_adjusted"), "p"),
        ],
        rows=[_drawn_row(context, row, used) for row in numbers.to_dict("records")],
    )


def _drawn_row(context: Context, row: dict, used: list[str]) -> tuple:
    labels = [context.group_label("", row[name]) if row[name] == EVERYONE else row[name] for name in used]
    tested = (row["n_effective"], row["p"], row["p_adjusted"])
    if row["unit"] != "share":
        return (*labels, None, row["value"], *tested)
    cells = (row[name] for name in ("value", "ci_low", "ci_high", "n", "n_weighted"))
    return (*labels, Estimate(*cells, "", row["status"]), None, *tested)


ANSWERED_SECTION = "answered"
WITH_GROUPS = "groups"


def of_figure(context: Context, figure: Figure, drawn: pd.DataFrame) -> ReaderTable:
    """Return the table of a figure.

    Parameters
    ----------
    drawn : the CSV of the figure, for grammars that have no table of their own.
    """
    if measures := compared(context, figure):
        title = context.text(figure.subtitle) if len(measures) > 1 else ""
        table = group_tables.of_measures(context, measures, figure.breakdown, title)
    elif figure.kind in ("levels", "heat"):
        table = _levels(context, figure)
    elif figure.kind == "pyramid":
        table = answer_tables.margins(context)
    elif figure.kind == "verdicts":
        table = claim_tables.counts(context, figure)
    else:
        table = as_drawn(context, figure, drawn, section_of(context, figure))
    return dataclasses.replace(table, figure=figure.number)


def compared(context: Context, figure: Figure) -> list[Measure]:
    """Return the named shares that a figure compares between groups; none where they make no one table."""
    book, measure_ids = context.codebook, []
    if figure.kind == "comparison":
        measure_ids = [figure.measure] if figure.measure else figure.measures
    elif figure.kind == "curves" and (curves := curves_data.select(context, figure)):
        measure_ids = [step.everyone["measure"].iloc[0] for step in curves.steps.values()]
    measures = [book.measures[measure_id] for measure_id in measure_ids if measure_id]
    alike = {(measure.base, *services(book, measure.question)) for measure in measures}
    return measures if len(measures) == len(measure_ids) and len(alike) == 1 else []


def section_of(context: Context, figure: Figure) -> str:
    """Return the section that shows a figure: its question's, that of who answered, or that of groups."""
    if figure.kind in ("pyramid", "weighting", "participation"):
        return ANSWERED_SECTION
    if figure.kind == "verdicts":
        return claim_tables.CLAIMS
    if figure.kind in ("separation", "guessing"):
        return discriminant_tables.SECTION
    question = figure.question
    measure = figure.measure or next(iter(figure.measures), None)
    if not question and measure:
        question = context.codebook.measures[measure].question
    if not question:
        return WITH_GROUPS
    battery = getattr(context.codebook.by_id[question], "battery", False)
    return question if battery else group_tables.ONCE


def _levels(context: Context, figure: Figure) -> ReaderTable:
    """Return one row a service, one column an answer, their bases; then the named shares of the figure."""
    context, heat = context, figure.kind == "heat"
    answers = _answers(context, figure)
    named = [
        context.codebook.measures[measure_id] for measure_id in (figure.measure, figure.aside) if measure_id
    ]
    named = [
        measure
        for measure in named
        if measure.base != figure.base or measure.answers not in [[a] for a in answers]
    ]
    threshold = context.percent(context.codebook.method.significance)
    return ReaderTable(
        section=section_of(context, figure),
        title=context.text(figure.subtitle),
        population=notes.field(context, figure.base),
        columns=[
            Column(context.say("report.col_service")),
            *(
                Column(context.answer_label(figure.question, a), "estimate", compared=heat, based=False)
                for a in answers
            ),
            Column(context.say("report.col_n"), "whole"),
            Column(context.say("report.col_weighted_base"), "whole"),
            Column(context.say("report.col_status"), "status"),
            *(Column(context.text(measure.label), "estimate") for measure in named),
        ],
        rows=[_row(context, figure, service, answers, named) for service in _ordered(context, figure)],
        notes=[context.say("report.note_against_services", threshold=threshold)] if heat else [],
    )


def _answers(context: Context, figure: Figure) -> list[str]:
    """Return the answers shown: those that members of the figure's base can have given."""
    levels = levels_in_base(context.codebook, figure.question, figure.base)
    applicable = [a.id for a in context.codebook.by_id[figure.question].answers if a.applicable]
    return [level.id for level in levels if level.id in applicable and level.id not in figure.leave_out]


def _row(context: Context, figure: Figure, service: str, answers: list[str], named: list[Measure]) -> tuple:
    shares = [_share(context, figure, service, answer) for answer in answers]
    measure_estimates = [
        estimate(
            context,
            kind="measure",
            measure=measure.id,
            question=measure.question,
            service=service,
            base=measure.base,
        )
        for measure in named
    ]
    first = next(filter(None, shares), None)
    bases = (first.n, first.weighted, shorthand(first.status)) if first else (None, None, NOT_AVAILABLE)
    return (context.row_label(service, figure.question), *shares, *bases, *measure_estimates)


def _ordered(context: Context, figure: Figure) -> list[str]:
    """Return all services together, then each, the largest share on the left side of the figure first."""
    service_ids = services(context.codebook, figure.question)
    if service_ids == [""]:
        return service_ids
    left_shares = {
        service: [_share(context, figure, service, answer) for answer in figure.below]
        for service in service_ids
    }
    sums = {service: sum(share.share for share in shares if share) for service, shares in left_shares.items()}
    return [
        ALL_SERVICES,
        *sorted(service_ids, key=lambda service: -sums[service] if sums[service] == sums[service] else 1),
    ]


def _share(context: Context, figure: Figure, service: str, answer: str) -> Estimate | None:
    key = {
        "kind": "level",
        "question": figure.question,
        "service": service,
        "answer": answer,
        "base": figure.base,
    }
    level_estimate = estimate(context, **key)
    if level_estimate is None:
        return None
    return dataclasses.replace(
        level_estimate, direction=direction(context, **key, breakdown=BY_SERVICE, group=service)
    )
