"""What the figure of published results says: title, notes and alternative text, counted from its table."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.figures import notes
from pipeline.figures.claims.data import AGAINST, DRAWN_VERDICTS
from pipeline.figures.context import Context
from pipeline.figures.frame import Words
from pipeline.figures.words import compose
from pipeline.text.number_format import number, upper_first


def words(context: Context, figure: Figure, claims: pd.DataFrame) -> Words:
    """Return titles, notes and alternative text; `claims` are the results shown."""
    counts = claims["verdict"].value_counts()
    against = sum(int(counts.get(verdict, 0)) for verdict in AGAINST)
    parts = {"tested": _whole(context, len(claims)), "against": _whole(context, against)}
    parts |= {verdict: _whole(context, counts.get(verdict, 0)) for verdict in ("established", "consistent")}
    title = context.say(f"claims.figure.title_{'some' if against else 'none'}", **parts)
    titles = [title, context.say("claims.figure.title_plain")]
    return compose(
        context, figure, titles=titles, paragraphs=_notes(context, claims), alt=[_alt(context, claims)]
    )


def _notes(context: Context, claims: pd.DataFrame) -> Iterator[str]:
    verified, sizes = context.verified, claims["topic"].value_counts()
    # The first of the topics with most results.
    largest = claims["topic"].iloc[claims["topic"].map(sizes).to_numpy().argmax()]
    of_topic = claims[claims["topic"] == largest]
    reading = context.say(
        "claims.figure.reading",
        topic=verified.topic(largest),
        n=_whole(context, len(of_topic)),
        established=_whole(context, (of_topic["verdict"] == "established").sum()),
    )
    not_told = len(verified.claims) - len(claims)
    left_out = context.say("claims.figure.note_untold", n=_whole(context, not_told)) if not_told else ""
    yield notes.joined(reading, context.say("claims.figure.note_hollow"), left_out)
    threshold = context.percent(context.codebook.method.significance)
    yield context.say("claims.summary.method", threshold=threshold)
    yield notes.trust(context)
    yield notes.source(context)


def _alt(context: Context, claims: pd.DataFrame) -> str:
    """Return every count that the dots show, in a sentence."""
    details = [
        context.say(
            "claims.figure.topic_counts",
            topic=context.verified.topic(str(topic)),
            counts=_counts(context, part["verdict"].value_counts()),
        )
        for topic, part in claims.groupby("topic", sort=False)
    ]
    counts = upper_first(f"{_counts(context, claims['verdict'].value_counts())}.")
    return context.say("claims.figure.alt", counts=counts, details=context.say("figures.list").join(details))


def _counts(context: Context, counts: pd.Series) -> str:
    """Return "established 3, consistent 5": verdicts that some result has, with how many."""
    return ", ".join(
        f"{context.verified.verdict(verdict)} {_whole(context, counts.get(verdict, 0))}"
        for verdict in DRAWN_VERDICTS
        if counts.get(verdict, 0)
    )


def _whole(context: Context, count: int) -> str:
    return number(float(count), context.language)
