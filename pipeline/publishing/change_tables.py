"""The comparison of two waves as tables: shares and their change, then every other table."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.figures import notes
from pipeline.publishing import change_context
from pipeline.publishing.change_cells import GROUPS, LONG, OVERALL, QUESTIONS, heads, labelled, population
from pipeline.publishing.changes import SIGNIFICANT, Changes
from pipeline.publishing.reader_table import Kind, ReaderTable
from pipeline.topics import EVERYONE, POOLED

_CHANGE: dict[str, Kind] = {
    "share_old": "percent", "share_new": "percent", "difference": "points", "ci_low": "points",
    "ci_high": "points", "significant": "text", "p_adjusted": "p", "detectable": "decimal",
    "share_recomposed": "percent", "composition": "points", "n_old": "whole", "n_new": "whole",
    "status": "status",
}  # fmt: skip
_LONG: dict[str, Kind] = {
    "measure": "text", "question": "text", "service": "text", "answer": "text", "base": "text",
    "breakdown": "text", "group": "text", **_CHANGE, "p": "p",
}  # fmt: skip
_TESTS: dict[str, Kind] = {
    "question": "text", "service": "text", "base": "text", "significant": "text", "p_adjusted": "p",
    "method": "text", "statistic": "decimal", "df1": "decimal", "df2": "decimal", "p": "p",
    "cramer_v_corrected": "decimal", "n_old": "whole", "n_new": "whole", "status": "status",
}  # fmt: skip


def catalogue(changes: Changes) -> list[ReaderTable]:
    """All tables: those of figures under their number, then the others, then the long one."""
    book = changes.publication.codebook
    figures = [figure for figure in book.figure if figure.kind == "evolution"]
    drawn = [one for one in (of_figure(changes, figure) for figure in figures) if one.rows]
    others = [_overall(changes, "tracked"), _overall(changes, "others")]
    others += [_by_group(changes, one.variable) for one in book.breakdown]
    others += [_tests(changes)]
    others += [
        make(changes) for make in (change_context.asked, change_context.weights, change_context.margins)
    ]
    others += [change_context.claims(changes)] if changes.register else []
    kept = [table for table in others if table.rows]
    return [
        *(replace(table, key=f"T{table.figure:02d}") for table in drawn),
        *(replace(table, key=f"A{i:02d}") for i, table in enumerate(kept, 1)),
        replace(_long(changes), key="L1"),
    ]


def of_figure(changes: Changes, figure: Figure) -> ReaderTable:
    """The lines of an evolution."""
    table = changes.differences
    names = figure.measures or [figure.measure]
    kept = (table["kind"] == "measure") & table["measure"].isin(names) & (table["breakdown"] == EVERYONE)
    kept &= table["service"] != POOLED
    label = changes.publication.edition.text(changes.publication.codebook.measures[names[0]].label)
    title = changes.say("title_figure", measure=label)
    rows = table[kept].sort_values("difference", ascending=False, kind="stable")
    columns = ["service"] if len(names) == 1 and rows["service"].all() else ["measure", "service"]
    found = _differences(changes, OVERALL, title, rows, columns)
    return replace(found, figure=figure.number)


def _overall(changes: Changes, which: str) -> ReaderTable:
    rows = _clearest_first(changes.measures(tracked=which == "tracked"))
    return _differences(changes, OVERALL, changes.say(f"title_{which}"), rows, ["measure", "service"])


def _by_group(changes: Changes, variable: str) -> ReaderTable:
    title = changes.say("title_by", by=changes.publication.breakdown(variable))
    rows = _clearest_first(changes.measures(variable))
    return _differences(changes, GROUPS, title, rows, ["measure", "service", "group"])


def _long(changes: Changes) -> ReaderTable:
    found = _differences(changes, LONG, changes.say("title_long"), changes.differences.iloc[:0], [])
    return replace(found, rows=labelled(changes, changes.differences, _LONG), columns=heads(changes, _LONG))


def _differences(
    changes: Changes, section: str, title: str, rows: pd.DataFrame, names: list[str]
) -> ReaderTable:
    kinds = dict.fromkeys(names, "text") | _CHANGE
    edition = changes.publication.edition
    said = [changes.say("note_differences", confidence=edition.confidence), changes.say("note_break")]
    return ReaderTable(
        section=section,
        title=title,
        population=population(changes),
        columns=heads(changes, kinds),
        rows=labelled(changes, rows, kinds),
        notes=[one for one in [*said, notes.trust(edition)] if one],
    )


def _tests(changes: Changes) -> ReaderTable:
    table = changes.tables["tests"]
    limit = changes.publication.codebook.method.significance
    table = table.assign(**{SIGNIFICANT: table["p_adjusted"] < limit})
    rows = labelled(changes, _clearest_first(table), _TESTS)
    title = changes.say("title_tests")
    return ReaderTable(QUESTIONS, title, population(changes), heads(changes, _TESTS), rows)


def _clearest_first(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values(["p_adjusted", "p"], kind="stable")
