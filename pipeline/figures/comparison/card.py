"""A card with one sentence, where no answer differs enough between groups to be drawn."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.figures import notes
from pipeline.figures.comparison.data import joint_tests
from pipeline.figures.context import Edition
from pipeline.figures.files import Drawing
from pipeline.figures.frame import INNER, MARGIN, Frame, Words, leading
from pipeline.figures.records import name, tidy
from pipeline.figures.theme import BAND
from pipeline.figures.typography import wrap
from pipeline.text.number_format import decimal

SIZE, PAD = 11.0, 0.45


def draw(edition: Edition, figure: Figure) -> Drawing | None:
    """The card, or None when the answers were not tested."""
    tests = joint_tests(edition, figure)
    tests = tests[tests["p_adjusted"].notna()]
    if tests.empty:
        return None
    sentence = _sentence(edition, figure, tests)
    lines = wrap(sentence, INNER - 2 * PAD, SIZE)
    frame = Frame(_words(edition, figure, tests, sentence), body=len(lines) * leading(SIZE) + 2 * PAD)
    frame.rectangle(MARGIN, frame.top, INNER, frame.body, fc=BAND, zorder=-2)
    for i, line in enumerate(lines):
        frame.text(MARGIN + PAD, frame.top + PAD + (i + 0.78) * leading(SIZE), line, SIZE)
    data = tidy(edition, figure, _records(edition, figure, tests))
    return Drawing(figure, frame.words, [frame], data)


def _sentence(edition: Edition, figure: Figure, tests: pd.DataFrame) -> str:
    by = _by(edition, figure)
    passed = [_service(edition, figure, one) for one in tests.loc[tests["significant"], "service"]]
    if passed:
        return edition.say("card_some", by=by, services=", ".join(passed))
    single = "" if tests["service"].any() else "_single"
    return edition.say(f"card_none{single}", by=by, tested=len(tests))


def _words(edition: Edition, figure: Figure, tests: pd.DataFrame, sentence: str) -> Words:
    first = tests.loc[tests["p_adjusted"].idxmin()]
    single = "" if first["service"] else "_single"
    p = decimal(first["p_adjusted"], edition.language, 3)
    threshold = edition.percent(edition.codebook.method.significance)
    title = edition.say("card_title", measure=_measure(edition, figure), by=_by(edition, figure))
    said = [
        edition.say(f"card_reading{single}", p=p, service=_service(edition, figure, first["service"])),
        edition.say("card_test", threshold=threshold, comparisons=int(first["family_size"])),
        notes.field(edition, figure.base),
        notes.source(edition),
    ]
    return Words(
        titles=[title],
        subtitle=edition.text(figure.subtitle),
        notes=said,
        alt=notes.joined(sentence, edition.say("alt_table", file=f"{name(figure)}.csv")),
        identity=notes.identity(edition, figure),
        mark=notes.mark(edition),
    )


def _records(edition: Edition, figure: Figure, tests: pd.DataFrame) -> Iterator[dict]:
    """The tests, and how many there were."""
    measure = edition.say("card_p", measure=_measure(edition, figure))
    by = edition.text(edition.codebook.by_id[figure.breakdown].label)
    for row in tests.itertuples():
        service = _service(edition, figure, row.service)
        place = {"measure": measure, "service": service, "breakdown": by, "group": ""}
        yield place | {
            "value": row.p_adjusted,
            "unit": "p",
            "n": row.n,
            "p": row.p,
            "p_adjusted": row.p_adjusted,
        }
    counted = {"measure": edition.say("count_tested", measure=_measure(edition, figure)), "breakdown": by}
    yield counted | {"group": "", "value": len(tests), "unit": "services"}


def _measure(edition: Edition, figure: Figure) -> str:
    question = edition.codebook.by_id[figure.question]
    return edition.text(question.heading or question.label)


def _service(edition: Edition, figure: Figure, service: str) -> str:
    return edition.row_label(service, figure.question)


def _by(edition: Edition, figure: Figure) -> str:
    by = next(b for b in edition.codebook.breakdown if b.variable == figure.breakdown)
    return edition.text(by.label)
