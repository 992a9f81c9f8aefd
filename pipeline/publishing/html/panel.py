"""The statistician's panel: every crossing as data for the page's script, and as plain tables without it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from itertools import groupby

from pipeline.codebook.reserved_ids import EVERYONE, WITHHELD
from pipeline.figures import notes
from pipeline.publishing.crosstabs import Cell, CrossedSubject, Crossing, Crossings
from pipeline.publishing.method import how_to_read, tested
from pipeline.publishing.printed_values import printed, spread
from pipeline.publishing.tables.model import shorthand
from pipeline.tables.estimands import levels_in_base
from pipeline.text.number_format import decimal, decimal_range, number, percent, rounded, upper_first

# Decimals of what is printed: shares to a tenth of a percent, means to a hundredth, p to a thousandth.
_VALUES = {"measure": 3, "question": 3, "number": 2}
_CELL = {"n": 0, "n_effective": 0, "difference": 3, "p": 3, "p_adjusted": 3}
_TEST = {"statistic": 2, "df1": 2, "df2": 2, "p": 3, "p_adjusted": 3, "cramer_v_corrected": 2, "n": 0}
_PAIR = {"difference": 3, "standard_error": 3, "p": 3, "p_adjusted": 3}
_HEADS = (
    "service", "answer", "group", "share", "mean", "ci_low", "ci_high", "n", "n_effective", "letters",
    "against_rest", "p_difference", "p_difference_adjusted", "status", "method", "statistic", "df1", "df2",
    "p", "p_adjusted", "family", "cramer_v_corrected", "other", "pair_difference", "pair_error",
)  # fmt: skip
_WORDS = (
    "all_services", "rows", "copied", "not_copied", "no_test", "family", "pairs", "test", "measures",
    "questions", "numbers",
)  # fmt: skip


def panel_data(crossings: Crossings) -> str:
    """Return what the page's script shows, as JSON that may stand inside a `script` element.

    Numbers are rounded as they are printed; a withheld cell is its mark and holds no number. A cell is
    a list in the order value, low, high, n, n_effective, letters, status, difference, p, p_adjusted.
    """
    data = {
        "percentSign": percent(0, crossings.context.language)[1:],
        "start": _start(crossings),
        "subjects": [_subject(crossings, subject) for subject in crossings.subjects.values()],
        "breakdowns": [_breakdown(crossings, breakdown) for breakdown in crossings.context.breakdowns],
        "crossings": {_key(crossing): _crossing(crossings, crossing) for crossing in crossings.every()},
        **_labels(crossings),
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # "</script>" or "<!--" in a label would end the element that holds the data.
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _start(crossings: Crossings) -> str:
    """Return what is shown first: the measure of the first figure that has one."""
    figures = sorted(crossings.context.codebook.figure, key=lambda figure: figure.number)
    measures = [figure.measure for figure in figures if figure.measure]
    return next(iter([*measures, *crossings.subjects]))


def _subject(crossings: Crossings, subject: CrossedSubject) -> dict:
    context = crossings.context
    answers = {base: _answers(crossings, subject, base) for base in subject.bases}
    return {
        "id": subject.id,
        "kind": subject.kind,
        "label": subject.label,
        "services": subject.services,
        "bases": [
            [base, upper_first(context.base_label(base)), notes.field(context, base), answers[base]]
            for base in subject.bases
        ],
    }


def _answers(crossings: Crossings, subject: CrossedSubject, base: str) -> list[str]:
    if subject.kind != "question":
        return [""]
    text = crossings.context.text
    return [text(level) for level in levels_in_base(crossings.context.codebook, subject.id, base)]


def _breakdown(crossings: Crossings, breakdown: str) -> dict:
    context = crossings.context
    groups = [
        context.say("figures.overall"),
        *(context.group_label(breakdown, g) for g in context.groups(breakdown)),
    ]
    return {"id": breakdown, "label": context.breakdown_label(breakdown), "groups": groups}


def _labels(crossings: Crossings) -> dict:
    """Return everything else that the script writes: names, heads of columns, sentences, notes."""
    context, sizes = crossings.context, crossings.family_sizes
    services = {service.id: context.text(service.label) for service in context.codebook.service}
    return {
        "services": services,
        "methods": {
            m: context.test_name(m) for m in crossings.context.tables["tests"]["method"].unique() if m
        },
        "families": {
            f: [context.family_label(f), sizes.get(f, 0)]
            for f in crossings.context.tables["tests"]["family"].unique()
        },
        "heads": {name: context.say(f"report.col_{name}") for name in _HEADS},
        "words": {name: context.say(f"report.panel_{name}") for name in _WORDS},
        "notes": how_to_read(context),
        "mark": notes.mark(context),
        "significance": context.codebook.method.significance,
    }


def _key(crossing: Crossing) -> str:
    return "|".join([crossing.subject.id, crossing.service, crossing.base, crossing.breakdown])


def _crossing(crossings: Crossings, crossing: Crossing) -> dict:
    answers = list(dict.fromkeys(cell.answer for cell in crossing.cells))
    groups = [EVERYONE, *crossings.context.groups(crossing.breakdown)]
    content = {"cells": [[None] * len(groups) for _ in answers]}
    for cell in crossing.cells:
        content["cells"][answers.index(cell.answer)][groups.index(cell.group)] = _cell(cell, crossing)
    if crossing.test:
        test = crossing.test
        content["test"] = [test["method"], test["family"], shorthand(test["status"]), *_numbers(test, _TEST)]
    if crossing.pairs:
        keys = [(answers, "answer"), (groups, "group"), (groups, "other")]
        content["pairs"] = [
            [*(ids.index(row[name]) for ids, name in keys), *_numbers(row, _PAIR)] for row in crossing.pairs
        ]
    return content


def _cell(cell: Cell, crossing: Crossing) -> list | str:
    if cell.status == WITHHELD:
        return shorthand(WITHHELD)
    decimals = dict.fromkeys(("value", "low", "high"), _VALUES[crossing.subject.kind]) | _CELL
    value, low, high, n, effective, *compared = _numbers(vars(cell), decimals)
    whole = [value, low, high, n, effective, cell.letters, shorthand(cell.status), *compared]
    while whole[-1] in (None, ""):
        whole.pop()
    return whole


def _numbers(row: dict, decimals: dict[str, int]) -> list[float | int | None]:
    return [_number(row[name], digits, name) for name, digits in decimals.items()]


def _number(x: float, digits: int, name: str) -> float | int | None:
    """Return the number as printed; a p that prints "< 0.001" is 0."""
    if name.startswith("p") and x is not None and x < 0.001:
        return 0
    printed_number = rounded(x, digits)
    return (
        int(printed_number)
        if printed_number is not None and not math.fmod(printed_number, 1)
        else printed_number
    )


@dataclass(frozen=True)
class PlainTable:
    """A subject by a breakdown in words.

    Attributes
    ----------
    population : who is counted.
    heads : column heads.
    rows : cells as text; the first cell of a row names it.
    """

    title: str
    population: str
    heads: list[str]
    rows: list[list[str]]


def plain_tables(crossings: Crossings) -> list[PlainTable]:
    """Return one table a subject, breakdown and base, in the order of the panel."""
    by_table = groupby(
        crossings.every(), key=lambda crossing: (crossing.subject.id, crossing.breakdown, crossing.base)
    )
    return [_table(crossings, list(table_crossings)) for _, table_crossings in by_table]


def _table(crossings: Crossings, table_crossings: list[Crossing]) -> PlainTable:
    context, first = crossings.context, table_crossings[0]
    groups = [context.say("figures.overall")]
    groups += [context.group_label(first.breakdown, group) for group in context.groups(first.breakdown)]
    title = f"{first.subject.label} – {context.breakdown_label(first.breakdown)}"
    return PlainTable(
        title=title if len(first.subject.bases) == 1 else f"{title} ({context.base_label(first.base)})",
        population=notes.field(context, first.base),
        heads=[context.say("report.panel_row"), *groups, context.say("report.col_method")],
        rows=[row for crossing in table_crossings for row in _rows(crossings, crossing)],
    )


def _rows(crossings: Crossings, crossing: Crossing) -> list[list[str]]:
    """Return a row an answer; the test stands in the first."""
    context, test = crossings.context, tested(crossings, crossing)
    rows = []
    for answer, cells in groupby(crossing.cells, key=lambda cell: cell.answer):
        labels = [
            context.service_label(crossing.service),
            context.answer_label(crossing.subject.question, answer),
        ]
        name = ", ".join(filter(None, labels)) or crossing.subject.label
        rows.append([name, *(_printed(crossings, crossing, cell) for cell in cells), "" if rows else test])
    return rows


def _printed(crossings: Crossings, crossing: Crossing, cell: Cell) -> str:
    """Return a cell as text: "38.1% (32.0% to 44.1%), n = 270, n eff. 251, a"."""
    if cell.status == WITHHELD:
        return shorthand(WITHHELD)
    language = crossings.context.language
    if crossing.subject.kind == "number":
        value, interval = decimal(cell.value, language, 2), decimal_range(cell.low, cell.high, language, 2)
    else:
        value, interval = printed(cell.value, "percent", language), spread(cell.low, cell.high, language)
    text = crossings.context.say(
        "report.panel_cell",
        value=value,
        interval=interval,
        n=number(cell.n, language),
        effective=number(cell.n_effective, language),
    )
    return ", ".join(filter(None, [text, cell.letters, shorthand(cell.status)]))
