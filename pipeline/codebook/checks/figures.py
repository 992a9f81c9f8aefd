"""Figures: every key that a kind needs, and only what the tables hold and the kind can show."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.codebook.checks.derived_variables import no_grouping
from pipeline.codebook.checks.findings import Finding
from pipeline.codebook.model import Codebook, Cross, Figure
from pipeline.codebook.reserved_ids import EVERYONE

_NEEDS = {
    "levels": ["question", "below", "below_head", "above_head"],
    "comparison": ["breakdown"],
    "curves": ["question", "breakdown"],
    "participation": ["breakdown"],
    "heat": ["question"],
    "pyramid": ["sex", "age"],
    "profile": ["breakdown"],
}
_SHOW_ANSWERS = ("levels", "curves", "heat", "comparison")


def findings(codebook: Codebook) -> Iterator[Finding]:
    """Return every finding about figures."""
    for figure in codebook.figure:
        yield from _findings(figure, codebook)


def _findings(figure: Figure, codebook: Codebook) -> Iterator[Finding]:
    key = f"figure[{figure.number}]"
    yield from (Finding("codebook_missing_key", f"{key}.{needed}") for needed in _keys_absent(figure))
    if figure.kind == "participation" and codebook.participation is None:
        yield Finding("codebook_missing_key", "participation")
    if figure.question and not codebook.closed(figure.question):
        yield Finding("codebook_unknown_question", key, figure.question)
    yield from (Finding(code, key, figure.question) for code in _unfit_question(figure, codebook))
    for code, name in (*_wrong_sides(figure, codebook), *_not_in_tables(figure, codebook)):
        yield Finding(code, key, name)
    for name in filter(None, (figure.sex, figure.age)):
        yield from (Finding(code, key, name) for code in no_grouping(codebook, name))
    for name in filter(None, (figure.measure, figure.aside, *figure.measures)):
        if name not in codebook.measures:
            yield Finding("codebook_unknown_measure", key, name)
    if figure.breakdown and figure.breakdown not in {breakdown.variable for breakdown in codebook.breakdown}:
        yield Finding("codebook_unknown_breakdown", key, figure.breakdown)
    if figure.base not in codebook.bases:
        yield Finding("codebook_unknown_base", key, figure.base)


def _keys_absent(figure: Figure) -> Iterator[str]:
    """Return the keys that a figure of this kind needs and that it lacks."""
    yield from (key for key in _NEEDS.get(figure.kind, []) if not getattr(figure, key))
    subjects = {
        "comparison": (figure.measure, figure.measures, figure.question),
        "evolution": (figure.measure, figure.measures),
    }
    if not any(subjects.get(figure.kind, [True])):
        yield "measure"


def _unfit_question(figure: Figure, codebook: Codebook) -> Iterator[str]:
    """Return why a figure of this kind cannot show its question, as the code of a sentence."""
    question = codebook.by_id.get(figure.question or "")
    if question is None or not codebook.closed(question.id):
        return
    if figure.kind == "heat" and not getattr(question, "battery", False):
        yield "codebook_heat"
    # Several answers of one person add up to more than 100 %: nothing to stack or to cumulate.
    if figure.kind in ("levels", "curves") and question.kind == "multiple":
        yield "codebook_stacked"
    if figure.kind == "curves" and any(
        answer.start is None for answer in question.answers if answer.applicable
    ):
        yield "codebook_no_limits"
    if figure.kind in _SHOW_ANSWERS and isinstance(question, Cross):
        yield "codebook_unknown_question"


def _not_in_tables(figure: Figure, codebook: Codebook) -> Iterator[tuple[str, str]]:
    """Return what the tables do not hold: answers in another base, groups of a variable by itself."""
    measures = [
        codebook.measures[name] for name in (figure.measure, *figure.measures) if name in codebook.measures
    ]
    questions = [measure.question for measure in measures]
    if figure.kind in _SHOW_ANSWERS and figure.question in codebook.by_id:
        questions = [figure.question]
        if figure.base not in getattr(codebook.by_id[figure.question], "bases", [EVERYONE]):
            yield "codebook_figure_base", figure.base
    if figure.kind in ("comparison", "curves") and figure.breakdown in questions:
        yield "codebook_by_itself", figure.breakdown


def _wrong_sides(figure: Figure, codebook: Codebook) -> Iterator[tuple[str, str]]:
    """Return answers that the question has not, and a measure that is not what stands on the left."""
    if not figure.question or not codebook.closed(figure.question):
        return
    levels = {level.id for level in codebook.levels(figure.question)}
    for answer in (*figure.below, *figure.leave_out):
        if answer not in levels:
            yield "codebook_unknown_answer", answer
    measure = codebook.measures.get(figure.measure or "")
    if figure.kind == "levels" and measure:
        # Title, order and intervals are those of the measure, beside bars that add up `below`.
        left_side = (figure.question, figure.base, set(figure.below))
        if (measure.question, measure.base, set(measure.answers)) != left_side:
            yield "codebook_other_side", measure.id
