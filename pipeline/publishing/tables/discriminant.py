"""The discriminant analysis as tables for readers: one a table of the analysis, its ids put into words."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.discriminant.categories import Item
from pipeline.discriminant.labels import answer_words, item_label, level_label, service_label
from pipeline.figures.context import Context
from pipeline.publishing.tables.model import Column, Kind, ReaderTable, shorthand

# Tables in their order; those shown in the report are short.
SHORT = (
    "functions",
    "group-tests",
    "permutations",
    "place-tests",
    "distances",
    "confusions",
    "quality",
    "selection",
    "adjusted",
)
LONG_DISCRIMINANT = ("coefficients", "centroids", "regions", "strengths", "categories", "axes", "detectable")

DISCRIMINANT_COLUMNS: dict[str, dict[str, Kind]] = {
    "functions": {
        "function": "whole", "root": "decimal", "share": "percent", "canonical_correlation": "decimal",
        "statistic": "decimal", "df1": "whole", "p": "p", "p_effective": "p",
    },
    "group-tests": {
        "test": "text", "measured": "decimal", "statistic": "decimal", "df1": "decimal", "df2": "decimal",
        "p": "p", "p_effective": "p", "n": "whole", "n_effective": "whole",
    },
    "permutations": {
        "test": "text", "model": "text", "dealt": "text", "measured": "decimal", "draws_mean": "decimal",
        "draws_high": "decimal", "draws": "whole", "p": "p",
    },
    "distances": {
        "group": "text", "other": "text", "distance": "decimal", "distance_squared_corrected": "decimal",
        "statistic": "decimal", "p": "p", "p_adjusted": "p",
    },
    # and a column a group guessed
    "confusions": {"scheme": "text", "model": "text", "priors": "text", "counted": "text", "group": "text"},
    "quality": {
        "scheme": "text", "model": "text", "priors": "text", "counted": "text", "measure": "text",
        "group": "text", "measured": "decimal",
    },
    "selection": {
        "length": "whole", "item": "text", "statistic": "decimal", "balanced_accuracy": "percent",
        "standard_error": "percent", "chosen": "text", "entered": "percent",
    },
    "place-tests": {
        "service": "text", "item": "text", "measured": "decimal", "draws_mean": "decimal", "draws": "whole",
        "p": "p", "p_adjusted": "p",
    },
    "coefficients": {
        "function": "whole", "axis": "whole", "coefficient": "decimal", "standardised": "decimal",
        "structure": "decimal",
    },
    "regions": {
        "kind": "text", "group": "text", "x": "decimal", "y": "decimal", "half_width": "decimal",
        "half_height": "decimal", "angle_degrees": "decimal",
    },
    "centroids": {
        "group": "text", "function": "whole", "mean": "decimal", "standard_error": "decimal",
        "ci_low": "decimal", "ci_high": "decimal", "n": "whole", "n_effective": "whole",
    },
    "strengths": {
        "service": "text", "item": "text", "function": "whole", "correlation": "decimal",
        "variance_explained": "percent",
    },
    "categories": {
        "service": "text", "question": "text", "answer": "text", "role": "text", "function": "whole",
        "share": "percent", "n": "whole", "score": "decimal", "mean": "decimal", "correlation": "decimal",
    },
    "axes": {
        "axis": "whole", "eigenvalue": "decimal", "share": "percent", "kept": "text", "statistic": "decimal",
        "p": "p",
    },
    "adjusted": {
        "question": "text", "service": "text", "answer": "text", "method": "text", "statistic": "decimal",
        "df1": "whole", "df2": "whole", "p": "p", "p_adjusted": "p", "p_alone_adjusted": "p",
        "p_parallel": "p", "reading": "text", "n": "whole", "status": "status",
    },
    "detectable": {
        "question": "text", "service": "text", "base": "text", "breakdown": "text", "group": "text",
        "n": "whole", "n_effective": "whole", "detectable_half": "percent", "detectable_tenth": "percent",
        "status": "status",
    },
}  # fmt: skip
WORDS = (
    "test",
    "model",
    "dealt",
    "scheme",
    "priors",
    "counted",
    "measure",
    "role",
    "method",
    "reading",
    "kept",
    "chosen",
)


SECTION = "discriminant"


def tables(context: Context) -> list[ReaderTable]:
    """Return every table of the analysis that was made, in order."""
    analysis_tables = context.discriminant
    return [
        _table(context, name)
        for name in (*SHORT, *LONG_DISCRIMINANT)
        if name in analysis_tables and len(analysis_tables[name])
    ]


def _table(context: Context, name: str) -> ReaderTable:
    rows, columns = context.discriminant[name], DISCRIMINANT_COLUMNS[name]
    heads = [Column(_head(context, column), kind) for column, kind in columns.items()]
    if name == "confusions":
        rows, groups = _matrix(rows)
        variable = context.codebook.discriminant.group
        labels = [level_label(context.codebook, variable, g, context.language) for g in groups]
        heads += [Column(_guessed(context, label), "percent") for label in labels]
        columns = [*columns, *groups]
    population = context.text(context.codebook.survey.population)
    key = name.replace("-", "_")
    return ReaderTable(
        section=SECTION,
        title=context.say(f"discriminant.title_{key}"),
        population=context.say("figures.field_all", population=population),
        columns=heads,
        rows=[
            tuple(_cells(context, name, row)[column] for column in columns) for row in rows.to_dict("records")
        ],
        notes=[context.say(f"discriminant.note_{key}")],
    )


def _matrix(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return confusions with a column a group guessed, in the order of the rows, and these groups."""
    keys, groups = list(DISCRIMINANT_COLUMNS["confusions"]), list(dict.fromkeys(rows["group"]))
    wide = rows.pivot(index=keys, columns="guessed", values="share")[groups]
    return wide.reindex(pd.MultiIndex.from_frame(rows[keys].drop_duplicates())).reset_index(), groups


def _guessed(context: Context, group: str) -> str:
    return context.say("discriminant.col_guessed", group=group)


def _head(context: Context, column: str) -> str:
    return context.say(f"discriminant.col_{column}")


def _cells(context: Context, name: str, row: dict) -> dict:
    labels = {
        word: context.say(f"discriminant.word_{row[word]}") if row[word] else ""
        for word in WORDS
        if word in row
    }
    for column, label in _LABELS.items():
        if column in row:
            labels[column] = label(context, name, row)
    if "part" in row:
        labels["item"] = _item(context, row)
    if "status" in row:
        labels["status"] = shorthand(row["status"])
    return row | labels


def _item(context: Context, row: dict) -> str:
    """Return the question of a row, without the service that has a column of its own."""
    if not row["question"]:
        return ""
    service = "" if row.get("kind") == "item" else row["service"]
    item = Item(row["question"], service, row["part"])
    return item_label(context.codebook, item, context.language)


def _group(context: Context, name: str, row: dict, column: str) -> str:
    if row[column] == EVERYONE:
        return context.say("figures.overall")
    variable = row["breakdown"] if name == "detectable" else context.codebook.discriminant.group
    return level_label(context.codebook, variable, row[column], context.language)


def _answer(context: Context, name: str, row: dict) -> str:
    if name == "categories":
        return answer_words(context.codebook, row, context.language)
    return context.answer_label(row["question"], row["answer"])


_LABELS: dict[str, Callable[[Context, str, dict], object]] = {
    "group": lambda context, name, row: _group(context, name, row, "group"),
    "other": lambda context, name, row: _group(context, name, row, "other"),
    "kind": lambda context, name, row: (
        context.say(f"discriminant.word_region_{row['kind']}") if name == "regions" else row["kind"]
    ),
    "answer": _answer,
    "question": lambda context, name, row: context.variable_label(row["question"]) if row["question"] else "",
    "service": lambda context, name, row: service_label(context.codebook, row["service"], context.language),
    "base": lambda context, name, row: context.text(context.codebook.bases[row["base"]].label),
    "breakdown": lambda context, name, row: context.breakdown_label(row["breakdown"]),
}


def is_short(context: Context, table: ReaderTable) -> bool:
    """Return whether the report shows a table; the workbook has them all."""
    titles = {context.say(f"discriminant.title_{name.replace('-', '_')}") for name in SHORT}
    return table.section == SECTION and table.title in titles
