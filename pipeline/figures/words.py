"""The words around a figure, put together the same way for every kind."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.codebook.model import Figure
from pipeline.figures import notes
from pipeline.figures.context import Context
from pipeline.figures.frame import Words
from pipeline.figures.records import file_stem


def compose(
    context: Context, figure: Figure, *, titles: list[str], paragraphs: Iterable[str], alt: Iterable[str]
) -> Words:
    """Return the words of a figure, with what is said around each: subtitle, identity, mark.

    Parameters
    ----------
    titles : from the most telling to the plainest.
    paragraphs : the notes; empty ones are left out.
    alt : sentences of the alternative text; where its numbers are found is said last.
    """
    where = context.say("figures.alt_table", file=f"{file_stem(figure)}.csv")
    return Words(
        titles=titles,
        subtitle=context.text(figure.subtitle),
        notes=[paragraph for paragraph in paragraphs if paragraph],
        alt=notes.joined(*alt, where),
        identity=notes.identity(context, figure),
        mark=notes.mark(context),
    )
