"""Figures to draw."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from pipeline.codebook.elements import CodebookTable, Identifier, Level, Text
from pipeline.codebook.reserved_ids import EVERYONE


class Figure(CodebookTable):
    """One figure to draw: a grammar and what it shows.

    A comparison is of one `measure` by service, of several `measures`, or of the answers to `question`.
    """

    number: int = Field(ge=1, le=99)
    """Its number."""
    slug: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    """The end of its file name."""
    kind: Literal[
        "levels",
        "comparison",
        "heat",
        "pyramid",
        "verdicts",
        "separation",
        "profile",
        "guessing",
        "curves",
        "weighting",
        "participation",
        "evolution",
    ]
    """Its grammar: levels (answers of an ordered question, by service), comparison (groups side by side),
    heat (answers by service), curves (an ordered question cut at each class), pyramid and weighting
    (respondents and population), participation (by place), separation, profile and guessing
    (discriminant analysis), verdicts (published results), evolution (what changed since another wave,
    drawn by make compare)."""
    subtitle: Text
    """What it shows, and the unit."""
    question: Identifier | None = None
    """The question that is shown (levels, curves, heat, comparison)."""
    measure: Identifier | None = None
    """The measure that is shown, or that orders the rows; of levels, the share of `below`."""
    measures: list[Identifier] = []
    """Several measures (comparison, evolution)."""
    base: Identifier = EVERYONE
    """Among whom answers are counted."""
    breakdown: Identifier | None = None
    """The groups that are compared."""
    unit: Text | None = None
    """Unit of the limits of classes (curves)."""
    outlines: str | None = None
    """A GeoJSON of communes in the wave's folder (participation)."""
    outlines_source: Text | None = None
    """Where it comes from."""
    below: list[Level] = []
    """Answers drawn left of the axis (levels)."""
    below_head: Text | None = None
    """Title of the left side."""
    above_head: Text | None = None
    """Title of the right side."""
    aside: Identifier | None = None
    """A measure shown beside (levels)."""
    aside_head: Text | None = None
    """Its title."""
    leave_out: list[Level] = []
    """Answers that are not drawn (heat, comparison)."""
    sex: Identifier | None = None
    """Question of the sex (pyramid)."""
    age: Identifier | None = None
    """Variable of the age bands (pyramid)."""
