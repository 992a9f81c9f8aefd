"""What separates the groups, as tables: questions by their test, answers by their test value."""

from __future__ import annotations

import pandas as pd

from pipeline.figures import notes
from pipeline.publishing.context import Publication
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


def screening(publication: Publication, breakdown: str) -> ReaderTable:
    """Every question ranked by its test."""
    rows = _of(publication.screening, breakdown)
    return _ranked(publication, "title_screening", breakdown, rows, _TESTED)


def separating(publication: Publication, breakdown: str) -> ReaderTable:
    """The questions that separate the groups."""
    rows = _of(publication.screening, breakdown)
    rows = rows[rows["p_adjusted"] < publication.codebook.method.significance]
    shown = {name: kind for name, kind in _TESTED.items() if name not in _LEFT_OUT}
    return _ranked(publication, "title_separating", breakdown, rows, shown)


def test_values(publication: Publication, breakdown: str) -> ReaderTable:
    """Every answer of each group by its test value."""
    return _by_value(publication, "title_test_values", breakdown, _by_group(publication, breakdown), _VALUED)


def extremes(publication: Publication, breakdown: str, most: int = 5) -> ReaderTable:
    """The `most` over- and the `most` under-represented answers of each group.

    Only answers to questions that separate the groups, with a test value beyond 1.96: others are no
    finding.
    """
    rows = _by_group(publication, breakdown)
    rows = rows[(rows["inside"] == "True") & (rows["test_value"].abs() > 1.96)]
    place = rows.groupby("group").cumcount()
    from_the_end = rows.groupby("group").cumcount(ascending=False)
    above = (place < most) & (rows["test_value"] > 0)
    below = (from_the_end < most) & (rows["test_value"] < 0)
    shown = {name: kind for name, kind in _VALUED.items() if name not in ("p", "separates")}
    return _by_value(publication, "title_most", breakdown, rows[above | below], shown)


def _of(table: pd.DataFrame, breakdown: str) -> pd.DataFrame:
    return table[table["breakdown"] == breakdown]


def _by_group(publication: Publication, breakdown: str) -> pd.DataFrame:
    """Test values of a breakdown, groups in the codebook's order."""
    order = {group: i for i, group in enumerate(publication.groups(breakdown))}
    rows = _of(publication.test_values, breakdown)
    return rows.assign(order=rows["group"].map(order)).sort_values(["order", "rank"], kind="stable")


def _ranked(
    publication: Publication, title: str, breakdown: str, rows: pd.DataFrame, shown: dict[str, str]
) -> ReaderTable:
    cells = [_tested(publication, row) for row in rows.to_dict("records")]
    note = publication.say("note_screening", by=publication.breakdown(breakdown))
    return _table(
        publication, publication.say(title, by=publication.breakdown(breakdown)), cells, shown, [note]
    )


def _by_value(
    publication: Publication, title: str, breakdown: str, rows: pd.DataFrame, shown: dict[str, str]
) -> ReaderTable:
    cells = [_valued(publication, row) for row in rows.to_dict("records")]
    said = [publication.say("note_test_values"), notes.trust(publication.context)]
    title = publication.say(title, by=publication.breakdown(breakdown))
    return _table(publication, title, cells, shown, [one for one in said if one])


def _table(
    publication: Publication, title: str, cells: list[dict], shown: dict[str, str], said: list[str]
) -> ReaderTable:
    population = publication.context.text(publication.codebook.survey.population)
    return ReaderTable(
        section=GROUPS,
        title=title,
        population=publication.context.say("field_all", population=population),
        columns=[Column(publication.say(f"col_{name}"), kind) for name, kind in shown.items()],
        rows=[tuple(row[name] for name in shown) for row in cells],
        notes=said,
    )


def _tested(publication: Publication, row: dict) -> dict:
    told = {
        "question": publication.variable(row["question"]),
        "service": publication.service(row["service"]),
        "method": publication.method(row["method"]),
        "separates": "",
        "status": shorthand(row["status"]),
    }
    if not pd.isna(row["p_adjusted"]):
        passed = row["p_adjusted"] < publication.codebook.method.significance
        told["separates"] = publication.say("yes" if passed else "no")
    return row | told


def _valued(publication: Publication, row: dict) -> dict:
    return row | {
        "group": publication.group(row["breakdown"], row["group"]),
        "question": publication.variable(row["question"]),
        "service": publication.service(row["service"]),
        "answer": publication.answer(row["question"], row["answer"]),
        "difference_low": row["ci_low"],
        "difference_high": row["ci_high"],
        "separates": publication.say("yes" if row["inside"] == "True" else "no"),
    }
