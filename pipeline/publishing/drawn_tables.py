"""The numbers of a figure as its own file has them, whatever its grammar: one row a number."""

from __future__ import annotations

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.figures import notes
from pipeline.figures.edition import EVERYONE
from pipeline.publishing.publication import Publication
from pipeline.publishing.reader_table import Column, Estimate, ReaderTable

_NAMES = ["measure", "service", "level", "breakdown", "group"]


def as_drawn(publication: Publication, figure: Figure, drawn: pd.DataFrame, section: str) -> ReaderTable:
    """One row a number drawn; fractions print as percentages, other units as they are."""
    numbers = drawn.assign(**{name: pd.to_numeric(drawn[name]) for name in ("value", "n_weighted")})
    used = [name for name in _NAMES if drawn[name].astype(bool).any()]
    others = numbers.loc[numbers["unit"] != "share", "value"].dropna()
    kind = "whole" if (others % 1 == 0).all() else "decimal"
    return ReaderTable(
        section=section,
        title=publication.edition.text(figure.subtitle),
        population=notes.field(publication.edition, figure.base),
        columns=[
            *(Column(publication.say(f"col_{name}")) for name in used),
            Column(publication.say("col_share"), "estimate"),
            Column(publication.say("col_value"), kind),
            Column(publication.say("col_n_effective"), "whole"),
            Column(publication.say("col_p"), "p"),
            Column(publication.say("col_p_adjusted"), "p"),
        ],
        rows=[_drawn_row(publication, row, used) for row in numbers.to_dict("records")],
    )


def _drawn_row(publication: Publication, row: dict, used: list[str]) -> tuple:
    labels = [publication.group("", row[name]) if row[name] == EVERYONE else row[name] for name in used]
    tested = (row["n_effective"], row["p"], row["p_adjusted"])
    if row["unit"] != "share":
        return (*labels, None, row["value"], *tested)
    cells = (row[name] for name in ("value", "ci_low", "ci_high", "n", "n_weighted"))
    return (*labels, Estimate(*cells, "", row["status"]), None, *tested)
