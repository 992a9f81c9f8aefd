"""What the figure of verdicts says: title, notes and alternative text, all counted from its table."""

from __future__ import annotations

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.figures import notes
from pipeline.figures.context import Edition
from pipeline.figures.frame import Words
from pipeline.figures.records import name
from pipeline.text.number_format import number, upper_first

SHOWN = ("established", "consistent", "not_shown", "contradicted", "too_few")
AGAINST = ("not_shown", "contradicted")


def words(edition: Edition, figure: Figure, claims: pd.DataFrame) -> Words:
    """The words of the figure.

    Parameters
    ----------
    claims : the results shown.
    """
    counts = claims["verdict"].value_counts()
    against = sum(int(counts.get(name, 0)) for name in AGAINST)
    told = {"tested": _whole(edition, len(claims)), "against": _whole(edition, against)}
    told |= {name: _whole(edition, counts.get(name, 0)) for name in ("established", "consistent")}
    say = edition.verified.say
    return Words(
        titles=[say(f"figure.title_{'some' if against else 'none'}", **told), say("figure.title_plain")],
        subtitle=edition.text(figure.subtitle),
        notes=_notes(edition, claims),
        alt=_alternative(edition, figure, claims),
        identity=notes.identity(edition, figure),
        mark=notes.mark(edition),
    )


def _notes(edition: Edition, claims: pd.DataFrame) -> list[str]:
    verified, topics = edition.verified, claims["topic"].value_counts()
    most = claims["topic"].iloc[claims["topic"].map(topics).to_numpy().argmax()]
    mine = claims[claims["topic"] == most]
    reading = verified.say(
        "figure.reading",
        topic=verified.topic(most),
        n=_whole(edition, len(mine)),
        established=_whole(edition, (mine["verdict"] == "established").sum()),
    )
    untold = len(verified.claims) - len(claims)
    threshold = edition.percent(edition.codebook.method.significance)
    left_out = verified.say("figure.note_untold", n=_whole(edition, untold)) if untold else ""
    return [
        notes.joined(reading, verified.say("figure.note_hollow"), left_out),
        verified.say("summary.method", threshold=threshold),
        *filter(None, [notes.trust(edition)]),
        notes.source(edition),
    ]


def _alternative(edition: Edition, figure: Figure, claims: pd.DataFrame) -> str:
    """Every count that the dots show."""
    details = [
        edition.verified.say(
            "figure.topic_counts",
            topic=edition.verified.topic(str(topic)),
            counts=_counted(edition, part["verdict"].value_counts()),
        )
        for topic, part in claims.groupby("topic", sort=False)
    ]
    counts = upper_first(f"{_counted(edition, claims['verdict'].value_counts())}.")
    told = edition.verified.say("figure.alt", counts=counts, details=edition.say("list").join(details))
    return notes.joined(told, edition.say("alt_table", file=f"{name(figure)}.csv"))


def _counted(edition: Edition, counts: pd.Series) -> str:
    named = [(edition.verified.verdict(name), counts.get(name, 0)) for name in SHOWN if counts.get(name, 0)]
    return ", ".join(f"{label} {_whole(edition, count)}" for label, count in named)


def _whole(edition: Edition, count: int) -> str:
    return number(float(count), edition.language)
