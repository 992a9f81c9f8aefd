"""What a figure needs, and that it is there: checks for `checks.all_of`."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.codebook.making import grouping
from pipeline.codebook.model import Codebook, Figure

Finding = tuple[str, str, str]

_NEEDS = {
    "levels": ["question", "below", "below_head", "above_head"],
    "comparison": ["breakdown"],
    "curves": ["question", "breakdown"],
    "participation": ["breakdown"],
    "heat": ["question"],
    "pyramid": ["sex", "age"],
    "profile": ["breakdown"],
}


def drawn(figure: Figure, codebook: Codebook) -> Iterator[Finding]:
    """Every finding about one figure."""
    place = f"figure[{figure.number}]"
    yield from (("codebook_missing_key", f"{place}.{key}", "") for key in _absent(figure))
    if figure.kind == "participation" and codebook.participation is None:
        yield "codebook_missing_key", "participation", ""
    if figure.question and not codebook.closed(figure.question):
        yield "codebook_unknown_question", place, figure.question
    for name in filter(None, (figure.sex, figure.age)):
        yield from ((code, place, name) for code in grouping(codebook, name))
    for name in filter(None, (figure.measure, figure.aside, *figure.measures)):
        if name not in codebook.measures:
            yield "codebook_unknown_measure", place, name
    if figure.breakdown and figure.breakdown not in {one.variable for one in codebook.breakdown}:
        yield "codebook_unknown_breakdown", place, figure.breakdown
    if figure.base not in codebook.bases:
        yield "codebook_unknown_base", place, figure.base


def _absent(figure: Figure) -> Iterator[str]:
    """Keys that a figure of this kind needs and that it lacks."""
    yield from (key for key in _NEEDS.get(figure.kind, []) if not getattr(figure, key))
    subjects = {
        "comparison": (figure.measure, figure.measures, figure.question),
        "evolution": (figure.measure, figure.measures),
    }
    if not any(subjects.get(figure.kind, [True])):
        yield "measure"
