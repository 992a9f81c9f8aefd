"""Who is counted and what: bases, measures, breakdowns, families of tests, rows set aside."""

from __future__ import annotations

from typing import Literal

from pipeline.codebook.table import Identifier, Level, Table, Text


class Where(Table):
    """The answers that let people into a base."""

    question: Identifier
    """The question that decides, about the same service."""
    answers: list[Level]
    """The answers that let people in."""


class Base(Table):
    """Who is counted: those whose answer to `where.question` (same service) is listed."""

    id: Identifier
    """Its id; a base "all" without `where` is everyone."""
    label: Text
    """Who they are ("users of the service")."""
    of: Text
    """How they follow a percentage ("of users")."""
    where: Where | None = None
    """Who belongs to it; without it, everyone."""


class Measure(Table):
    """A named share: of those in `base` who answered `question`, the part with one of `answers`."""

    id: Identifier
    """Its id."""
    question: Identifier
    """The question or derived variable."""
    answers: list[Level]
    """The answers that count."""
    base: Identifier = "all"
    """Among whom."""
    label: Text
    """Its name ("Share of users not satisfied")."""
    says: Text
    """What these people do ("are not satisfied")."""
    told: Text | None = None
    """The same with the service, as {the} ("the swimming pool"), {of} ("de la piscine") or {to}."""
    people: Text | None = None
    """Who these people are ("dissatisfied users")."""
    tone: Literal["bad", "good", "neutral"] = "neutral"
    """Whether more of it is bad, good, or neither."""


class Breakdown(Table):
    """A variable by whose groups every question is tabulated."""

    variable: Identifier
    """The closed question or derived variable."""
    label: Text
    """How it follows a title ("by territory")."""
    places: bool | None = None
    """Whether its groups are places ("than elsewhere") or people ("than in the other groups"); without
    it, groups of communes are places and others are people."""


class TestFamily(Table):
    """Tests that are adjusted together; a question in no family forms its own with each breakdown."""

    __test__ = False

    id: Identifier
    """Its id."""
    label: Text
    """Its name."""
    questions: list[Identifier]
    """Its questions."""
    breakdowns: list[Identifier]
    """The breakdowns by which they are tested."""


class SetAside(Table):
    """A rule under which a row does not count; the first that fits a row is the one counted."""

    id: Identifier
    """Its id."""
    label: Text
    """Why these rows do not count."""
    kind: Literal["value", "empty", "outside", "below", "duplicate"]
    """value: a column holds one of `values`; empty: no answer to any question; outside: the commune of
    `question` is known to be elsewhere; below: `variable` is less than `less_than`; duplicate: the same
    answers as an earlier row."""
    column: str | None = None
    """Column of the export (value)."""
    values: list[str] = []
    """What that column holds (value)."""
    question: Identifier | None = None
    """Commune question (outside)."""
    variable: Identifier | None = None
    """Number question or age (below)."""
    less_than: float | None = None
    """Limit (below)."""
    ignoring: list[Identifier] = []
    """Questions that are not looked at (empty, duplicate)."""
