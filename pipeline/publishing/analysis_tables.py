"""What separates the groups, as tables: questions by their test, answers by their test value."""

from __future__ import annotations

import pandas as pd

from pipeline.publishing.publication import Publication
from pipeline.publishing.reader_table import Column, ReaderTable, shorthand

GROUPS = "groups"


def screening(publication: Publication, breakdown: str, separating: bool = False) -> ReaderTable:
    """Every question ranked by its test; only those that separate the groups when asked."""
    table = publication.screening
    table = table[table["breakdown"] == breakdown]
    if separating:
        table = table[table["p_adjusted"] < publication.codebook.method.significance]
    heads = {
        "question": "text",
        "service": "text",
        "rank": "whole",
        "statistic": "decimal",
        "df1": "decimal",
        "df2": "decimal",
        "p": "p",
        "p_adjusted": "p",
        "cramer_v": "decimal",
        "n": "whole",
        "separates": "text",
        "status": "status",
    }
    by = publication.breakdown(breakdown)
    return ReaderTable(
        section=GROUPS,
        title=publication.say("title_separating" if separating else "title_screening", by=by),
        population=publication.edition.say("field_all", population=_population(publication)),
        columns=[Column(publication.say(f"col_{name}"), kind) for name, kind in heads.items()],
        rows=[_tested(publication, row) for row in table.to_dict("records")],
        notes=[publication.say("note_screening", by=by)],
    )


def test_values(publication: Publication, breakdown: str, most: int | None = None) -> ReaderTable:
    """Answers of each group by test value; only the `most` extreme ones that may be read as findings."""
    table = publication.test_values
    table = table[table["breakdown"] == breakdown]
    order = {group: i for i, group in enumerate(publication.groups(breakdown))}
    table = table.assign(order=table["group"].map(order)).sort_values(["order", "rank"], kind="stable")
    if most:
        table = _extremes(table[_passed(table)], most)
    heads = {
        "group": "text",
        "question": "text",
        "service": "text",
        "answer": "text",
        "share_group": "percent",
        "share_rest": "percent",
        "difference": "points",
        "difference_low": "points",
        "difference_high": "points",
        "test_value": "decimal",
        "p": "p",
        "n": "whole",
        "separates": "text",
    }
    by = publication.breakdown(breakdown)
    return ReaderTable(
        section=GROUPS,
        title=publication.say("title_most" if most else "title_test_values", by=by),
        population=publication.edition.say("field_all", population=_population(publication)),
        columns=[Column(publication.say(f"col_{name}"), kind) for name, kind in heads.items()],
        rows=[_valued(publication, row) for row in table.to_dict("records")],
        notes=[publication.say("note_test_values")],
    )


def yes_no(publication: Publication, passed: bool) -> str:
    return publication.say("yes" if passed else "no")


def _tested(publication: Publication, row: dict) -> tuple:
    done = not pd.isna(row["p_adjusted"])
    separates = yes_no(publication, row["p_adjusted"] < publication.codebook.method.significance) if done else ""
    return (
        publication.variable(row["question"]),
        publication.service(row["service"]),
        *(row[name] for name in ("rank", "statistic", "df1", "df2", "p", "p_adjusted", "cramer_v_corrected", "n")),
        separates,
        shorthand(row["status"]),
    )


def _valued(publication: Publication, row: dict) -> tuple:
    numbers = ("share_group", "share_rest", "difference", "ci_low", "ci_high", "test_value", "p", "n")
    return (
        publication.group(row["breakdown"], row["group"]),
        publication.variable(row["question"]),
        publication.service(row["service"]),
        publication.answer(row["question"], row["answer"]),
        *(row[name] for name in numbers),
        yes_no(publication, row["inside"] == "True"),
    )


def _passed(table: pd.DataFrame) -> pd.Series:
    return (table["inside"] == "True") & (table["test_value"].abs() > 1.96)


def _extremes(table: pd.DataFrame, most: int) -> pd.DataFrame:
    """The `most` highest and the `most` lowest rows of each group, in their order."""
    parts = []
    for _, group in table.groupby("group", sort=False):
        parts.append(group if len(group) <= 2 * most else pd.concat([group.head(most), group.tail(most)]))
    return pd.concat(parts) if parts else table


def _population(publication: Publication) -> str:
    return publication.edition.text(publication.codebook.survey.population)
