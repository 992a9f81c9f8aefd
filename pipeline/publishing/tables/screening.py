"""What separates the groups, as tables: questions by their test, answers by their test value."""

from __future__ import annotations

import pandas as pd

from pipeline.figures import notes
from pipeline.figures.context import Context
from pipeline.publishing.tables.model import Column, ReaderTable, shorthand

GROUPS = "groups"
_TESTED = {
    "question": "text", "service": "text", "rank": "whole", "method": "text", "statistic": "decimal",
    "df1": "decimal", "df2": "decimal", "p": "p", "p_adjusted": "p", "cramer_v_corrected": "decimal",
    "n": "whole", "n_effective": "whole", "expected_smallest": "decimal", "separates": "text",
    "status": "status",
}  # fmt: skip
# What the page leaves to the workbook.
_LEFT_OUT = ("df1", "df2", "expected_smallest", "separates")
_VALUED = {
    "group": "text", "question": "text", "service": "text", "answer": "text", "share_group": "percent",
    "share_rest": "percent", "difference": "points", "difference_low": "points", "difference_high": "points",
    "test_value": "decimal", "test_value_classical": "decimal", "p": "p", "n": "whole", "separates": "text",
}  # fmt: skip


def screening(context: Context, breakdown: str) -> ReaderTable:
    """Return every question ranked by its test."""
    rows = _of(context.tables["screening"], breakdown)
    return _ranked(context, "title_screening", breakdown, rows, _TESTED)


def separating(context: Context, breakdown: str) -> ReaderTable:
    """Return the questions that separate the groups."""
    rows = _of(context.tables["screening"], breakdown)
    rows = rows[rows["p_adjusted"] < context.codebook.method.significance]
    kinds = {name: kind for name, kind in _TESTED.items() if name not in _LEFT_OUT}
    return _ranked(context, "title_separating", breakdown, rows, kinds)


def test_values(context: Context, breakdown: str) -> ReaderTable:
    """Return every answer of each group by its test value."""
    return _by_value(context, "title_test_values", breakdown, _by_group(context, breakdown), _VALUED)


def extremes(context: Context, breakdown: str, most: int = 5) -> ReaderTable:
    """Return the `most` over- and the `most` under-represented answers of each group.

    Only answers to questions that separate the groups, with a test value beyond 1.96: others are no
    finding.
    """
    rows = _by_group(context, breakdown)
    rows = rows[(rows["inside"] == "True") & (rows["test_value"].abs() > 1.96)]
    position = rows.groupby("group").cumcount()
    from_the_end = rows.groupby("group").cumcount(ascending=False)
    above = (position < most) & (rows["test_value"] > 0)
    below = (from_the_end < most) & (rows["test_value"] < 0)
    kinds = {name: kind for name, kind in _VALUED.items() if name not in ("p", "separates")}
    return _by_value(context, "title_most", breakdown, rows[above | below], kinds)


def _of(table: pd.DataFrame, breakdown: str) -> pd.DataFrame:
    return table[table["breakdown"] == breakdown]


def _by_group(context: Context, breakdown: str) -> pd.DataFrame:
    """Test values of a breakdown, groups in the codebook's order."""
    order = {group: i for i, group in enumerate(context.groups(breakdown))}
    rows = _of(context.tables["test-values"], breakdown)
    return rows.assign(order=rows["group"].map(order)).sort_values(["order", "rank"], kind="stable")


def _ranked(
    context: Context, title: str, breakdown: str, rows: pd.DataFrame, kinds: dict[str, str]
) -> ReaderTable:
    cells = [_tested(context, row) for row in rows.to_dict("records")]
    note = context.say("report.note_screening", by=context.breakdown_label(breakdown))
    return _table(
        context, context.say(f"report.{title}", by=context.breakdown_label(breakdown)), cells, kinds, [note]
    )


def _by_value(
    context: Context, title: str, breakdown: str, rows: pd.DataFrame, kinds: dict[str, str]
) -> ReaderTable:
    cells = [_valued(context, row) for row in rows.to_dict("records")]
    sentences = [context.say("report.note_test_values"), notes.trust(context)]
    title = context.say(f"report.{title}", by=context.breakdown_label(breakdown))
    return _table(context, title, cells, kinds, [sentence for sentence in sentences if sentence])


def _table(
    context: Context, title: str, cells: list[dict], kinds: dict[str, str], sentences: list[str]
) -> ReaderTable:
    population = context.text(context.codebook.survey.population)
    return ReaderTable(
        section=GROUPS,
        title=title,
        population=context.say("figures.field_all", population=population),
        columns=[Column(context.say(f"report.col_{name}"), kind) for name, kind in kinds.items()],
        rows=[tuple(row[name] for name in kinds) for row in cells],
        notes=sentences,
    )


def _tested(context: Context, row: dict) -> dict:
    words = {
        "question": context.variable_label(row["question"]),
        "service": context.service_label(row["service"]),
        "method": context.test_name(row["method"]),
        "separates": "",
        "status": shorthand(row["status"]),
    }
    if not pd.isna(row["p_adjusted"]):
        passed = row["p_adjusted"] < context.codebook.method.significance
        words["separates"] = context.say("report.yes" if passed else "report.no")
    return row | words


def _valued(context: Context, row: dict) -> dict:
    return row | {
        "group": context.group_label(row["breakdown"], row["group"]),
        "question": context.variable_label(row["question"]),
        "service": context.service_label(row["service"]),
        "answer": context.answer_label(row["question"], row["answer"]),
        "difference_low": row["ci_low"],
        "difference_high": row["ci_high"],
        "separates": context.say("report.yes" if row["inside"] == "True" else "report.no"),
    }
