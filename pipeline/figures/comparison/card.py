"""A card with one sentence, where no answer differs enough between groups to be drawn."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.figures import notes
from pipeline.figures.comparison.lines import joint_tests
from pipeline.figures.context import Context
from pipeline.figures.files import Drawing
from pipeline.figures.frame import INNER_WIDTH_CM, MARGIN_CM, Frame, Words, leading
from pipeline.figures.records import tidy
from pipeline.figures.theme import BAND
from pipeline.figures.typography import wrap
from pipeline.figures.words import compose
from pipeline.text.number_format import decimal

CARD_PT = 11.0
CARD_PADDING_CM = 0.45


def draw(context: Context, figure: Figure) -> Drawing | None:
    """Draw the card; None when the answers were not tested."""
    tests = joint_tests(context, figure)
    tests = tests[tests["p_adjusted"].notna()]
    if tests.empty:
        return None
    sentence = _sentence(context, figure, tests)
    lines = wrap(sentence, INNER_WIDTH_CM - 2 * CARD_PADDING_CM, CARD_PT)
    body = len(lines) * leading(CARD_PT) + 2 * CARD_PADDING_CM
    frame = Frame(_words(context, figure, tests, sentence), body)
    frame.rectangle(MARGIN_CM, frame.top, INNER_WIDTH_CM, frame.body, fc=BAND, zorder=-2)
    for i, line in enumerate(lines):
        y = frame.top + CARD_PADDING_CM + (i + 0.78) * leading(CARD_PT)
        frame.text(MARGIN_CM + CARD_PADDING_CM, y, line, CARD_PT)
    return Drawing(figure, frame.words, [frame], tidy(context, figure, _records(context, figure, tests)))


def _sentence(context: Context, figure: Figure, tests: pd.DataFrame) -> str:
    """Return which questions have some difference between groups, or that none has."""
    by = _by(context, figure)
    passed = tests.loc[tests["significant"], "service"]
    if len(passed):
        services = ", ".join(_service(context, figure, service) for service in passed)
        return context.say("figures.card_some", by=by, services=services)
    single = "" if tests["service"].any() else "_single"
    return context.say(f"figures.card_none{single}", by=by, tested=len(tests))


def _words(context: Context, figure: Figure, tests: pd.DataFrame, sentence: str) -> Words:
    first = tests.loc[tests["p_adjusted"].idxmin()]
    single = "" if first["service"] else "_single"
    p = decimal(first["p_adjusted"], context.language, 3)
    threshold = context.percent(context.codebook.method.significance)
    title = context.say("figures.card_title", measure=_measure(context, figure), by=_by(context, figure))
    paragraphs = [
        context.say(
            f"figures.card_reading{single}", p=p, service=_service(context, figure, first["service"])
        ),
        context.say("figures.card_test", threshold=threshold, comparisons=int(first["family_size"])),
        notes.field(context, figure.base),
        notes.source(context),
    ]
    return compose(context, figure, titles=[title], paragraphs=paragraphs, alt=[sentence])


def _records(context: Context, figure: Figure, tests: pd.DataFrame) -> Iterator[dict]:
    """Yield the tests, and how many there were."""
    measure = context.say("figures.card_p", measure=_measure(context, figure))
    by = context.text(context.codebook.by_id[figure.breakdown].label)
    for row in tests.itertuples():
        service = _service(context, figure, row.service)
        key = {"measure": measure, "service": service, "breakdown": by, "group": ""}
        yield key | {
            "value": row.p_adjusted,
            "unit": "p",
            "n": row.n,
            "p": row.p,
            "p_adjusted": row.p_adjusted,
        }
    counted = {
        "measure": context.say("figures.count_tested", measure=_measure(context, figure)),
        "breakdown": by,
    }
    yield counted | {"group": "", "value": len(tests), "unit": "services"}


def _measure(context: Context, figure: Figure) -> str:
    question = context.codebook.by_id[figure.question]
    return context.text(question.heading or question.label)


def _service(context: Context, figure: Figure, service: str) -> str:
    return context.row_label(service, figure.question)


def _by(context: Context, figure: Figure) -> str:
    by = next(by for by in context.codebook.breakdown if by.variable == figure.breakdown)
    return context.text(by.label)
