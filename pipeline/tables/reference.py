"""The page docs/tables.md: every table that a stage writes, its columns, types, units and meanings."""

from __future__ import annotations

from pipeline.tables.schemas import TABLES, TidyTable

_HEAD = """# The tables

Every CSV that a stage writes: files without a folder in `data/processed/<wave>/`, the others in the folder
named, those of a comparison in `compare-<earlier wave>/`, `figures.csv` and the open data (`results.csv`,
`dictionary.csv`) in `figures/<wave>/`. UTF-8, comma, missing numbers as an empty cell. Shares are fractions.

<!-- Written by `make codebook-doc` from pipeline/tables/schemas.py; a test says when it is out of date. -->
"""


def page() -> str:
    """Return the whole page as Markdown."""
    return "\n".join([_HEAD, *(_section(name, table) for name, table in TABLES.items())])


def _section(name: str, table: TidyTable) -> str:
    rows = [
        f"| `{column.name}` | {column.type} | {column.unit} | {column.meaning} |"
        for column in table.columns.values()
    ]
    further = (
        ["", "Then one column a variable of the codebook that groups are made of."] if table.further else []
    )
    head = [
        f"## {name}.csv",
        "",
        f"{table.title}.",
        "",
        "| column | type | unit | meaning |",
        "|---|---|---|---|",
    ]
    return "\n".join([*head, *rows, *further, ""])
