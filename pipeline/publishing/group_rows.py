"""Rows of tables by groups: a share among everyone and in each group, differences to the rest, the test."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.publishing.publication import Publication
from pipeline.publishing.reader_table import Column, shorthand


@dataclass(frozen=True)
class Row:
    """One share and where it stands: a named measure, or one answer to a question."""

    labels: tuple[str, ...]
    question: str
    base: str
    service: str = ""
    measure: str = ""
    answer: str = ""

    @property
    def place(self) -> dict[str, str]:
        names = ("question", "base", "service", "measure", "answer")
        return {"kind": "measure" if self.measure else "level"} | {n: getattr(self, n) for n in names}


def ranking(publication: Publication, row: Row) -> tuple[bool, float]:
    """Highest share first; nothing to show last."""
    found = publication.estimate(**row.place)
    missing = found is None or not found.share >= 0
    return missing, 0 if missing else -found.share


def columns(publication: Publication, heads: list[str], breakdown: str) -> list[Column]:
    """The columns of labels, everyone, each group, and the test of the question."""
    return [
        *(Column(head) for head in heads),
        Column(publication.edition.say("overall"), "estimate"),
        *(
            Column(publication.group(breakdown, group), "estimate", compared=True, lettered=True)
            for group in publication.groups(breakdown)
        ),
        Column(publication.say("col_test_p"), "p"),
        Column(publication.say("col_test_p_adjusted"), "p"),
        Column(publication.say("col_test_status"), "status"),
    ]


def cells(publication: Publication, row: Row, breakdown: str) -> tuple:
    """One row in the columns above."""
    groups = publication.groups(breakdown)
    shares = [publication.estimate(**row.place, breakdown=breakdown, group=group) for group in groups]
    test = publication.test(row.question, row.service, row.base, breakdown)
    tested = (test["p"], test["p_adjusted"], shorthand(test["status"])) if test else (None, None, "[x]")
    return (*row.labels, publication.estimate(**row.place), *shares, *tested)


def notes_on(publication: Publication, breakdown: str) -> list[str]:
    """How to read differences, letters and the test."""
    edition = publication.edition
    rest = edition.say(f"rest_{edition.sort(breakdown)}")
    threshold = edition.percent(publication.codebook.method.significance)
    return [
        publication.say("note_difference", rest=rest, threshold=threshold),
        publication.say("note_letters", threshold=threshold),
        publication.say("note_test", by=publication.breakdown(breakdown)),
    ]
