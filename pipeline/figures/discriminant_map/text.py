"""What the figure of separated groups says: title, notes and alternative text, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.discriminant.facts import Facts, permuted
from pipeline.figures import notes
from pipeline.figures.context import Edition
from pipeline.figures.discriminant_map.data import Separation
from pipeline.figures.frame import Words
from pipeline.figures.records import name
from pipeline.text.number_format import decimal, number


def words(separation: Separation) -> Words:
    """Title, notes and alternative text."""
    edition, figure = separation.edition, separation.figure
    return Words(
        titles=[_title(separation), edition.say("separation_neutral")],
        subtitle=edition.text(figure.subtitle),
        notes=[note for note in _notes(separation) if note],
        alt=_alt(separation),
        identity=notes.identity(edition, figure),
        mark=notes.mark(edition),
    )


def joined(edition: Edition, labels: list[str]) -> str:
    """Names as a sentence lists them."""
    last = edition.say("separation_and")
    return f" {last} ".join(filter(None, [", ".join(labels[:-1]), labels[-1]])) if labels else ""


def _title(separation: Separation) -> str:
    if not separation.facts.shows:
        return separation.edition.say("separation_nothing")
    low, high = (joined(separation.edition, side) for side in separation.opposed())
    key = "separation_title" if separation.facts.functions == 1 else "separation_title_many"
    return separation.edition.say(key, low=low, high=high)


def _notes(separation: Separation) -> Iterator[str]:
    edition = separation.edition
    yield edition.say(
        "separation_reading" if separation.shown == 1 else "separation_reading_two",
        confidence=edition.confidence,
    )
    functions = edition.separated["functions"]
    shown = functions["canonical_correlation"].head(2)
    yield (
        edition.say(
            "separation_tests",
            p=p_words(separation, permuted(edition.separated, "pillai", "unweighted")),
            correlations=f" {edition.say('separation_and')} ".join(
                decimal(r, edition.language, 2) for r in shown
            ),
        )
        + f" {_left_out(separation)}".rstrip()
    )
    if not all(maker.clear for makers in separation.drawn_makers for maker in makers):
        yield edition.say("separation_hollow")
    yield edition.say(
        "separation_guess_sides" if separation.facts.sides else "separation_guess",
        **guess_shares(edition, separation.facts),
    )
    yield notes.trust(edition)
    n = number(separation.means(1)["n"].sum(), edition.language)
    population = edition.text(edition.codebook.survey.population)
    yield edition.say("separation_field", population=population, n=n)
    yield notes.source(edition)


def guess_shares(edition: Edition, found: Facts) -> dict[str, str]:
    """How often the group, and the side of the first axis, are guessed, and by chance."""
    shares = {
        "accuracy": found.accuracy,
        "chance": found.chance,
        "side": found.side_accuracy,
        "side_chance": found.side_chance,
    }
    return {name: edition.percent(share) for name, share in shares.items()}


def _left_out(separation: Separation) -> str:
    """Why only one axis is shown."""
    if separation.facts.functions > 1:
        return ""
    return separation.edition.say("separation_one_axis" if separation.facts.shows else "separation_no_axis")


def p_words(separation: Separation, p: float) -> str:
    """A p-value with three decimals."""
    return separation.edition.say("separation_p_is", p=decimal(p, separation.edition.language, 3))


def _alt(separation: Separation) -> str:
    edition = separation.edition
    means = separation.means(1)["mean"]
    places = [
        f"{label} {decimal(means[group], edition.language, 2)}"
        for group, label in separation.group_labels.items()
    ]
    strongest = separation.makers(1)[0]
    value = decimal(strongest.correlation, edition.language, 2)
    return notes.joined(
        edition.say("separation_alt", places=edition.say("list").join(places)),
        edition.say("separation_alt_maker", name=strongest.name, value=value),
        edition.say("alt_table", file=f"{name(separation.figure)}.csv"),
    )
