"""What the figure of verdicts says: title, notes and alternative text, all counted from its table."""

from __future__ import annotations

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.figures import notes
from pipeline.figures.context import Context
from pipeline.figures.frame import Words
from pipeline.figures.records import file_stem
from pipeline.text.number_format import number, upper_first

SHOWN = ("established", "consistent", "not_shown", "contradicted", "too_few")
AGAINST = ("not_shown", "contradicted")


def words(context: Context, figure: Figure, claims: pd.DataFrame) -> Words:
    """The words of the figure.

    Parameters
    ----------
    claims : the results shown.
    """
    counts = claims["verdict"].value_counts()
    against = sum(int(counts.get(name, 0)) for name in AGAINST)
    told = {"tested": _whole(context, len(claims)), "against": _whole(context, against)}
    told |= {name: _whole(context, counts.get(name, 0)) for name in ("established", "consistent")}
    say = context.verified.say
    return Words(
        titles=[say(f"figure.title_{'some' if against else 'none'}", **told), say("figure.title_plain")],
        subtitle=context.text(figure.subtitle),
        notes=_notes(context, claims),
        alt=_alternative(context, figure, claims),
        identity=notes.identity(context, figure),
        mark=notes.mark(context),
    )


def _notes(context: Context, claims: pd.DataFrame) -> list[str]:
    verified, topics = context.verified, claims["topic"].value_counts()
    most = claims["topic"].iloc[claims["topic"].map(topics).to_numpy().argmax()]
    mine = claims[claims["topic"] == most]
    reading = verified.say(
        "figure.reading",
        topic=verified.topic(most),
        n=_whole(context, len(mine)),
        established=_whole(context, (mine["verdict"] == "established").sum()),
    )
    untold = len(verified.claims) - len(claims)
    threshold = context.percent(context.codebook.method.significance)
    left_out = verified.say("figure.note_untold", n=_whole(context, untold)) if untold else ""
    return [
        notes.joined(reading, verified.say("figure.note_hollow"), left_out),
        verified.say("summary.method", threshold=threshold),
        *filter(None, [notes.trust(context)]),
        notes.source(context),
    ]


def _alternative(context: Context, figure: Figure, claims: pd.DataFrame) -> str:
    """Every count that the dots show."""
    details = [
        context.verified.say(
            "figure.topic_counts",
            topic=context.verified.topic(str(topic)),
            counts=_counted(context, part["verdict"].value_counts()),
        )
        for topic, part in claims.groupby("topic", sort=False)
    ]
    counts = upper_first(f"{_counted(context, claims['verdict'].value_counts())}.")
    told = context.verified.say("figure.alt", counts=counts, details=context.say("list").join(details))
    return notes.joined(told, context.say("alt_table", file=f"{file_stem(figure)}.csv"))


def _counted(context: Context, counts: pd.Series) -> str:
    named = [(context.verified.verdict(name), counts.get(name, 0)) for name in SHOWN if counts.get(name, 0)]
    return ", ".join(f"{label} {_whole(context, count)}" for label, count in named)


def _whole(context: Context, count: int) -> str:
    return number(float(count), context.language)
