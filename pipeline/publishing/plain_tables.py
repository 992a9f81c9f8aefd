"""Every crossing as plain tables, for a page without script: the same numbers as the panel."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from pipeline.figures import notes
from pipeline.formats import decimal, decimal_range, number
from pipeline.publishing.crossing import Cell, Crossing
from pipeline.publishing.crossings import Crossings
from pipeline.publishing.explained import tested
from pipeline.publishing.printing import printed, spread
from pipeline.publishing.reader_table import shorthand
from pipeline.withholding import WITHHELD


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
    """One table a subject, breakdown and base, in the order of the panel."""
    places = groupby(crossings.every(), key=lambda one: (one.subject.id, one.breakdown, one.base))
    return [_table(crossings, list(found)) for _, found in places]


def _table(crossings: Crossings, found: list[Crossing]) -> PlainTable:
    wording, first = crossings.wording, found[0]
    groups = [wording.edition.say("overall")]
    groups += [wording.group(first.breakdown, group) for group in wording.groups(first.breakdown)]
    title = f"{first.subject.label} – {wording.breakdown(first.breakdown)}"
    return PlainTable(
        title=title if len(first.subject.bases) == 1 else f"{title} ({wording.base(first.base)})",
        population=notes.field(wording.edition, first.base),
        heads=[wording.say("panel_row"), *groups, wording.say("col_method")],
        rows=[row for crossing in found for row in _rows(crossings, crossing)],
    )


def _rows(crossings: Crossings, crossing: Crossing) -> list[list[str]]:
    """A row an answer; the test stands in the first."""
    wording, test = crossings.wording, tested(crossings, crossing)
    rows = []
    for answer, cells in groupby(crossing.cells, key=lambda cell: cell.answer):
        names = [wording.service(crossing.service), wording.answer(crossing.subject.question, answer)]
        name = ", ".join(filter(None, names)) or crossing.subject.label
        rows.append([name, *(_printed(crossings, crossing, cell) for cell in cells), "" if rows else test])
    return rows


def _printed(crossings: Crossings, crossing: Crossing, cell: Cell) -> str:
    """ "38.1% (32.0% to 44.1%), n = 270, n eff. 251, a"."""
    if cell.status == WITHHELD:
        return shorthand(WITHHELD)
    language = crossings.wording.language
    if crossing.subject.kind == "number":
        value, interval = decimal(cell.value, language, 2), decimal_range(cell.low, cell.high, language, 2)
    else:
        value, interval = printed(cell.value, "percent", language), spread(cell.low, cell.high, language)
    told = crossings.wording.say(
        "panel_cell",
        value=value,
        interval=interval,
        n=number(cell.n, language),
        effective=number(cell.n_effective, language),
    )
    return ", ".join(filter(None, [told, cell.letters, shorthand(cell.status)]))
