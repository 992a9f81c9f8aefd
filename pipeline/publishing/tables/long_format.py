"""The tidy tables for the workbook, labels in place of ids; and the dictionary that ties both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.figures import notes
from pipeline.figures.context import Context
from pipeline.publishing.tables import of_figures as drawn_tables
from pipeline.publishing.tables.labels import labelled_column
from pipeline.publishing.tables.model import Column, Kind, ReaderTable

LONG = "long"
_NAMES = {
    "measure": "text", "question": "text", "service": "text", "answer": "text", "base": "text",
    "breakdown": "text", "group": "text",
}  # fmt: skip
_ESTIMATES = {
    "share": "percent", "standard_error": "points", "ci_low": "percent", "ci_high": "percent", "n": "whole",
    "weighted_base": "whole", "n_effective": "whole", "df": "whole", "design_effect": "decimal",
    "letters": "text", "status": "status", "precision": "status",
}  # fmt: skip
_TESTS = {
    "family": "text", "question": "text", "service": "text", "base": "text", "breakdown": "text",
    "method": "text", "statistic": "decimal", "df1": "decimal", "df2": "decimal", "p": "p", "p_adjusted": "p",
    "independence_p": "p", "cramer_v": "decimal", "cramer_v_corrected": "decimal", "n": "whole",
    "status": "status",
}  # fmt: skip
_ITEMS = {
    "question": "text", "service": "text", "answer": "text", "base": "text", "breakdown": "text",
    "statistic": "decimal", "df1": "decimal", "df2": "decimal", "p": "p", "p_adjusted": "p",
    "cramer_v": "decimal", "cramer_v_corrected": "decimal", "n": "whole", "status": "status",
}  # fmt: skip
_CONTRASTS = {
    "difference": "points", "standard_error": "points", "ci_low": "points", "ci_high": "points",
    "df": "whole", "test_value": "decimal", "p": "p", "p_adjusted": "p", "family": "text",
    "comparisons": "whole", "status": "status",
}  # fmt: skip
_PAIRS = {
    "other": "text", "difference": "points", "standard_error": "points", "p": "p", "p_adjusted": "p",
}  # fmt: skip
_PLACE = {name: "text" for name in ("question", "service", "base", "breakdown", "group")}
_TYPICAL = {
    "standard_error": "decimal", "ci_low": "decimal", "ci_high": "decimal", "n": "whole", "status": "status",
}  # fmt: skip


def estimates(context: Context) -> ReaderTable:
    return _long(context, "estimates", context.tables["estimates"], {**_NAMES, **_ESTIMATES})


def tests(context: Context) -> ReaderTable:
    return _long(context, "tests", context.tables["tests"], _TESTS)


def items(context: Context) -> ReaderTable:
    return _long(context, "items", context.tables["items"], _ITEMS)


def contrasts(context: Context) -> ReaderTable:
    return _long(context, "contrasts", context.tables["contrasts"], {**_NAMES, **_CONTRASTS})


def pairs(context: Context) -> ReaderTable:
    return _long(context, "pairs", context.tables["pairs"], {**_NAMES, **_PAIRS})


def medians(context: Context) -> ReaderTable:
    return _long(context, "medians", context.tables["medians"], {**_PLACE, "median": "decimal", **_TYPICAL})


def means(context: Context) -> ReaderTable:
    return _long(context, "means", context.tables["means"], {**_PLACE, "mean": "decimal", **_TYPICAL})


def twin(context: Context, figure: Figure, drawn: pd.DataFrame) -> ReaderTable:
    """Return the numbers of a figure as its own file has them: one row a number."""
    table = drawn_tables.as_drawn(context, figure, drawn, LONG)
    return replace(table, title=context.say("report.title_twin", title=table.title))


def dictionary(context: Context) -> ReaderTable:
    """Return every id of the data files with its label."""
    heads = ["entry", "id", "label", "question_kind", "answer_id", "answer"]
    return ReaderTable(
        section=LONG,
        title=context.say("report.title_dictionary"),
        population=context.say("report.population_dictionary"),
        columns=[Column(context.say(f"report.col_{head}")) for head in heads],
        rows=list(_entries(context)),
    )


def _long(context: Context, name: str, table: pd.DataFrame, kinds: dict[str, Kind]) -> ReaderTable:
    trust = notes.trust(context)
    columns = [labelled_column(context, table, column) for column in kinds]
    return ReaderTable(
        section=LONG,
        title=context.say(f"report.title_{name}"),
        population=context.say(f"report.population_{name}"),
        columns=[Column(context.say(f"report.col_{column}"), kind) for column, kind in kinds.items()],
        rows=list(zip(*columns, strict=True)),
        notes=[trust] if trust and "ci_low" in kinds else [],
    )


def _entries(context: Context) -> Iterator[tuple]:
    book, text = context.codebook, context.text
    for variable in [*book.question, *book.derived]:
        entry = context.say("report.entry_question" if variable in book.question else "report.entry_derived")
        named = (entry, variable.id, text(variable.label), context.say(f"report.kind_{variable.kind}"))
        levels = book.levels(variable.id)
        yield from ((*named, level.id, text(level)) for level in levels) if levels else [(*named, "", "")]
    lists = {"service": book.service, "measure": book.measure, "base": book.base, "family": book.test_family}
    for name, entries in lists.items():
        yield from (
            (context.say(f"report.entry_{name}"), item.id, text(item.label), "", "", "") for item in entries
        )
