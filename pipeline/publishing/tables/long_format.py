"""The tidy tables for the workbook, labels in place of ids; and the dictionary that ties both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.figures import notes
from pipeline.publishing.context import Publication
from pipeline.publishing.tables import of_figures as drawn_tables
from pipeline.publishing.tables.model import Column, Kind, ReaderTable, shorthand

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


def estimates(publication: Publication) -> ReaderTable:
    return _long(publication, "estimates", publication.context.estimates, {**_NAMES, **_ESTIMATES})


def tests(publication: Publication) -> ReaderTable:
    return _long(publication, "tests", publication.tests, _TESTS)


def items(publication: Publication) -> ReaderTable:
    return _long(publication, "items", publication.items, _ITEMS)


def contrasts(publication: Publication) -> ReaderTable:
    return _long(publication, "contrasts", publication.context.contrasts, {**_NAMES, **_CONTRASTS})


def pairs(publication: Publication) -> ReaderTable:
    return _long(publication, "pairs", publication.pairs, {**_NAMES, **_PAIRS})


def medians(publication: Publication) -> ReaderTable:
    return _long(publication, "medians", publication.medians, {**_PLACE, "median": "decimal", **_TYPICAL})


def means(publication: Publication) -> ReaderTable:
    return _long(publication, "means", publication.means, {**_PLACE, "mean": "decimal", **_TYPICAL})


def twin(publication: Publication, figure: Figure, drawn: pd.DataFrame) -> ReaderTable:
    """The numbers of a figure as its own file has them: one row a number."""
    table = drawn_tables.as_drawn(publication, figure, drawn, LONG)
    return replace(table, title=publication.say("title_twin", title=table.title))


def dictionary(publication: Publication) -> ReaderTable:
    """Every id of the data files with its label."""
    heads = ["entry", "id", "label", "question_kind", "answer_id", "answer"]
    return ReaderTable(
        section=LONG,
        title=publication.say("title_dictionary"),
        population=publication.say("population_dictionary"),
        columns=[Column(publication.say(f"col_{head}")) for head in heads],
        rows=list(_entries(publication)),
    )


def _long(publication: Publication, name: str, table: pd.DataFrame, kinds: dict[str, Kind]) -> ReaderTable:
    trust = notes.trust(publication.context)
    columns = [_labelled(publication, table, column) for column in kinds]
    return ReaderTable(
        section=LONG,
        title=publication.say(f"title_{name}"),
        population=publication.say(f"population_{name}"),
        columns=[Column(publication.say(f"col_{column}"), kind) for column, kind in kinds.items()],
        rows=list(zip(*columns, strict=True)),
        notes=[trust] if trust and "ci_low" in kinds else [],
    )


def _labelled(publication: Publication, table: pd.DataFrame, column: str) -> list:
    """One column with labels where the file has ids."""
    label = {
        "measure": lambda m: publication.context.text(publication.codebook.measures[m].label) if m else "",
        "question": publication.variable,
        "service": publication.service,
        "base": publication.base,
        "breakdown": publication.breakdown,
        "family": publication.family,
        "method": publication.method,
        "status": shorthand,
        "precision": shorthand,
    }
    if column in label:
        found = {value: label[column](value) for value in table[column].unique()}
        return [found[value] for value in table[column]]
    if column in ("answer", "group", "other"):
        whose, name = (
            ("question", publication.answer) if column == "answer" else ("breakdown", publication.group)
        )
        pairs = zip(table[whose], table[column], strict=True)
        found = {pair: name(*pair) for pair in set(pairs)}
        return [found[pair] for pair in zip(table[whose], table[column], strict=True)]
    return table[column].tolist()


def _entries(publication: Publication) -> Iterator[tuple]:
    book, text = publication.codebook, publication.context.text
    for one in [*book.question, *book.derived]:
        entry = publication.say("entry_question" if one in book.question else "entry_derived")
        named = (entry, one.id, text(one.label), publication.say(f"kind_{one.kind}"))
        levels = book.levels(one.id)
        yield from ((*named, level.id, text(level)) for level in levels) if levels else [(*named, "", "")]
    lists = {"service": book.service, "measure": book.measure, "base": book.base, "family": book.test_family}
    for name, entries in lists.items():
        yield from (
            (publication.say(f"entry_{name}"), one.id, text(one.label), "", "", "") for one in entries
        )
